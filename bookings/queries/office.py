"""What the office sees of bookings: places taken for each run, and what needs doing today."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.enums import Channel
from accounts.models import Message
from bookings.models import Attendance, Booking, Certificate
from courses.models import CourseRun, CourseSession
from courses.queries.readiness import missing_for_opening, runs_being_prepared
from home.queries.wording import short_date_words

if TYPE_CHECKING:
    from accounts.models import Student

# Registers older than this are a matter for a report, not for today.
_REGISTERS_SINCE_DAYS = 28
_SHOWN = 10


def with_places_taken(runs: QuerySet[CourseRun]) -> QuerySet[CourseRun]:
    """Add to each run, as ``places_taken``, how many places are held on it."""
    taken = (
        Booking.objects.active()
        .filter(run=OuterRef("pk"))
        .order_by()
        .values("run")
        .annotate(total=Sum("places"))
        .values("total")
    )
    counted: QuerySet[CourseRun] = runs.annotate(places_taken=Coalesce(Subquery(taken), 0))
    return counted


def places_taken(run: CourseRun) -> int:
    """Return how many places of one run are held."""
    return Booking.objects.active().filter(run=run).aggregate(total=Sum("places"))["total"] or 0


def all_certificates_of(student: Student) -> QuerySet[Certificate]:
    """Return every certificate a student was ever given, the latest first, without the files."""
    return (
        Certificate.objects.filter(booking__student=student)
        .defer("pdf")
        .order_by("-issued_at", "-id")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ToTell:
    """How many students hear of a change by email, and how many from the office."""

    by_email: int
    by_the_office: int

    @property
    def everybody(self) -> int:
        """Count all of them."""
        return self.by_email + self.by_the_office


def to_tell(run: CourseRun) -> ToTell:
    """Count who holds a place on a run, by how the college reaches them."""
    held = Booking.objects.active().filter(run=run).select_related("student")
    by_email = [booking.student.channel == Channel.EMAIL for booking in held]
    return ToTell(by_email=sum(by_email), by_the_office=len(by_email) - sum(by_email))


def first_day_words(run: CourseRun) -> str:
    """Say when a run starts, for the office's headings."""
    first = run.sessions.planned().order_by("starts_at").first()
    return f"from {short_date_words(first.starts_at)}" if first else "no date yet"


def bookings_of(student: Student) -> QuerySet[Booking]:
    """Return a student's bookings, the latest first."""
    return (
        Booking.objects.filter(student=student)
        .select_related("run__course", "run__term")
        .order_by("-booked_at", "-id")
    )


@dataclass(frozen=True, slots=True)
class RunToOpen:
    """A run that waits to be opened, and what it still needs."""

    run: CourseRun
    missing: list[str]


@dataclass(frozen=True, slots=True)
class OfficeDay:
    """Everything the office should see first thing."""

    sessions_today: list[CourseSession] = field(default_factory=list)
    runs_to_open: list[RunToOpen] = field(default_factory=list)
    registers_missing: list[CourseSession] = field(default_factory=list)
    messages_to_pass_on: int = 0


def office_day(*, at: dt.datetime) -> OfficeDay:
    """Gather what the office should see first thing. The same few queries, whatever the numbers."""
    return OfficeDay(
        sessions_today=list(sessions_on(timezone.localtime(at).date())),
        runs_to_open=[
            RunToOpen(run, missing_for_opening(run)) for run in runs_being_prepared(at=at)[:_SHOWN]
        ],
        registers_missing=list(registers_missing(at=at)[:_SHOWN]),
        messages_to_pass_on=Message.objects.readable().for_the_office().count(),
    )


def sessions_on(day: dt.date) -> QuerySet[CourseSession]:
    """Return the sessions that take place on a day of the college's calendar."""
    start = dt.datetime.combine(day, dt.time.min, tzinfo=timezone.get_default_timezone())
    # The next midnight, which is 23 or 25 hours away when the clocks change.
    end = dt.datetime.combine(
        day + dt.timedelta(days=1), dt.time.min, tzinfo=timezone.get_default_timezone()
    )
    return _with_run(
        CourseSession.objects.planned()
        .filter(starts_at__gte=start, starts_at__lt=end)
        .exclude(run__status="PREPARING")
    )


def registers_missing(*, at: dt.datetime) -> QuerySet[CourseSession]:
    """Return the sessions that are over and have somebody whose mark was not recorded."""
    held = Booking.objects.active().filter(run=OuterRef("run"))
    marks = Attendance.objects.recorded().filter(
        booking=OuterRef("pk"), session=OuterRef(OuterRef("pk"))
    )
    unmarked = held.filter(~Exists(marks))
    return _with_run(
        CourseSession.objects.planned().filter(
            Q(ends_at__lt=at, ends_at__gte=at - dt.timedelta(days=_REGISTERS_SINCE_DAYS)),
            Exists(unmarked),
        )
    )


def _with_run(sessions: QuerySet[CourseSession]) -> QuerySet[CourseSession]:
    return (
        sessions.select_related("run__course", "run__venue", "venue")
        .prefetch_related("run__run_tutors__tutor")
        .order_by("starts_at", "id")
    )
