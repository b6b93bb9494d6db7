"""Writes a calendar to subscribe to: each session an event of its own, in UTC.

Without a rule of repetition no time zone is needed, and every calendar shows the local time,
whatever the clocks do between two sessions. Nobody is invited: there is no attendee.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING

from bookings.itip.facts import LONGEST_PLACE, many_lines, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

PRODUCT = "-//Recovery College//My calendar//EN"
_LONGEST_LINE = 75
_FIRST_TWO_BITS, _INSIDE_A_LETTER = 0b1100_0000, 0b1000_0000


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEvent:
    """One session in a subscribed calendar."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    summary: str
    location: str = ""
    description: str = ""
    url: str = ""
    geo: tuple[float, float] | None = None
    is_tentative: bool = False


def write_feed(name: str, events: Iterable[FeedEvent]) -> bytes:
    """Write the calendar; the same facts give the same bytes.

    By hand, since a thousand calendars may ask in one morning: the library takes twenty
    times as long, and these events have nothing difficult in them.
    """
    lines = [
        "BEGIN:VCALENDAR",
        f"PRODID:{PRODUCT}",
        "VERSION:2.0",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(one_line(name))}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT4H",
        "X-PUBLISHED-TTL:PT4H",
    ]
    for one in events:
        lines += _event(one)
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def _event(one: FeedEvent) -> list[str]:
    changed_at = _utc(one.changed_at)
    lines = [
        "BEGIN:VEVENT",
        f"UID:{one.uid}",
        f"DTSTAMP:{changed_at}",
        f"LAST-MODIFIED:{changed_at}",
        f"DTSTART:{_utc(one.starts_at)}",
        f"DTEND:{_utc(one.ends_at)}",
        f"SUMMARY:{_text(one_line(one.summary))}",
    ]
    if one.location:
        lines.append(f"LOCATION:{_text(one_line(one.location, LONGEST_PLACE))}")
    if one.description:
        lines.append(f"DESCRIPTION:{_text(many_lines(one.description))}")
    if one.url:
        lines.append(f"URL:{one.url}")
    if one.geo:
        lines.append(f"GEO:{one.geo[0]};{one.geo[1]}")
    status, busy = ("TENTATIVE", "TRANSPARENT") if one.is_tentative else ("CONFIRMED", "OPAQUE")
    return [*lines, "CLASS:PRIVATE", f"STATUS:{status}", f"TRANSP:{busy}", "END:VEVENT"]


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    """Write text as a value (RFC 5545 3.3.11)."""
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """Break a line that is longer than 75 bytes, never within a letter (RFC 5545 3.1)."""
    rest, parts = line.encode(), []
    room = _LONGEST_LINE
    while len(rest) > room:
        end = room
        while rest[end] & _FIRST_TWO_BITS == _INSIDE_A_LETTER:
            end -= 1
        parts.append(rest[:end])
        rest, room = rest[end:], _LONGEST_LINE - 1
    return b"\r\n ".join([*parts, rest]) + b"\r\n"
