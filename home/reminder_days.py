"""How many days before a session students are reminded, as the office writes it: “7, 2, 0”."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError

USUAL = "7, 2, 0"
NONE = "none"
_FURTHEST = 30
_MOST = 5
_BETWEEN = re.compile(r"[\s,;]+")


def reminder_days(written: str) -> tuple[int, ...]:
    """Read the days, the earliest reminder first; 0 is the morning of the day itself.

    Raises ValidationError, with a sentence to show, for what cannot be read.
    """
    if written.strip().lower() == NONE:
        return ()
    days = [part for part in _BETWEEN.split(written.strip()) if part]
    if not days or not all(part.isascii() and part.isdecimal() for part in days):
        message = (
            "Write whole numbers with commas between them, for example 7, 2, 0. "
            "Write “none” for no reminders."
        )
        raise ValidationError(message, code="unreadable")
    found = sorted({int(part[:4]) for part in days}, reverse=True)
    if found[0] > _FURTHEST:
        message = f"Write {_FURTHEST} or less: a reminder long before is soon forgotten."
        raise ValidationError(message, code="too_far")
    if len(found) > _MOST:
        message = f"Write at most {_MOST} numbers: more reminders than that are a worry."
        raise ValidationError(message, code="too_many")
    return tuple(found)


def check_reminder_days(written: str) -> None:
    """Say what to write where the days cannot be read."""
    reminder_days(written)
