"""The single door for every change of a booking's status; for other operations only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from bookings.enums import BookingStatus
from bookings.models import Booking, BookingEvent

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import Student, User
    from courses.models import CourseRun


class ImpossibleMove(RuntimeError):
    """A booking was asked to change in a way its states do not allow."""


def new_booking(
    *,
    run: CourseRun,
    student: Student,
    shares_needs: bool,
    by: User | None,
    at: dt.datetime,
    note: str = "",
) -> Booking:
    """Write a student's first booking of a run, and its first event."""
    _refuse_outside_transaction()
    booking = Booking.objects.create(
        run=run,
        student=student,
        shares_needs=shares_needs,
        booked_at=at,
        booked_by=by,
        changed_at=at,
    )
    _add_event(booking, "", by=by, at=at, note=note)
    return booking


def move_booking(
    booking: Booking, status: BookingStatus, *, by: User | None, at: dt.datetime, note: str = ""
) -> None:
    """Change a booking's status, and remember who did it and when.

    The calendar's sequence rises with every move, because a calendar has to hear of
    it. Raises ImpossibleMove when ``BOOKING_MOVES`` does not allow the change.
    """
    _refuse_outside_transaction()
    if not booking.can_move_to(status):
        msg = f"{booking} cannot move from {booking.status} to {status}."
        raise ImpossibleMove(msg)
    before = booking.status
    booking.status = status
    booking.calendar_sequence += 1
    booking.changed_at = at
    if status == BookingStatus.CONFIRMED:
        booking.booked_at, booking.booked_by = at, by
        booking.cancelled_at, booking.cancelled_by = None, None
    else:
        booking.cancelled_at, booking.cancelled_by = at, by
    booking.save()
    _add_event(booking, before, by=by, at=at, note=note)


def _add_event(
    booking: Booking, before: str, *, by: User | None, at: dt.datetime, note: str
) -> None:
    """Append one line to the booking's history."""
    BookingEvent.objects.create(
        booking=booking, from_status=before, to_status=booking.status, at=at, by=by, note=note
    )


def _refuse_outside_transaction() -> None:
    """Stop a move that could be half done."""
    if not transaction.get_connection().in_atomic_block:
        msg = "A booking can only move inside a transaction."
        raise RuntimeError(msg)
