"""Reads what a student sees of their own places: the next session, bookings, attendance."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import BigIntegerField, F, UUIDField

from accounts.enums import AccessKind
from accounts.kept_queries import Given, KeptQuery
from accounts.models import Message
from accounts.queries import is_one_of_several
from bookings.enums import AttendanceMark, BookingStatus
from bookings.models import Attendance, Booking, SessionApology
from bookings.queries.agreements import due_among
from bookings.queries.certificates import certificates_for
from bookings.queries.interests import interests_reachable_by
from bookings.queries.joining import joining_link_shown
from bookings.queries.journey import page_address
from bookings.queries.taking_back import can_have_again, given_up
from bookings.queries.waiting import waiting_reachable_by
from bookings.queries.windows import can_take_back
from courses.enums import DeliveryMode, SessionStatus
from courses.models import CourseSession

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from django.db.models import QuerySet

    from accounts.models import Student, StudentAccess, User
    from bookings.models import Certificate, CourseInterest
    from bookings.queries.taking_back import GivenUp
    from bookings.queries.waiting import Waiting
    from courses.models import CourseRun, Venue

# In the student's own words. Nothing recorded says nothing: it does not mean "missed".
_CAME = {
    AttendanceMark.HERE: "You were there",
    AttendanceMark.LATE: "You were there, a bit late",
    AttendanceMark.LEFT_EARLY: "You were there, and left early",
    AttendanceMark.TOLD_US: "You told us you could not come",
    AttendanceMark.MISSED: "You missed this one",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLine:
    """One session as a student with a place sees it."""

    session: CourseSession
    venue: Venue | None
    is_over: bool
    is_off: bool
    attendance: str = ""
    has_apologised: bool = False
    """The student has told us that they cannot come to this one."""

    @property
    def place(self) -> str:
        """Return where to go, in a few words."""
        return self.venue.name if self.venue else "Online"


@dataclass(frozen=True, slots=True, kw_only=True)
class BookedPlace:
    """One booking with all that its student sees of it."""

    booking: Booking
    is_own: bool
    is_you: bool
    """Whether “you” says whose it is: a login may be several students."""
    lines: tuple[SessionLine, ...]
    is_over: bool
    joining_link: str = ""
    certificate: Certificate | None = None
    can_take_back: bool = False
    given_up: GivenUp | None = None
    """What became of it, where it was given up."""
    tutors: tuple[str, ...] = ()
    told: tuple[Message, ...] = field(default=())

    @property
    def run(self) -> CourseRun:
        """Return the run the place is on."""
        return self.booking.run

    @property
    def coming(self) -> list[SessionLine]:
        """Return the sessions that are still to come."""
        return [line for line in self.lines if not line.is_over and not line.is_off]

    @property
    def has_been(self) -> bool:
        """Say whether some of its sessions took place."""
        return any(line.is_over and not line.is_off for line in self.lines)

    @property
    def is_for_one_session(self) -> bool:
        """Say whether the place is for a single session: without it nothing is left to keep."""
        return sum(not line.is_off for line in self.lines) == 1

    @property
    def next(self) -> SessionLine | None:
        """Return the first session still to come."""
        return next(iter(self.coming), None)

    @property
    def expected(self) -> SessionLine | None:
        """Return the first session to come that the student has not said no to."""
        return next((line for line in self.coming if not line.has_apologised), None)

    @property
    def shown_next(self) -> SessionLine | None:
        """Return where to go next; where the student goes to none, the one they are missed at."""
        return self.expected or self.next

    @property
    def address(self) -> str:
        """Return where the course's page is."""
        return page_address(self.run.course)

    @property
    def places_of_run(self) -> list[Venue]:
        """Return each venue of the sessions to come, in the order of the first visit."""
        shown = self.coming or list(self.lines)
        return list({line.venue.pk: line.venue for line in shown if line.venue}.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class MyCourses:
    """Everything on the page "My courses"."""

    accesses: list[StudentAccess]
    coming: list[BookedPlace]
    past: list[BookedPlace]
    cancelled: list[BookedPlace]
    certificates: list[Certificate]
    """Those that none of the bookings above shows."""
    waiting: list[Waiting]
    """Offers first, then who waits for a place."""
    interests: list[CourseInterest]
    """Courses that somebody wants to hear of, or goes first on."""
    to_agree: list[Student]
    """Those with a place to come whose yes to the student agreement is missing."""

    @property
    def offers(self) -> list[Waiting]:
        """Return the places that are held until somebody answers."""
        return [one for one in self.waiting if one.offer]

    @property
    def in_line(self) -> list[Waiting]:
        """Return the turns on waiting lists."""
        return [one for one in self.waiting if not one.offer]

    @property
    def next(self) -> BookedPlace | None:
        """Return the booking whose session comes first, of those that somebody is coming to."""
        expected = [place for place in self.coming if place.expected]
        return min(expected or self.coming, key=_goes_at, default=None)

    @property
    def names_people(self) -> bool:
        """Say whether each line has to say whose it is."""
        return len(self.accesses) > 1 or any(
            access.kind != AccessKind.SELF for access in self.accesses
        )


def _goes_at(place: BookedPlace) -> dt.datetime:
    """Return when a place with sessions to come next takes its student out of the house."""
    line = place.shown_next
    return line.session.starts_at if line else place.booking.booked_at


def bookings_reachable_by(user: User) -> list[Booking]:
    """Return the bookings of everybody this login acts for, with the reason it may."""
    return _ALL_REACHABLE.ask(user=user.pk)


def _reachable_by(user: Given) -> QuerySet[Booking]:
    return (
        Booking.objects.reachable_by(user)
        .annotate(
            access_kind=F("student__accesses__kind"),
            let_in_at=F("student__accesses__granted_at"),
        )
        .annotate(is_one_of_several=is_one_of_several(user))
        .select_related("student", "run__course", "run__venue", "run__term")
        .order_by("booked_at", "id")
    )


_USER = Given("user", BigIntegerField())
_ALL_REACHABLE = KeptQuery(lambda: _reachable_by(_USER))
_REACHABLE = KeptQuery(
    lambda: _reachable_by(_USER).filter(uuid=Given("booking", UUIDField())),
)


def booking_reachable_by(user: User, booking_uuid: UUID) -> Booking | None:
    """Return one booking if this login acts for its student, else None."""
    return _REACHABLE.first(user=user.pk, booking=booking_uuid)


def has_booked(user: User, run_uuid: UUID) -> bool:
    """Say whether a student of this login has, or had, a place on a run; a helper is no student."""
    return Booking.objects.filter(
        run__uuid=run_uuid,
        student__accesses__user=user,
        student__accesses__kind=AccessKind.SELF,
    ).exists()


def booking_with(booking_uuid: UUID) -> Booking | None:
    """Return one booking, for whoever holds a link to it."""
    bookings = Booking.objects.select_related("student", "run__course", "run__venue", "run__term")
    return bookings.filter(uuid=booking_uuid).first()


def my_courses(user: User, accesses: list[StudentAccess], *, at: dt.datetime) -> MyCourses:
    """Return the whole page "My courses", in a fixed number of queries."""
    bookings = bookings_reachable_by(user) if accesses else []
    own_students = [access.student for access in accesses if access.kind == AccessKind.SELF]
    certificates = list(certificates_for(own_students)) if own_students else []
    places = _places(bookings, certificates, at=at)
    shown = [place.certificate for place in places]
    active = [place for place in places if place.booking.is_active]
    coming = sorted(
        (place for place in active if place.next), key=lambda place: _first_start(place, at)
    )
    with_places = {place.booking.student for place in coming}
    return MyCourses(
        accesses=accesses,
        to_agree=due_among(with_places) if with_places else [],
        waiting=waiting_reachable_by(user, at=at) if accesses else [],
        interests=interests_reachable_by(user) if accesses else [],
        coming=coming,
        past=[place for place in reversed(active) if not place.next],
        cancelled=[place for place in reversed(places) if not place.booking.is_active],
        certificates=[one for one in certificates if one not in shown],
    )


def _first_start(place: BookedPlace, at: dt.datetime) -> dt.datetime:
    return place.next.session.starts_at if place.next else at


def place_shown(booking: Booking, *, at: dt.datetime, with_messages: bool = True) -> BookedPlace:
    """Return one booking as its own page shows it."""
    is_own = _is_own(booking)
    certificates = list(certificates_for([booking.student])) if is_own and with_messages else []
    mine = [one for one in certificates if one.booking_id == booking.pk]
    place = _places([booking], mine, at=at, reads_marks=with_messages)[0]
    return BookedPlace(
        booking=booking,
        is_own=is_own,
        is_you=place.is_you,
        lines=place.lines,
        is_over=place.is_over,
        joining_link=place.joining_link,
        certificate=place.certificate,
        can_take_back=place.can_take_back,
        given_up=given_up(booking, at=at),
        tutors=tuple(booking.run.tutors.order_by("name").values_list("name", flat=True)),
        told=tuple(messages_about(booking)) if with_messages else (),
    )


def messages_about(booking: Booking) -> Sequence[Message]:
    """Return what the student was told about a booking, the latest first.

    To a helper nothing from before they were let in.
    """
    told = Message.objects.readable().filter(student=booking.student)
    if not _is_own(booking):
        told = told.filter(created_at__gte=getattr(booking, "let_in_at", booking.booked_at))
    return list(told.filter(facts__booking_id=booking.pk).defer("text", "html", "calendar"))


def _is_own(booking: Booking) -> bool:
    return getattr(booking, "access_kind", "") == AccessKind.SELF


def _places(
    bookings: Sequence[Booking],
    certificates: Iterable[Certificate],
    *,
    at: dt.datetime,
    reads_marks: bool = True,
) -> list[BookedPlace]:
    sessions = _sessions_of({booking.run_id for booking in bookings})
    marks = _marks_of([b for b in bookings if _is_own(b)]) if reads_marks else {}
    certified = {certificate.booking_id: certificate for certificate in certificates}
    apologised = _apologised(bookings)
    given_up = [one for one in bookings if can_take_back(one, sessions[one.run_id], at=at)]
    again = can_have_again(given_up, at=at)
    return [
        _place(
            booking,
            sessions[booking.run_id],
            marks.get(booking.pk, {}),
            apologised[booking.pk],
            certified.get(booking.pk),
            can_take_back=booking.pk in again,
            at=at,
        )
        for booking in bookings
    ]


def _sessions_of(run_ids: Iterable[int]) -> dict[int, list[CourseSession]]:
    found: dict[int, list[CourseSession]] = defaultdict(list)
    wanted = CourseSession.objects.filter(run__in=run_ids).select_related("venue")
    for session in wanted.order_by("starts_at", "id"):
        found[session.run_id].append(session)
    return found


def _marks_of(bookings: Sequence[Booking]) -> dict[int, dict[int, str]]:
    marks: dict[int, dict[int, str]] = defaultdict(dict)
    if not bookings:
        return marks
    rows = Attendance.objects.recorded().filter(booking__in=bookings)
    for booking_id, session_id, mark in rows.values_list("booking_id", "session_id", "mark"):
        marks[booking_id][session_id] = mark
    return marks


def _apologised(bookings: Sequence[Booking]) -> dict[int, set[int]]:
    """Return the sessions that each student has said they cannot come to: one query."""
    found: dict[int, set[int]] = defaultdict(set)
    standing = SessionApology.objects.standing().filter(booking__in=bookings)
    for booking_id, session_id in standing.values_list("booking_id", "session_id"):
        found[booking_id].add(session_id)
    return found


def _place(
    booking: Booking,
    sessions: list[CourseSession],
    marks: dict[int, str],
    apologised: set[int],
    certificate: Certificate | None,
    *,
    can_take_back: bool,
    at: dt.datetime,
) -> BookedPlace:
    run = booking.run
    own_venue = None if run.mode == DeliveryMode.ONLINE else run.venue
    # What had begun when the college cancelled the rest took place.
    ended = booking.cancelled_at if booking.status == BookingStatus.RUN_CANCELLED else None
    lines = tuple(
        SessionLine(
            session=one,
            venue=one.venue or own_venue,
            is_over=one.ends_at <= at,
            is_off=one.status != SessionStatus.PLANNED
            or (ended is not None and one.starts_at > ended),
            attendance=_CAME.get(AttendanceMark(marks[one.pk]), "") if one.pk in marks else "",
            has_apologised=booking.is_active and one.pk in apologised,
        )
        for one in sessions
        # What was over before the booking was never part of it, unless they held a place then.
        if one.ends_at > booking.booked_at or one.pk in marks
    )
    is_over = all(line.is_over or line.is_off for line in lines)
    joins_online = booking.is_active and not is_over and run.mode != DeliveryMode.IN_PERSON
    return BookedPlace(
        booking=booking,
        is_own=_is_own(booking),
        is_you=_is_own(booking) and not getattr(booking, "is_one_of_several", False),
        lines=lines,
        is_over=is_over,
        joining_link=joining_link_shown(run, sessions, at=at) if joins_online else "",
        certificate=certificate,
        can_take_back=can_take_back,
    )
