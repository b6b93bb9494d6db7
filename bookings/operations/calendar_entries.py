"""Writes down what a booking's calendar is told from now on; for other operations only.

The caller has locked the run and is in its transaction, so two people never work out the same
calendar at once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from bookings.itip.state import Ending, SessionState, Step, as_before, from_told
from bookings.itip.steps import steps_for
from bookings.models import Booking, CalendarEntry
from bookings.queries import calendars

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from bookings.queries.calendars import RunFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """One thing that a calendar has to hear, written down already."""

    entry_id: int
    uid: str
    shows: bool
    by_college: bool
    by_mail: bool
    """A mail tells it: the calendar's address is known, and may be written to."""
    is_late: bool
    """The student has heard of it long ago, only the calendar has not."""
    dates_stay: bool = False
    """The calendar of the same address shows these dates already; only words differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was written down for one booking, before and after."""

    announcements: tuple[Announcement, ...] = ()
    before: tuple[SessionState, ...] = ()
    after: tuple[SessionState, ...] = ()


def write_down(
    booking: Booking, facts: RunFacts, *, rises: bool, is_twice: bool = False, at: dt.datetime
) -> Written:
    """Compare what a booking's calendar should show with what it was told, and keep the new.

    With ``rises`` the booking's sequence rises where anything differs; whoever has just moved
    the booking has raised it already. A booking made before this was kept is taken to have
    been told what it should show. ``is_twice`` where the same person has another place on the
    same dates, which their calendar shows as well.
    """
    if not transaction.get_connection().in_atomic_block:
        msg = "Calendars are written down inside the transaction that is the cause."
        raise RuntimeError(msg)
    entries = calendars.entries_of([booking.pk])[booking.pk]
    if not entries and (rises or not booking.is_active):
        entries = _adopt(booking, facts, at=at)
    apologised = calendars.apologies_of([booking.pk])[booking.pk] if entries else set()
    wanted = Ending.TWICE if is_twice else calendars.wanted(facts, booking, apologised, entries)
    known = calendars.known(booking, entries)
    zone = ZoneInfo(settings.TIME_ZONE)
    steps = steps_for(booking.uuid, wanted, known, zone=zone, at=at)
    if not steps:
        return Written()
    if rises:
        booking.calendar_sequence += 1
        booking.save(update_fields=("calendar_sequence",))
    return Written(
        announcements=_keep(booking, steps, entries, at=at),
        before=tuple(as_before(known)),
        after=() if isinstance(wanted, Ending) else wanted,
    )


def write_off(booking: Booking, *, at: dt.datetime) -> tuple[Announcement, ...]:
    """Keep that a student's address is about to go, and say what its calendar hears last.

    What the student knows of the dates stays; whoever comes back to email is invited anew.
    """
    mark = calendars.mark_of_address(booking, booking.student.email)
    own = calendars.entries_of([booking.pk])[booking.pk]
    entries = [entry for entry in own if entry.invited == mark]
    known = calendars.known(booking, [entry for entry in entries if entry.is_shown])
    zone = ZoneInfo(settings.TIME_ZONE)
    steps = steps_for(booking.uuid, Ending.STUDENT, known, zone=zone, at=at)
    booking.calendar_sequence += 1
    booking.save(update_fields=("calendar_sequence",))
    for entry in entries:
        entry.sequence, entry.invited, entry.is_behind = booking.calendar_sequence, "", False
        entry.told = [{**told, "guest": ""} for told in entry.told]
    CalendarEntry.objects.bulk_update(entries, ("sequence", "invited", "is_behind", "told"))
    there = {entry.uid: entry.pk for entry in entries}
    return tuple(
        Announcement(
            entry_id=there[step.uid],
            uid=step.uid,
            shows=step.shows,
            by_college=False,
            by_mail=True,
            is_late=False,
        )
        for step in steps
    )


def _adopt(booking: Booking, facts: RunFacts, *, at: dt.datetime) -> list[CalendarEntry]:
    """Take a booking's calendar to show what its run says, as it was told before this was kept."""
    shown = calendars.every_session(facts, booking)
    steps = steps_for(booking.uuid, shown, (), zone=ZoneInfo(settings.TIME_ZONE), at=at)
    _keep(booking, steps, (), at=at)
    return calendars.entries_of([booking.pk])[booking.pk]


def _keep(
    booking: Booking,
    steps: Sequence[Step],
    entries: Sequence[CalendarEntry],
    *,
    at: dt.datetime,
) -> tuple[Announcement, ...]:
    there = {entry.uid: entry for entry in entries}
    guest, reached = calendars.guest_of(booking, entries), calendars.address_reached(booking)
    rows, mailed, stays = [], [], []
    for step in steps:
        entry = there.get(step.uid) or CalendarEntry(booking=booking, uid=step.uid, sequence=0)
        stays.append(entry.is_shown and entry.invited == guest and _dates_stay(entry, step))
        entry.sequence = max(entry.sequence, booking.calendar_sequence)
        entry.told_at = at
        ends = [state.ends_at for state in step.sessions if state.is_shown]
        entry.shown_until = max(ends) if step.shows else None
        by_mail = bool(guest) or (not step.shows and entry.invited == reached != "")
        mailed.append(by_mail)
        told = guest if by_mail and step.shows else ""
        entry.told = [replace(state, guest=told).as_told() for state in step.sessions]
        if by_mail:
            entry.invited = guest if step.shows else ""
        entry.is_behind = bool(entry.invited) and not by_mail
        rows.append(entry)
    CalendarEntry.objects.bulk_create([row for row in rows if row.pk is None])
    CalendarEntry.objects.bulk_update(
        [row for row in rows if row.uid in there],
        ("sequence", "told", "told_at", "shown_until", "invited", "is_behind"),
    )
    return tuple(
        Announcement(
            entry_id=row.pk,
            uid=row.uid,
            shows=step.shows,
            by_college=step.by_college,
            by_mail=by_mail,
            is_late=step.is_late,
            dates_stay=dates_stay,
        )
        for row, step, by_mail, dates_stay in zip(rows, steps, mailed, stays, strict=True)
    )


def _dates_stay(entry: CalendarEntry, step: Step) -> bool:
    """Say whether every date that a calendar is told now is one that it shows, at the same time."""
    told = [from_told(one) for one in entry.told]
    return step.shows and _dates_of(step.sessions) <= _dates_of(told)


def _dates_of(states: Sequence[SessionState]) -> set[tuple[str, dt.datetime, dt.datetime]]:
    return {(one.uuid, one.starts_at, one.ends_at) for one in states if one.is_shown}
