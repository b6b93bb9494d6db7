"""Reads which courses a student wants to hear of, or goes first on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts.enums import AccessKind
from accounts.models import shown_to
from bookings.enums import InterestKind
from bookings.models import Booking, CourseInterest
from bookings.queries.journey import page_address
from bookings.queries.windows import runs_open_now
from courses.models import CoursePage, CourseRun
from courses.queries import dates

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence
    from uuid import UUID

    from django.db.models import QuerySet

    from accounts.models import Student, StudentAccess, User
    from courses.models import CourseSession

__all__ = [
    "answers_interests",
    "course_with",
    "interest_lines",
    "interests_reachable_by",
    "not_meant",
    "open_interest",
    "page_address",
    "remembered_for",
    "with_a_place",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class InterestLine:
    """Whether one student hears when a course runs."""

    student: Student
    is_you: bool
    """Whether “you” says who it is: a login may be several students."""
    is_told: bool
    goes_first: bool


def interests_reachable_by(user: User) -> list[CourseInterest]:
    """Return what everybody this login acts for wants to hear of: one query."""
    return list(
        CourseInterest.objects.filter(shown_to(user, since="since"), ended_at=None)
        .select_related("student", "course")
        .order_by("since", "id")
    )


def course_with(key: UUID) -> CoursePage | None:
    """Find a published course by the key that its address holds."""
    found: CoursePage | None = CoursePage.objects.live().filter(translation_key=key).first()
    return found


def open_interest(course: CoursePage, student: Student) -> CourseInterest | None:
    """Return what is remembered of a student for a course, if anything is."""
    return CourseInterest.objects.filter(course=course, student=student, ended_at=None).first()


def not_meant(course_id: int, *, at: dt.datetime) -> list[int]:
    """Return the runs that an interest which is remembered now is not about: those open already."""
    return [run.pk for run in runs_open_now(course_id, at=at)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """How many people the opening of a run is news for."""

    are_told: int = 0
    go_first: int = 0


def answers_interests(
    run: CourseRun, sessions: Iterable[CourseSession], *, at: dt.datetime
) -> bool:
    """Say whether dates are those that people wanted to hear of: listed, and not begun."""
    return run.is_listed and not any(session.starts_at <= at for session in sessions)


def remembered_for(run: CourseRun, *, at: dt.datetime) -> Remembered:
    """Count who hears that a run can be booked, and who goes first on it, once it opens."""
    sessions = dates.sessions_held(run.sessions.all())
    if run.goes_first_served_at or not answers_interests(run, sessions, at=at):
        return Remembered()
    remembered = CourseInterest.objects.filter(course=run.course_id, ended_at=None)
    meant = [one for one in remembered if run.pk not in one.not_for]
    waiting = set(run.waiting_list.live().values_list("student_id", flat=True))
    settled = set(with_a_place(run.course_id, at=at))
    tell_me = [one for one in meant if one.kind == InterestKind.TELL_ME]
    first = [one for one in meant if one.kind == InterestKind.GOES_FIRST]
    return Remembered(
        are_told=sum(one.student_id not in waiting for one in tell_me),
        go_first=sum(one.student_id not in settled for one in first),
    )


def with_a_place(course_id: int, *, at: dt.datetime) -> QuerySet[Booking, int]:
    """Return who has a place on dates of a course that are not over, as a part of a query."""
    held = Booking.objects.active().filter(
        run__in=CourseRun.objects.filter(course=course_id).ending_after(at)
    )
    return held.order_by().values_list("student_id", flat=True)


def interest_lines(course: CoursePage, accesses: Sequence[StudentAccess]) -> list[InterestLine]:
    """Return for each student of a login whether they hear of a course: one query.

    To a helper only what was asked for since they were let in.
    """
    students = [access.student_id for access in accesses]
    is_one = sum(access.kind == AccessKind.SELF for access in accesses) == 1
    let_in = {
        access.student_id: access.granted_at
        for access in accesses
        if access.kind == AccessKind.HELPER
    }
    known = {
        student: kind
        for student, kind, since in CourseInterest.objects.filter(
            course=course, student__in=students, ended_at=None
        ).values_list("student_id", "kind", "since")
        if student not in let_in or since >= let_in[student]
    }
    return [
        InterestLine(
            student=access.student,
            is_you=is_one and access.kind == AccessKind.SELF,
            is_told=access.student_id in known,
            goes_first=known.get(access.student_id) == InterestKind.GOES_FIRST,
        )
        for access in accesses
    ]
