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


@pytest.mark.parametrize("sessions", [1, 4, 12])
def test_series_writes_one_message_in_three_queries(sessions, django_assert_num_queries):
    booking = BookingFactory(run=make_run(sessions=sessions), calendar_sequence=2)

    with transaction.atomic(), django_assert_num_queries(3):
        notices.tell_student_booked(booking=booking, at=NOW)

    facts = {"booking_id": booking.pk, "sequence": 2, "separate": 0}
    assert queued() == [("booking_confirmed", f"booking_confirmed:{booking.pk}:2", facts)]


def test_scattered_dates_write_a_message_for_each(django_assert_num_queries):
    booking = BookingFactory(run=make_run(sessions=3, every_days=17))
    ids = list(booking.run.sessions.values_list("pk", flat=True))

    with transaction.atomic():
        for _ in range(2):
            notices.tell_student_booked(booking=booking, at=NOW)

    facts = {"booking_id": booking.pk, "sequence": 0}
    assert queued() == [
        ("booking_confirmed", f"booking_confirmed:{booking.pk}:0", {**facts, "separate": 3}),
        *(
            (
                "session_invited",
                f"session_invited:{booking.pk}:0:{session_id}",
                {**facts, "session_id": session_id},
            )
            for session_id in ids
        ),
    ]


def test_cancelling_takes_back_only_what_this_booking_last_sent():
    student = StudentFactory()
    other = BookingFactory(run=make_run(sessions=3, every_days=19), student=student)
    booking = BookingFactory(run=make_run(sessions=3, every_days=17), student=student)
    with transaction.atomic():
        notices.tell_student_booked(booking=other, at=NOW)
        notices.tell_student_booked(booking=booking, at=NOW)
        booking.calendar_sequence = 2
        booking.run.sessions.first().delete()
        notices.tell_student_booked(booking=booking, at=NOW)
        booking.calendar_sequence = 3

        notices.tell_student_cancelled(booking=booking, at=NOW)

    left = booking.run.sessions.values_list("pk", flat=True)
    taken_back = Message.objects.filter(kind="session_uninvited").order_by("pk")
    assert [(one.facts["booking_id"], one.facts["session_id"]) for one in taken_back] == [
        (booking.pk, session_id) for session_id in left
    ]


@pytest.mark.parametrize("tell", [notices.tell_student_booked, notices.tell_student_cancelled])
def test_nobody_is_told_outside_the_cause(tell, monkeypatch):
    booking = BookingFactory()
    connection = transaction.get_connection()
    monkeypatch.setattr(connection, "in_atomic_block", False)

    with pytest.raises(RuntimeError, match="inside the transaction"):
        tell(booking=booking, at=NOW)
