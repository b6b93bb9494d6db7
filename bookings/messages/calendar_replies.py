"""Composes the question that a “no” from a calendar leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts import outbox
from bookings.messages import told
from bookings.models import Booking
from bookings.queries.calendar_replies import GIVE_UP_QUESTION, to_put_back

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import Message


def register_composers() -> None:
    """Say how this kind of message gets its words."""
    outbox.register_composer(GIVE_UP_QUESTION, compose_question, is_needed=is_needed)


def is_needed(message: Message, *, at: dt.datetime) -> bool:
    """Say whether there is still a place to give up."""
    del at
    return Booking.objects.active().filter(pk=message.facts["booking_id"]).exists()


def compose_question(message: Message, *, at: dt.datetime) -> outbox.Parts:
    """Compose “do you want to give up your place?”, with the way to do so."""
    about = told.told_about(message.facts["booking_id"], at=at)
    puts_back = bool(to_put_back(about.booking, at=at))
    return told.place_parts(GIVE_UP_QUESTION, message, about, (b"", ""), puts_back=puts_back)
