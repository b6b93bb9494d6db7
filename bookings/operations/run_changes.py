"""Changes of a run that touch the places people have on it, and those who wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wagtail.log_actions import log

from bookings.enums import BookingStatus, EntryStatus
from bookings.models import CourseInterest
from bookings.operations import going_first, locks, moves, notices, passing_on
from bookings.operations.counting import count_places
from bookings.queries.interests import not_meant
from bookings.queries.windows import next_bookable_run
from courses.enums import RunStatus

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from accounts.models import User
    from courses.models import CourseRun


class CannotCancelRun(Exception):
    """The run cannot be cancelled any more. Carries the sentence to show."""


class CannotChangeCapacity(Exception):
    """The run cannot have so few places. Carries the sentence to show."""


_BUSY = "Many people are booking at this moment. Please try again."


def cancel_run(*, run: CourseRun, reason: str, by: User | None, at: dt.datetime) -> CourseRun:
    """Cancel one delivery of a course; tell everybody who had a place, and all who waited.

    Each booking ends as cancelled by the college, which is not held against anybody, and
    its dates leave the student's calendar. Those who had a place, and then those who waited, go
    first on the next run of the course: where one can be booked already and has not begun, they
    are put in front of its list at once.
    Cancelling again changes nothing and tells nobody twice.

    Raises CannotCancelRun when the last session is over.
    """
    with locks.one_transaction(busy=CannotCancelRun(_BUSY)):
        following = next_bookable_run(run, at=at)
        runs = locks.lock_runs([run.pk, *([following.pk] if following else [])])
        run = runs[run.pk]
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
        besides = set(not_meant(run.course_id, at=at)) - {following.pk if following else None}
        for booking in run.bookings.active().select_related("student").order_by("pk"):
            booking.run = run
            moves.move_booking(booking, BookingStatus.RUN_CANCELLED, by=by, at=at)
            goes_first = going_first.remember(booking, besides=besides, at=at)
            notices.tell_student_cancelled(booking=booking, goes_first=goes_first, at=at)
        passing_on.let_go_of_list(run, EntryStatus.RUN_CANCELLED, besides=besides, by=by, at=at)
        if (
            following
            and CourseInterest.objects.filter(course=run.course_id, ended_at=None).exists()
        ):
            next_run = runs[following.pk]
            next_run.goes_first_served_at = None
            passing_on.pass_on_places(next_run, at=at)
        log(
            run,
            "wagtail.edit",
            user=by,
            timestamp=at,
            data={"from": before, "to": RunStatus.CANCELLED.value},
            content_changed=True,
        )
        return run


# Only operations change these, so a form that was opened earlier must not write them back.
_NOT_FOR_FORMS = (
    "status",
    "capacity",
    "goes_first_served_at",
    "cancelled_at",
    "cancelled_reason",
)


def keep_from_a_form(run: CourseRun) -> None:
    """Give a run that a form is about to save what only operations change, as it is now.

    Runs in the form's own transaction and locks the run, so that nobody books meanwhile.
    """
    now = locks.lock_run(run.pk)
    for name in _NOT_FOR_FORMS:
        setattr(run, name, getattr(now, name))


def change_capacity(
    *, run: CourseRun, capacity: int, by: User | None, at: dt.datetime
) -> CourseRun:
    """Give a run more places, or fewer; more go to those who wait, in order.

    Raises CannotChangeCapacity for fewer than are taken or held for somebody.
    """
    with locks.one_transaction(busy=CannotChangeCapacity(_BUSY)):
        run = locks.lock_run(run.pk)
        if run.capacity != capacity:
            _change_capacity(run, capacity, by=by, at=at)
        return run


def follow_a_form(
    *,
    run: CourseRun,
    save: Callable[[], object] | None = None,
    capacity: int | None,
    by: User | None,
    at: dt.datetime,
) -> CourseRun:
    """Do at once what a run's form has changed for those who wait: places, shares, the window.

    ``save`` saves the form in the same transaction, so that all of it can be rehearsed; without
    it the form is saved already. ``capacity`` is what the form asks for, if it is new.

    Raises CannotChangeCapacity for fewer places than are taken or held for somebody.
    """
    with locks.one_transaction(busy=CannotChangeCapacity(_BUSY)):
        if save is not None:
            keep_from_a_form(run)
            save()
        run = locks.lock_run(run.pk)
        if capacity is not None and run.capacity != capacity:
            _change_capacity(run, capacity, by=by, at=at)
        else:
            passing_on.pass_on_places(run, at=at)
        return run


def _change_capacity(run: CourseRun, capacity: int, *, by: User | None, at: dt.datetime) -> None:
    before, run.capacity = run.capacity, capacity
    # What nobody answered in time is not held any more, and is not offered on if it goes.
    passing_on.pass_on_places(run, at=at)
    standing = count_places(run, at=at)
    least = max(standing.taken + standing.held, 1)
    if capacity < least:
        words = f"{standing.taken} places are taken and {standing.held} are held for offers"
        msg = f"{words}, so there must be at least {least}."
        raise CannotChangeCapacity(msg)
    run.save(update_fields=["capacity", "changed_at"])
    log(
        run,
        "wagtail.edit",
        user=by,
        timestamp=at,
        data={"capacity": [before, capacity]},
        content_changed=True,
    )
