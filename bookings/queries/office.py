"""What the office sees of bookings: places taken for each run, and what needs doing today."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.enums import Channel
from accounts.models import Message
from bookings.enums import EntryStatus
from bookings.models import Attendance, Booking, Certificate, Offer, WaitingListEntry
from bookings.queries.reaching import way_to
from courses.enums import RunStatus
from courses.models import CourseRun, CourseSession
from courses.queries.readiness import missing_for_opening, runs_being_prepared
from home.queries.wording import short_date_words

if TYPE_CHECKING:
    from accounts.models import Student

# Registers older than this are a matter for a report, not for today.
_REGISTERS_SINCE_DAYS = 28
_SHOWN = 10
# Time enough to ring round before a run has to be called off.
_SOON_DAYS = 21
_LONG_LIST = 3


def with_places_taken(runs: QuerySet[CourseRun]) -> QuerySet[CourseRun]:
    """Add to each run how many places are taken, and how many people wait or are offered one.

    They are ``places_taken``, ``people_waiting`` and ``people_offered``; nobody is two of them.
    """
    taken = (
        Booking.objects.active()
        .filter(run=OuterRef("pk"))
        .order_by()
        .values("run")
        .annotate(total=Sum("places"))
        .values("total")
    )
    listed = WaitingListEntry.objects.filter(run=OuterRef("pk")).order_by().values("run")
    waiting, offered = (
        listed.filter(status=status).annotate(total=Count("pk")).values("total")
        for status in (EntryStatus.WAITING, EntryStatus.OFFERED)
    )
    counted: QuerySet[CourseRun] = runs.annotate(
        places_taken=Coalesce(Subquery(taken), 0),
        people_waiting=Coalesce(Subquery(waiting), 0),
        people_offered=Coalesce(Subquery(offered), 0),
    )
    return counted


def places_taken(run: CourseRun) -> int:
    """Return how many places of one run are held."""
    return Booking.objects.active().filter(run=run).aggregate(total=Sum("places"))["total"] or 0


def places_held(run: CourseRun) -> int:
    """Return how many places of one run are held for people who have been offered them."""
    return Offer.objects.open().filter(run=run).aggregate(total=Sum("places"))["total"] or 0


def all_certificates_of(student: Student) -> QuerySet[Certificate]:
    """Return every certificate a student was ever given, the latest first, without the files."""
    return (
        Certificate.objects.filter(_of_the_person(student, "booking__student"))
        .defer("pdf")
        .order_by("-issued_at", "-id")
    )


def _of_the_person(student: Student, path: str) -> Q:
    """Choose what is a student's, and what stayed with records that were joined with theirs."""
    return Q(**{path: student}) | Q(**{f"{path}__merged_into": student})


@dataclass(frozen=True, slots=True, kw_only=True)
class ToTell:
    """How many students hear of a change by email, by text, and from the office."""

    by_email: int
    by_the_office: int
    by_text: int = 0
    too_late: tuple[str, ...] = ()
    """Whom a letter would reach too late, and whom nobody can ring."""

    @property
    def everybody(self) -> int:
        """Count all of them."""
        return self.by_email + self.by_text + self.by_the_office + len(self.too_late)


def to_tell(run: CourseRun, *, at: dt.datetime) -> ToTell:
    """Count who holds a place on a run, by how they hear that it is off before they would come."""
    held = Booking.objects.active().filter(run=run).select_related("student").order_by("pk")
    coming = run.sessions.planned().filter(starts_at__gt=at).order_by("starts_at")
    told_by = coming.values_list("starts_at", flat=True).first()
    return _by_channel([booking.student for booking in held], told_by=told_by, at=at)


def waiting_to_tell(run: CourseRun, *, at: dt.datetime) -> ToTell:
    """Count who waits for a run or has been offered a place, by how the college reaches them."""
    waiting = WaitingListEntry.objects.live().filter(run=run).select_related("student")
    return _by_channel([entry.student for entry in waiting], told_by=None, at=at)


def _by_channel(students: list[Student], *, told_by: dt.datetime | None, at: dt.datetime) -> ToTell:
    ways = [(student, way_to(student, told_by=told_by, at=at)) for student in students]
    too_late = tuple(student.name for student, way in ways if not way.is_in_time)
    channels = [way.channel for _, way in ways if way.is_in_time]
    by_email, by_text = channels.count(Channel.EMAIL), channels.count(Channel.TEXT)
    return ToTell(
        by_email=by_email,
        by_text=by_text,
        by_the_office=len(channels) - by_email - by_text,
        too_late=too_late,
    )


def first_day_words(run: CourseRun) -> str:
    """Say when a run starts, for the office's headings."""
    first = run.sessions.planned().order_by("starts_at").first()
    return f"from {short_date_words(first.starts_at)}" if first else "no date yet"


def bookings_of(student: Student) -> QuerySet[Booking]:
    """Return a student's bookings, the latest first."""
    return (
        Booking.objects.filter(_of_the_person(student, "student"))
        .select_related("run__course", "run__term")
        .order_by("-booked_at", "-id")
    )


def turns_of(student: Student) -> QuerySet[WaitingListEntry]:
    """Return the lists a student is on, the longest waited for first."""
    return (
        WaitingListEntry.objects.live()
        .filter(student=student)
        .select_related("run__course", "run__term")
        .order_by("joined_at", "pk")
    )


@dataclass(frozen=True, slots=True)
class RunToOpen:
    """A run that waits to be opened, and what it still needs."""

    run: CourseRun
    missing: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToPassOn:
    """How many messages the office rings or writes about."""

    calls: int = 0
    letters: int = 0
    others: int = 0

    @property
    def everything(self) -> int:
        """Count all of them."""
        return self.calls + self.letters + self.others


@dataclass(frozen=True, slots=True)
class OfficeDay:
    """Everything the office should see first thing."""

    sessions_today: list[CourseSession] = field(default_factory=list)
    runs_to_open: list[RunToOpen] = field(default_factory=list)
    registers_missing: list[CourseSession] = field(default_factory=list)
    to_pass_on: ToPassOn = field(default_factory=ToPassOn)
    below_minimum: list[CourseRun] = field(default_factory=list)
    open_offers: list[Offer] = field(default_factory=list)
    long_lists: list[CourseRun] = field(default_factory=list)

    @property
    def has_nothing_to_do(self) -> bool:
        """Say whether nobody waits for the office."""
        waits = (
            self.runs_to_open,
            self.registers_missing,
            self.below_minimum,
            self.open_offers,
            self.long_lists,
        )
        return not any(waits) and not self.to_pass_on.everything


def office_day(*, at: dt.datetime) -> OfficeDay:
    """Gather what the office should see first thing. The same few queries, whatever the numbers."""
    return OfficeDay(
        sessions_today=list(sessions_on(timezone.localtime(at).date())),
        runs_to_open=[
            RunToOpen(run, missing_for_opening(run)) for run in runs_being_prepared(at=at)[:_SHOWN]
        ],
        registers_missing=list(registers_missing(at=at)[:_SHOWN]),
        to_pass_on=messages_to_pass_on(),
        below_minimum=list(runs_below_minimum(at=at)[:_SHOWN]),
        open_offers=list(open_offers()[:_SHOWN]),
        long_lists=list(long_lists(at=at)[:_SHOWN]),
    )


def messages_to_pass_on() -> ToPassOn:
    """Count the messages for students whom the office rings or writes to."""
    waiting = Message.objects.readable().for_the_office().order_by()
    by_channel = dict(waiting.values_list("channel").annotate(Count("pk")))
    return ToPassOn(
        calls=by_channel.pop(Channel.PHONE, 0),
        letters=by_channel.pop(Channel.LETTER, 0),
        others=sum(by_channel.values()),
    )


def runs_below_minimum(*, at: dt.datetime) -> QuerySet[CourseRun]:
    """Return the runs that start soon and have too few people, the next first."""
    soon = at + dt.timedelta(days=_SOON_DAYS)
    starting = _with_start(CourseRun.objects.filter(status=RunStatus.OPEN, is_drop_in=False))
    lacking = with_places_taken(starting.filter(first_starts_at__gt=at, first_starts_at__lte=soon))
    return lacking.filter(places_taken__lt=F("minimum_places")).order_by("first_starts_at", "pk")


def open_offers() -> QuerySet[Offer]:
    """Return the offers nobody has answered yet, the one that ends next first."""
    return (
        Offer.objects.open()
        .select_related("entry__student", "run__course", "run__term")
        .order_by("answer_by", "pk")
    )


def long_lists(*, at: dt.datetime) -> QuerySet[CourseRun]:
    """Return the runs for which many wait, most first: another run may be needed."""
    waited_for = with_places_taken(_with_start(CourseRun.objects.ending_after(at)))
    return waited_for.filter(people_waiting__gte=_LONG_LIST).order_by("-people_waiting", "pk")


def _with_start(runs: QuerySet[CourseRun]) -> QuerySet[CourseRun]:
    first = CourseSession.objects.planned().filter(run=OuterRef("pk")).order_by("starts_at")
    with_start: QuerySet[CourseRun] = runs.select_related("course", "term").annotate(
        first_starts_at=Subquery(first.values("starts_at")[:1])
    )
    return with_start


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
