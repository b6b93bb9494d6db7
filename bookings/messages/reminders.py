"""Composes the reminder of one session, and says whether anybody still needs it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from accounts import outbox
from bookings.messages import needed, told
from bookings.queries.overtaken import is_overtaken
from bookings.queries.reminders import REMINDER
from courses.models import CourseSession
from home.queries import wording

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import Message


def register_composers() -> None:
    """Say how this kind of message gets its words."""
    outbox.register_composer(
        REMINDER, compose_reminder, is_needed=is_needed, is_out_of_date=needed.is_out_of_date
    )


def is_needed(message: Message, *, at: dt.datetime) -> bool:
    """Say whether the place is held, the session stands as it did, and the student comes."""
    return not is_overtaken(message, at=at)


def compose_reminder(message: Message, *, at: dt.datetime) -> outbox.Parts:
    """Compose “your session is soon”: when, where, and what to do if plans have changed."""
    about = told.told_about(message.facts["booking_id"], at=at)
    session = CourseSession.objects.select_related("venue", "run").get(
        pk=message.facts["session_id"]
    )
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
