"""What a change of a booking writes into the outbox, and how little that costs under the lock."""

from __future__ import annotations

import pytest
from django.db import transaction

from accounts.models import Message
from bookings.operations import notices
from tests.factories.accounts import StudentFactory
from tests.factories.bookings import BookingFactory
from tests.factories.courses import NOW, make_run

pytestmark = pytest.mark.django_db


def queued():
    return list(Message.objects.order_by("pk").values_list("kind", "dedupe_key", "facts"))


def sent(booking, entry, sequence, method="REQUEST"):
    return {
        "booking_id": booking.pk,
        "sequence": sequence,
        "entry_id": entry.pk,
        "method": method,
        "by_college": 0,
    }


@pytest.mark.parametrize("sessions", [1, 4, 12])
def test_series_writes_one_message_in_six_queries(sessions, django_assert_num_queries):
    booking = BookingFactory(run=make_run(sessions=sessions), calendar_sequence=2)

    with transaction.atomic(), django_assert_num_queries(6):
        notices.tell_student_booked(booking=booking, at=NOW)

    entry = booking.calendar_entries.get()
    facts = {**sent(booking, entry, 2), "separate": 0}
    assert queued() == [("booking_confirmed", f"booking_confirmed:{booking.pk}:2", facts)]
    assert (entry.uid, entry.sequence, len(entry.told)) == (str(booking.uuid), 2, sessions)


def test_scattered_dates_write_a_message_for_each():
    booking = BookingFactory(run=make_run(sessions=3, every_days=17))

    with transaction.atomic():
        for _ in range(2):
            notices.tell_student_booked(booking=booking, at=NOW)

    facts = {"booking_id": booking.pk, "sequence": 0}
    entries = list(booking.calendar_entries.order_by("pk"))
    assert queued() == [
        ("booking_confirmed", f"booking_confirmed:{booking.pk}:0", {**facts, "separate": 3}),
        *(
            (
                "session_invited",
                f"session_invited:{booking.pk}:0:{entry.pk}",
                {**sent(booking, entry, 0), "cause": "booking_confirmed"},
            )
            for entry in entries
        ),
    ]


def test_cancelling_takes_back_only_what_this_booking_last_sent():
    student = StudentFactory()
    other = BookingFactory(run=make_run(sessions=3, every_days=19), student=student)
    booking = BookingFactory(run=make_run(sessions=3, every_days=17), student=student)
    with transaction.atomic():
        notices.tell_student_booked(booking=other, at=NOW)
        notices.tell_student_booked(booking=booking, at=NOW)
        booking.status, booking.cancelled_at, booking.calendar_sequence = "CANCELLED", NOW, 1

        notices.tell_student_cancelled(booking=booking, at=NOW)

    taken_back = Message.objects.filter(kind="session_uninvited").order_by("pk")
    assert [one.facts for one in taken_back] == [
        {**sent(booking, entry, 1, "CANCEL"), "cause": "booking_cancelled"}
        for entry in booking.calendar_entries.order_by("pk")
    ]
    assert len(taken_back) == 3
    assert [entry.is_shown for entry in other.calendar_entries.all()] == [True] * 3


@pytest.mark.parametrize("tell", [notices.tell_student_booked, notices.tell_student_cancelled])
def test_nobody_is_told_outside_the_cause(tell, monkeypatch):
    booking = BookingFactory()
    connection = transaction.get_connection()
    monkeypatch.setattr(connection, "in_atomic_block", False)

    with pytest.raises(RuntimeError, match="inside the transaction"):
        tell(booking=booking, at=NOW)
