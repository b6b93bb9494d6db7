"""Which messages a change of a booking causes; inside the change's own transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts import outbox

if TYPE_CHECKING:
    import datetime as dt

    from bookings.models import Booking


def tell_student_booked(*, booking: Booking, at: dt.datetime) -> None:
    """Write the confirmation down."""
    _tell("booking_confirmed", booking, at)


def tell_student_cancelled(*, booking: Booking, at: dt.datetime) -> None:
    """Write down that the place was given up."""
    _tell("booking_cancelled", booking, at)


def _tell(kind: str, booking: Booking, at: dt.datetime) -> None:
    outbox.queue_message(
        kind=kind,
        student=booking.student,
        facts={"booking_id": booking.pk, "sequence": booking.calendar_sequence},
        dedupe_key=f"{kind}:{booking.pk}:{booking.calendar_sequence}",
        at=at,
    )
