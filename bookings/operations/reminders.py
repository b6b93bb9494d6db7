"""Queues reminders of sessions: each once, none for what has changed meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from accounts import outbox
from accounts.enums import Pace
from bookings.queries.reaching import way_to
from bookings.queries.reminders import (
    REMINDER,
    DueReminder,
    bookings_to_remind,
    due_reminders,
)

if TYPE_CHECKING:
    import datetime as dt

    from bookings.models import Booking

_NO_WAY = "Not written: a letter would come too late, and we have no number to ring."


def queue_due_reminders(*, at: dt.datetime) -> int:
    """Write down every reminder that is due, and return how many that were.

    Run by the clock. Each session is a small transaction of its own, so that an interrupted
    round is taken up where it stopped; two rounds at once write each reminder once, by its key.
    """
    return sum(_queue(due, at=at) for due in due_reminders(at))


def _queue(due: DueReminder, *, at: dt.datetime) -> int:
    with transaction.atomic(durable=True):
        bookings = bookings_to_remind(due)
        for booking in bookings:
            _queue_one(due, booking, at=at)
        return len(bookings)


def _queue_one(due: DueReminder, booking: Booking, *, at: dt.datetime) -> None:
    """Remind one student, whom the office rings where a letter would come too late.

    Who has no number either is not reminded, and the office can see it.
    """
    student, key = booking.student, due.key(booking.pk)
    facts = {
        "booking_id": booking.pk,
        "session_id": due.session.pk,
        "starts_at": int(due.session.starts_at.timestamp()),
        "days": due.days,
    }
    way = way_to(student, told_by=due.session.starts_at, at=at)
    if not way.is_in_time:
        outbox.note_untold(
            kind=REMINDER, student=student, facts=facts, dedupe_key=key, why=_NO_WAY, at=at
        )
        return
    outbox.queue_message(
        kind=REMINDER,
        student=student,
        facts=facts,
        dedupe_key=key,
        pace=Pace.MANY,
        by_phone=way.channel != student.channel,
        at=at,
    )
