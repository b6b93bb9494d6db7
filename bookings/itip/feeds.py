"""Writes a calendar to subscribe to: each session an event of its own, in UTC.

Without a rule of repetition no time zone is needed, and every calendar shows the local time,
whatever the clocks do between two sessions. Nobody is invited: there is no attendee.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from icalendar import Calendar, Event, vUri

from bookings.itip.facts import LONGEST_PLACE, many_lines, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

PRODUCT = "-//Recovery College//My calendar//EN"
_REFRESH = timedelta(hours=4)


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
    """Write the calendar; the same facts give the same bytes."""
    calendar = Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", "PUBLISH")
    calendar.add("X-WR-CALNAME", one_line(name))
    calendar.add("REFRESH-INTERVAL", _REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", "PT4H")
    for one in events:
        calendar.add_component(_event(one))
    return bytes(calendar.to_ical())


def _event(one: FeedEvent) -> Event:
    event = Event()
    event.add("UID", one.uid)
    event.add("DTSTAMP", _utc(one.changed_at))
    event.add("LAST-MODIFIED", _utc(one.changed_at))
    event.add("DTSTART", _utc(one.starts_at))
    event.add("DTEND", _utc(one.ends_at))
    event.add("SUMMARY", one_line(one.summary))
    if one.location:
        event.add("LOCATION", one_line(one.location, LONGEST_PLACE))
    if one.description:
        event.add("DESCRIPTION", many_lines(one.description))
    if one.url:
        event.add("URL", vUri(one.url))
    if one.geo:
        event.add("GEO", one.geo)
    event.add("CLASS", "PRIVATE")
    event.add("STATUS", "TENTATIVE" if one.is_tentative else "CONFIRMED")
    event.add("TRANSP", "TRANSPARENT" if one.is_tentative else "OPAQUE")
    return event


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
