"""Who the college's mail comes from, and the urgent help it ends with."""

from __future__ import annotations

from accounts import outbox
from home.queries.frame import college_settings, read_facts


def college_sender() -> outbox.Sender:
    """Read the sender's name and address, and who gets the answers, from the settings."""
    college = college_settings()
    return outbox.Sender(
        name=college.name,
        address=college.sender_email,
        answers_to=college.email,
        postal_address=college.address,
        phone=college.phone,
    )


def urgent_help() -> outbox.UrgentHelp:
    """Read the lines of urgent help from the settings."""
    facts = read_facts()
    return outbox.UrgentHelp(
        introduction=facts.settings["urgent_help_introduction"], lines=facts.lines
    )
