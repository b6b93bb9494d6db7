"""Words that wait are put together anew when what they tell of has changed."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts import composing, outbox
from accounts.models import LetterBatch, Message
from bookings.messages.places import BOOKED, UPDATED
from bookings.operations import calendar_updates, overtaken, places, reminders
from bookings.queries.reminders import REMINDER
from courses.models import CourseSession
from tests.factories.accounts import StudentFactory, UserFactory
from tests.factories.courses import NOW, VenueFactory, local, make_run

pytestmark = pytest.mark.django_db
PHONED = {"email": "", "contact_by": "PHONE", "phone": "01632 960001"}


def book(run, student, *, at=NOW):
    return places.book_place(run=run, student=student, by=None, at=at)


@pytest.fixture
def clock(monkeypatch):
    """Let rows be written at the moment that the test is at."""
    now = [NOW]
    monkeypatch.setattr("django.utils.timezone.now", lambda: now[0])

    def set_to(moment):
        now[0] = moment
        return moment

    return set_to


def move(session, hour, *, clock, at):
    """Move a session to another hour of its day, and let everybody be told."""
    clock(at)
    session = CourseSession.objects.get(pk=session.pk)
    session.starts_at = session.starts_at.replace(hour=hour)
    session.ends_at = session.starts_at + dt.timedelta(hours=1)
    session.save()
    later = clock(at + dt.timedelta(minutes=30))
    calendar_updates.follow_up_runs(at=later)
    return later


def last(kind):
    return Message.objects.filter(kind=kind).order_by("pk").last()


def passed_to_the_office(message, at):
    """Put a message's words together and hand it over, as the worker does."""
    composing.compose(message, at=at)
    Message.objects.filter(pk=message.pk).update(status="FOR_OFFICE")


def test_a_newer_call_tells_all_that_nobody_has_heard(clock, run_due_tasks):
    run = make_run(sessions=2, hours=1, starts=local(2027, 1, 19, 17))
    book(run, StudentFactory(**PHONED))
    run_due_tasks()
    at = move(run.sessions.first(), 19, clock=clock, at=NOW + dt.timedelta(hours=1))
    first = last(UPDATED)
    passed_to_the_office(first, at)
    at = move(run.sessions.first(), 21, clock=clock, at=NOW + dt.timedelta(hours=3))
    second = last(UPDATED)
    passed_to_the_office(second, at)

    overtaken.leave_overtaken(at=at)

    first.refresh_from_db()
    assert first.status == "NOT_NEEDED"
    assert "is now on Tuesday 19 January at 9pm, was 5pm." in second.text
    assert "7pm" not in second.text


def test_a_mail_that_is_tried_again_says_what_is_so_now(clock, run_due_tasks):
    run = make_run(sessions=2, hours=1, starts=local(2027, 1, 19, 17))
    book(run, StudentFactory())
    message = last(BOOKED)
    composing.compose(message, at=NOW)
    assert "5pm" in message.text
    at = clock(NOW + dt.timedelta(hours=1))
    composing.compose(message, at=at)
    assert message.composed_at == NOW

    at = move(run.sessions.first(), 19, clock=clock, at=at)
    composing.compose(message, at=at)

    assert "7pm" in message.text
    assert message.composed_at == at


def test_an_update_that_a_newer_one_tells_better_is_not_sent(clock, run_due_tasks):
    run = make_run(sessions=2, hours=1, starts=local(2027, 1, 19, 17))
    book(run, StudentFactory())
    at = move(run.sessions.first(), 19, clock=clock, at=NOW + dt.timedelta(hours=1))
    old = last(UPDATED)
    composing.compose(old, at=at)
    at = move(run.sessions.first(), 21, clock=clock, at=NOW + dt.timedelta(hours=3))

    with pytest.raises(composing.NoLongerNeeded):
        composing.compose(old, at=at)
    composing.compose(last(UPDATED), at=at)


def test_a_reminder_says_the_room_of_today(clock):
    run = make_run(
        sessions=2, hours=1, starts=local(2027, 1, 19, 17), venue=VenueFactory(name="Old Hall")
    )
    book(run, StudentFactory(), at=NOW - dt.timedelta(days=20))
    reminders.queue_due_reminders(at=clock(local(2027, 1, 17, 17, 1)))
    message = last(REMINDER)
    composing.compose(message, at=local(2027, 1, 17, 17, 2))
    clock(local(2027, 1, 17, 18))
    run.venue = VenueFactory(name="Larch Ward")
    run.save()

    composing.compose(message, at=local(2027, 1, 17, 19))

    assert "Larch Ward" in message.text
    assert "Old Hall" not in message.text


def test_a_reminder_that_waits_for_a_call_counts_the_days_anew(clock):
    run = make_run(sessions=2, hours=1, starts=local(2027, 1, 19, 17), reminder_days="2")
    book(run, StudentFactory(**PHONED), at=NOW - dt.timedelta(days=20))
    at = clock(local(2027, 1, 17, 17, 1))
    reminders.queue_due_reminders(at=at)
    message = last(REMINDER)
    passed_to_the_office(message, at)
    assert "in 2 days" in message.text

    overtaken.leave_overtaken(at=clock(local(2027, 1, 18, 9)))

    message.refresh_from_db()
    assert message.status == "FOR_OFFICE"
    assert "tomorrow" in message.text


def test_a_newer_reminder_of_the_same_session_takes_the_place_of_the_older(clock):
    run = make_run(sessions=2, hours=1, starts=local(2027, 1, 19, 17), reminder_days="7,2")
    book(run, StudentFactory(**PHONED), at=NOW - dt.timedelta(days=20))
    for moment in (local(2027, 1, 12, 17, 1), local(2027, 1, 17, 17, 1)):
        reminders.queue_due_reminders(at=clock(moment))
        passed_to_the_office(last(REMINDER), moment)

    overtaken.leave_overtaken(at=local(2027, 1, 17, 17, 2))

    kept = Message.objects.filter(kind=REMINDER).order_by("pk").values_list("status", flat=True)
    assert list(kept) == ["NOT_NEEDED", "FOR_OFFICE"]


def test_a_printed_letter_stays_as_it_was_printed(clock, run_due_tasks):
    run = make_run(sessions=2, hours=1, starts=local(2027, 1, 19, 17))
    book(run, StudentFactory(email="", contact_by="LETTER", postal_address="1 Mill Lane"))
    message = last(BOOKED)
    passed_to_the_office(message, NOW)
    batch = LetterBatch.objects.create(made_at=NOW, made_by=UserFactory())
    Message.objects.filter(pk=message.pk).update(batch=batch)

    at = move(run.sessions.first(), 19, clock=clock, at=NOW + dt.timedelta(hours=1))
    overtaken.leave_overtaken(at=at)

    message.refresh_from_db()
    assert "5pm" in message.text


def test_a_letter_that_is_sent_again_by_mail_leaves_its_batch(clock, run_due_tasks):
    run = make_run(sessions=2, hours=1, starts=local(2027, 1, 19, 17))
    book(run, StudentFactory())
    message = last(BOOKED)
    batch = LetterBatch.objects.create(made_at=NOW, made_by=UserFactory())
    passed_to_the_office(message, NOW)
    Message.objects.filter(pk=message.pk).update(batch=batch)

    outbox.send_again(message=message, by=UserFactory(), at=NOW)

    message.refresh_from_db()
    assert message.batch is None


@pytest.mark.parametrize(("days", "channel"), ((2, "PHONE"), (10, "LETTER")))
def test_news_that_no_letter_can_bring_in_time_becomes_a_call(clock, days, channel):
    starts = local(2027, 1, 19, 17)
    run = make_run(sessions=2, starts=starts)
    student = {"email": "", "contact_by": "LETTER", "postal_address": "1 Mill Lane"}
    book(run, StudentFactory(**student, phone="01632 960001"), at=NOW - dt.timedelta(days=20))

    move(run.sessions.first(), 19, clock=clock, at=starts - dt.timedelta(days=days))

    assert last(UPDATED).channel == channel


def test_nobody_is_rung_about_what_only_a_calendar_reads():
    run = make_run(sessions=3, every_days=17)
    book(run, StudentFactory(phone="01632 960001"))
    message = last("session_invited")
    composing.compose(message, at=NOW)

    message.channel, message.composed_at = "PHONE", None

    with pytest.raises(composing.NoLongerNeeded):
        composing.compose(message, at=NOW)
