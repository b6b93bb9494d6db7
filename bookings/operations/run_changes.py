"""Changes of a run that touch the places people have on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from wagtail.log_actions import log

from bookings.enums import BookingStatus
from bookings.operations import locks, moves, notices
from courses.enums import RunStatus

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import User
    from courses.models import CourseRun


class CannotCancelRun(Exception):
    """The run cannot be cancelled any more. Carries the sentence to show."""


def cancel_run(*, run: CourseRun, reason: str, by: User | None, at: dt.datetime) -> CourseRun:
    """Cancel one delivery of a course, and tell everybody who had a place.

    Each booking ends as cancelled by the college, which is not held against anybody, and
    its dates leave the student's calendar. Cancelling again changes nothing and tells
    nobody twice.

    Raises CannotCancelRun when the last session is over.
    """
    with transaction.atomic(durable=True):
        run = locks.lock_run(run.pk)
        if run.status == RunStatus.CANCELLED:
            return run
        sessions = run.sessions.planned()
        if sessions.exists() and not sessions.ending_after(at).exists():
            msg = "The last session is over, so there is nothing left to cancel."
            raise CannotCancelRun(msg)
        before = run.status
        run.status = RunStatus.CANCELLED
        run.cancelled_at, run.cancelled_reason = at, reason
        run.save(update_fields=["status", "cancelled_at", "cancelled_reason", "changed_at"])
        for booking in run.bookings.active().select_related("student").order_by("pk"):
            booking.run = run
            moves.move_booking(booking, BookingStatus.RUN_CANCELLED, by=by, at=at)
            notices.tell_student_cancelled(booking=booking, at=at)
        log(
            run,
            "wagtail.edit",
            user=by,
            timestamp=at,
            data={"from": before, "to": RunStatus.CANCELLED.value},
            content_changed=True,
        )
        return run
