"""Follows up changes of dates and places: every student's calendar hears of what shows.

Nobody has to remember to tell the calendars. The clock compares what each calendar was told
with what it should show, wherever something has changed since the last look, and once a day
everywhere; a calendar that shows what it should costs one comparison and hears nothing.
"""

from __future__ import annotations

import datetime as dt
import logging
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings

from bookings.itip.state import Ending, LeftOut
from bookings.itip.steps import steps_for
from bookings.models import Booking, CalendarUpdate, RunCalendar
from bookings.operations import calendar_entries, locks, notices
from bookings.queries import calendar_changes, calendars

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bookings.itip.state import Known, SessionState, Step

logger = logging.getLogger(__name__)

# Longer than any transaction lasts: a change that was written down before we looked, and
# could be seen only afterwards, is looked at again.
_LOOK_BACK = dt.timedelta(minutes=10)
# A change of a session that is so near does not wait for others.
_NEAR = dt.timedelta(hours=24)
_KEEP_UPDATES = dt.timedelta(days=90)


class CalendarBusy(Exception):
    """A calendar could not be looked at now; the next round tries again."""


def follow_up_booking(*, booking: Booking, at: dt.datetime) -> bool:
    """Tell one student's calendar what has changed, and the student in words.

    One transaction, under the run's lock. Doing it again tells nobody twice. Says whether
    there was anything to tell. Raises CalendarBusy where the turn never came.
    """
    with locks.one_transaction(busy=CalendarBusy()):
        locks.lock_run(booking.run_id)
        booking = Booking.objects.select_related("student").get(pk=booking.pk)
        facts = calendars.run_facts(booking.run_id, at=at)
        written = calendar_entries.write_down(booking, facts, rises=True, at=at)
        notices.tell_student_changed(booking=booking, written=written, at=at)
        return bool(written.announcements)


def follow_up_runs(*, at: dt.datetime) -> int:
    """Look at every run where something may have changed; count the students who were told.

    Changes rest for a few minutes first, so that several of them make one update, except
    where a session of the next 24 hours has another time or place or will not be held.
    Run by the clock; twice at once does no harm.
    """
    told = 0
    for run_id in calendar_changes.runs_to_look_at(at=at):
        try:
            told += _follow_up_run(run_id, at=at)
        except CalendarBusy:
            logger.warning("Run %s is busy; its calendars wait for the next round.", run_id)
    return told


def forget_old_updates(*, at: dt.datetime) -> None:
    """Forget what calendars showed before updates that everybody has long had."""
    CalendarUpdate.objects.filter(made_at__lt=at - _KEEP_UPDATES).delete()


def _follow_up_run(run_id: int, *, at: dt.datetime) -> int:
    """Look at all calendars of one run in a few reads; lock only to tell one of them."""
    facts = calendars.run_facts(run_id, at=at)
    bookings = list(calendar_changes.bookings_to_look_at(run_id, at=at))
    ids = [booking.pk for booking in bookings]
    entries, apologies = calendars.entries_of(ids), calendars.apologies_of(ids)
    newest = max([facts.newest_change(), *calendar_changes.newest_of_bookings(run_id)])
    has_rested = newest <= at - dt.timedelta(seconds=settings.CALENDAR_REST_SECONDS)
    zone = ZoneInfo(settings.TIME_ZONE)
    told = 0
    for booking in bookings:
        own = entries[booking.pk]
        wanted = calendars.wanted(facts, booking, apologies[booking.pk], own)
        known = calendars.known(booking, own)
        steps = steps_for(booking.uuid, wanted, known, zone=zone, at=at)
        is_due = has_rested or _is_urgent(known, wanted, steps, at=at)
        if is_due and (steps or not known):
            told += follow_up_booking(booking=booking, at=at)
    if has_rested:
        RunCalendar.objects.update_or_create(
            run_id=run_id, defaults={"looked_at": at, "changes_since": at - _LOOK_BACK}
        )
    return told


def _is_urgent(
    known: Sequence[Known],
    wanted: Sequence[SessionState] | Ending,
    steps: Sequence[Step],
    *,
    at: dt.datetime,
) -> bool:
    """Say whether somebody could stand before a closed door before the changes have rested."""
    if not steps or isinstance(wanted, Ending):
        return False
    then = _near([state for one in known if one.is_shown for state in one.states()], at=at)
    # What students have said themselves, they know.
    said = {state.uuid for state in wanted if state.left_out == LeftOut.APOLOGY}
    return any(uuid not in said for uuid, _, _ in then ^ _near(wanted, at=at))


def _near(states: Sequence[SessionState], *, at: dt.datetime) -> set[tuple[str, dt.datetime, str]]:
    return {
        (state.uuid, state.starts_at, state.place)
        for state in states
        if state.is_shown and at < state.ends_at and state.starts_at <= at + _NEAR
    }
