"""One run as the office works with it: places, people, the waiting list, and what happened."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Prefetch, Value
from wagtail.models import ModelLogEntry

from accounts.enums import AccessKind
from accounts.models import StudentAccess
from bookings.enums import Agreed, BookingStatus, EntryStatus, Refusal
from bookings.models import (
    AgreementAcceptance,
    Booking,
    BookingEvent,
    EntryEvent,
    Offer,
    SessionApology,
    StudentAgreement,
    WaitingListEntry,
)
from bookings.queries.shares_shown import share_rows
from bookings.queries.windows import have_taken_place
from courses.enums import RunStatus
from courses.models import CourseSession
from courses.queries import dates
from home.queries.wording import day_and_month_words, list_words

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence

    from django.db.models import QuerySet

    from accounts.models import Student, User
    from bookings.queries.shares_shown import ShareRow
    from courses.models import CourseRun

# What happened longest ago is a matter for the records of each student.
_MOST_HISTORY = 200
_MOST_GIVEN_UP = 20
BY_ITSELF = "By itself"
# How the note begins where nobody was signed in: whoever answered had the message.
BY_A_LINK = "By a link in a message"
BY_A_CALENDAR = "By an answer from a calendar"

_BOOKING_WORDS: dict[tuple[str, str], str] = {
    ("", BookingStatus.CONFIRMED): "Booked",
    (BookingStatus.CONFIRMED, BookingStatus.CANCELLED): "Gave up the place",
    (BookingStatus.CONFIRMED, BookingStatus.MOVED): "Moved to other dates",
    (BookingStatus.CONFIRMED, BookingStatus.RUN_CANCELLED): "The run was cancelled",
    (BookingStatus.CANCELLED, BookingStatus.CONFIRMED): "Booked again",
    (BookingStatus.MOVED, BookingStatus.CONFIRMED): "Booked again",
}
_ENTRY_WORDS: dict[tuple[str, str], str] = {
    ("", EntryStatus.WAITING): "Joined the list",
    (EntryStatus.WAITING, EntryStatus.OFFERED): "Was offered a place",
    (EntryStatus.OFFERED, EntryStatus.WAITING): "Did not answer in time, and waits again",
    (EntryStatus.OFFERED, EntryStatus.LAPSED): "Did not answer again, and waits no more",
    (EntryStatus.OFFERED, EntryStatus.PASSED): "Said “not this time”",
    (EntryStatus.PASSED, EntryStatus.OFFERED): "Took back “not this time”",
    (EntryStatus.OFFERED, EntryStatus.BOOKED): "Said “yes please”",
    (EntryStatus.WAITING, EntryStatus.BOOKED): "Got a place from the list",
}
_ENTRY_ENDED = {
    EntryStatus.LEFT: "Left the list",
    EntryStatus.RUN_CANCELLED: "The run was cancelled",
    EntryStatus.ENDED: "The list ended: nobody can join any more",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """The places of a run, counted."""

    capacity: int
    minimum: int
    taken: int
    held: int
    waited_for: int

    @property
    def free(self) -> int:
        """Return the places that nobody has and that are held for nobody."""
        return max(self.capacity - self.taken - self.held, 0)

    @property
    def free_for_newcomers(self) -> int:
        """Return the places for those who have not waited."""
        return max(self.free - self.waited_for, 0)

    @property
    def lacking(self) -> int:
        """Return how many more are needed for the run to go ahead."""
        return max(self.minimum - self.taken, 0)


@dataclass(frozen=True, slots=True)
class ListRow:
    """Somebody on the list; the position counts those who wait and have been offered nothing."""

    entry: WaitingListEntry
    position: int | None
    offer: Offer | None
    can_go_down: bool = False

    @property
    def kept_meanwhile(self) -> Booking | None:
        """Return the place they give up once they have this one, unless those dates are over."""
        kept = self.entry.instead_of
        return kept if kept and kept.is_active else None


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of a run's history."""

    at: dt.datetime
    what: str
    who: str
    student: Student | None = None
    reason: str = ""
    agreed: str = ""
    set_aside: str = ""
    """The rules that stood against it, in words."""


@dataclass(frozen=True, slots=True)
class RunDesk:
    """Everything on the page of one run's places."""

    numbers: Numbers
    places: Sequence[Booking]
    given_up: Sequence[Booking]
    """Those that can be taken back while there is room, the latest first."""
    waiting: list[ListRow]
    history: list[Happened]
    shares: Sequence[ShareRow] = ()
    """How the places are shared out, while shares are kept."""
    is_over: bool = False
    """Whether the dates have taken place: then nobody moves, comes along or gives up."""

    @property
    def people_waiting(self) -> int:
        """Count the people who wait; two together are one of them."""
        return sum(row.position is not None for row in self.waiting)

    @property
    def repeated(self) -> frozenset[str]:
        """Return the names that several people on this page have."""
        people = {booking.student for booking in self.places}
        people |= {row.entry.student for row in self.waiting}
        names = Counter(student.name for student in people)
        return frozenset(name for name, times in names.items() if times > 1)


def run_desk(run: CourseRun, *, at: dt.datetime) -> RunDesk:
    """Read one run's places, list and history; the same few queries however many people."""
    shown = {*BookingStatus.ACTIVE, BookingStatus.CANCELLED}
    current = StudentAgreement.objects.current()
    agreed = AgreementAcceptance.objects.filter(
        student=OuterRef("student"), agreement__in=current.values("pk")
    )
    bookings = list(
        Booking.objects.filter(run=run, status__in=shown)
        .select_related("student")
        .annotate(has_not_agreed=Exists(current) & ~Exists(agreed))
        .order_by("student__name", "pk")
    )
    places = [booking for booking in bookings if booking.is_active]
    given_up = [booking for booking in bookings if not booking.is_active]
    given_up.sort(key=lambda booking: booking.changed_at, reverse=True)
    rows = waiting_rows(run, at=at)
    numbers = Numbers(
        capacity=run.capacity,
        minimum=run.minimum_places,
        taken=sum(booking.places for booking in places),
        held=sum(row.offer.places for row in rows if row.offer),
        waited_for=sum(row.entry.places for row in rows if row.position),
    )
    undoable = [one for one in given_up if one.places <= numbers.free and not is_over(run, at=at)]
    history, shares = history_of(run), share_rows(run, at=at)
    over = have_taken_place(run.sessions.all(), at=at)
    return RunDesk(numbers, places, undoable[:_MOST_GIVEN_UP], rows, history, shares, over)


def is_over(run: CourseRun, *, at: dt.datetime) -> bool:
    """Say whether nothing is left to come to."""
    return not any(one.ends_at > at for one in dates.sessions_held(run.sessions.all()))


def waiting_rows(run: CourseRun, *, at: dt.datetime | None = None) -> list[ListRow]:
    """Return everybody on a run's list in order, with open offers, in two queries.

    With a moment, each entry also says whether the other dates that it is to leave are over.
    """
    open_offers = Prefetch("offers", Offer.objects.open(), to_attr="open_offers")
    held = CourseSession.objects.planned().filter(run=OuterRef("instead_of__run"))
    is_over = Exists(held) & ~Exists(held.ending_after(at)) if at else Value(value=False)
    entries = list(
        run.waiting_list.live()
        .annotate(other_dates_are_over=is_over)
        .select_related("student", "instead_of__run__course", "instead_of__run__term")
        .prefetch_related(open_offers)
        .in_order()
    )
    last = sum(entry.status == EntryStatus.WAITING for entry in entries)
    rows, position = [], 0
    for entry in entries:
        offer: Offer | None = next(iter(getattr(entry, "open_offers", [])), None)
        waits = entry.status == EntryStatus.WAITING
        position += waits
        here = position if waits else None
        rows.append(ListRow(entry, here, offer, can_go_down=waits and position < last))
    return rows


def history_of(run: CourseRun) -> list[Happened]:
    """Return what happened to a run's places and its list, the latest first, in four queries."""
    bookings = (
        BookingEvent.objects.filter(booking__run=run)
        .select_related("booking__student", "by")
        .annotate(by_helper=by_helper("by", "booking__student"))
        .order_by("-id")[:_MOST_HISTORY]
    )
    entries = (
        EntryEvent.objects.filter(entry__run=run)
        .select_related("entry__student", "by")
        .annotate(by_helper=by_helper("by", "entry__student"))
        .order_by("-id")[:_MOST_HISTORY]
    )
    apologies = SessionApology.objects.filter(booking__run=run).order_by("-id")[:_MOST_HISTORY]
    lines = [
        *_booking_lines(bookings),
        *apology_lines(apologies),
        *_entry_lines(entries),
        *_run_lines(run),
    ]
    # Within one moment, what was written down later comes first: reversing twice keeps that.
    lines.sort(key=lambda line: line.at, reverse=True)
    return lines[:_MOST_HISTORY]


def _booking_lines(events: Iterable[BookingEvent]) -> Iterator[Happened]:
    for event in events:
        kind = (event.from_status, event.to_status)
        if event.from_status == event.to_status:
            what = "Brings a supporter" if event.places > 1 else "Comes alone"
        else:
            what = _BOOKING_WORDS.get(kind, event.get_to_status_display())
            if event.to_status == BookingStatus.CONFIRMED and event.places > 1:
                what += ", with a supporter"
        yield Happened(
            event.at,
            what,
            *who_and_why(
                event.by, event.booking.student, event.note, is_helper=is_by_helper(event)
            ),
            agreed_words(event.agreed),
            set_aside_words(event.set_aside),
        )


def apology_lines(apologies: QuerySet[SessionApology]) -> Iterator[Happened]:
    """Tell of sessions that students cannot come to, and can after all, the latest first."""
    told = apologies.select_related("booking__student", "session", "made_by", "withdrawn_by")
    told = told.annotate(
        made_by_helper=by_helper("made_by", "booking__student"),
        withdrawn_by_helper=by_helper("withdrawn_by", "booking__student"),
    )
    for one in told:
        day = day_and_month_words(one.session.starts_at)
        student = one.booking.student
        if one.withdrawn_at:
            who = who_and_why(
                one.withdrawn_by,
                student,
                one.withdrawn_note,
                is_helper=is_by_helper(one, "withdrawn_by_helper"),
            )
            yield Happened(one.withdrawn_at, f"Comes on {day} after all", *who)
        who = who_and_why(
            one.made_by, student, one.made_note, is_helper=is_by_helper(one, "made_by_helper")
        )
        yield Happened(one.made_at, f"Cannot come on {day}", *who)


def _entry_lines(events: Iterable[EntryEvent]) -> Iterator[Happened]:
    newest_first = list(events)
    before: dict[int, EntryEvent] = {}
    lines = []
    for event in reversed(newest_first):
        lines.append(
            Happened(
                event.at,
                _entry_words(event, before.get(event.entry_id)),
                *who_and_why(
                    event.by, event.entry.student, event.reason, is_helper=is_by_helper(event)
                ),
                agreed_words(event.agreed),
                "" if event.from_status else set_aside_words(event.entry.set_aside),
            )
        )
        before[event.entry_id] = event
    yield from reversed(lines)


def _entry_words(event: EntryEvent, before: EntryEvent | None) -> str:
    if event.from_status == event.to_status:
        if before and event.rank < before.rank:
            return "Moved up in the list"
        if before and event.rank > before.rank:
            return "Moved down in the list"
        return "Waits with a supporter" if event.places > 1 else "Waits alone"
    kind = (event.from_status, event.to_status)
    words: str | None = _ENTRY_WORDS.get(kind)
    return words or _ENTRY_ENDED.get(EntryStatus(event.to_status), event.get_to_status_display())


def _run_lines(run: CourseRun) -> Iterator[Happened]:
    logged = ModelLogEntry.objects.for_instance(run).select_related("user").order_by("-pk")
    for entry in logged[:_MOST_HISTORY]:
        data = entry.data or {}
        if "capacity" in data:
            before, after = data["capacity"]
            yield Happened(
                entry.timestamp,
                f"Places changed from {before} to {after}",
                who_words(entry.user),
                reason=data.get("reason", ""),
            )
        elif "to" in data:
            state = RunStatus(data["to"]).label.lower()
            yield Happened(
                entry.timestamp,
                f"The run is {state} now",
                who_words(entry.user),
                reason=run.cancelled_reason if data["to"] == RunStatus.CANCELLED else "",
            )


def by_helper(by: str, student: str) -> Exists:
    """Return the condition that whoever did something helps the student it was done for."""
    helpers = StudentAccess.objects.filter(kind=AccessKind.HELPER)
    return Exists(helpers.filter(user=OuterRef(by), student=OuterRef(student)))


def is_by_helper(row: object, name: str = "by_helper") -> bool:
    """Say whether a row read with that condition meets it."""
    return bool(getattr(row, name, False))


def who_words(user: User | None, student: Student | None = None, *, is_helper: bool = False) -> str:
    """Name who did something; the college's own rules have no name, and students need none.

    Messages to a student may go to the address of a helper, who is not the student for that.
    """
    if is_helper:
        return str(user)
    if user and student and user.email.casefold() == student.email.casefold():
        return "themselves"
    return str(user) if user else BY_ITSELF


def who_and_why(
    user: User | None, student: Student, note: str, *, is_helper: bool = False
) -> tuple[str, Student, str]:
    """Tell whoever pressed a button behind a link in a message from the college's own rules."""
    through = next((one for one in (BY_A_LINK, BY_A_CALENDAR) if note.startswith(one)), "")
    if user is None and through:
        return through, student, note.removeprefix(through).lstrip(". ")
    return who_words(user, student, is_helper=is_helper), student, note


def agreed_words(agreed: str) -> str:
    """Say how the student agreed, where somebody else did it for them."""
    return "" if agreed in {"", Agreed.SELF} else Agreed(agreed).label


def set_aside_words(rules: Iterable[str]) -> str:
    """Name the rules that were set aside, each as its refusal says it."""
    return list_words([f"“{Refusal(one).label}”" for one in rules])


def numbers_of(run: CourseRun) -> Numbers:
    """Count one run's places for showing, in three queries."""
    rows = waiting_rows(run)
    places = Booking.objects.active().filter(run=run)
    return Numbers(
        capacity=run.capacity,
        minimum=run.minimum_places,
        taken=sum(places.values_list("places", flat=True)),
        held=sum(row.offer.places for row in rows if row.offer),
        waited_for=sum(row.entry.places for row in rows if row.position),
    )
