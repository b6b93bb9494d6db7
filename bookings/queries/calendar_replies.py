"""What a calendar's answer means for a booking; nothing is changed here.

An answer counts only where it comes from the address that was invited and is about the
newest invitation. “No” to one date is an apology; “no” to all of them is a question to be
asked, because a tap in a calendar is easily made and a place is not easily got back.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings

from bookings.itip.replies import Answer
from bookings.itip.series import lay_out
from bookings.itip.state import bare_facts, from_told
from bookings.models import CalendarEntry
from courses.models import CourseSession

if TYPE_CHECKING:
    from bookings.itip.replies import CalendarReply
    from bookings.itip.state import SessionState
    from bookings.models import Booking


class Meaning(StrEnum):
    """What is to be done about an answer."""

    APOLOGY = "an apology for one session"
    QUESTION = "a question back, whether to give up the place"
    NOTHING = "nothing to do"
    OUTDATED = "an answer to an older invitation"
    NOT_THEIRS = "not from the person who was invited"
    UNKNOWN = "no invitation of ours"


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """One answer, understood."""

    meaning: Meaning
    entry: CalendarEntry | None = None
    session: CourseSession | None = None

    @property
    def booking(self) -> Booking | None:
        """Return the place that the answer is about."""
        return self.entry.booking if self.entry else None


def understand(reply: CalendarReply, *, sender: str, at: dt.datetime) -> Understood:
    """Say what an answer means; `sender` is the address the mail came from."""
    entry = _entry_answered(reply)
    if entry is None:
        return Understood(meaning=Meaning.UNKNOWN)
    meaning, session = _meaning(entry, reply, sender=sender.strip().lower()), None
    if meaning == Meaning.APOLOGY:
        state = _state_meant(entry, reply)
        sessions = CourseSession.objects.planned().ending_after(at)
        session = sessions.filter(uuid=state.uuid).first() if state else None
        meaning = meaning if session else Meaning.NOTHING
    return Understood(meaning=meaning, entry=entry, session=session)


def _entry_answered(reply: CalendarReply) -> CalendarEntry | None:
    entries = CalendarEntry.objects.select_related("booking__student")
    # A file may hold anything, and not every database looks for anything.
    return None if "\0" in reply.uid else entries.filter(uid=reply.uid).first()


def _meaning(entry: CalendarEntry, reply: CalendarReply, *, sender: str) -> Meaning:
    """Say what an answer means, whatever session it is about."""
    invited = entry.booking.student.email.strip().lower()
    is_whole_series = entry.uid == str(entry.booking.uuid) and reply.slot is None
    if not invited or {reply.attendee, sender} != {invited}:
        return Meaning.NOT_THEIRS
    if reply.sequence < entry.sequence:
        return Meaning.OUTDATED
    if reply.answer != Answer.DECLINED or not entry.booking.is_active or not entry.is_shown:
        return Meaning.NOTHING
    return Meaning.QUESTION if is_whole_series else Meaning.APOLOGY


def _state_meant(entry: CalendarEntry, reply: CalendarReply) -> SessionState | None:
    """Find the session that is answered: of its own event, or at that place of the series."""
    states = [from_told(told) for told in entry.told]
    shown = [state for state in states if state.is_shown]
    if entry.uid != str(entry.booking.uuid):
        return shown[0] if len(shown) == 1 else None
    zone = ZoneInfo(settings.TIME_ZONE)
    layout = lay_out([bare_facts(state) for state in states], zone)
    if layout.pattern is None or reply.slot is None:
        return None
    meant = next(
        (
            facts.uid
            for facts, slot in zip(layout.shown, layout.pattern.slots, strict=True)
            if slot.replace(tzinfo=zone).astimezone(dt.UTC) == reply.slot
        ),
        None,
    )
    return next((state for state in shown if state.uuid == meant), None)
