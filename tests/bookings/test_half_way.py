"""What is told of a place that ends, or begins anew, when some of its dates have been."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts.enums import Role
from accounts.models import Message
from bookings.operations import apologies, moving, places, run_changes
from tests.factories.accounts import StudentFactory
from tests.factories.courses import NOW, local, make_run
from tests.factories.home import make_college_settings
from tests.factories.registers import HERE, mark
from tests.factories.staff import make_user

pytestmark = pytest.mark.django_db
# Four Tuesdays from 12 January; two have been.
HALF_WAY = local(2027, 1, 20, 9)
PAST, TO_COME = ("12 January", "19 January"), ("26 January", "2 February")


@pytest.fixture
def college():
    return make_college_settings(phone="01234 567890")


def newest(student, kind):
    return Message.objects.filter(student=student, kind=kind).order_by("-pk").first()


def cancel(booking):
    run_changes.cancel_run(run=booking.run, reason="Flood.", by=None, at=HALF_WAY)


def give_up(booking):
    places.cancel_booking(booking=booking, by=None, at=HALF_WAY)


def move(booking):
    to = make_run(course=booking.run.course, starts=local(2027, 2, 9))
    moving.move_to_run(booking=booking, run=to, by=make_user(Role.COORDINATOR), at=HALF_WAY)


@pytest.mark.parametrize("way", [{}, {"email": "", "phone": "01632 960 001"}], ids=["mail", "call"])
@pytest.mark.parametrize(
    ("end", "sentence"),
    [
        (cancel, "We have had to cancel the dates still to come:"),
        (give_up, "Somebody else can come now."),
        (move, "You do not need these dates any more:"),
    ],
)
def test_only_dates_to_come_are_told_to_end(college, run_due_tasks, way, end, sentence):
    student = StudentFactory(**way)
    booking = places.book_place(run=make_run(), student=student, by=None, at=NOW)
    first = booking.run.sessions.order_by("starts_at").first()
    mark(first, {booking: HERE}, at=first.ends_at)
    booking.refresh_from_db()

    end(booking)
    run_due_tasks()

    told = newest(student, "booking_cancelled")
    assert sentence in told.text
    assert "Thank you for the dates you came to. We keep them in your history." in told.text
    assert [day for day in (*PAST, *TO_COME) if day in told.text + told.short] == [*TO_COME]
    assert "You do not need to do anything" not in told.text


def test_a_place_booked_again_begins_with_the_next_date_they_come_to(college, run_due_tasks):
    student = StudentFactory()
    run = make_run(sessions=5)
    booking = places.book_place(run=run, student=student, by=None, at=NOW)
    third = run.sessions.get(starts_at=local(2027, 1, 26))
    apologies.apologise(booking=booking, session=third, by=None, at=NOW)
    places.cancel_booking(booking=booking, by=None, at=HALF_WAY)
    again = HALF_WAY + dt.timedelta(hours=1)
    places.book_place(run=run, student=student, by=None, at=again)
    run_due_tasks()

    told = newest(student, "booking_confirmed")
    assert told.subject == "Your place is booked. First day: Tuesday 2 February 2027"
    assert "First day: Tuesday 2 February 2027" in told.short
    assert "12 January" not in told.text
    third_line, fourth_line = told.text.split("26 January")[1].split("2 February")
    assert "You told us that you cannot come to this one." in third_line
    assert "You told us" not in fourth_line
    assert "Do you want to come after all" in told.text
