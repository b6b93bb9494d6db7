"""What students hear about their places: composed from templates and facts, never sent here."""

from __future__ import annotations

from bookings.messages import (
    apologies,
    calendar_replies,
    group_messages,
    helping,
    places,
    reminders,
    samples,
    tutor_news,
    waiting,
)


def register_composers() -> None:
    """Say how each kind of message about bookings gets its words."""
    apologies.register_composers()
    calendar_replies.register_composers()
    group_messages.register_composers()
    helping.register_composers()
    places.register_composers()
    reminders.register_composers()
    tutor_news.register_composers()
    waiting.register_composers()
    samples.register_kinds()
