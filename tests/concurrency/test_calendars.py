"""Two clocks that follow up the same change in the same moment."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts.models import Message
from bookings.models import Booking
from bookings.operations import calendar_updates, places
from courses.models import CourseSession
from tests.concurrency.racing import race
from tests.factories.accounts import StudentFactory
from tests.factories.courses import NOW, make_run

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.commits]

STUDENTS, CLOCKS = 6, 4
HOUR = dt.timedelta(hours=1)


def test_every_student_is_told_once_whoever_looks():
    run = make_run(sessions=3, capacity=STUDENTS)
    for _ in range(STUDENTS):
        places.book_place(run=run, student=StudentFactory(), by=None, at=NOW)
    session = CourseSession.objects.filter(run=run).latest("starts_at")
    session.starts_at += HOUR
    session.ends_at += HOUR
    session.save()

    told = race(*[lambda: calendar_updates.follow_up_runs(at=NOW + HOUR)] * CLOCKS)

    assert sum(told) == STUDENTS
    assert Message.objects.filter(kind="calendar_updated").count() == STUDENTS
    assert set(Booking.objects.values_list("calendar_sequence", flat=True)) == {1}
