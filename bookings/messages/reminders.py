"""Composes the reminder of one session, or finds that nobody needs it any more."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from accounts import outbox
from bookings.messages import told
from bookings.queries.reminders import REMINDER, is_still_right
from courses.models import CourseSession
from home.queries import wording

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import Message


def register_composers() -> None:
    """Say how this kind of message gets its words."""
    outbox.register_composer(REMINDER, compose_reminder)


def compose_reminder(message: Message, *, at: dt.datetime) -> outbox.Parts:
    """Compose “your session is soon”: when, where, and what to do if plans have changed.

    Raises NoLongerNeeded where the place was given up, the session was moved or cancelled, or
    the student has said that they cannot come, since the reminder was written down.
    """
    about = told.told_about(message.facts["booking_id"], at=at)
    session = CourseSession.objects.select_related("venue", "run").get(
        pk=message.facts["session_id"]
    )
    if session.starts_at <= at or not is_still_right(
        about.booking, session, message.facts["starts_at"]
    ):
        raise outbox.NoLongerNeeded
    composed = told.place_parts(
        REMINDER,
        message,
        about,
        (b"", ""),
        first_at=session.starts_at,
        session=session,
        soon=wording.days_until_words(session.starts_at, at=at),
    )
    return replace(composed, deadline_at=session.starts_at)
