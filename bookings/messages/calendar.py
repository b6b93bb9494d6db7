"""Turns what a calendar was told into a file: the calendar part of a message, or a download.

Nothing is decided here. What a calendar is told was written down with its cause
(`bookings.operations.calendar_entries`), and is what goes out.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings

from accounts import outbox
from accounts.discretion import DISCREET, PLAIN, in_calendar
from accounts.enums import Channel
from accounts.queries import name_beside_others
from bookings.itip import invitations
from bookings.itip.facts import BookingFacts, Mailbox, SessionFacts
from bookings.itip.state import Ending, Known, SessionState, from_told
from bookings.itip.steps import begun
from bookings.messages import parts
from bookings.messages.told import booking_page
from bookings.models import CalendarEntry
from bookings.queries import calendars

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from accounts.discretion import Words
    from accounts.models import Message
    from bookings.models import Booking

logger = logging.getLogger(__name__)

REQUEST, CANCEL = "REQUEST", "CANCEL"
# The last mail to an address that its student takes away, who has asked for it.
GOODBYE = "goodbye"
# What a calendar had thrown out, for a student who keeps the place.
KEPT = "kept"


def entry_of(message: Message) -> CalendarEntry | None:
    """Return the entry a message is about, where it is about one."""
    return CalendarEntry.objects.filter(pk=message.facts.get("entry_id")).first()


def calendar_part(
    message: Message, booking: Booking, entry: CalendarEntry | None, *, at: dt.datetime
) -> tuple[bytes, str]:
    """Write a message's calendar part, with its method; nothing where it has none.

    A message that comes to be written late tells what a later one tells as well, or else
    nothing: a calendar is never told what is not so any more.
    """
    method = str(message.facts.get("method", ""))
    if entry is None:
        return b"", ""
    if message.facts.get("cause") == GOODBYE:
        return _goodbye(message, booking, entry, at=at), method
    if message.channel != Channel.EMAIL:
        note_refused(message, booking, entry)
        return b"", ""
    if entry.is_shown != (method == REQUEST):
        logger.info("Message %s goes out without a calendar part.", message.uuid)
        return b"", ""
    if message.to_address.lower() != booking.student.email.lower():
        # The address was changed since; the new one gets an invitation of its own.
        return b"", ""
    states = [from_told(one) for one in entry.told]
    facts = booking_facts(booking, states, sequence=entry.sequence, at=at)
    return _write(message, facts, entry), method


def _goodbye(message: Message, booking: Booking, entry: CalendarEntry, *, at: dt.datetime) -> bytes:
    """Take out of the old address's calendar what had not begun when its student took it away."""
    known = Known(uid=entry.uid, is_shown=True, sessions=tuple(entry.told))
    states = known.states()
    if message.facts.get("method") == REQUEST:
        zone = ZoneInfo(settings.TIME_ZONE)
        states = list(begun(known, zone=zone, at=message.created_at))
    facts = booking_facts(booking, states, sequence=int(message.facts["sequence"]), at=at)
    guest = Mailbox(name=booking.student.name, address=message.to_address)
    return _write(message, replace(facts, attendee=guest), entry)


def _write(message: Message, facts: BookingFacts, entry: CalendarEntry) -> bytes:
    alone = facts.sessions[0] if entry.uid != facts.uid else None
    if message.facts.get("method") == REQUEST:
        return invitations.write_request(facts, alone, asks=not message.facts.get("dates_stay"))
    by_college = bool(message.facts.get("by_college"))
    return invitations.write_cancel(facts, alone, run_cancelled=by_college)


def note_refused(message: Message, booking: Booking, entry: CalendarEntry) -> None:
    """Keep that a calendar has not heard, where its mail is refused or goes another way.

    Once mail reaches that address again, the calendar is put right.
    """
    address, student = message.to_address.lower(), booking.student
    is_refused = message.channel != Channel.EMAIL or not student.email_works
    if is_refused and address and address == student.email.lower():
        mark = calendars.mark_of_address(booking, address)
        CalendarEntry.objects.filter(pk=entry.pk).update(invited=mark, is_behind=True)


def calendar_file(booking: Booking, *, at: dt.datetime) -> bytes:
    """Write a booking's sessions as a file to download, under the UIDs of its invitations."""
    run = calendars.run_facts(booking.run_id, at=at)
    apologised = calendars.apologies_of([booking.pk])[booking.pk]
    entries = calendars.entries_of([booking.pk])[booking.pk]
    states = calendars.wanted(run, booking, apologised, entries)
    shown = {one.uid for one in entries if one.is_shown}
    states = () if isinstance(states, Ending) else states
    # Where nothing but single events was sent, whatever comes is one too.
    is_all_alone = shown and str(booking.uuid) not in shown
    every = {state.uid_of_its_own(booking.uuid) for state in states}
    return invitations.write_download(
        booking_facts(
            booking,
            states,
            sequence=booking.calendar_sequence,
            at=at,
        ),
        alone=every if is_all_alone else every & shown,
    )


def booking_facts(
    booking: Booking, states: Iterable[SessionState], *, sequence: int, at: dt.datetime
) -> BookingFacts:
    """Gather what the writer of a calendar needs to know."""
    sender, page = outbox.current_sender(), booking_page(booking)
    words = in_calendar(booking.student)
    name = words.sender or sender.name
    whose = "" if words.is_discreet else name_beside_others(booking.student)
    return BookingFacts(
        uid=str(booking.uuid),
        sequence=sequence,
        stamp=at,
        zone=ZoneInfo(settings.TIME_ZONE),
        organiser=Mailbox(name=name, address=sender.address),
        attendee=Mailbox(name=booking.student.name, address=booking.student.email),
        sessions=tuple(
            session_facts(state, uid=state.uid_of_its_own(booking.uuid), page=page, whose=whose)
            for state in states
        ),
    )


def session_facts(state: SessionState, *, uid: str, page: str, whose: str = "") -> SessionFacts:
    """Put one session into the words that a calendar shows.

    ``whose`` names the student where another one's dates come to the same address.
    """
    title = _title(state)
    return SessionFacts(
        uid=uid,
        starts_at=state.starts_at,
        ends_at=state.ends_at,
        summary=f"{title} ({whose})" if whose and not state.discreet else title,
        location=_words(state).place(state.place) if state.place else "Online",
        description=parts.text("parts/calendar.txt", {"state": state, "page": page}),
        url=page,
        geo=None if state.discreet else calendars.geo_of(state.geo),
        cancelled=not state.is_shown,
    )


def _title(state: SessionState) -> str:
    """Name a session, or say no more than that there is something."""
    name = f"{state.course}: {state.topic}" if state.topic else state.course
    return _words(state).title(name)


def _words(state: SessionState) -> Words:
    return DISCREET if state.discreet else PLAIN
