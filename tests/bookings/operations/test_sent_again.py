"""What the office sends again says what is so by then, not what was so once."""

from __future__ import annotations

import datetime as dt

import pytest
from icalendar import Calendar

from accounts import delivery, outbox
from accounts.models import Message
from bookings.operations import calendar_updates, places
from tests.factories.accounts import StudentFactory, UserFactory
from tests.factories.courses import NOW, make_run
from tests.factories.home import make_college_settings

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def sent(kind, at):
    """Let the worker deliver what waits, and return the first mail of a kind."""
    for message in Message.objects.unfinished().order_by("pk"):
        delivery.deliver(message.pk, at=at)
    return Message.objects.filter(kind=kind).order_by("pk").first()


def move_second(run, booking, at):
    session = run.sessions.order_by("starts_at")[1]
    session.starts_at += HOUR
    session.ends_at += HOUR
    session.save()
    calendar_updates.follow_up_booking(booking=booking, at=at)


def again(message, at):
    outbox.send_again(message=message, by=UserFactory(), at=at)
    message = sent(message.kind, at)
    event = next(iter(Calendar.from_ical(message.calendar).walk("VEVENT")))
    return message.text, event["SEQUENCE"], event["DTSTAMP"].dt


@pytest.fixture
def twice_moved():
    """A booked run whose second session was moved from 10am to 11am, and to 12 noon."""
    make_college_settings()
    run = make_run(sessions=3)
    student = StudentFactory(email="bev@example.org")
    booking = places.book_place(run=run, student=student, by=None, at=NOW)
    sent("booking_confirmed", NOW)
    for hours in (1, 2):
        move_second(run, booking, NOW + hours * HOUR)
        sent("calendar_updated", NOW + hours * HOUR)
    return booking


def test_an_update_that_was_overtaken_tells_the_newer_state(twice_moved):
    first = Message.objects.filter(kind="calendar_updated").order_by("pk").first()
    assert "is now on Tuesday 19 January at 11am, was 10am." in first.text

    text, sequence, stamp = again(first, NOW + 3 * HOUR)

    assert "is now on Tuesday 19 January at 12 noon, was 10am." in text
    assert "11am" not in text
    assert (sequence, stamp) == (2, NOW + 3 * HOUR)


def test_a_confirmation_tells_the_dates_as_they_are_now(twice_moved):
    confirmation = Message.objects.get(kind="booking_confirmed")
    assert "Tuesday 19 January 2027, 10am" in confirmation.text

    text, sequence, stamp = again(confirmation, NOW + 3 * HOUR)

    assert "Tuesday 19 January 2027, 12 noon" in text
    assert "Tuesday 19 January 2027, 10am" not in text
    assert (sequence, stamp) == (2, NOW + 3 * HOUR)
