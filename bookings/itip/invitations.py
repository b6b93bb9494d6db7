"""Writes the calendar part of a message: an invitation, a cancellation or a file to download.

RFC 5545 is the format, RFC 5546 the rules for inviting and cancelling. One file holds
events of one UID only, because calendars drop or mix up the rest when there are several
(RFC 5546 3.2.2 demands it for a request, 3.2.5 for a cancellation).
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from icalendar import Calendar, Event, vCalAddress, vText, vUri
from icalendar.prop import vRecur

from bookings.itip import zones
from bookings.itip.facts import (
    LONGEST_PLACE,
    BookingFacts,
    Mailbox,
    SessionFacts,
    many_lines,
    one_line,
)
from bookings.itip.series import Layout, Pattern, lay_out

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from zoneinfo import ZoneInfo

    from icalendar import Timezone

PRODUCT = "-//Recovery College//Course bookings//EN"
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def write_request(
    booking: BookingFacts, session: SessionFacts | None = None, *, asks: bool = True
) -> bytes:
    """Invite a student to all sessions of a series, or to one session of a scattered run.

    `METHOD:REQUEST`, not PUBLISH: some calendars never remove what arrived as PUBLISH.
    A session that is off is left out (EXDATE), since a request may not carry
    `STATUS:CANCELLED` (RFC 5546 3.2.2).

    The student has asked for the place, yet `PARTSTAT` is `NEEDS-ACTION` with `RSVP=TRUE`:
    only the student may say "accepted" for their own calendar (RFC 5546 3.2.3), and
    calendars then show the buttons that put the sessions in, on every device alike. Where all
    is over, nobody is asked, nor without ``asks``: who has said "yes" to these dates already.

    Raises ValueError when there is nothing to invite to, or when no one event can show it.
    """
    calendar, timezone, layout = _begin("REQUEST", booking, session)
    sessions, pattern = layout.shown, layout.pattern
    if not layout.is_one_event:
        message = "These dates need one invitation each."
        raise ValueError(message)
    asks = asks and any(one.ends_at > booking.stamp for one in sessions)
    for event in _events(booking, sessions, pattern, timezone, session):
        event.add("STATUS", "CONFIRMED")
        event.add("ATTENDEE", _attendee(booking.attendee, replying=asks), encode=False)
        calendar.add_component(event)
    return _finish(calendar)


def write_cancel(
    booking: BookingFacts, session: SessionFacts | None = None, *, run_cancelled: bool
) -> bytes:
    """Take a booking, or one separately invited session, out of a student's calendar.

    The method is CANCEL in the file as in the mail: a REQUEST that says "cancelled" leaves
    the event and its alarm where they are. `STATUS:CANCELLED` tells that the sessions will
    not take place; a student who gave up a place is only taken off the list, so then it
    must be absent (RFC 5546 3.2.5). The whole series goes at once: no RECURRENCE-ID.

    Works with any dates, also when they no longer are those that were sent.
    """
    calendar, timezone, layout = _begin("CANCEL", booking, session)
    shown, pattern = layout.shown or booking.sessions, layout.pattern
    event = _event(booking, booking.uid if session is None else session.uid)
    if shown:
        if pattern is None:
            _add_times(event, shown[0].starts_at, shown[0].ends_at, booking.zone, timezone)
        else:
            _add_rule(event, pattern, booking.zone)
        event.add("SUMMARY", one_line(_usual(shown).summary))
    if run_cancelled:
        event.add("STATUS", "CANCELLED")
    event.add("ATTENDEE", _attendee(booking.attendee, replying=False), encode=False)
    calendar.add_component(event)
    return _finish(calendar)


def write_download(booking: BookingFacts, *, alone: Collection[str] = ()) -> bytes:
    """Write a file with every session, for students who add the dates to a calendar themselves.

    `METHOD:PUBLISH` may hold several UIDs and names no attendee (RFC 5546 3.2.1). The UIDs
    are those of the invitations, so a calendar that has both shows each session once;
    ``alone`` names the sessions that were invited by themselves, whatever the pattern.
    """
    calendar, timezone, layout = _begin("PUBLISH", booking, None)
    rest = lay_out([one for one in booking.sessions if one.uid not in alone], booking.zone)
    events, singly = [], layout.shown
    if rest.is_one_event:
        events = _events(booking, rest.shown, rest.pattern, timezone, None)
        singly = tuple(one for one in layout.shown if one.uid in alone)
    for session in singly:
        events += _events(booking, (session,), None, timezone, session)
    for event in events:
        event.add("STATUS", "CONFIRMED")
        calendar.add_component(event)
    return _finish(calendar)


def _begin(
    method: str, booking: BookingFacts, session: SessionFacts | None
) -> tuple[Calendar, Timezone | None, Layout]:
    calendar = Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", method)
    sessions = booking.sessions if session is None else (session,)
    if not sessions:
        return calendar, None, Layout((), None)
    years = [session.starts_at.astimezone(booking.zone).year for session in sessions]
    timezone = zones.timezone_for(booking.zone, min(years) - 1, max(years) + 1)
    if timezone is not None:
        calendar.add_component(timezone)
    if session is not None:
        return calendar, timezone, Layout((session,), None)
    return calendar, timezone, lay_out(sessions, booking.zone)


def _finish(calendar: Calendar) -> bytes:
    """Write the file; a zone that no time refers to stays out (RFC 5545 3.6.5)."""
    if b";TZID=" not in calendar.to_ical():
        calendar.subcomponents = [
            part for part in calendar.subcomponents if part.name != "VTIMEZONE"
        ]
    return bytes(calendar.to_ical())


def _events(
    booking: BookingFacts,
    sessions: Sequence[SessionFacts],
    pattern: Pattern | None,
    timezone: Timezone | None,
    alone: SessionFacts | None,
) -> list[Event]:
    """Write one event, or the series and after it each session that differs from it."""
    uid = booking.uid if alone is None else alone.uid
    if pattern is None:
        event = _event(booking, uid)
        _add_times(event, sessions[0].starts_at, sessions[0].ends_at, booking.zone, timezone)
        _add_words(event, sessions[0])
        return [event]
    usual = _usual(sessions)
    series = _event(booking, uid)
    _add_rule(series, pattern, booking.zone)
    _add_words(series, usual)
    events = [series]
    for session, slot in zip(sessions, pattern.slots, strict=True):
        starts, ends = (at.astimezone(booking.zone) for at in (session.starts_at, session.ends_at))
        on_time = starts.replace(tzinfo=None) == slot and _lasts(session, pattern)
        if on_time and _words(session) == _words(usual) and ends - starts == pattern.length:
            continue
        event = _event(booking, uid)
        event.add("RECURRENCE-ID", slot.replace(tzinfo=booking.zone))
        _add_times(event, session.starts_at, session.ends_at, booking.zone, timezone)
        _add_words(event, session)
        events.append(event)
    return events


def _lasts(session: SessionFacts, pattern: Pattern) -> bool:
    return session.ends_at.astimezone(UTC) - session.starts_at.astimezone(UTC) == pattern.length


def _event(booking: BookingFacts, uid: str) -> Event:
    """Begin an event with what every method needs.

    `CLASS:PRIVATE` keeps the course out of sight of people who share the calendar.
    """
    event = Event()
    event.add("UID", uid)
    event.add("SEQUENCE", booking.sequence)
    event.add("DTSTAMP", booking.stamp.astimezone(UTC).replace(microsecond=0))
    event.add("ORGANIZER", _address(booking.organiser), encode=False)
    event.add("CLASS", "PRIVATE")
    event.add("TRANSP", "OPAQUE")
    return event


def _add_rule(event: Event, pattern: Pattern, zone: ZoneInfo) -> None:
    event.add("DTSTART", pattern.first.replace(tzinfo=zone))
    event.add("DTEND", (pattern.first + pattern.length).replace(tzinfo=zone))
    rule: dict[str, object] = {"FREQ": pattern.rule.frequency, "COUNT": pattern.count}
    if pattern.rule.step > 1:
        rule["INTERVAL"] = pattern.rule.step
    if pattern.rule.weekdays:
        rule["BYDAY"] = [_WEEKDAYS[weekday] for weekday in pattern.rule.weekdays]
    event.add("RRULE", vRecur(rule))
    for skipped in pattern.skipped:
        event.add("EXDATE", skipped.replace(tzinfo=zone))


def _add_times(
    event: Event, starts_at: datetime, ends_at: datetime, zone: ZoneInfo, timezone: Timezone | None
) -> None:
    """Write the times in the college's zone, or in UTC where its clock would leave a doubt."""
    walls = [moment.astimezone(zone) for moment in (starts_at, ends_at)]
    clear = timezone is not None and all(
        zones.can_be_written(zone, wall.replace(tzinfo=None)) for wall in walls
    )
    starts, ends = walls if clear else [wall.astimezone(UTC) for wall in walls]
    event.add("DTSTART", starts)
    event.add("DTEND", ends)


def _words(session: SessionFacts) -> tuple[object, ...]:
    return session.summary, session.location, session.description, session.url, session.geo


def _usual(sessions: Sequence[SessionFacts]) -> SessionFacts:
    """Find a session that has the words most sessions share."""
    words = Counter(_words(session) for session in sessions).most_common(1)[0][0]
    return next(session for session in sessions if _words(session) == words)


def _add_words(event: Event, session: SessionFacts) -> None:
    event.add("SUMMARY", one_line(session.summary))
    if session.location:
        event.add("LOCATION", one_line(session.location, LONGEST_PLACE))
    if session.description:
        event.add("DESCRIPTION", many_lines(session.description))
    if session.url:
        event.add("URL", vUri(one_line(session.url, LONGEST_PLACE)))
    if session.geo:
        event.add("GEO", session.geo)


def _address(mailbox: Mailbox) -> vCalAddress:
    """Write a bare mailto address; the organiser's must equal the sender's (RFC 6047 2.3)."""
    address = vCalAddress("mailto:" + "".join(one_line(mailbox.address).split()))
    name = one_line(mailbox.name).replace('"', "'")
    if name:
        address.params["CN"] = vText(name)
    return address


def _attendee(mailbox: Mailbox, *, replying: bool = True) -> vCalAddress:
    address = _address(mailbox)
    address.params["CUTYPE"] = vText("INDIVIDUAL")
    address.params["ROLE"] = vText("REQ-PARTICIPANT")
    if replying:
        address.params["PARTSTAT"] = vText("NEEDS-ACTION")
        address.params["RSVP"] = vText("TRUE")
    return address
