"""What a calendar invitation needs to know, handed in by whoever has read the database."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

LONGEST_LINE = 200
LONGEST_PLACE = 400
LONGEST_TEXT = 4000

# Everything that Python, a mail reader or a calendar may take for the end of a line, and
# the control characters RFC 5545 3.1 forbids. Kept out, so no title can start a property.
_LINE_ENDS = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def one_line(text: str, longest: int = LONGEST_LINE) -> str:
    """Make any text safe for a title or a name: one line, no control characters, not too long."""
    spaced = " ".join(_CONTROLS.sub("", _LINE_ENDS.sub(" ", text)).split())
    return spaced if len(spaced) <= longest else spaced[: longest - 1].rstrip() + "…"


def many_lines(text: str, longest: int = LONGEST_TEXT) -> str:
    """Make any text safe for a description: plain line ends, no control characters, a limit."""
    cleaned = _CONTROLS.sub("", _LINE_ENDS.sub("\n", text)).strip()
    return cleaned if len(cleaned) <= longest else cleaned[: longest - 1].rstrip() + "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """A name and the email address that goes with it."""

    name: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFacts:
    """One session as the student's calendar should show it."""

    uid: str
    """The identity of this session's own event, used when the dates form no series."""
    starts_at: datetime
    ends_at: datetime
    summary: str
    location: str = ""
    description: str = ""
    url: str = ""
    geo: tuple[float, float] | None = None
    """Latitude and longitude, where they are known."""
    cancelled: bool = False
    """Left out of what is shown: it will not take place, or the student cannot come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingFacts:
    """One booking as the student's calendar should know it.

    `uid` never changes while the booking exists; `sequence` rises with every change that
    is sent; `stamp` is the moment of sending (RFC 5546 2.1.4 and 2.1.5).
    """

    uid: str
    sequence: int
    stamp: datetime
    zone: ZoneInfo
    organiser: Mailbox
    attendee: Mailbox
    sessions: tuple[SessionFacts, ...] = field(default=())

    def held_sessions(self) -> tuple[SessionFacts, ...]:
        """Give the sessions that take place, in the order of time."""
        held = (session for session in self.sessions if not session.cancelled)
        return tuple(sorted(held, key=lambda session: (session.starts_at, session.uid)))
