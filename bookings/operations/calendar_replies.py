"""Asking back when a calendar says “no” to all dates: never a silent cancellation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts import outbox
from bookings.messages.calendar_replies import GIVE_UP_QUESTION
from bookings.models import Booking
from bookings.operations import locks

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import User

_BUSY = "Many people are booking at this moment. Please try again."


class CannotAsk(Exception):
    """The booking could not be reached just now."""


def ask_to_give_up(*, booking: Booking, sequence: int, by: User | None, at: dt.datetime) -> None:
    """Ask a student whose calendar declined every date whether to give up the place.

    The place is kept meanwhile. The same invitation is asked about once, however often the
    calendar answers; `by` is nobody, since a calendar has spoken.
    """
    del by
    with locks.one_transaction(busy=CannotAsk(_BUSY)):
        held = Booking.objects.select_related("student").get(pk=booking.pk)
        if held.is_active:
            outbox.queue_message(
                kind=GIVE_UP_QUESTION,
                student=held.student,
                facts={"booking_id": held.pk},
                dedupe_key=f"{GIVE_UP_QUESTION}:{held.pk}:{sequence}",
                at=at,
            )
