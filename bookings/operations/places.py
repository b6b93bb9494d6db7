"""Giving, giving up and taking back a place on a run."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import OperationalError, transaction
from django.db.models import Sum

from bookings.enums import BookingStatus, Refusal
from bookings.models import Booking
from bookings.operations import locks, moves, notices
from bookings.queries.windows import booking_window

if TYPE_CHECKING:
    from accounts.models import Student, User
    from courses.models import CourseRun

# How long a place given up can be taken back, even when booking has closed meanwhile.
TAKE_BACK_FOR = dt.timedelta(hours=24)


class CannotBook(Exception):
    """A place could not be given; ``reason`` says why."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason.label)
        self.reason = reason


class CannotCancel(Exception):
    """A place could not be given up: the college has cancelled it, or the course is over."""


def book_place(
    *,
    run: CourseRun,
    student: Student,
    shares_needs: bool = False,
    by: User | None,
    at: dt.datetime,
) -> Booking:
    """Give a student a confirmed place on every session of a run.

    Asking again while the place is held returns the same booking and tells nobody a
    second time, so a double click is harmless. A place given up before becomes the
    same booking again. The confirmation is queued, not sent: it leaves after commit.

    Raises CannotBook with the reason when booking is not possible or the run is full.
    """
    try:
        with transaction.atomic(durable=True):
            return _book(run.pk, student, shares_needs=shares_needs, by=by, at=at)
    except OperationalError as error:
        # The database gave up waiting for its turn; nothing was written.
        raise CannotBook(Refusal.BUSY) from error


def _book(
    run_id: int, student: Student, *, shares_needs: bool, by: User | None, at: dt.datetime
) -> Booking:
    """Give the place, inside the caller's transaction."""
    run = locks.lock_run(run_id)
    booking: Booking | None = run.bookings.filter(student=student).first()
    if booking and booking.is_active:
        return booking
    refusal = booking_window(run, run.sessions.all()).refusal(at)
    if refusal and not (refusal == Refusal.CLOSED and _may_take_back(run, booking, at)):
        raise CannotBook(refusal)
    # Counted after the lock: before it, two students could both see the last place.
    if places_taken(run) >= run.capacity:
        raise CannotBook(Refusal.FULL)
    if booking:
        if not booking.can_move_to(BookingStatus.CONFIRMED):
            raise CannotBook(Refusal.RUN_CANCELLED)
        booking.shares_needs = shares_needs
        moves.move_booking(booking, BookingStatus.CONFIRMED, by=by, at=at)
    else:
        booking = moves.new_booking(
            run=run, student=student, shares_needs=shares_needs, by=by, at=at
        )
    notices.tell_student_booked(booking=booking, at=at)
    return booking


def _may_take_back(run: CourseRun, booking: Booking | None, at: dt.datetime) -> bool:
    """Say whether a place was given up so lately that closed booking does not matter."""
    if booking is None or booking.cancelled_at is None:
        return False
    is_fresh = at - booking.cancelled_at <= TAKE_BACK_FOR
    return is_fresh and run.sessions.planned().ending_after(at).exists()


def places_taken(run: CourseRun) -> int:
    """Count the places that are taken; decide by it only while the run is locked."""
    taken: int | None = run.bookings.active().aggregate(taken=Sum("places"))["taken"]
    return taken or 0


def cancel_booking(*, booking: Booking, by: User | None, at: dt.datetime) -> Booking:
    """Give up a student's place, so that somebody else can have it.

    Giving up twice is harmless. The cancellation, which takes the dates out of the
    student's calendar, is queued in the same transaction.

    Raises CannotCancel when the run's last session is over.
    """
    try:
        with transaction.atomic(durable=True):
            run = locks.lock_run(booking.run_id)
            booking = Booking.objects.select_related("student").get(pk=booking.pk)
            if not booking.is_active:
                return booking
            if not run.sessions.planned().ending_after(at).exists():
                msg = "The last session is over, so there is no place to give up."
                raise CannotCancel(msg)
            booking.run = run
            moves.move_booking(booking, BookingStatus.CANCELLED, by=by, at=at)
            notices.tell_student_cancelled(booking=booking, at=at)
            return booking
    except OperationalError as error:
        msg = "Many people are booking at this moment. Please try again."
        raise CannotCancel(msg) from error


def take_back_place(*, booking: Booking, by: User | None, at: dt.datetime) -> Booking:
    """Undo giving up a place, while there is still room.

    For a day after giving it up this works even when booking has closed meanwhile.
    Raises CannotBook as book_place does.
    """
    return book_place(
        run=booking.run,
        student=booking.student,
        shares_needs=booking.shares_needs,
        by=by,
        at=at,
    )
