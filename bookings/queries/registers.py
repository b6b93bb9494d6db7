"""Reads registers: what a tutor teaches when, who is coming, and what has been marked."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db.models import (
    Count,
    Exists,
    F,
    FilteredRelation,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.permissions import is_coordinator
from bookings.enums import AttendanceMark
from bookings.models import Attendance, Booking, SessionApology
from bookings.queries.head_counts import latest_count
from courses.enums import DeliveryMode, RunStatus, SessionStatus
from courses.models import CourseRun, CourseSession, RunTutor
from home.queries import wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from django.db.models import QuerySet

    from accounts.models import Student, User
    from courses.models.runs import CourseSessionQuerySet

# Needs close by themselves this long after the run's last session.
NEEDS_STAY_OPEN: Final = dt.timedelta(days=14)
COMING_AT_ONCE: Final = 30
UNFINISHED_AT_ONCE: Final = 30


@dataclass(frozen=True, kw_only=True)
class SessionLine:
    """One session as a tutor's list shows it."""

    uuid: UUID
    run_uuid: UUID
    course_title: str
    title: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    place: str
    students: int
    not_marked: int
    is_cancelled: bool
    is_optional: bool
    can_be_marked: bool
    is_drop_in: bool = False
    cannot_come: int = 0
    """How many of the students have told us so, of a session to come."""
    head_count: int | None = None
    """How many came to a session that nobody books, once somebody has counted."""

    @property
    def is_finished(self) -> bool:
        """Say whether every student of the session has a mark."""
        return self.can_be_marked and self.students > 0 and self.not_marked == 0

    @property
    def came_words(self) -> str:
        """Say how many people were counted."""
        return "1 person came" if self.head_count == 1 else f"{self.head_count} people came"


@dataclass(frozen=True, kw_only=True)
class TeachingDay:
    """A tutor's first page: today, what comes, and registers that wait."""

    today: tuple[SessionLine, ...]
    coming: tuple[SessionLine, ...]
    unfinished: tuple[SessionLine, ...]


@dataclass(frozen=True, kw_only=True)
class RegisterRow:
    """One student in a register."""

    booking_id: int
    booking_uuid: UUID
    student: Student
    name: str
    pronouns: str
    needs: tuple[str, ...]
    brings_supporter: bool
    joined_after: bool
    has_apologised: bool
    """Told us before that they cannot come to this session."""
    mark: str
    mark_words: str
    marked_by: str
    marked_by_id: int | None


@dataclass(frozen=True, kw_only=True)
class Register:
    """One session's register, with everything its page shows."""

    session: CourseSession
    run: CourseRun
    place: str
    rows: tuple[RegisterRow, ...]
    needs_close_on: dt.date | None

    @property
    def course_title(self) -> str:
        """Return what is taught."""
        return str(self.run.course.title)

    @property
    def marked(self) -> int:
        """Count the students who have a mark."""
        return sum(bool(row.mark) for row in self.rows)

    @property
    def is_finished(self) -> bool:
        """Say whether every student has a mark."""
        return bool(self.rows) and self.marked == len(self.rows)


def sessions_taught_by(user: User) -> CourseSessionQuerySet:
    """Return the sessions whose registers this login may take: its own, or a coordinator's all."""
    sessions = CourseSession.objects.exclude(run__status=RunStatus.PREPARING)
    if is_coordinator(user):
        return sessions
    own = RunTutor.objects.filter(tutor__user=user, tutor__is_active=True).values("run")
    return sessions.filter(run__in=own)


def teaching_day(user: User, *, at: dt.datetime) -> TeachingDay:
    """Return today's sessions, the next ones, and the past ones still to be marked."""
    day_starts = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    next_day = day_starts.date() + dt.timedelta(days=1)
    day_ends = dt.datetime.combine(next_day, dt.time.min, tzinfo=day_starts.tzinfo)
    sessions = _with_counts(sessions_taught_by(user))
    from_today = [
        session_line(session, at=at)
        for session in sessions.filter(starts_at__gte=day_starts).order_by("starts_at", "id")[
            :COMING_AT_ONCE
        ]
    ]
    past = (
        sessions.planned()
        .filter(
            Q(not_marked__gt=0) | Q(run__is_drop_in=True, head_count=None),
            starts_at__lt=day_starts,
        )
        .exclude(run__status=RunStatus.CANCELLED)
        .order_by("-starts_at", "-id")[:UNFINISHED_AT_ONCE]
    )
    return TeachingDay(
        today=tuple(line for line in from_today if line.starts_at < day_ends),
        coming=tuple(line for line in from_today if line.starts_at >= day_ends),
        unfinished=tuple(session_line(session, at=at) for session in past),
    )


def session_lines_of(run: CourseRun, *, at: dt.datetime) -> list[SessionLine]:
    """Return all sessions of a run in order, with how far their registers are."""
    sessions = _with_counts(CourseSession.objects.filter(run=run)).order_by("starts_at", "id")
    return [session_line(session, at=at) for session in sessions]


def _with_counts(sessions: CourseSessionQuerySet) -> CourseSessionQuerySet:
    """Add how many students have a place, and how many of them have no mark yet."""
    booked = Booking.objects.active().filter(run=OuterRef("run")).order_by()
    marked = Attendance.objects.recorded().filter(
        booking=OuterRef("pk"), session=OuterRef(OuterRef("pk"))
    )
    # Nobody has to mark a session that was over before the student booked.
    open_marks = booked.filter(~Exists(marked), booked_at__lte=OuterRef("ends_at"))

    sorry = booked.filter(
        Exists(
            SessionApology.objects.standing().filter(
                booking=OuterRef("pk"), session=OuterRef(OuterRef("pk"))
            )
        )
    )

    def count(bookings: QuerySet[Booking]) -> Coalesce:
        counted = bookings.values("run").annotate(number=Count("pk")).values("number")
        return Coalesce(Subquery(counted, output_field=IntegerField()), 0)

    return sessions.annotate(
        students=count(booked),
        not_marked=count(open_marks),
        cannot_come=count(sorry),
        head_count=latest_count(OuterRef("pk")),
    ).select_related("run__course", "run__venue", "venue")


def session_line(session: CourseSession, *, at: dt.datetime) -> SessionLine:
    """Put one counted session into words."""
    is_cancelled = (
        session.status == SessionStatus.CANCELLED or session.run.status == RunStatus.CANCELLED
    )
    return SessionLine(
        uuid=session.uuid,
        run_uuid=session.run.uuid,
        course_title=str(session.run.course.title),
        title=session.title,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        place=place_of(session),
        students=getattr(session, "students", 0),
        not_marked=getattr(session, "not_marked", 0),
        cannot_come=getattr(session, "cannot_come", 0) if session.ends_at > at else 0,
        is_cancelled=is_cancelled,
        is_optional=session.is_optional,
        is_drop_in=session.run.is_drop_in,
        head_count=getattr(session, "head_count", None),
        can_be_marked=not is_cancelled
        and wording.local_date(session.starts_at) <= wording.local_date(at),
    )


def place_of(session: CourseSession) -> str:
    """Say where a session takes place."""
    venue = session.venue or session.run.venue
    if session.run.mode == DeliveryMode.ONLINE or venue is None:
        return "Online"
    if session.run.mode == DeliveryMode.HYBRID:
        return f"{venue.name}, and online"
    return venue.name


def session_of(session_uuid: UUID) -> CourseSession | None:
    """Find a session with its run, course and places, and when the run's last one ends."""
    return (
        CourseSession.objects.filter(uuid=session_uuid)
        .exclude(run__status=RunStatus.PREPARING)
        .annotate(run_ends_at=_last_end(OuterRef("run")))
        .select_related("run__course", "run__venue", "venue")
        .first()
    )


def run_of(run_uuid: UUID) -> CourseRun | None:
    """Find a run with its course and place, and when its last session ends."""
    found: CourseRun | None = (
        CourseRun.objects.filter(uuid=run_uuid)
        .exclude(status=RunStatus.PREPARING)
        .annotate(run_ends_at=_last_end(OuterRef("pk")))
        .select_related("course", "venue", "term")
        .first()
    )
    return found


def _last_end(run: OuterRef) -> Subquery:
    """Return the end of a run's last session that the college did not cancel."""
    last = CourseSession.objects.planned().filter(run=run).order_by("-ends_at")
    return Subquery(last.values("ends_at")[:1])


def register_of(session: CourseSession, *, at: dt.datetime) -> Register:
    """Return a session's register, in a fixed number of queries whatever the class size.

    Needs are there only where the booking shares them with this run's tutors, and only
    until 14 days after the run's last session.
    """
    closes_on = needs_close_on(session, at=at)
    return Register(
        session=session,
        run=session.run,
        place=place_of(session),
        rows=_rows(session.run, session, with_needs=closes_on is not None),
        needs_close_on=closes_on,
    )


def students_on(run: CourseRun, *, at: dt.datetime) -> tuple[RegisterRow, ...]:
    """Return who has a place on a run, with the needs shared with its tutors while open."""
    return _rows(run, None, with_needs=needs_close_on(run, at=at) is not None)


def needs_close_on(found: CourseRun | CourseSession, *, at: dt.datetime) -> dt.date | None:
    """Return the last day on which a run's tutors see needs, or None when it is over.

    Takes what session_of or run_of found; without their end of the run, needs stay closed.
    """
    run = found.run if isinstance(found, CourseSession) else found
    last: dt.datetime | None = getattr(found, "run_ends_at", None)
    if last is None or run.status == RunStatus.CANCELLED or at > last + NEEDS_STAY_OPEN:
        return None
    return wording.local_date(last + NEEDS_STAY_OPEN)


def _rows(
    run: CourseRun, session: CourseSession | None, *, with_needs: bool
) -> tuple[RegisterRow, ...]:
    """Return the students with a place and their marks for one session, in one query."""
    apologies = SessionApology.objects.standing().filter(booking=OuterRef("pk"), session=session)
    bookings = list(
        Booking.objects.active()
        .filter(run=run)
        .select_related("student__access_needs")
        .annotate(
            own=FilteredRelation("attendances", condition=Q(attendances__session=session)),
            mark_now=F("own__mark"),
            has_apologised=Exists(apologies),
            marked_by_id=F("own__marked_by"),
            marked_by_name=F("own__marked_by__name"),
            marked_by_email=F("own__marked_by__email"),
        )
        .order_by("student__name", "booked_at", "id")
    )
    names = names_apart([booking.student.name for booking in bookings])
    rows = [
        RegisterRow(
            booking_id=booking.pk,
            booking_uuid=booking.uuid,
            student=booking.student,
            name=name,
            pronouns=booking.student.pronouns,
            needs=_needs(booking) if with_needs else (),
            brings_supporter=booking.places > 1,
            joined_after=session is not None
            and not booking.mark_now
            and booking.booked_at > session.ends_at,
            has_apologised=getattr(booking, "has_apologised", False),
            mark=booking.mark_now or "",
            mark_words=str(AttendanceMark(booking.mark_now).label) if booking.mark_now else "",
            marked_by=(booking.marked_by_name or booking.marked_by_email or "")
            if booking.mark_now
            else "",
            marked_by_id=booking.marked_by_id,
        )
        for booking, name in zip(bookings, names, strict=True)
    ]
    return tuple(sorted(rows, key=lambda row: (row.name.casefold(), row.booking_id)))


def _needs(booking: Booking) -> tuple[str, ...]:
    needs = getattr(booking.student, "access_needs", None)
    return tuple(needs.lines) if booking.shares_needs and needs else ()


def names_apart(names: Sequence[str]) -> list[str]:
    """Return first names, with as much more as it takes to tell two people apart.

    Two Sams become "Sam T." and "Sam W."; where even that is the same, the whole name
    and then a number help.
    """
    shown = [name.split()[0] if name.split() else name for name in names]
    for fuller in (_with_initial, str.strip):
        doubled = _doubled(shown)
        shown = [
            fuller(name) if short.casefold() in doubled else short
            for name, short in zip(names, shown, strict=True)
        ]
    doubled = _doubled(shown)
    seen: Counter[str] = Counter()
    numbered = []
    for short in shown:
        seen[short.casefold()] += 1
        number = f" ({seen[short.casefold()]})" if short.casefold() in doubled else ""
        numbered.append(short + number)
    return numbered


def _with_initial(name: str) -> str:
    first, *more = name.split() or [name]
    return f"{first} {more[-1][0]}." if more else first


def _doubled(names: Iterable[str]) -> set[str]:
    return {name for name, times in Counter(map(str.casefold, names)).items() if times > 1}
