"""Writes down what to tell a student about a booking; for other operations only.

Each call runs in the transaction of its cause and adds rows to the outbox, nothing more:
the run is locked meanwhile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from accounts import outbox
from accounts.enums import Channel
from accounts.models import Message
from bookings import messages

if TYPE_CHECKING:
    import datetime as dt

    from bookings.models import Booking


def tell_student_booked(*, booking: Booking, at: dt.datetime) -> None:
    """Queue the confirmation with its invitation, or an invitation for each session.

    One mail where the dates form a series; otherwise the confirmation and, for each
    session, a mail of its own, since calendars take one event from one mail. Asking twice
    for the same state of the booking queues nothing more.
    """
    separate = messages.sessions_with_own_event(booking)
    _queue(booking, messages.BOOKED, messages.SESSION_INVITED, separate, at=at)


def tell_student_cancelled(*, booking: Booking, at: dt.datetime) -> None:
    """Queue the cancellation, which takes out of the calendar what was put in.

    The same for a place given up and for a run the college has cancelled; the words and
    the calendar part tell them apart by the booking's status.
    """
    separate = _sessions_last_invited(booking)
    _queue(booking, messages.CANCELLED, messages.SESSION_UNINVITED, separate, at=at)


def _queue(
    booking: Booking,
    kind: str,
    kind_for_session: str,
    separate: tuple[int, ...],
    *,
    at: dt.datetime,
) -> None:
    if not transaction.get_connection().in_atomic_block:
        message = "A student is told inside the transaction that is the cause."
        raise RuntimeError(message)
    student, sequence = booking.student, booking.calendar_sequence
    if student.channel != Channel.EMAIL:
        # A letter needs no calendar part, so it says everything at once.
        separate = ()
    facts = {"booking_id": booking.pk, "sequence": sequence}
    outbox.queue_message(
        kind=kind,
        student=student,
        facts={**facts, "separate": len(separate)},
        dedupe_key=f"{kind}:{booking.pk}:{sequence}",
        at=at,
    )
    for session_id in separate:
        outbox.queue_message(
            kind=kind_for_session,
            student=student,
            facts={**facts, "session_id": session_id},
            dedupe_key=f"{kind_for_session}:{booking.pk}:{sequence}:{session_id}",
            at=at,
        )


def _sessions_last_invited(booking: Booking) -> tuple[int, ...]:
    """List the sessions that stand in the calendar as events of their own.

    Read from what was sent, not from the dates as they are now.
    """
    sent = Message.objects.filter(
        student=booking.student_id, kind__in=(messages.BOOKED, messages.SESSION_INVITED)
    )
    facts = [
        fact
        for fact in sent.order_by("pk").values_list("facts", flat=True)
        if fact.get("booking_id") == booking.pk
    ]
    latest = max((fact["sequence"] for fact in facts), default=None)
    return tuple(
        fact["session_id"] for fact in facts if fact["sequence"] == latest and "session_id" in fact
    )
