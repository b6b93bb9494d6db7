"""A small calendar for the tests: obeys RFC 5546, reads with `icalendar`, expands by itself.

Times come from the file's own VTIMEZONE, read by dateutil, so a wrong one shows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from io import StringIO

from dateutil.rrule import rrulestr
from dateutil.tz import tzical
from icalendar import Calendar


@dataclass(frozen=True)
class Shown:
    """What the student sees in the calendar for one session."""

    starts_at: datetime
    ends_at: datetime
    summary: str
    location: str = ""
    link: str = ""
    tutors: str = ""


@dataclass
class Entry:
    """One UID: the event or series as last accepted, by the time the rule alone would give."""

    sequence: int
    stamp: datetime
    events: dict[datetime, Shown] = field(default_factory=dict)


@dataclass(frozen=True)
class Heard:
    """One message that the calendar accepted."""

    uid: str
    sequence: int
    method: str
    says_cancelled: bool


class CalendarClient:
    """Keeps the calendar of one student."""

    def __init__(self, address="student@example.org"):
        self.address = address
        self.entries: dict[str, Entry] = {}
        self.heard: list[Heard] = []

    def receive(self, content: bytes):
        """Obey one REQUEST or CANCEL; an older message than the last one is ignored (2.1.5)."""
        calendar = Calendar.from_ical(content)
        events = calendar.walk("VEVENT")
        assert events
        assert len({str(event["UID"]) for event in events}) == 1
        uid = str(events[0]["UID"])
        sequence, stamp = int(events[0]["SEQUENCE"]), events[0]["DTSTAMP"].dt
        assert stamp.tzinfo is not None
        assert stamp.utcoffset().total_seconds() == 0
        known = self.entries.get(uid)
        if known and (sequence, stamp) < (known.sequence, known.stamp):
            return
        assert [str(event["ATTENDEE"]) for event in events] == [f"mailto:{self.address}"] * len(
            events
        )
        method = str(calendar["METHOD"])
        off = {str(event.get("STATUS")) for event in events} == {"CANCELLED"}
        self.heard.append(Heard(uid, sequence, method, off))
        entry = Entry(sequence, stamp)
        zones = {str(part["TZID"]): _zone(part) for part in calendar.walk("VTIMEZONE")}
        one_of_many = all("RECURRENCE-ID" in event for event in events)
        if one_of_many:
            # Single occurrences: the rest of the series stays as it was.
            entry.events = dict(known.events) if known else {}
        if method == "REQUEST":
            assert not any(event.get("STATUS") == "CANCELLED" for event in events)
            if one_of_many:
                for event in events:
                    entry.events[_moment(event["RECURRENCE-ID"], zones)] = _shown_event(
                        event, zones
                    )
            else:
                entry.events = expand(calendar, events)
        else:
            assert method == "CANCEL"
            if one_of_many:
                for event in events:
                    entry.events.pop(_moment(event["RECURRENCE-ID"], zones), None)
        self.entries[uid] = entry

    def shows(self) -> list[Shown]:
        """List what the calendar shows, in the order of time."""
        shown = [one for entry in self.entries.values() for one in entry.events.values()]
        return sorted(shown, key=lambda one: (one.starts_at, one.summary))


def expand(calendar, events) -> dict[datetime, Shown]:
    """Turn one UID's events into sessions: the rule, less EXDATE, replaced by RECURRENCE-ID."""
    zones = {str(part["TZID"]): _zone(part) for part in calendar.walk("VTIMEZONE")}
    (master,) = [event for event in events if "RECURRENCE-ID" not in event]
    wall, zone = _wall(master["DTSTART"], zones)
    length = _moment(master["DTEND"], zones) - _moment(master["DTSTART"], zones)
    walls = [wall]
    if "RRULE" in master:
        walls = list(rrulestr(master["RRULE"].to_ical().decode(), dtstart=wall))
        assert walls[0] == wall
    left_out = {value for value, _ in _walls(master.get("EXDATE", []), zones)}
    assert left_out <= set(walls)
    replaced = {
        _wall(event["RECURRENCE-ID"], zones)[0]: event
        for event in events
        if "RECURRENCE-ID" in event
    }
    assert set(replaced) <= set(walls) - left_out
    shown = {}
    for slot in walls:
        if slot in left_out:
            continue
        event = replaced.get(slot)
        starts = slot.replace(tzinfo=zone).astimezone(UTC)
        shown[starts] = (
            _shown(master, starts, starts + length) if event is None else _shown_event(event, zones)
        )
    return shown


def _shown_event(event, zones):
    return _shown(event, _moment(event["DTSTART"], zones), _moment(event["DTEND"], zones))


def _shown(event, starts, ends):
    lines = str(event.get("DESCRIPTION", "")).splitlines()
    link, tutors = (
        next((line.removeprefix(start) for line in lines if line.startswith(start)), "")
        for start in ("Join online: ", "With ")
    )
    words = str(event["SUMMARY"]), str(event.get("LOCATION", ""))
    return Shown(starts, ends, *words, link, tutors)


def _zone(part):
    return _zone_of(part.to_ical().decode().replace("\r\n ", ""), str(part["TZID"]))


@cache
def _zone_of(text, name):
    # Kept, because it works its changes out anew for every object.
    return tzical(StringIO(text)).get(name)


def _walls(values, zones):
    for value in values if isinstance(values, list) else [values]:
        for one in value.dts:
            yield one.dt.replace(tzinfo=None), zones.get(value.params.get("TZID"), UTC)


def _wall(value, zones):
    zone = zones[value.params["TZID"]] if "TZID" in value.params else UTC
    return value.dt.replace(tzinfo=None), zone


def _moment(value, zones):
    wall, zone = _wall(value, zones)
    return wall.replace(tzinfo=zone).astimezone(UTC)
