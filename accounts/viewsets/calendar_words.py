"""Puts the calendar part of a message into words, for office staff who read what was sent."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from icalendar import Calendar

if TYPE_CHECKING:
    from collections.abc import Iterator

_METHODS = {
    "REQUEST": "Puts these dates into the student's calendar:",
    "CANCEL": "Takes these dates out of the student's calendar:",
    "PUBLISH": "Offers these dates to a calendar:",
}
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True)
class CalendarDate:
    """One date as the student's calendar shows it."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    title: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class CalendarWords:
    """What a calendar part does, and to which dates."""

    does: str
    sequence: int = 0
    dates: list[CalendarDate] = field(default_factory=list)


def calendar_words(content: str) -> CalendarWords | None:
    """Read a calendar part that we wrote ourselves; None where there is none to read."""
    if not content:
        return None
    try:
        calendar = Calendar.from_ical(content)
        events: list[Any] = list(calendar.walk("VEVENT"))
        sequence = max((int(event.get("SEQUENCE", 0)) for event in events), default=0)
        dates = sorted(_dates(events), key=lambda one: one.starts_at)
    except (ValueError, KeyError, AttributeError, TypeError):
        return CalendarWords("A calendar part that can not be read.")
    method = str(calendar.get("METHOD", ""))
    return CalendarWords(_METHODS.get(method, method), sequence, dates)


def _dates(events: list[Any]) -> Iterator[CalendarDate]:
    """Give every date: those of a series, replaced or left out where the file says so."""
    differing = {_key(event["RECURRENCE-ID"].dt): event for event in events if _differs(event)}
    for event in events:
        if _differs(event):
            continue
        left_out = {_key(one.dt) for entry in _listed(event.get("EXDATE")) for one in entry.dts}
        length = event["DTEND"].dt - event["DTSTART"].dt
        for starts_at in _starts(event):
            other = differing.get(_key(starts_at))
            if other is not None:
                yield _date(other, other["DTSTART"].dt, other["DTEND"].dt)
            elif _key(starts_at) not in left_out:
                yield _date(event, starts_at, starts_at + length)


def _differs(event: Any) -> bool:
    return "RECURRENCE-ID" in event


def _key(moment: dt.datetime) -> str:
    return f"{moment:%Y%m%dT%H%M%S}"


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _date(event: Any, starts_at: dt.datetime, ends_at: dt.datetime) -> CalendarDate:
    title, place = str(event.get("SUMMARY", "")), str(event.get("LOCATION", ""))
    return CalendarDate(starts_at, ends_at, title, place)


def _starts(event: Any) -> Iterator[dt.datetime]:
    """Follow the rule, of the few kinds that our own invitations use."""
    moment: dt.datetime = event["DTSTART"].dt
    rule = event.get("RRULE", {})
    count = int(rule.get("COUNT", [1])[0])
    days = [_DAYS.index(str(day)) for day in rule.get("BYDAY", [])]
    gap = int(rule.get("INTERVAL", [1])[0])
    if not days and rule.get("FREQ") == ["WEEKLY"]:
        gap *= len(_DAYS)
    while count > 0:
        if not days or moment.weekday() in days:
            yield moment
            count -= 1
        # By the clock on the wall, so a series keeps its hour when the clocks change.
        moment += dt.timedelta(days=1 if days else gap)
