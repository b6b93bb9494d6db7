"""The single door for every change of a booking's status; for other operations only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from accounts.enums import AccessKind
from accounts.models import StudentAccess
from bookings.enums import BookingStatus
from bookings.models import Booking, BookingEvent, CourseInterest
from bookings.operations.wishes import ON_THEIR_OWN
from bookings.queries.windows import is_given_up_lately

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import Student, User
    from bookings.operations.wishes import Basis, Wish
    from courses.models import CourseRun


class ImpossibleMove(RuntimeError):
    """A booking, an entry or an offer was asked to change in a way its states do not allow."""


def give_place(
    *,
    run: CourseRun,
    student: Student,
    booking: Booking | None,
    wish: Wish,
    by: User | None,
    at: dt.datetime,
    is_awaited: bool = True,
    basis: Basis = ON_THEIR_OWN,
) -> Booking:
    """Write a student's place: a new booking, or the one that was given up before.

    Whether there is room has been decided by the caller, under the run's lock; ``is_awaited``
    is false where the caller knows that nobody is remembered for the course. Whoever was need
    not be any more. Raises ImpossibleMove for a booking that the college has cancelled.
    """
    refuse_outside_transaction()
    if is_awaited:
        CourseInterest.objects.filter(student=student, course=run.course_id, ended_at=None).update(
            ended_at=at
        )
    if booking is None:
        booking = Booking.objects.create(
            run=run,
            student=student,
            places=wish.places,
            supporter_name=wish.supporter_name,
            shares_needs=wish.shares_needs,
            booked_at=at,
            booked_by=by,
            changed_at=at,
        )
        _add_event(booking, "", by=by, at=at, basis=basis)
        return booking
    booking.places = wish.places
    booking.supporter_name = wish.supporter_name
    booking.shares_needs = wish.shares_needs
    move_booking(booking, BookingStatus.CONFIRMED, by=by, at=at, basis=basis)
    return booking


def move_booking(
    booking: Booking,
    status: BookingStatus,
    *,
    by: User | None,
    at: dt.datetime,
    basis: Basis = ON_THEIR_OWN,
) -> None:
    """Change a booking's status, and remember who did it and when.

    The calendar's sequence rises with every move, because a calendar has to hear of
    it. Raises ImpossibleMove when ``BOOKING_MOVES`` does not allow the change.
    """
    refuse_outside_transaction()
    if not booking.can_move_to(status):
        msg = f"{booking} cannot move from {booking.status} to {status}."
        raise ImpossibleMove(msg)
    before = booking.status
    booking.status = status
    booking.calendar_sequence += 1
    booking.changed_at = at
    if status == BookingStatus.CONFIRMED:
        if not _goes_on_as_before(booking, by=by, at=at):
            booking.booked_at, booking.booked_by = at, by
        booking.cancelled_at, booking.cancelled_by = None, None
    else:
        booking.cancelled_at, booking.cancelled_by = at, by
    booking.save()
    _add_event(booking, before, by=by, at=at, basis=basis)


def _goes_on_as_before(booking: Booking, *, by: User | None, at: dt.datetime) -> bool:
    """Say whether a place counts as held since it was first taken, as if never given up.

    So it is for a day: what the student came to stays on the register and in their history.
    A helper who was let in meanwhile sees the place they take, and nothing of the time before.
    """
    if not is_given_up_lately(booking, at=at):
        return False
    let_in_since = StudentAccess.objects.filter(
        student=booking.student_id,
        user=by,
        kind=AccessKind.HELPER,
        granted_at__gt=booking.booked_at,
    )
    return by is None or not let_in_since.exists()


def change_places(
    booking: Booking,
    *,
    places: int,
    supporter_name: str,
    by: User | None,
    at: dt.datetime,
    basis: Basis = ON_THEIR_OWN,
) -> None:
    """Let a supporter come along on a booking, or not; nothing in the calendar changes."""
    refuse_outside_transaction()
    booking.places, booking.supporter_name = places, supporter_name
    booking.changed_at = at
    booking.save(update_fields=("places", "supporter_name", "changed_at"))
    _add_event(booking, booking.status, by=by, at=at, basis=basis)


def _add_event(
    booking: Booking, before: str, *, by: User | None, at: dt.datetime, basis: Basis
) -> None:
    """Append one line to the booking's history."""
    BookingEvent.objects.create(
        booking=booking,
        from_status=before,
        to_status=booking.status,
        places=booking.places,
        at=at,
        by=by,
        agreed=basis.agreed,
        note=basis.note,
        set_aside=list(basis.set_aside),
    )


def refuse_outside_transaction() -> None:
    """Stop a move that could be half done."""
    if not transaction.get_connection().in_atomic_block:
        msg = "A booking can only move inside a transaction."
        raise RuntimeError(msg)
