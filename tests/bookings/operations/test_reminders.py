"""Reminders: one for every session, never twice, none that is no longer true."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.mail.backends.base import BaseEmailBackend

from accounts import delivery, outbox
from accounts.models import Message
from bookings.models import Booking
from bookings.operations import apologies, overtaken, places, reminders
from courses.models import CourseSession
from tests.factories.accounts import StudentFactory, UserFactory
from tests.factories.bookings import BookingFactory
from tests.factories.courses import NOW, local, make_run
from tests.factories.home import make_college_settings

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)
# Two sessions, a week apart: Tuesdays 12 and 19 January at 10.
TWO_DAYS_BEFORE = local(2027, 1, 10, 10)
WEEK_BEFORE_FIRST = local(2027, 1, 5, 10)
ON_THE_DAY = local(2027, 1, 12, 8)


@pytest.fixture
def run():
    make_college_settings()
    made = make_run(sessions=2)
    CourseSession.objects.update(changed_at=NOW - dt.timedelta(days=30))
    return made


@pytest.fixture
def booking(run):
    return BookingFactory(run=run)


def told(**which):
    found = Message.objects.filter(kind="reminder", **which).order_by("pk")
    return [(one.facts["session_id"], one.facts["days"]) for one in found]


def sessions_of(booking):
    return list(booking.run.sessions.order_by("starts_at").values_list("pk", flat=True))


def run_the_clock(start, end, every=dt.timedelta(hours=1)):
    while start <= end:
        reminders.queue_due_reminders(at=start)
        start += every


def test_every_session_is_reminded_of_as_often_as_the_college_says(booking):
    first, second = sessions_of(booking)

    run_the_clock(NOW, local(2027, 1, 20, 10))

    assert told() == [(first, 7), (first, 2), (first, 0), (second, 7), (second, 2), (second, 0)]


def test_nothing_is_said_before_its_time_or_twice(booking):
    assert reminders.queue_due_reminders(at=TWO_DAYS_BEFORE - MINUTE) == 0
    assert reminders.queue_due_reminders(at=TWO_DAYS_BEFORE) == 1
    assert reminders.queue_due_reminders(at=TWO_DAYS_BEFORE + MINUTE) == 0


def test_a_round_that_was_interrupted_is_taken_up_where_it_stopped(run):
    BookingFactory(run=run)
    reminders.queue_due_reminders(at=TWO_DAYS_BEFORE)
    BookingFactory(run=run, booked_at=NOW)

    assert reminders.queue_due_reminders(at=TWO_DAYS_BEFORE + MINUTE) == 1


def test_a_day_without_the_clock_is_not_caught_up_with(booking):
    run_the_clock(local(2027, 1, 10, 20), local(2027, 1, 12, 7))

    assert told() == []


def test_whoever_books_late_is_not_reminded_of_what_is_past(run):
    BookingFactory(run=run, booked_at=TWO_DAYS_BEFORE + MINUTE)

    assert reminders.queue_due_reminders(at=TWO_DAYS_BEFORE + 2 * MINUTE) == 0
    assert reminders.queue_due_reminders(at=ON_THE_DAY) == 1


def test_a_run_can_have_its_own_days_or_none(booking):
    run = booking.run
    for written, expected in (("1", [1]), ("none", [])):
        Message.objects.all().delete()
        run.reminder_days = written
        run.save()

        run_the_clock(local(2027, 1, 9, 10), local(2027, 1, 12, 9))

        assert [days for _, days in told()] == expected


def test_nobody_is_reminded_of_what_they_will_not_come_to(run):
    excused, cancelled, here = (BookingFactory(run=run) for _ in range(3))
    session = run.sessions.order_by("starts_at").first()
    apologies.apologise(booking=excused, session=session, by=None, at=NOW)
    places.cancel_booking(booking=cancelled, by=None, at=NOW + MINUTE)

    reminders.queue_due_reminders(at=TWO_DAYS_BEFORE)

    assert told() == told(student=here.student) == [(session.pk, 2)]


def test_a_session_changed_a_minute_ago_is_not_reminded_of(booking):
    session = booking.run.sessions.order_by("starts_at").first()
    CourseSession.objects.filter(pk=session.pk).update(changed_at=TWO_DAYS_BEFORE + MINUTE)

    assert reminders.queue_due_reminders(at=TWO_DAYS_BEFORE + 2 * MINUTE) == 0


def given_up(booking: Booking, at: dt.datetime) -> None:
    places.cancel_booking(booking=booking, by=None, at=at)


def excused(booking: Booking, at: dt.datetime) -> None:
    session = booking.run.sessions.order_by("starts_at").first()
    apologies.apologise(booking=booking, session=session, by=None, at=at)


def moved(booking: Booking, at: dt.datetime) -> None:
    del at
    session = booking.run.sessions.order_by("starts_at").first()
    session.starts_at += dt.timedelta(hours=1)
    session.save()


@pytest.mark.parametrize("change", (given_up, excused, moved))
def test_what_changed_since_it_was_written_down_is_not_sent(
    booking, change, run_due_tasks, mailoutbox, monkeypatch
):
    monkeypatch.setattr("django.utils.timezone.now", lambda: TWO_DAYS_BEFORE + 2 * MINUTE)
    reminders.queue_due_reminders(at=TWO_DAYS_BEFORE)
    change(booking, TWO_DAYS_BEFORE + MINUTE)

    run_due_tasks()

    assert [mail.subject for mail in mailoutbox if "Reminder" in mail.subject] == []
    assert Message.objects.get(kind="reminder").status == "NOT_NEEDED"


@pytest.mark.parametrize("change", (given_up, excused, moved))
def test_a_later_try_asks_again_whether_it_is_still_so(
    booking, change, settings, mailoutbox, monkeypatch
):
    settings.EMAIL_BACKEND = f"{__name__}.Away"
    reminders.queue_due_reminders(at=TWO_DAYS_BEFORE)
    reminder = Message.objects.get(kind="reminder")
    delivery.deliver(reminder.pk, at=TWO_DAYS_BEFORE)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    change(booking, TWO_DAYS_BEFORE + MINUTE)

    delivery.deliver(reminder.pk, at=TWO_DAYS_BEFORE + 2 * MINUTE)

    reminder.refresh_from_db()
    assert (reminder.status, reminder.attempt_count, mailoutbox) == ("NOT_NEEDED", 2, [])


def test_the_office_cannot_send_what_is_not_so_any_more(booking):
    reminders.queue_due_reminders(at=TWO_DAYS_BEFORE)
    Message.objects.update(status="FAILED", composed_at=TWO_DAYS_BEFORE)
    reminder, office = Message.objects.get(), UserFactory()
    given_up(booking, TWO_DAYS_BEFORE + MINUTE)

    with pytest.raises(outbox.Overtaken):
        outbox.send_again(message=reminder, by=office, at=TWO_DAYS_BEFORE + 2 * MINUTE)

    reminder.refresh_from_db()
    assert reminder.status == "FAILED"


class Away(BaseEmailBackend):
    """A mail server that is not there."""

    def send_messages(self, email_messages):  # noqa: ARG002 -- Django's signature
        raise OSError


def test_a_reminder_says_when_where_and_what_to_do_otherwise(
    booking, run_due_tasks, mailoutbox, monkeypatch
):
    monkeypatch.setattr("django.utils.timezone.now", lambda: TWO_DAYS_BEFORE)
    reminders.queue_due_reminders(at=TWO_DAYS_BEFORE)
    run_due_tasks()

    (mail,) = mailoutbox
    assert mail.subject == "Reminder: in 2 days, Tuesday 12 January 2027 at 10am"
    for words in (
        "Your next session is in 2 days",
        "Tuesday 12 January 2027, 10am to 12 noon",
        booking.run.venue.name,
        "/answer/session/",
    ):
        assert words in mail.body
    assert booking.student.name not in mail.subject


def test_whom_no_letter_reaches_in_time_is_rung_and_has_one_call_for_each_session(
    run, run_due_tasks, monkeypatch
):
    written_to = StudentFactory(contact_by="LETTER", phone="01632 960 002", postal_address="1 Mere")
    rung = StudentFactory(email="", phone="01632 960 001")
    for student in (written_to, rung):
        BookingFactory(run=run, student=student)
    first = run.sessions.order_by("starts_at").first()

    for at, channels in (
        (WEEK_BEFORE_FIRST, ["LETTER", "PHONE"]),
        (TWO_DAYS_BEFORE, ["PHONE", "PHONE"]),
        (ON_THE_DAY, ["PHONE", "PHONE"]),
    ):
        monkeypatch.setattr("django.utils.timezone.now", lambda at=at: at)
        for _ in range(2):
            reminders.queue_due_reminders(at=at)
        written = Message.objects.filter(kind="reminder", created_at=at)
        assert sorted(written.values_list("channel", flat=True)) == channels
        run_due_tasks()
        overtaken.leave_overtaken(at=at)
        waiting = Message.objects.for_the_office().order_by("student")
        assert [one.created_at for one in waiting] == [at, at]

    assert {one.deadline_at for one in waiting} == {first.starts_at}
    assert "ring us" in waiting[0].text


def test_whom_neither_a_letter_nor_a_call_reaches_in_time_is_noted_for_the_office(run):
    BookingFactory(run=run, student=StudentFactory(email="", postal_address="3 Weir Lane"))

    for _ in range(2):
        reminders.queue_due_reminders(at=TWO_DAYS_BEFORE)

    noted = Message.objects.get(kind="reminder")
    assert (noted.status, noted.channel, noted.finished_at) == (
        "NOT_NEEDED",
        "LETTER",
        TWO_DAYS_BEFORE,
    )
    assert [one.answer for one in noted.attempts.all()] == [
        "Not written: a letter would come too late, and we have no number to ring."
    ]


@pytest.mark.parametrize("students", (1, 3))
def test_a_round_asks_no_more_the_more_students_were_reminded(
    run, students, django_assert_num_queries
):
    for _ in range(students):
        BookingFactory(run=run, student=StudentFactory())
    reminders.queue_due_reminders(at=TWO_DAYS_BEFORE)

    with django_assert_num_queries(6):
        reminders.queue_due_reminders(at=TWO_DAYS_BEFORE + MINUTE)
