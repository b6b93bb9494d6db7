"""Queues reminders of sessions: each once, none for what has changed meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from accounts import outbox
from bookings.queries.reminders import REMINDER, DueReminder, bookings_to_remind, due_reminders

if TYPE_CHECKING:
    import datetime as dt


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
            outbox.queue_message(
                kind=REMINDER,
                student=booking.student,
                facts={
                    "booking_id": booking.pk,
                    "session_id": due.session.pk,
                    "starts_at": int(due.session.starts_at.timestamp()),
                    "days": due.days,
                },
                dedupe_key=due.key(booking.pk),
                at=at,
            )
        return len(bookings)
