"""Who keeps a place that their calendar had declined gets the dates back."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client

from accounts.models import Message
from bookings.messages.links import Purpose, address
from bookings.operations import calendar_replies, places
from tests.bookings.calendars.client import CalendarClient
from tests.factories.accounts import StudentFactory
from tests.factories.courses import NOW, make_run
from tests.factories.home import make_college_settings

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def clock(monkeypatch):
    now = [NOW + 2 * HOUR]
    monkeypatch.setattr("django.utils.timezone.now", lambda: now[0])
    return now


def said_no(booking, at):
    calendar_replies.ask_to_give_up(
        booking=booking, sequence=booking.calendar_sequence, said_at=at, by=None, at=at
    )


def obeys(client, mailoutbox):
    for mail in mailoutbox:
        if "calendar" in mail.alternatives[-1].mimetype:
            client.receive(mail.alternatives[-1].content.encode())
    return [one.starts_at for one in client.shows()]


@pytest.mark.parametrize("every_days", [7, 17])
def test_a_place_that_is_kept_comes_back_into_the_calendar(
    every_days, clock, run_due_tasks, mailoutbox
):
    make_college_settings(sender_email="hello@college.example")
    student = StudentFactory(email="student@example.org")
    run = make_run(sessions=3, every_days=every_days)
    booking = places.book_place(run=run, student=student, by=None, at=NOW)
    run_due_tasks()
    calendar = CalendarClient("student@example.org")
    dates = obeys(calendar, mailoutbox)
    said_no(booking, NOW + HOUR)
    mailoutbox.clear()
    run_due_tasks()
    (question,) = mailoutbox
    # Outlook, for one, takes out what is declined.
    for entry in calendar.entries.values():
        entry.events = {}
    page = re.search(r"/answer/place/[^/\s]+/", question.body)[0]
    assert "Put the dates back in my calendar" in question.body

    browser = Client()
    asked = browser.get(page).content.decode()
    assert "Keep my place and put the dates back" in asked
    mailoutbox.clear()
    before = Message.objects.count()
    # Pressed twice, as people do.
    for _ in range(2):
        after = browser.post(page, {"answer": "keep"}, follow=True).content.decode()
        clock[0] += HOUR
    assert "Your dates are on their way to your calendar." in after
    assert "put the dates back" not in after
    run_due_tasks()

    assert Message.objects.count() == before + len(calendar.entries)
    assert "You keep your place. This email puts" in mailoutbox[0].body
    assert obeys(calendar, mailoutbox) == dates
    assert {entry.sequence for entry in calendar.entries.values()} == {1}

    # Whoever says “no” to it once more is asked once more.
    booking.refresh_from_db()
    said_no(booking, clock[0])
    assert "put the dates back" in browser.get(page).content.decode()


def test_nobody_puts_back_what_was_not_declined(clock):
    booking = places.book_place(run=make_run(sessions=3), student=StudentFactory(), by=None, at=NOW)
    page = address(Purpose.GIVE_UP, booking.uuid, until=NOW + 1000 * HOUR)

    assert "put the dates back" not in Client().get(page).content.decode()
    Client().post(page, {"answer": "keep"})

    assert Message.objects.count() == 1
    assert not calendar_replies.put_back(booking=booking, by=None, at=clock[0])
