"""Reads what a student's calendar answers to an invitation: `METHOD:REPLY` (RFC 5546 3.2.3).

Whatever comes in by mail may be broken, old or forged; here it is only read. Whether it is
from the person it says, and what it means for a booking, is for others to say.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from icalendar import Calendar

from bookings.itip import zones

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

# A reply is a few lines; anything longer was not written by a calendar.
LONGEST_REPLY = 200_000
_MOST_EVENTS = 50
_MAILTO = "mailto:"
_COMMENTS = ("COMMENT", "X-COMMENT", "X-CALENDARSERVER-ATTENDEE-COMMENT")


class Answer(StrEnum):
    """What the student pressed in their calendar."""

    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    TENTATIVE = "TENTATIVE"


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarReply:
    """One answer to one invitation, or to one date of a series."""

    uid: str
    answer: Answer
    attendee: str
    """The address that the calendar answers for, in small letters."""
    sequence: int
    """The invitation that was answered; the number it had."""
    slot: dt.datetime | None = None
    """The date of the series that is answered, as the series alone would have it (UTC)."""
    stamp: dt.datetime | None = None
    """When the calendar wrote the answer, by its own clock."""
    and_later: bool = False
    """Whether it is about that date of the series and all that follow."""
    comment: str = ""
    """What the student added in their own words."""
    description: str = ""
    """What stands where we described the session: our words, or the student's."""


# A parser of a format this old meets every kind of rubbish, and says so in every way.
_RUBBISH = (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What stands in one file."""

    read: tuple[CalendarReply, ...] = ()
    is_all: bool = False
    """Whether nothing is in it that could not be read: somebody may say “no” there."""


def read_replies(content: bytes, *, zone: ZoneInfo) -> Answers:
    """Read the answers in a file; none where it is no reply, or not a calendar at all.

    A time without a zone is one of the zone that the invitation was written in.
    """
    if len(content) > LONGEST_REPLY:
        return Answers()
    try:
        calendar = Calendar.from_ical(content)
        if str(calendar.get("METHOD", "")).upper() != "REPLY":
            return Answers()
        events = calendar.walk("VEVENT")
    except _RUBBISH:
        return Answers()
    found = [_reply(event, zone) for event in events[:_MOST_EVENTS]]
    is_all = None not in found and len(events) <= _MOST_EVENTS
    return Answers(read=tuple(one for one in found if one), is_all=is_all)


def _reply(event: Any, zone: ZoneInfo) -> CalendarReply | None:
    try:
        return _reply_in(event, zone)
    except _RUBBISH:
        return None


def _reply_in(event: Any, zone: ZoneInfo) -> CalendarReply | None:
    attendees = event.get("ATTENDEE", [])
    attendees = attendees if isinstance(attendees, list) else [attendees]
    if len(attendees) != 1 or "UID" not in event:
        return None
    (attendee,) = attendees
    answer = str(attendee.params.get("PARTSTAT", "")).upper()
    if answer not in Answer.__members__:
        return None
    recurrence = event.get("RECURRENCE-ID")
    slot = None if recurrence is None else recurrence.dt
    if slot is not None and not isinstance(slot, dt.datetime):
        return None
    if slot is not None and slot.tzinfo is None:
        if "TZID" in recurrence.params or not zones.can_be_written(zone, slot):
            return None
        slot = slot.replace(tzinfo=zone)
    return CalendarReply(
        uid=str(event["UID"]).strip(),
        answer=Answer(answer),
        attendee=_address(str(attendee)),
        sequence=int(event.get("SEQUENCE", 0)),
        slot=slot.astimezone(dt.UTC) if slot else None,
        stamp=_stamp(event),
        and_later=recurrence is not None and "RANGE" in recurrence.params,
        comment=_words(event, *_COMMENTS) or " ".join(_comments_beside(attendee)),
        description=_words(event, "DESCRIPTION", parted_by="\n"),
    )


def _stamp(event: Any) -> dt.datetime | None:
    stamp = event["DTSTAMP"].dt if "DTSTAMP" in event else None
    if not isinstance(stamp, dt.datetime) or stamp.tzinfo is None:
        return None
    return stamp.astimezone(dt.UTC)


def _words(event: Any, *names: str, parted_by: str = " ") -> str:
    """Return what properties of these names say together."""
    found: list[str] = []
    for name in names:
        values = event.get(name, [])
        found += map(str, values if isinstance(values, list) else [values])
    return parted_by.join(found).strip()


def _comments_beside(attendee: Any) -> list[str]:
    """Return the words that some calendars write beside the address."""
    return [str(value) for name, value in attendee.params.items() if "COMMENT" in name.upper()]


def _address(written: str) -> str:
    address = written.strip().lower()
    return address.removeprefix(_MAILTO).strip()
