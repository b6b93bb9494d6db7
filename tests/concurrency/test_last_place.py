"""Sixty students, twelve places, all at once; and what happens without the lock."""

from __future__ import annotations

import threading
from collections import Counter

import pytest
from django.db import connection, transaction

from accounts.models import Message
from bookings.models import Booking
from bookings.operations import locks, places
from courses.models import CourseRun
from tests.factories.accounts import StudentFactory
from tests.factories.courses import NOW, make_run

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.commits]

PLACES = 12
STUDENTS = 60


def book_all_at_once(run, students):
    """Let every student press the button in the same moment; return what each was told."""
    start = threading.Barrier(len(students))
    told = Counter()
    guard = threading.Lock()

    def press(student):
        start.wait()
        try:
            places.book_place(run=run, student=student, by=None, at=NOW)
            answer = "booked"
        except places.CannotBook as refusal:
            answer = str(refusal.reason)
        except Exception as error:  # noqa: BLE001 -- the test counts every answer
            answer = repr(error)
        finally:
            connection.close()
        with guard:
            told[answer] += 1

    threads = [threading.Thread(target=press, args=(student,)) for student in students]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return told


def test_never_a_place_too_many():
    run = make_run(capacity=PLACES)
    students = StudentFactory.create_batch(STUDENTS)

    told = book_all_at_once(run, students)

    assert told == {"booked": PLACES, "FULL": STUDENTS - PLACES}
    assert Booking.objects.active().count() == PLACES
    assert Message.objects.filter(kind="booking_confirmed").count() == PLACES


def test_one_student_pressing_many_times_holds_one_place():
    run = make_run(capacity=PLACES)
    student = StudentFactory()

    told = book_all_at_once(run, [student] * 12)

    assert told == {"booked": 12}
    assert Booking.objects.active().count() == 1
    assert Message.objects.count() == 1


@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite has one writer at a time, lock or no lock"
)
def test_control_without_the_lock_oversells(monkeypatch):
    def plain_read(run_id):
        assert transaction.get_connection().in_atomic_block
        return CourseRun.objects.select_related("term").get(pk=run_id)

    monkeypatch.setattr(locks, "lock_run", plain_read)
    run = make_run(capacity=PLACES)
    students = StudentFactory.create_batch(STUDENTS)

    told = book_all_at_once(run, students)

    assert told["booked"] > PLACES
