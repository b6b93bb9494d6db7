"""Who the college's mail comes from."""

from __future__ import annotations

from accounts import outbox
from home.queries.frame import college_settings


def college_sender() -> outbox.Sender:
    """Read the sender's name and address, and who gets the answers, from the settings."""
    college = college_settings()
    return outbox.Sender(name=college.name, address=college.sender_email, answers_to=college.email)
