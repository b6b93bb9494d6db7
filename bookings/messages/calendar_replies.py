"""Composes the question that a “no” from a calendar leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts import outbox
from bookings.messages import told

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import Message

GIVE_UP_QUESTION = "give_up_question"


def register_composers() -> None:
    """Say how this kind of message gets its words."""
    outbox.register_composer(GIVE_UP_QUESTION, compose_question)


def compose_question(message: Message, *, at: dt.datetime) -> outbox.Parts:
    """Compose “do you want to give up your place?”, with the way to do so.

    Raises NoLongerNeeded where the place has been given up meanwhile.
    """
    about = told.told_about(message.facts["booking_id"], at=at)
    if not about.booking.is_active:
        raise outbox.NoLongerNeeded
    return told.place_parts(GIVE_UP_QUESTION, message, about, (b"", ""))
