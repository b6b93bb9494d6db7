from __future__ import annotations

import pytest

from accounts.models import Message
from accounts.operations import students
from bookings.models import Booking, Offer
from bookings.operations import places, rehearsal, run_changes, waiting
from bookings.queries.telling import Told, told_words
from tests.factories.accounts import StudentFactory, UserFactory
from tests.factories.bookings import BookingFactory, EntryFactory
from tests.factories.courses import NOW, make_run
from tests.factories.home import make_college_settings

pytestmark = pytest.mark.django_db


def test_a_rehearsal_tells_all_and_leaves_nothing():
    make_college_settings()
    run = make_run(capacity=1)
    booking = BookingFactory(run=run, student=StudentFactory(name="Ann"))
    EntryFactory(run=run, student=StudentFactory(name="Ben", contact_by="LETTER"))

    rehearsed = rehearsal.rehearse(
        lambda: places.cancel_booking(booking=booking, by=None, at=NOW), at=NOW
    )

    assert rehearsed.told == [
        Told("Ann", "EMAIL", "the place is given up"),
        Told("Ben", "LETTER", "a place is offered to them"),
    ]
    assert told_words(rehearsed.told) == (
        "Being told: 1 by email and 1 by letter (the office posts it)."
    )
    assert (Booking.objects.active().count(), Offer.objects.count()) == (1, 0)
    assert not Message.objects.exists()


def test_a_rehearsal_refuses_as_the_real_thing_does_and_ends():
    make_college_settings()
    run = make_run(capacity=1)
    BookingFactory(run=run)
    student = StudentFactory()

    with pytest.raises(places.CannotBook):
        rehearsal.rehearse(
            lambda: places.book_place(run=run, student=student, by=None, at=NOW), at=NOW
        )
    waiting.join_waiting_list(run=run, student=student, by=None, at=NOW)

    assert run.waiting_list.get().student == student


def test_only_what_locks_a_run_can_be_rehearsed():
    student = StudentFactory()

    with pytest.raises(RuntimeError, match="really done"):
        rehearsal.rehearse(
            lambda: students.record_read(student=student, place="x", by=UserFactory(), at=NOW),
            at=NOW,
        )


def test_nothing_is_told_where_nothing_changes():
    run = make_run(capacity=3)

    rehearsed = rehearsal.rehearse(
        lambda: run_changes.change_capacity(run=run, capacity=4, by=None, at=NOW), at=NOW
    )

    assert told_words(rehearsed.told) == "Nobody needs to be told."
    run.refresh_from_db()
    assert run.capacity == 3
