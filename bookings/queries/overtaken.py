"""Finds what nobody needs to hear any more, because something has happened since."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.db.models import Exists, Max, OuterRef, Sum

from accounts.enums import CallOutcome
from accounts.models import Message
from accounts.post import LETTER_TAKES
from bookings.enums import EntryStatus
from bookings.models import (
    Booking,
    CourseInterest,
    GroupMessage,
    Offer,
    SessionApology,
    WaitingListEntry,
)
from bookings.queries.group_messages import GROUP_MESSAGE, readers_now
from bookings.queries.reminders import REMINDER
from courses.enums import RunStatus
from courses.models import CourseSession
from home.queries import wording

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection, Mapping

    Facts = Mapping[str, int]

PLACE_OFFERED = "place_offered"
PLACE_FREE = "place_free"
ON_THE_LIST = "on_the_list"
WAITING_DATES = "waiting_dates"
OFFER_RAN_OUT = "offer_ran_out"
COURSE_RUNS = "course_runs"
ANSWERED_FOR = "answered_for"
BOOKED = "booking_confirmed"
CANCELLED = "booking_cancelled"
UPDATED = "calendar_updated"
_TELLS_DATES = (BOOKED, CANCELLED, UPDATED, REMINDER)


def overtaken(*, at: dt.datetime) -> list[int]:
    """Return what waits for the office although it is not so any more.

    One query where nothing waits, and the same few for each kind, however many wait.
    What is in a batch of letters is printed, and stays.
    """
    waiting = Message.objects.for_the_office().filter(kind__in=_FINDERS, batch=None)
    found: dict[str, dict[int, Facts]] = {}
    for pk, kind, facts in waiting.values_list("pk", "kind", "facts").order_by("pk"):
        found.setdefault(kind, {})[pk] = facts
    return [pk for kind, calls in found.items() for pk in _FINDERS[kind](calls, at)]


def too_late_for_the_post(*, at: dt.datetime) -> list[int]:
    """Return letters not printed yet that would come after it is too late, to be rung about.

    Where there is a number, and nobody in the office has asked for a letter instead of a call.
    """
    late = Message.objects.to_post().filter(deadline_at__gt=at, deadline_at__lt=at + LETTER_TAKES)
    late = late.exclude(student__phone="").exclude(calls__outcome=CallOutcome.LETTER)
    return list(late.values_list("pk", flat=True))


def is_overtaken(message: Message, *, at: dt.datetime) -> bool:
    """Say of one message, however it is sent, what ``overtaken`` says of calls and letters."""
    return bool(_FINDERS[message.kind]({message.pk: message.facts}, at))


def out_of_date(*, at: dt.datetime) -> list[int]:
    """Return what waits for the office in words that tell what is not so any more."""
    waiting = Message.objects.for_the_office().filter(
        kind__in=_TELLS_DATES, batch=None, composed_at__isnull=False
    )
    rows = waiting.values_list("pk", "kind", "facts", "composed_at")
    return told_otherwise({pk: (kind, facts, made) for pk, kind, facts, made in rows}, at=at)


def told_otherwise(
    waiting: Mapping[int, tuple[str, Facts, dt.datetime | None]], *, at: dt.datetime
) -> list[int]:
    """Find words about places whose dates, room or link have changed since they were written.

    A reminder is also out of date on the next day: it says in how many days. One query,
    however many wait, and none where nothing does.
    """
    if not waiting:
        return []
    named = {facts["booking_id"] for _, facts, _ in waiting.values() if "booking_id" in facts}
    rows = Booking.objects.filter(pk__in=named).annotate(of_dates=Max("run__sessions__changed_at"))
    changed = {
        pk: max(of_run, of_dates or of_run)
        for pk, of_run, of_dates in rows.values_list("pk", "run__changed_at", "of_dates")
    }
    return [
        pk
        for pk, (kind, facts, made) in waiting.items()
        if made is not None
        and (
            changed.get(facts.get("booking_id", 0), made) > made
            or (kind == REMINDER and wording.local_date(made) != wording.local_date(at))
        )
    ]


def _reminders(waiting: Mapping[int, Facts], at: dt.datetime) -> list[int]:
    """Find reminders of a session that has begun, moved or is off, or that somebody misses.

    Or that a later one reminds of.
    """
    bookings = {facts["booking_id"] for facts in waiting.values()}
    sessions = {facts["session_id"] for facts in waiting.values()}
    active = Booking.objects.active().filter(pk__in=bookings)
    held = set(active.values_list("pk", flat=True))
    starts = dict(
        CourseSession.objects.planned()
        .filter(pk__in=sessions, starts_at__gt=at)
        .values_list("pk", "starts_at")
    )
    missed = set(
        SessionApology.objects.standing()
        .filter(booking__in=bookings, session__in=sessions)
        .values_list("booking_id", "session_id")
    )
    newest = _newest(REMINDER, bookings, "session_id")
    return [
        pk
        for pk, facts in waiting.items()
        if pk < newest.get((facts["booking_id"], facts["session_id"]), pk)
        or facts["booking_id"] not in held
        or (facts["booking_id"], facts["session_id"]) in missed
        or facts["session_id"] not in starts
        or int(starts[facts["session_id"]].timestamp()) != facts["starts_at"]
    ]


def _offers(waiting: Mapping[int, Facts], at: dt.datetime) -> list[int]:
    """Find offers that were answered, taken back or have run out."""
    offers = Offer.objects.open().filter(answer_by__gt=at)
    wanted = offers.filter(pk__in={facts["offer_id"] for facts in waiting.values()})
    is_open = set(wanted.values_list("pk", flat=True))
    return [pk for pk, facts in waiting.items() if facts["offer_id"] not in is_open]


def _places(waiting: Mapping[int, Facts], at: dt.datetime) -> list[int]:
    """Find calls about a place that is not free any more, or that nobody waits for."""
    del at
    can_still = can_still_have_a_place({facts["entry_id"] for facts in waiting.values()})
    return [pk for pk, facts in waiting.items() if facts["entry_id"] not in can_still]


def can_still_have_a_place(entry_ids: Collection[int]) -> set[int]:
    """Return which of these wait for as many places as are free on their run: three queries."""
    entries = WaitingListEntry.objects.filter(pk__in=entry_ids, status=EntryStatus.WAITING)
    rows = list(entries.values_list("pk", "places", "run_id", "run__capacity"))
    runs = {run_id for *_, run_id, _ in rows}
    gone: Counter[int] = Counter()
    for places in (Booking.objects.active(), Offer.objects.open()):
        taken = places.filter(run__in=runs).order_by().values_list("run_id")
        gone.update(dict(taken.annotate(total=Sum("places"))))
    return {pk for pk, places, run_id, capacity in rows if places <= capacity - gone[run_id]}


def _turns(waiting: Mapping[int, Facts], at: dt.datetime) -> list[int]:
    """Find “you are on the list” of somebody who waits no more, or has been offered a place."""
    del at
    entries = {facts["entry_id"] for facts in waiting.values()}
    still = WaitingListEntry.objects.filter(pk__in=entries, status=EntryStatus.WAITING)
    waits = set(still.values_list("pk", flat=True))
    return [pk for pk, facts in waiting.items() if facts["entry_id"] not in waits]


def _let_go(waiting: Mapping[int, Facts], at: dt.datetime) -> list[int]:
    """Find “somebody let it go for you” where that was taken back, or there is a place by now."""
    del at
    entries = WaitingListEntry.objects.filter(
        pk__in={facts["entry_id"] for facts in waiting.values()},
        status__in=(EntryStatus.PASSED, EntryStatus.LEFT),
    )
    there = {"run": OuterRef("run"), "student": OuterRef("student")}
    gone = entries.filter(
        ~Exists(Booking.objects.active().filter(**there)),
        ~Exists(WaitingListEntry.objects.live().filter(**there)),
    )
    is_gone = set(gone.values_list("pk", flat=True))
    return [pk for pk, facts in waiting.items() if facts["entry_id"] not in is_gone]


def _dates(waiting: Mapping[int, Facts], at: dt.datetime) -> list[int]:
    """Find “the dates have changed” of somebody who waits no more, nor is offered a place."""
    del at
    entries = {facts["entry_id"] for facts in waiting.values()}
    live = WaitingListEntry.objects.live().filter(pk__in=entries)
    waits = set(live.values_list("pk", flat=True))
    return [pk for pk, facts in waiting.items() if facts["entry_id"] not in waits]


def _run_out(waiting: Mapping[int, Facts], at: dt.datetime) -> list[int]:
    """Find “the time to answer is over” where the student stands elsewhere by now."""
    del at
    offers = Offer.objects.filter(pk__in={facts["offer_id"] for facts in waiting.values()})
    status = dict(offers.values_list("pk", "entry__status"))
    said = {True: EntryStatus.WAITING, False: EntryStatus.LAPSED}
    return [
        pk
        for pk, facts in waiting.items()
        if status.get(facts["offer_id"]) != said[bool(facts["still_waits"])]
    ]


def _courses(waiting: Mapping[int, Facts], at: dt.datetime) -> list[int]:
    """Find “the course can be booked” of dates that are off or over, or where they have a turn."""
    interests = CourseInterest.objects.filter(
        pk__in={facts["interest_id"] for facts in waiting.values()}
    )
    there = {"run": OuterRef("answered_by"), "student": OuterRef("student")}
    coming = CourseSession.objects.planned().filter(run=OuterRef("answered_by"), ends_at__gt=at)
    news = interests.filter(
        ~Exists(Booking.objects.active().filter(**there)),
        ~Exists(WaitingListEntry.objects.live().filter(**there)),
        Exists(coming),
        answered_by__status=RunStatus.OPEN,
    )
    is_news = set(news.values_list("pk", flat=True))
    return [pk for pk, facts in waiting.items() if facts["interest_id"] not in is_news]


def _booked(waiting: Mapping[int, Facts], at: dt.datetime) -> list[int]:
    """Find words about a place that was given up since, or whose last date is over."""
    held = _held(waiting) & with_dates_to_come({one["booking_id"] for one in waiting.values()}, at)
    return [pk for pk, facts in waiting.items() if facts["booking_id"] not in held]


def with_dates_to_come(bookings: Collection[int], at: dt.datetime) -> set[int]:
    """Return which of these places have a date that is not over yet."""
    coming = CourseSession.objects.planned().filter(run=OuterRef("run"), ends_at__gt=at)
    found = Booking.objects.filter(Exists(coming), pk__in=bookings)
    return set(found.values_list("pk", flat=True))


def _updated(waiting: Mapping[int, Facts], at: dt.datetime) -> list[int]:
    """Find changes to a place that was given up since, or that newer words tell as well."""
    bookings = {facts["booking_id"] for facts in waiting.values()}
    newest = _newest(UPDATED, bookings)
    older = [pk for pk, facts in waiting.items() if pk < newest.get((facts["booking_id"],), pk)]
    return list({*older, *_booked(waiting, at)})


def _newest(kind: str, bookings: Collection[int], *also: str) -> dict[tuple[int, ...], int]:
    """Return the newest message of a kind about each booking, or about each of its parts."""
    told = Message.objects.filter(kind=kind, facts__booking_id__in=bookings).order_by("pk")
    names = ("booking_id", *also)
    return {
        tuple(facts[name] for name in names): pk for pk, facts in told.values_list("pk", "facts")
    }


def _given_up(waiting: Mapping[int, Facts], at: dt.datetime) -> list[int]:
    """Find “the place is given up” of a place that was booked again since."""
    del at
    held = _held(waiting)
    return [
        pk
        for pk, facts in waiting.items()
        if facts["booking_id"] in held and not facts.get("joined")
    ]


def _to_groups(waiting: Mapping[int, Facts], at: dt.datetime) -> list[int]:
    """Find copies for whoever has left the group it is for, or ended the news; or was stopped."""
    del at
    copies = Message.objects.filter(pk__in=waiting).values_list("pk", "student_id")
    groups = GroupMessage.objects.defer("words").in_bulk(
        {facts["group_id"] for facts in waiting.values()}
    )
    readers = readers_now(groups.values(), {student_id for _, student_id in copies if student_id})
    gone = []
    for pk, student_id in copies:
        group = groups[waiting[pk]["group_id"]]
        if group.taken_back_at is not None or student_id not in readers[group.pk]:
            gone.append(pk)
    return gone


def _held(waiting: Mapping[int, Facts]) -> set[int]:
    bookings = {facts["booking_id"] for facts in waiting.values()}
    return set(Booking.objects.active().filter(pk__in=bookings).values_list("pk", flat=True))


_FINDERS: dict[str, Callable[[Mapping[int, Facts], dt.datetime], list[int]]] = {
    REMINDER: _reminders,
    GROUP_MESSAGE: _to_groups,
    PLACE_OFFERED: _offers,
    PLACE_FREE: _places,
    ON_THE_LIST: _turns,
    WAITING_DATES: _dates,
    OFFER_RAN_OUT: _run_out,
    COURSE_RUNS: _courses,
    ANSWERED_FOR: _let_go,
    BOOKED: _booked,
    CANCELLED: _given_up,
    UPDATED: _updated,
}
