"""When a run can be booked: one rule, for showing and for deciding."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bookings.enums import BookingStatus, Refusal
from courses.enums import RunStatus
from courses.models import CourseRun
from courses.queries import dates

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bookings.models import Booking
    from courses.models import CourseSession

# How long a place given up can be taken back, even when booking has closed meanwhile.
TAKE_BACK_FOR = dt.timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class BookingWindow:
    """The time in which a run can be booked (UTC), and what stands against it."""

    opens_at: dt.datetime
    closes_at: dt.datetime | None
    standing_refusal: Refusal | None

    def refusal(self, at: dt.datetime) -> Refusal | None:
        """Return why nobody can book at this moment, or None when people can."""
        if self.standing_refusal:
            return self.standing_refusal
        if at < self.opens_at:
            return Refusal.NOT_OPEN_YET
        if self.closes_at is None or at >= self.closes_at:
            return Refusal.CLOSED
        return None


def booking_window(run: CourseRun, sessions: Iterable[CourseSession]) -> BookingWindow:
    """Return when this run can be booked.

    Booking opens with the term unless the run says otherwise. It closes when the last
    session at which people may still join begins, counting only sessions that take
    place, or earlier where the run says so, and while the course's page is off the site.
    ``run.term`` and ``run.course`` should be loaded.
    """
    return BookingWindow(
        opens_at=run.booking_opens_at or run.term.booking_opens_at,
        closes_at=dates.joining_ends_at(run, sessions),
        standing_refusal=_standing_refusal(run),
    )


def have_taken_place(sessions: Iterable[CourseSession], *, at: dt.datetime) -> bool:
    """Say whether dates are over: a place on them is history, and stays as it is.

    Where every session was called off nothing has taken place, and people can still move.
    """
    held = dates.sessions_held(sessions)
    return bool(held) and all(one.ends_at <= at for one in held)


def is_given_up_lately(booking: Booking, *, at: dt.datetime) -> bool:
    """Say whether a place was given up within the day, so that closed booking does not matter."""
    return booking.cancelled_at is not None and at - booking.cancelled_at <= TAKE_BACK_FOR


def can_take_back(booking: Booking, sessions: Iterable[CourseSession], *, at: dt.datetime) -> bool:
    """Say whether the time is right to give a place back; somebody may have been quicker.

    For the same cases in which ``take_back_place`` does not refuse for the time alone.
    """
    sessions = list(sessions)
    has_more = any(one.ends_at > at for one in dates.sessions_held(sessions))
    if booking.status != BookingStatus.CANCELLED or not has_more:
        return False
    refusal = booking_window(booking.run, sessions).refusal(at)
    return refusal is None or (refusal == Refusal.CLOSED and is_given_up_lately(booking, at=at))


def _standing_refusal(run: CourseRun) -> Refusal | None:
    """Return what stands against booking whatever the time."""
    if run.status == RunStatus.CANCELLED:
        return Refusal.RUN_CANCELLED
    if run.is_drop_in:
        return Refusal.DROP_IN
    if run.status == RunStatus.PREPARING:
        return Refusal.NOT_OPEN_YET
    if run.status == RunStatus.CLOSED or not run.course.live:
        return Refusal.CLOSED
    return Refusal.PAUSED if run.term.is_paused else None


def next_bookable_run(run: CourseRun, *, at: dt.datetime) -> CourseRun | None:
    """Return the run of the same course that starts next and can be booked, or None.

    One that has begun, and can still be joined, only where there is no other.
    """
    bookable = [one for one in runs_open_now(run.course_id, at=at) if one.pk != run.pk]
    firsts = {
        one: min(session.starts_at for session in dates.sessions_held(one.sessions.all()))
        for one in bookable
    }
    return min(firsts, key=lambda one: (firsts[one] <= at, firsts[one]), default=None)


def runs_open_now(course_id: int, *, at: dt.datetime) -> list[CourseRun]:
    """Return the listed runs of a course that can be booked at this moment, full or not."""
    runs = (
        CourseRun.objects.listed()
        .filter(course=course_id, status=RunStatus.OPEN, is_drop_in=False)
        .ending_after(at)
        .select_related("course", "term")
        .prefetch_related("sessions")
    )
    return [one for one in runs if booking_window(one, one.sessions.all()).refusal(at) is None]
