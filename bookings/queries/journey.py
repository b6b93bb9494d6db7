"""What the booking journey shows of a run: its sessions, clashes, and other ways to learn."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django.db.models import (
    BigIntegerField,
    DateTimeField,
    F,
    UUIDField,
    prefetch_related_objects,
)

from accounts.kept_queries import Given, KeptQuery
from bookings.enums import Refusal
from bookings.models import Booking
from bookings.queries import by_hand
from bookings.queries.rules import facts_about, keeps_shares, refusals, with_college_rules
from bookings.queries.windows import booking_window
from courses.enums import SessionStatus
from courses.models import CourseRun, CourseSession
from courses.queries import dates

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from uuid import UUID

    from django.db.models import QuerySet

    from accounts.models import Student
    from bookings.queries.rules import Facts
    from courses.models.runs import CourseRunQuerySet


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """A session of another course that the student has a place on, at the same time."""

    course_title: str
    starts_at: dt.datetime
    ends_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RunToBook:
    """One run as it stands for one student at one moment."""

    run: CourseRun
    sessions: list[CourseSession]
    """Those that take place and are not over."""
    refusal: Refusal | None
    opens_at: dt.datetime
    when_words: str = ""
    """All dates in a few words, those that are over or off among them."""
    has_begun: bool = False
    clashes: tuple[Clash, ...] = ()
    held: UUID | None = None
    """The booking, where the student has a place already."""
    held_is_shown: bool = True
    """Not to a helper who was let in later."""
    given_up: UUID | None = None
    room: int = 0
    """How many places they can have: those that nobody has, holds, waits for or is kept for."""
    waits_with: UUID | None = None
    """The entry, where the student is on the list already."""
    turn_is_shown: bool = True
    """Not to a helper who was let in later."""
    shared_before: bool = False
    """Whether the student shared their needs with the tutors the last time."""

    @property
    def address(self) -> str:
        """Return where the course's page is."""
        return page_address(self.run.course)


def page_address(course: object) -> str:
    """Return where a course's page is, without asking which site it belongs to."""
    # “/home/courses/sleep/” is served at “/courses/sleep/”.
    return "/" + getattr(course, "url_path", "").strip("/").partition("/")[2] + "/"


def with_places_taken() -> CourseRunQuerySet:
    """Return all runs, each with the places that are taken, held or waited for."""
    runs = CourseRun.objects.annotate(taken=by_hand.spoken_for(), waited_for=by_hand.waited_for())
    # The queryset's own type does not survive annotate() in the checker's eyes.
    return cast("CourseRunQuerySet", runs)


def _with_rules(student: Given | None = None) -> QuerySet[CourseRun]:
    runs: QuerySet[CourseRun] = with_college_rules(with_places_taken())
    runs = runs.select_related("course", "term", "venue").filter(uuid=Given("run", UUIDField()))
    with_due: QuerySet[CourseRun] = runs.annotate(agreement_due=by_hand.agreement_due(student))
    return with_due


_STUDENT = Given("student", BigIntegerField())
_RUN = KeptQuery(_with_rules)
_RUN_AND_STUDENT = KeptQuery(
    lambda: _with_rules(_STUDENT).annotate(**by_hand.history_of(_STUDENT)),
)


def run_with_history(
    run_uuid: UUID, student: Student | None = None, *, since: dt.datetime | None = None
) -> CourseRun | None:
    """Return a run with the places taken and what this student had to do with it: one query.

    The college's rules come along, and ``agreement_due``, the version of the student agreement
    that is still to be agreed to. ``since`` is when a helper was let in: what they may be shown
    of the student begins there.
    """
    if student:
        run = _RUN_AND_STUDENT.first(run=run_uuid, student=student.pk)
    else:
        run = _RUN.first(run=run_uuid)
    if run and since and getattr(run, "waits_since", None):
        run.turn_is_shown = run.waits_since >= since
    if run and since and getattr(run, "held_since", None):
        run.held_is_shown = run.held_since >= since
    return run


def shared_before(run: CourseRun) -> bool:
    """Say whether the student shared their needs with the tutors the last time they booked."""
    return bool(getattr(run, "shared", False))


def is_plainly_full(run: CourseRun, *, at: dt.datetime) -> bool:
    """Say whether a newcomer is too late, without waiting for the run's turn to be told so.

    Not for whoever had a place or a turn here: something may be held for them. And not where
    shares are kept: people may wait for one and leave places in another.
    """
    if keeps_shares(run, at=at):
        return False
    return getattr(run, "taken", 0) >= run.capacity and not getattr(run, "was_here", False)


def run_to_book(
    run_uuid: UUID,
    *,
    run: CourseRun | None = None,
    student: Student | None = None,
    kind: str | None = None,
    key: str = "",
    since: dt.datetime | None = None,
    at: dt.datetime,
) -> RunToBook | None:
    """Return a run with all that its check page says, or None if there is none.

    Two queries, and two more at the most where the college uses rules that have to count.
    ``kind`` is how the student comes to us, or None where nobody asked; ``key`` is what opens a
    closed run; ``since`` is when a helper was let in. ``run`` is what was read of it a moment
    ago, with this student's history.
    """
    run = run or run_with_history(run_uuid, student, since=since)
    if run is None:
        return None
    mine, others = _sessions_around(run, student, at, since=since)
    window = booking_window(run, mine)
    held = getattr(run, "held", None)
    facts = facts_about(
        run,
        student,
        window=window.refusal(at),
        is_invited=run.is_listed
        or getattr(run, "was_here", False)
        or bool(key and key == run.private_key),
        kind=kind,
        at=at,
    )
    # Age and area are talked about on a page of their own.
    stands = [one for one in refusals(facts) if one not in {Refusal.TOO_YOUNG, Refusal.OUT_OF_AREA}]
    room = _room(run, facts)
    refusal = stands[0] if stands else (None if room else Refusal.FULL)
    if refusal == Refusal.ENOUGH_THIS_TERM and not room:
        # Waiting does not count: how many courses somebody has is asked when a place comes free.
        refusal = Refusal.FULL
    coming = [one for one in mine if one.status == SessionStatus.PLANNED and one.ends_at > at]
    return RunToBook(
        run=run,
        sessions=coming,
        refusal=refusal,
        opens_at=window.opens_at,
        when_words=dates.run_words(mine) or dates.series_words(mine),
        has_begun=any(one.starts_at <= at for one in mine),
        clashes=_clashes(coming, others),
        held=held,
        held_is_shown=getattr(run, "held_is_shown", True),
        given_up=getattr(run, "given_up", None),
        room=room,
        waits_with=getattr(run, "waits_with", None),
        turn_is_shown=getattr(run, "turn_is_shown", True),
        shared_before=shared_before(run),
    )


def _room(run: CourseRun, facts: Facts) -> int:
    """Return how many places are left for this student behind those who wait."""
    if facts.shares is None:
        return max(run.capacity - getattr(run, "taken", 0), 0)
    if facts.kind is None:
        return facts.shares.free
    return max(facts.shares.room_for_newcomer(facts.kind, places=places) for places in (1, 2))


def clashes_with(
    run: CourseRun,
    student: Student,
    *,
    besides: Booking | None = None,
    since: dt.datetime | None = None,
    at: dt.datetime,
) -> tuple[Clash, ...]:
    """Return what else the student has a place on while a run takes place, to warn of it.

    ``besides`` is a place that is given up for this one. ``since`` is when a helper was let in,
    where one asks.
    """
    return clashes_of([run], student, besides=besides, since=since, at=at)[run.pk]


def clashes_of(
    runs: Sequence[CourseRun],
    student: Student,
    *,
    besides: Booking | None = None,
    since: dt.datetime | None = None,
    at: dt.datetime,
) -> dict[int, tuple[Clash, ...]]:
    """Return the same for several runs, in two queries, or one where their sessions are read."""
    places = Booking.objects.active().filter(student=student)
    if besides:
        places = places.exclude(run=besides.run_id)
    if since:
        places = places.filter(booked_at__gte=since)
    others = list(
        CourseSession.objects.planned()
        .ending_after(at)
        .filter(run__in=places.order_by().values("run"))
        .annotate(course_title=F("run__course__title"))
        .order_by("starts_at", "id")
    )
    prefetch_related_objects(runs, "sessions")
    return {
        run.pk: _clashes(
            [one for one in dates.sessions_held(run.sessions.all()) if one.ends_at > at],
            [one for one in others if one.run_id != run.pk],
        )
        for run in runs
    }


def _sessions_around(
    run: CourseRun, student: Student | None, at: dt.datetime, *, since: dt.datetime | None = None
) -> tuple[list[CourseSession], list[CourseSession]]:
    """Return the run's sessions, and those the student has a place on elsewhere."""
    facts = {"student": student and student.pk, "since": student and since}
    given = {name: value for name, value in facts.items() if value is not None}
    mine: list[CourseSession] = []
    others: list[CourseSession] = []
    for session in _sessions_around_for(*given).ask(run=run.pk, at=at, **given):
        (mine if session.run_id == run.pk else others).append(session)
    return mine, others


@functools.cache
def _sessions_around_for(*given: str) -> KeptQuery[CourseSession]:
    """Return the query for a visitor, a student, or a student with a helper let in since."""

    def build() -> QuerySet[CourseSession]:
        wanted = CourseSession.objects.filter(run_id=Given("run", BigIntegerField()))
        places = Booking.objects.active().filter(student_id=_STUDENT)
        if "since" in given:
            places = places.filter(booked_at__gte=Given("since", DateTimeField()))
        if "student" in given:
            # Two answers put together, and not one condition with "or" in it: for that, PostgreSQL
            # reads every run of the college.
            coming = CourseSession.objects.filter(
                run__in=places.values("run"),
                status=SessionStatus.PLANNED,
                ends_at__gt=Given("at", DateTimeField()),
            )
            # SQLite takes no order inside a union.
            both = wanted.order_by().values("pk").union(coming.order_by().values("pk"))
            wanted = CourseSession.objects.filter(pk__in=both)
        sessions = wanted.select_related("venue")
        titled: QuerySet[CourseSession] = sessions.annotate(course_title=F("run__course__title"))
        return titled.order_by("starts_at", "id")

    return KeptQuery(build)


def _clashes(coming: list[CourseSession], others: list[CourseSession]) -> tuple[Clash, ...]:
    return tuple(
        Clash(
            course_title=getattr(other, "course_title", ""),
            starts_at=other.starts_at,
            ends_at=other.ends_at,
        )
        for other in others
        if any(other.starts_at < one.ends_at and one.starts_at < other.ends_at for one in coming)
    )
