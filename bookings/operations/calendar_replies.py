"""Asking back when a calendar says “no” to all dates: never a silent cancellation.

Who keeps the place gets the dates back, which many calendars throw out with a “no”.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from accounts import outbox
from bookings.models import Booking, CalendarEntry
from bookings.operations import locks, notices
from bookings.queries.calendar_replies import GIVE_UP_QUESTION, questions_about, to_put_back

if TYPE_CHECKING:
    from accounts.models import User

_BUSY = "Many people are booking at this moment. Please try again."
# A telephone and a computer may both answer, and their clocks differ.
_JUST_NOW = dt.timedelta(minutes=10)


class CannotAsk(Exception):
    """The booking could not be reached just now."""


def ask_to_give_up(
    *,
    booking: Booking,
    sequence: int,
    said_at: dt.datetime | None,
    by: User | None,
    at: dt.datetime,
) -> None:
    """Ask a student whose calendar declined every date whether to give up the place.

    The place is kept meanwhile. The same invitation is asked about once, however often the
    calendar answers; only a “no” that was said after the question is asked about again. `by` is
    nobody, since a calendar has spoken.
    """
    del by
    with locks.one_transaction(busy=CannotAsk(_BUSY)):
        held = Booking.objects.select_related("student").get(pk=booking.pk)
        invitation = f"{GIVE_UP_QUESTION}:{held.pk}:{sequence}"
        if held.is_active and not _is_asked(held, invitation, said_at, at=at):
            outbox.queue_message(
                kind=GIVE_UP_QUESTION,
                student=held.student,
                facts={"booking_id": held.pk},
                dedupe_key=_key(invitation, said_at),
                at=at,
            )


def put_back(*, booking: Booking, by: User | None, at: dt.datetime) -> bool:
    """Put the dates of a place that is kept back into a calendar that had declined them all.

    Once for each time the student was asked: doing it again sends nothing. Says whether there was
    anything to put back. `by` is nobody, where a link in a message was used.
    """
    del by
    with locks.one_transaction(busy=CannotAsk(_BUSY)):
        locks.lock_run(booking.run_id)
        held = Booking.objects.select_related("student").get(pk=booking.pk)
        entries = to_put_back(held, at=at)
        if not entries:
            return False
        held.calendar_sequence += 1
        held.save(update_fields=("calendar_sequence",))
        for entry in entries:
            entry.sequence, entry.told_at = held.calendar_sequence, at
        CalendarEntry.objects.bulk_update(entries, ("sequence", "told_at"))
        notices.tell_calendar_again(booking=held, entries=entries, at=at)
        return True


def _key(invitation: str, said_at: dt.datetime | None) -> str:
    return f"{invitation}:{said_at:%Y%m%dT%H%M%S}" if said_at else invitation


def _is_asked(
    booking: Booking, invitation: str, said_at: dt.datetime | None, *, at: dt.datetime
) -> bool:
    """Say whether the student has been asked since they, or a second device of theirs, said no."""
    asked = questions_about(booking).filter(dedupe_key__regex=rf"^{invitation}(:|$)")
    newest = asked.order_by("created_at").last()
    if newest is None:
        return False
    return said_at is None or said_at <= newest.created_at or at < newest.created_at + _JUST_NOW
