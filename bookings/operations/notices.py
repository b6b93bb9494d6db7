"""Writes down what to tell a student about a place; for other operations only.

Each call runs in the transaction of its cause and adds rows to the outbox, nothing more:
the run is locked meanwhile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from accounts import outbox
from accounts.enums import Channel
from accounts.models import Message
from bookings.enums import EntryStatus
from bookings.messages import places as place_messages
from bookings.messages import waiting as waiting_messages

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import Student
    from bookings.models import Booking, CourseInterest, Offer, WaitingListEntry


def tell_student_booked(*, booking: Booking, at: dt.datetime) -> None:
    """Queue the confirmation with its invitation, or an invitation for each session.

    One mail where the dates form a series; otherwise the confirmation and, for each
    session, a mail of its own, since calendars take one event from one mail. Asking twice
    for the same state of the booking queues nothing more.
    """
    separate = place_messages.sessions_with_own_event(booking)
    _queue(booking, place_messages.BOOKED, place_messages.SESSION_INVITED, separate, at=at)


def tell_student_cancelled(*, booking: Booking, at: dt.datetime) -> None:
    """Queue the cancellation, which takes out of the calendar what was put in.

    The same for a place given up and for a run the college has cancelled; the words and
    the calendar part tell them apart by the booking's status.
    """
    separate = _sessions_last_invited(booking)
    _queue(booking, place_messages.CANCELLED, place_messages.SESSION_UNINVITED, separate, at=at)


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
        student=booking.student_id, kind__in=(place_messages.BOOKED, place_messages.SESSION_INVITED)
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


def tell_on_the_list(*, entry: WaitingListEntry, at: dt.datetime) -> None:
    """Queue the word that a student is on a waiting list."""
    _queue_one(waiting_messages.ON_THE_LIST, entry.student, {"entry_id": entry.pk}, at=at)


def tell_place_offered(*, offer: Offer, at: dt.datetime) -> None:
    """Queue the offer of a place, which says until when it is held."""
    _queue_one(waiting_messages.PLACE_OFFERED, offer.entry.student, {"offer_id": offer.pk}, at=at)


def tell_offer_ran_out(*, offer: Offer, at: dt.datetime) -> None:
    """Queue the kind word that an offer has run out, and whether the student still waits."""
    still_waits = int(offer.entry.status == EntryStatus.WAITING)
    _queue_one(
        waiting_messages.OFFER_RAN_OUT,
        offer.entry.student,
        {"offer_id": offer.pk},
        at=at,
        still_waits=still_waits,
    )


def tell_list_ended(*, entry: WaitingListEntry, at: dt.datetime) -> None:
    """Queue the word that nobody can have a place on these dates any more, and why."""
    _queue_one(waiting_messages.LIST_ENDED, entry.student, {"entry_id": entry.pk}, at=at)


def tell_course_runs(*, interest: CourseInterest, at: dt.datetime) -> None:
    """Queue the news that a course which the student asked for can be booked."""
    facts = {"interest_id": interest.pk}
    _queue_one(waiting_messages.COURSE_RUNS, interest.student, facts, at=at)


def _queue_one(
    kind: str, student: Student, about: dict[str, int], *, at: dt.datetime, **more: int
) -> None:
    """Queue one message about one thing: the same kind about the same thing goes out once."""
    (key,) = about.values()
    outbox.queue_message(
        kind=kind, student=student, facts={**about, **more}, dedupe_key=f"{kind}:{key}", at=at
    )
