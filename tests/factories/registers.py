"""Registers for tests: a run with students, and marks made through the real operation."""

from __future__ import annotations

import datetime as dt

from accounts.models import User
from bookings.enums import AttendanceMark
from bookings.models import Booking
from bookings.operations import registers
from courses.models import CourseRun, CourseSession
from tests.factories.bookings import BookingFactory
from tests.factories.courses import NOW, make_run

HERE, LATE, LEFT_EARLY, TOLD_US, MISSED = AttendanceMark


def make_class(*, students: int = 1, **run: object) -> tuple[CourseRun, list[Booking]]:
    """Make a run with that many students, all booked before it starts."""
    made = make_run(**run)
    return made, [BookingFactory(run=made, booked_at=NOW) for _ in range(students)]


def tutor_user(run: CourseRun, *, which: int = 0) -> User:
    """Return the login of one of the run's tutors."""
    return run.run_tutors.order_by("id")[which].tutor.user


def mark(
    session: CourseSession,
    marks: dict[Booking, AttendanceMark | None],
    *,
    by: User | None = None,
    at: dt.datetime | None = None,
) -> registers.RegisterSaved:
    """Mark a register as a tutor would who sees it as it is now."""
    seen = dict(session.attendances.values_list("booking_id", "mark"))
    return registers.mark_attendance(
        session=session,
        wishes=[
            registers.MarkWish(booking_id=booking.pk, mark=mark, seen=seen.get(booking.pk, ""))
            for booking, mark in marks.items()
        ],
        by=by,
        at=at or session.ends_at,
    )


def mark_all(run: CourseRun, marks: dict[Booking, list[AttendanceMark]]) -> None:
    """Mark every session of a run in order; each student's list has one mark per session."""
    for number, session in enumerate(run.sessions.order_by("starts_at")):
        mark(session, {booking: own[number] for booking, own in marks.items()})
