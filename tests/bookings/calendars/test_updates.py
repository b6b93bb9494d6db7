"""Who hears of a change, when, and in which words."""

from __future__ import annotations

import datetime as dt
from smtplib import SMTPRecipientsRefused

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.urls import reverse
from icalendar import Calendar

from accounts.enums import AccessKind
from accounts.models import Message, Student
from bookings.messages.calendar import calendar_file, calendar_part, entry_of
from bookings.messages.places import changes_of
from bookings.models import CalendarEntry, CalendarUpdate, RunCalendar
from bookings.operations import apologies, calendar_updates, places, run_changes
from courses.enums import DeliveryMode, SessionStatus
from courses.models import CourseRun, CourseSession, RunTutor, Venue
from tests.bookings.calendars.client import CalendarClient
from tests.factories.accounts import StudentAccessFactory, StudentFactory
from tests.factories.bookings import BookingFactory
from tests.factories.courses import (
    NOW,
    TutorFactory,
    VenueFactory,
    local,
    make_course_page,
    make_run,
)
from tests.factories.home import make_college_settings
from tests.factories.staff import client_of

pytestmark = pytest.mark.django_db
MILL = "The Mill, 1 Mill Lane, Willowbrook, WB1 1AA"
LIBRARY = "The Library, 1 Mill Lane, Willowbrook, WB1 1AA"
MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)
LONG_AGO = NOW - dt.timedelta(days=30)


@pytest.fixture
def student():
    make_college_settings(sender_email="hello@college.example")
    return StudentFactory(name="Sam", email="student@example.org")


class RefusingBackend(BaseEmailBackend):
    """A mail server that knows nobody."""

    def send_messages(self, email_messages):
        """Refuse every address."""
        raise SMTPRecipientsRefused(
            {address: (550, b"No such person") for mail in email_messages for address in mail.to}
        )


def run_with(sessions=4, **fields):
    if "venue" not in fields:
        known = Venue.objects.filter(name="The Mill").first()
        fields["venue"] = known or VenueFactory(name="The Mill")
    run = make_run(sessions=sessions, **fields)
    everything_changed(LONG_AGO)
    return run


def everything_changed(at):
    """Say when all that calendars show was last changed; the rows' own clock is the machine's."""
    for model in (CourseRun, CourseSession, Venue):
        model.objects.update(changed_at=at)
    type(CourseRun.objects.first().course).objects.update(changed_at=at)


def book(run, student):
    return places.book_place(run=run, student=student, by=None, at=NOW)


def nth(run, number):
    return list(run.sessions.order_by("starts_at"))[number - 1]


def moved(session, by=4 * HOUR, changed_at=NOW):
    """Move a session as the form for runs does, at a moment of the test's own."""
    session.starts_at += by
    session.ends_at += by
    session.save()
    CourseSession.objects.filter(pk=session.pk).update(changed_at=changed_at)


def updates():
    return list(Message.objects.filter(kind="calendar_updated").order_by("pk"))


def the_mail(mailoutbox, run_due_tasks):
    mailoutbox.clear()
    run_due_tasks()
    (mail,) = mailoutbox
    return mail


def test_a_moved_session_is_told_in_plain_words_with_the_update(student, run_due_tasks, mailoutbox):
    run = run_with()
    booking = book(run, student)
    run_due_tasks()
    moved(nth(run, 3))

    assert calendar_updates.follow_up_booking(booking=booking, at=NOW + HOUR)

    mail = the_mail(mailoutbox, run_due_tasks)
    assert mail.subject == "Your dates have changed"
    assert "- Session 3 is now on Tuesday 26 January at 2pm, was 10am.\n" in mail.body
    assert "All dates of the course now:\n- Tuesday 12 January 2027, 10am" in mail.body
    assert "You keep your place." in mail.body
    assert (
        "Session 3 is now on Tuesday 26 January at 2pm, was 10am." in mail.alternatives[0].content
    )
    assert mail.alternatives[-1].mimetype == "text/calendar; method=REQUEST"


@pytest.mark.parametrize(
    ("name", "other", "wishes", "shown"),
    [
        ("Sam Quill", "Ben Okafor", {}, "Sleep well (Sam)"),
        ("Sam Quill", "Sam Okafor", {}, "Sleep well (Sam Quill)"),
        ("Sam Quill", "Ben Okafor", {"is_discreet": True}, "Appointment"),
        ("Sam Quill", "", {}, "Sleep well"),
    ],
)
def test_two_people_with_one_address_see_whose_dates_they_are(
    name, other, wishes, shown, run_due_tasks, mailoutbox
):
    make_college_settings(sender_email="hello@college.example")
    student = StudentFactory(name=name, email="home@example.org", **wishes)
    if other:
        StudentFactory(name=other, email="Home@example.org")
    run = run_with(course=make_course_page(title="Sleep well"))

    booking = book(run, student)
    run_due_tasks()

    (event,) = Calendar.from_ical(mailoutbox[0].alternatives[-1].content).walk("VEVENT")
    assert str(event["SUMMARY"]) == shown
    (event,) = Calendar.from_ical(calendar_file(booking, at=NOW)).walk("VEVENT")
    assert str(event["SUMMARY"]) == shown


CHANGES = {
    "another day": (
        lambda run: moved(nth(run, 2), dt.timedelta(days=1, hours=4)),
        ["Session 2 is now on Wednesday 20 January at 2pm, was Tuesday 19 January at 10am."],
    ),
    "a later end": (
        lambda run: run.sessions.filter(pk=nth(run, 1).pk).update(ends_at=local(2027, 1, 12, 13)),
        ["Session 1 on Tuesday 12 January now ends at 1pm, was 12 noon."],
    ),
    "off": (
        lambda run: run.sessions.filter(pk=nth(run, 2).pk).update(status=SessionStatus.CANCELLED),
        ["Session 2 on Tuesday 19 January at 10am will not take place. We are sorry."],
    ),
    "deleted": (
        lambda run: nth(run, 4).delete(),
        ["Session 4 on Tuesday 2 February at 10am will not take place. We are sorry."],
    ),
    "added": (
        lambda run: CourseSession.objects.create(
            run=run, starts_at=local(2027, 2, 9), ends_at=local(2027, 2, 9, 12)
        ),
        ["There is a new session on Tuesday 9 February at 10am."],
    ),
    "one room": (
        lambda run: run.sessions.filter(pk=nth(run, 2).pk).update(
            venue=VenueFactory(name="The Library")
        ),
        [f"Session 2 on Tuesday 19 January is now at {LIBRARY}. It was at {MILL}."],
    ),
    "online": (
        lambda run: CourseRun.objects.filter(pk=run.pk).update(
            mode=DeliveryMode.ONLINE, online_link="https://meet.example/a"
        ),
        [
            f"All your sessions are now online. They were at {MILL}.",
            "Here is the link to join online.",
        ],
    ),
    "tutors": (
        lambda run: RunTutor.objects.create(run=run, tutor=TutorFactory(name="Amina")),
        ["Amina, Jo and Tom will be there to meet you."],
    ),
    "the door": (
        lambda _: Venue.objects.update(finding_the_door="The green door."),
        ["What we wrote about the way there, or about getting in, has changed."],
    ),
    "a title, of one that had one": (
        lambda run: run.sessions.filter(title="Sounds").update(title=""),
        ["Session 1 on Tuesday 12 January is not called “Sounds” any more."],
    ),
    "no tutors": (
        lambda run: RunTutor.objects.filter(run=run).delete(),
        ["We do not know yet who will be there to meet you."],
    ),
    "a title, and the map": (
        lambda run: (
            Venue.objects.update(latitude="51.45452", longitude="-2.58791"),
            run.sessions.filter(title="Sounds").update(title="Colours"),
        ),
        ["Session 1 on Tuesday 12 January is now called “Colours”."],
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_words_say_exactly_what_has_changed(name, student):
    change, sentences = CHANGES[name]
    run = run_with(tutors=[TutorFactory(name="Jo"), TutorFactory(name="Tom")])
    run.sessions.filter(pk=nth(run, 1).pk).update(title="Sounds")
    booking = book(run, student)

    change(run)
    calendar_updates.follow_up_booking(booking=booking, at=NOW + HOUR)

    (message,) = updates()
    update = CalendarUpdate.objects.get(pk=message.facts["update_id"])
    assert list(messages_changes(update)) == sentences


@pytest.mark.parametrize("sessions", [4, 2])
def test_what_is_only_put_tidily_is_told_to_nobody(student, sessions, run_due_tasks):
    run = run_with(sessions=sessions, every_days=7 if sessions == 4 else 17)
    Venue.objects.update(latitude="51.45451", longitude="-2.58791", access_notes="A ramp. A lift.")
    run.sessions.update(title="Sounds")
    booking = book(run, student)
    run_due_tasks()

    Venue.objects.update(latitude="51.45459", name="The  Mill", access_notes="A ramp.\nA lift.\n")
    run.sessions.update(title="Sounds ")
    assert not calendar_updates.follow_up_booking(booking=booking, at=NOW + HOUR)

    # It goes out with what is news.
    moved(nth(run, 2))
    assert calendar_updates.follow_up_booking(booking=booking, at=NOW + HOUR)
    (update,) = CalendarUpdate.objects.all()
    assert len(messages_changes(update)) == 1
    (message,) = updates()
    content, _ = calendar_part(message, booking, entry_of(message), at=NOW)
    assert b"GEO:51.45459;-2.58791" in content


def test_what_was_changed_and_put_right_before_the_mail_is_named_too(
    student, run_due_tasks, mailoutbox
):
    run = run_with()
    booking = book(run, student)
    run_due_tasks()
    for there_and_back in (4 * HOUR, -4 * HOUR):
        moved(nth(run, 3), there_and_back)
        calendar_updates.follow_up_booking(booking=booking, at=NOW + HOUR)

    mailoutbox.clear()
    run_due_tasks()
    mail, _ = mailoutbox
    assert "Something had changed. It is put right again: all is as you knew it." in mail.body


def messages_changes(update):
    return changes_of(update).sentences


def calendar_of(message):
    booking = message.student.bookings.get(pk=message.facts["booking_id"])
    content, _ = calendar_part(message, booking, entry_of(message), at=NOW)
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    return event


ASKS = {
    "moved": (lambda run: moved(nth(run, 2)), True),
    "added": (
        lambda run: CourseSession.objects.create(
            run=run, starts_at=local(2027, 2, 9), ends_at=local(2027, 2, 9, 12)
        ),
        True,
    ),
    "another address": (lambda _: Student.objects.update(email="sam@example.org"), True),
    "a name": (lambda run: run.sessions.update(title="Sounds"), False),
    "one date fewer": (lambda run: nth(run, 4).delete(), False),
}


@pytest.mark.parametrize("change", ASKS)
def test_nobody_is_asked_again_about_dates_that_stay(student, change, run_due_tasks):
    do, asks = ASKS[change]
    run = run_with()
    booking = book(run, student)
    run_due_tasks()

    do(run)
    calendar_updates.follow_up_booking(booking=booking, at=NOW + HOUR)
    run_due_tasks()

    files = [one.calendar.replace("\r\n ", "") for one in Message.objects.order_by("pk")]
    assert ["RSVP=TRUE" in written for written in files] == [True, asks]


@pytest.mark.parametrize("by_college", [True, False])
def test_only_what_the_college_takes_away_is_called_cancelled(student, by_college):
    run = run_with(sessions=3, every_days=17)
    booking = book(run, student)
    session = nth(run, 2)
    if by_college:
        run.sessions.filter(pk=session.pk).update(status=SessionStatus.CANCELLED)
    else:
        apologies.apologise(booking=booking, session=session, by=None, at=NOW)

    calendar_updates.follow_up_booking(booking=booking, at=NOW + HOUR)

    event = calendar_of(*updates())
    assert event.get("STATUS") == ("CANCELLED" if by_college else None)
    assert event["DTSTART"].dt == session.starts_at


def shown_by(client, mailoutbox):
    for mail in mailoutbox:
        if "calendar" in mail.alternatives[-1].mimetype:
            client.receive(mail.alternatives[-1].content.encode())
    return [one.starts_at for one in client.shows()]


def test_one_more_session_on_a_day_is_one_mail(student, run_due_tasks, mailoutbox):
    run = run_with()
    booking = book(run, student)
    run_due_tasks()
    client = CalendarClient("student@example.org")
    usual = shown_by(client, mailoutbox)
    extra = local(2027, 1, 19, 15)
    CourseSession.objects.create(run=run, starts_at=extra, ends_at=extra + 2 * HOUR)

    calendar_updates.follow_up_booking(booking=booking, at=NOW + HOUR)
    mail = the_mail(mailoutbox, run_due_tasks)

    assert "- There is a new session on Tuesday 19 January at 3pm.\n" in mail.body
    assert shown_by(client, mailoutbox) == sorted([*usual, extra])
    # The file to download is of the same two events, so a calendar with both has each date once.
    file = Calendar.from_ical(calendar_file(booking, at=NOW)).walk("VEVENT")
    assert {str(event["UID"]) for event in file} == set(client.entries)
    assert len(file) == 2


@pytest.mark.parametrize("ends", ["given up", "cancelled by the college"])
def test_what_has_been_stays_in_the_calendar_when_a_place_ends(
    ends, student, run_due_tasks, mailoutbox
):
    run = run_with()
    booking = book(run, student)
    run_due_tasks()
    client = CalendarClient("student@example.org")
    first, second, *_ = shown_by(client, mailoutbox)
    at = second + HOUR
    if ends == "given up":
        places.cancel_booking(booking=booking, by=None, at=at)
    else:
        run_changes.cancel_run(run=run, reason="Our tutor is ill.", by=None, at=at)
    mailoutbox.clear()
    run_due_tasks()
    (mail,) = mailoutbox

    assert shown_by(client, [mail]) == [first, second]
    assert [(one.method, one.sequence) for one in client.heard] == [("REQUEST", 0), ("REQUEST", 1)]
    assert "Your calendar will take out the dates to come. It keeps those that have" in mail.body
    assert not calendar_updates.follow_up_booking(booking=booking, at=at + HOUR)


def test_a_series_that_breaks_up_is_taken_out_by_the_mail_that_says_why(
    student, run_due_tasks, mailoutbox
):
    run = run_with()
    booking = book(run, student)
    run_due_tasks()
    client = CalendarClient("student@example.org")
    shown_by(client, mailoutbox)
    for number, days in ((2, 6), (3, 40), (4, 75)):
        moved(nth(run, number), dt.timedelta(days=days, hours=number))
    mailoutbox.clear()

    calendar_updates.follow_up_booking(booking=booking, at=NOW + HOUR)
    run_due_tasks()

    assert [mail.subject.split(":")[0] for mail in mailoutbox] == [
        "Your dates have changed",
        *["A date for your calendar"] * 4,
    ]
    assert "method=CANCEL" in mailoutbox[0].alternatives[-1].mimetype
    assert "Your calendar will take the old dates out." in mailoutbox[0].body
    assert shown_by(client, mailoutbox) == list(
        run.sessions.order_by("starts_at").values_list("starts_at", flat=True)
    )


def test_a_link_that_is_shown_later_is_not_gone(student, run_due_tasks, mailoutbox):
    run = run_with(mode=DeliveryMode.ONLINE, venue=None, online_link="https://meet.example/a")
    booking = book(run, student)
    run_due_tasks()

    CourseRun.objects.update(online_link_days=2)
    calendar_updates.follow_up_booking(booking=booking, at=NOW + HOUR)
    mail = the_mail(mailoutbox, run_due_tasks)

    assert "- The link to join online comes nearer the day.\n" in mail.body
    assert "any more" not in mail.body
    # That there will be a link is nothing that a calendar shows.
    CourseRun.objects.update(online_link="")
    assert not calendar_updates.follow_up_booking(booking=booking, at=NOW + HOUR)


def test_dates_that_somebody_misses_are_marked(student, run_due_tasks, mailoutbox):
    run = run_with(sessions=2)
    booking = book(run, student)
    run_due_tasks()
    apologies.apologise(booking=booking, session=nth(run, 1), by=None, at=NOW)

    calendar_updates.follow_up_booking(booking=booking, at=NOW + HOUR)
    run_due_tasks()
    mail = mailoutbox[-1]

    marked = "12 noon\n  You told us that you cannot come to this one.\n- Tuesday 19 January 2027"
    assert marked in mail.body
    assert mail.body.count("cannot come to this one") == 1
    assert mail.alternatives[0].content.count("cannot come to this one") == 1


def test_what_does_not_show_is_not_told(student):
    run = run_with()
    booking = book(run, student)
    CourseRun.objects.update(capacity=3, minimum_places=2)
    CourseSession.objects.update(is_optional=True)
    Venue.objects.update(parking="At the back.")

    assert not calendar_updates.follow_up_booking(booking=booking, at=NOW + HOUR)
    assert updates() == []


def test_several_edits_rest_and_make_one_update(student):
    run = run_with()
    book(run, student)
    calendar_updates.follow_up_runs(at=NOW + HOUR)
    start = NOW + 2 * HOUR

    moved(nth(run, 3), changed_at=start)
    assert calendar_updates.follow_up_runs(at=start + MINUTE) == 0
    moved(nth(run, 4), changed_at=start + 3 * MINUTE)
    assert calendar_updates.follow_up_runs(at=start + 6 * MINUTE) == 0

    assert calendar_updates.follow_up_runs(at=start + 8 * MINUTE) == 1
    assert calendar_updates.follow_up_runs(at=start + 9 * MINUTE) == 0
    (message,) = updates()
    update = CalendarUpdate.objects.get(pk=message.facts["update_id"])
    assert len(messages_changes(update)) == 2


@pytest.mark.parametrize(("hours_before", "told"), [(23, 1), (25, 0)])
def test_what_concerns_the_next_day_does_not_wait(student, hours_before, told):
    run = run_with()
    book(run, student)
    calendar_updates.follow_up_runs(at=NOW + HOUR)
    at = nth(run, 1).starts_at - hours_before * HOUR
    moved(nth(run, 1), changed_at=at)

    assert calendar_updates.follow_up_runs(at=at) == told


def test_an_apology_for_tomorrow_waits_with_the_rest(student):
    run = run_with()
    booking = book(run, student)
    at = nth(run, 1).starts_at - 5 * HOUR
    apologies.apologise(booking=booking, session=nth(run, 1), by=None, at=at)

    assert calendar_updates.follow_up_runs(at=at + MINUTE) == 0
    assert calendar_updates.follow_up_runs(at=at + 6 * MINUTE) == 1


def test_taking_an_apology_back_at_once_tells_nothing(student):
    run = run_with()
    booking = book(run, student)
    apologies.apologise(booking=booking, session=nth(run, 2), by=None, at=NOW)
    apologies.take_back_apology(booking=booking, session=nth(run, 2), by=None, at=NOW + MINUTE)

    assert calendar_updates.follow_up_runs(at=NOW + HOUR) == 0


def test_what_nobody_has_dated_is_found_within_a_day(student):
    tutor = TutorFactory(name="Tom")
    book(run_with(tutors=[tutor]), student)
    calendar_updates.follow_up_runs(at=NOW + HOUR)
    tutor.name = "Tomasz"
    tutor.save()

    assert calendar_updates.follow_up_runs(at=NOW + 2 * HOUR) == 0
    assert calendar_updates.follow_up_runs(at=NOW + 26 * HOUR) == 1


def test_a_link_that_is_shown_late_goes_out_when_its_time_comes(student):
    run = run_with(
        mode=DeliveryMode.ONLINE,
        venue=None,
        online_link="https://meet.example/a",
        online_link_days=2,
    )
    book(run, student)
    assert CalendarEntry.objects.get().told[0]["link"] == ""
    starts_at = nth(run, 1).starts_at
    calendar_updates.follow_up_runs(at=starts_at - 49 * HOUR)

    assert calendar_updates.follow_up_runs(at=starts_at - 47 * HOUR) == 1

    update = CalendarUpdate.objects.get()
    assert messages_changes(update) == ("Here is the link to join online.",)


def test_a_letter_tells_of_a_change_and_not_of_an_apology(run_due_tasks):
    make_college_settings()
    run = run_with()
    booking = book(run, StudentFactory(email="", postal_address="1 Mill Lane"))
    apologies.apologise(booking=booking, session=nth(run, 2), by=None, at=NOW)
    assert calendar_updates.follow_up_runs(at=NOW + HOUR) == 1
    assert updates() == []

    moved(nth(run, 3), changed_at=NOW + 2 * HOUR)
    calendar_updates.follow_up_runs(at=NOW + 3 * HOUR)
    run_due_tasks()

    (letter,) = updates()
    assert "Session 3 is now on Tuesday 26 January at 2pm, was 10am." in letter.text
    assert "calendar" not in letter.text
    assert letter.calendar == ""


def test_a_booking_from_before_is_taken_to_know_its_dates(student):
    booking = BookingFactory(run=run_with(), student=student)

    assert calendar_updates.follow_up_runs(at=NOW + HOUR) == 0

    assert len(booking.calendar_entries.get().told) == 4
    assert Message.objects.count() == 0


def test_a_late_message_never_tells_what_is_over(student):
    booking = book(run_with(), student)
    (booked,) = Message.objects.all()
    places.cancel_booking(booking=booking, by=None, at=NOW)

    assert calendar_part(booked, booking, entry_of(booked), at=NOW) == (b"", "")


def test_a_message_says_what_is_known_when_it_is_written(student):
    run = run_with()
    booking = book(run, student)
    (booked,) = Message.objects.all()
    moved(nth(run, 1))
    calendar_updates.follow_up_booking(booking=booking, at=NOW + HOUR)

    event = Calendar.from_ical(
        calendar_part(booked, booking, entry_of(booked), at=NOW + HOUR)[0]
    ).walk("VEVENT")[0]
    assert event["SEQUENCE"] == 1


def test_given_up_and_cancelled_leave_nothing_to_follow_up(student):
    run, other = run_with(), run_with()
    places.cancel_booking(booking=book(run, student), by=None, at=NOW)
    book(other, student)
    run_changes.cancel_run(run=other, reason="Our tutor is ill.", by=None, at=NOW)

    assert calendar_updates.follow_up_runs(at=NOW + HOUR) == 0
    assert updates() == []


@pytest.mark.parametrize("rows", (1, 3))
def test_looking_at_a_run_costs_the_same_for_every_student(rows, django_assert_num_queries):
    run = run_with()
    for _ in range(rows):
        book(run, StudentFactory())
    calendar_updates.follow_up_runs(at=NOW + HOUR)
    CourseRun.objects.update(changed_at=NOW + HOUR)

    with django_assert_num_queries(13):
        assert calendar_updates.follow_up_runs(at=NOW + 2 * HOUR) == 0


@pytest.mark.parametrize("rows", (1, 3))
def test_nothing_new_costs_two_queries(rows, student, django_assert_num_queries):
    for _ in range(rows):
        book(run_with(), student)
    calendar_updates.follow_up_runs(at=NOW + HOUR)

    with django_assert_num_queries(2):
        assert calendar_updates.follow_up_runs(at=NOW + 2 * HOUR) == 0


def test_what_was_shown_is_forgotten_after_three_months(student):
    run = run_with()
    booking = book(run, student)
    moved(nth(run, 1))
    calendar_updates.follow_up_booking(booking=booking, at=NOW)

    calendar_updates.forget_old_updates(at=NOW + dt.timedelta(days=89))
    assert CalendarUpdate.objects.count() == 1
    calendar_updates.forget_old_updates(at=NOW + dt.timedelta(days=91))
    assert CalendarUpdate.objects.count() == 0


def test_a_run_is_looked_at_once_for_each_change(student):
    book(run_with(), student)

    calendar_updates.follow_up_runs(at=NOW + HOUR)

    look = RunCalendar.objects.get()
    assert (look.looked_at, look.changes_since) == (NOW + HOUR, NOW + HOUR - 10 * MINUTE)


def test_nothing_is_written_down_outside_the_cause(student, monkeypatch):
    booking = book(run_with(), student)
    monkeypatch.setattr(transaction.get_connection(), "in_atomic_block", False)

    with pytest.raises(RuntimeError, match="inside the transaction"):
        calendar_updates.notices.tell_student_booked(booking=booking, at=NOW)


def test_a_place_that_ended_without_a_word_leaves_the_calendar(student, run_due_tasks, mailoutbox):
    run = run_with()
    booking = book(run, student)
    run_due_tasks()
    type(booking).objects.update(status="CANCELLED", cancelled_at=NOW, changed_at=NOW)

    assert calendar_updates.follow_up_runs(at=NOW + HOUR) == 1

    mail = the_mail(mailoutbox, run_due_tasks)
    assert mail.subject == "Your place has been given up"
    assert mail.alternatives[-1].mimetype == "text/calendar; method=CANCEL"
    assert "STATUS:CANCELLED" not in mail.alternatives[-1].content


def test_discretion_reaches_what_was_sent_before_it_was_asked_for(
    student, run_due_tasks, mailoutbox
):
    run = run_with(online_link="https://meet.example/a")
    book(run, student)
    run_due_tasks()
    calendar_updates.follow_up_runs(at=NOW + HOUR)

    for hours, is_discreet, title, sentence in (
        (2, True, "Appointment", "your calendar now says “Appointment”"),
        (4, False, run.course.title, "your calendar names your course again"),
    ):
        at = NOW + hours * HOUR
        # The record's own clock is the machine's.
        Student.objects.update(is_discreet=is_discreet, changed_at=at)
        assert calendar_updates.follow_up_runs(at=at + HOUR) == 1
        mail = the_mail(mailoutbox, run_due_tasks)
        (event, *_) = Calendar.from_ical(file_in(mail)).walk("VEVENT")

        assert str(event["SUMMARY"]) == title
        assert (run.course.title in file_in(mail)) is not is_discreet
        assert sentence in mail.body


def file_in(mail):
    (content,) = (one.content for one in mail.alternatives if "calendar" in one.mimetype)
    return content.replace("\r\n ", "")


@pytest.mark.parametrize("days", [7, 17], ids=["series", "each date alone"])
def test_another_address_gets_the_dates_and_the_old_one_nothing(
    days, student, run_due_tasks, mailoutbox
):
    booking = book(run_with(every_days=days, sessions=3), student)
    run_due_tasks()
    calendar_updates.follow_up_runs(at=NOW + HOUR)
    mailoutbox.clear()
    # The record's own clock is the machine's.
    Student.objects.update(email="new@example.org", changed_at=NOW + 2 * HOUR)

    assert calendar_updates.follow_up_runs(at=NOW + 3 * HOUR) == 1
    run_due_tasks()

    assert {address for mail in mailoutbox for address in mail.to} == {"new@example.org"}
    words, *_ = mailoutbox
    assert "- Your dates come to this email address from now on.\n" in words.body
    client = CalendarClient("new@example.org")
    for mail in mailoutbox:
        if len(mail.alternatives) > 1:
            client.receive(mail.alternatives[-1].content.encode())
    assert {(one.method, one.sequence) for one in client.heard} == {("REQUEST", 1)}
    assert [one.starts_at for one in client.shows()] == list(
        booking.run.sessions.order_by("starts_at").values_list("starts_at", flat=True)
    )
    assert calendar_updates.follow_up_runs(at=NOW + 30 * HOUR) == 0


def test_who_comes_to_email_later_gets_the_dates_for_the_calendar(run_due_tasks, mailoutbox):
    make_college_settings(sender_email="hello@college.example")
    student = StudentFactory(email="", phone="020 7946 0000", contact_by="EMAIL")
    book(run_with(), student)
    calendar_updates.follow_up_runs(at=NOW + HOUR)
    assert mailoutbox == []
    Student.objects.update(email="new@example.org", changed_at=NOW + 2 * HOUR)

    assert calendar_updates.follow_up_runs(at=NOW + 3 * HOUR) == 1

    mail = the_mail(mailoutbox, run_due_tasks)
    assert mail.to == ["new@example.org"]
    assert mail.alternatives[-1].mimetype == "text/calendar; method=REQUEST"


def test_a_mail_on_its_way_to_the_old_address_invites_nobody_else(student):
    booking = book(run_with(), student)
    (booked,) = Message.objects.all()
    booking.student.email = "new@example.org"

    assert calendar_part(booked, booking, entry_of(booked), at=NOW) == (b"", "")


WAYS = {
    "PHONE": {"phone": "020 7946 0000"},
    "LETTER": {"postal_address": "1 Mill Lane, Willowbrook"},
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("days", [7, 17], ids=["series", "each date alone"])
def test_another_way_of_hearing_from_us_leaves_the_calendar_right(
    days, way, student, run_due_tasks, mailoutbox
):
    run = run_with(every_days=days)
    booking = book(run, student)
    run_due_tasks()
    client = CalendarClient("student@example.org")
    usual = shown_by(client, mailoutbox)
    Student.objects.update(contact_by=way, **WAYS[way])
    assert not calendar_updates.follow_up_booking(booking=booking, at=NOW)
    mailoutbox.clear()

    # What the college changes, it tells by the new way as well.
    moved(nth(run, 3), 4 * HOUR)
    calendar_updates.follow_up_booking(booking=booking, at=NOW + HOUR)
    assert [one.channel for one in updates()] == [way]
    apologies.apologise(booking=booking, session=nth(run, 4), by=None, at=NOW + HOUR)
    calendar_updates.follow_up_booking(booking=booking, at=NOW + 2 * HOUR)
    assert len(updates()) == 1
    run_due_tasks()

    assert shown_by(client, mailoutbox) == [*usual[:2], usual[2] + 4 * HOUR]
    # Tutors hear of the apology. The newer mail about a series tells all of it.
    theirs = [mail for mail in mailoutbox if mail.to == ["student@example.org"]]
    assert len(theirs) == (1 if days == 7 else 2)
    assert all("This email is only for your calendar." in mail.body for mail in theirs)
    places.cancel_booking(booking=booking, by=None, at=NOW + 3 * HOUR)
    run_due_tasks()
    assert shown_by(client, mailoutbox) == []
    # A place booked since is no matter of that calendar.
    mailoutbox.clear()
    places.take_back_place(booking=booking, by=None, at=NOW + 4 * HOUR)
    run_due_tasks()
    assert mailoutbox == []


@pytest.mark.parametrize(
    "loss", [{"email": ""}, {"refused_email": "student@example.org"}], ids=["taken away", "bounced"]
)
@pytest.mark.parametrize("days", [7, 17], ids=["series", "each date alone"])
def test_who_comes_back_to_email_finds_the_calendar_put_right(
    days, loss, student, run_due_tasks, mailoutbox
):
    run, other = run_with(every_days=days), run_with(every_days=days)
    booking, given_up = book(run, student), book(other, student)
    run_due_tasks()
    calendar_updates.follow_up_runs(at=NOW)
    client = CalendarClient("student@example.org")
    shown_by(client, mailoutbox)
    mailoutbox.clear()
    Student.objects.update(contact_by="PHONE", phone="020 7946 0000", **loss)

    moved(nth(run, 2), 4 * HOUR)
    nth(run, 4).delete()
    calendar_updates.follow_up_booking(booking=booking, at=NOW + HOUR)
    places.cancel_booking(booking=given_up, by=None, at=NOW + HOUR)
    calendar_updates.follow_up_runs(at=NOW + 2 * HOUR)
    run_due_tasks()
    assert mailoutbox == []

    back = {"contact_by": "EMAIL", "email": "student@example.org", "refused_email": ""}
    Student.objects.update(**back, changed_at=NOW + 3 * HOUR)
    assert calendar_updates.follow_up_runs(at=NOW + 4 * HOUR) == 2
    run_due_tasks()

    dates = list(run.sessions.order_by("starts_at").values_list("starts_at", flat=True))
    assert shown_by(client, mailoutbox) == dates
    assert "Your place has been given up" not in {mail.subject for mail in mailoutbox}
    assert calendar_updates.follow_up_runs(at=NOW + 30 * HOUR) == 0


@pytest.mark.parametrize("days", [7, 17], ids=["series", "each date alone"])
def test_what_was_refused_reaches_the_calendar_once_the_address_works_again(
    days, student, run_due_tasks, mailoutbox, settings
):
    Student.objects.update(phone="020 7946 0000")
    run, other = run_with(every_days=days), run_with(every_days=days)
    booking, given_up = book(run, student), book(other, student)
    run_due_tasks()
    calendar_updates.follow_up_runs(at=NOW)
    client = CalendarClient("student@example.org")
    shown_by(client, mailoutbox)
    mailoutbox.clear()

    moved(nth(run, 2))
    calendar_updates.follow_up_booking(booking=booking, at=NOW + HOUR)
    places.cancel_booking(booking=given_up, by=None, at=NOW + HOUR)
    works, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, f"{__name__}.RefusingBackend"
    run_due_tasks()
    settings.EMAIL_BACKEND = works
    assert Student.objects.get().channel == "PHONE"
    assert [one.channel for one in updates()] == ["PHONE"]
    assert calendar_updates.follow_up_runs(at=NOW + 26 * HOUR) == 0

    Student.objects.update(refused_email="", changed_at=NOW + 27 * HOUR)
    assert calendar_updates.follow_up_runs(at=NOW + 28 * HOUR) == 2
    run_due_tasks()
    assert len(updates()) == 1
    assert shown_by(client, mailoutbox) == list(
        run.sessions.order_by("starts_at").values_list("starts_at", flat=True)
    )
    assert calendar_updates.follow_up_runs(at=NOW + 60 * HOUR) == 0


@pytest.mark.parametrize("way", ["PHONE", "EMAIL"])
@pytest.mark.parametrize("days", [7, 17], ids=["series", "each date alone"])
@pytest.mark.parametrize("wish", ["clear", "nothing"])
def test_who_takes_an_address_away_says_what_becomes_of_its_calendar(
    wish, days, way, student, run_due_tasks, mailoutbox, monkeypatch
):
    user = StudentAccessFactory(student=student, kind=AccessKind.SELF).user
    run = run_with(every_days=days)
    booking = book(run, student)
    run_due_tasks()
    client = CalendarClient("student@example.org")
    first, *to_come = shown_by(client, mailoutbox)
    mailoutbox.clear()
    at = first + HOUR
    monkeypatch.setattr("django.utils.timezone.now", lambda: at)
    browser = client_of(user)
    page = reverse("accounts:details_change", args=[student.uuid, "contact"])
    new = "new@example.org" if way == "EMAIL" else ""
    given = {"contact_by": way, "email": new, "phone": "020 7946 0000"}

    asked = browser.post(page, given).content.decode()
    assert "What about the dates in the calendar of your old email address?" in asked
    assert Student.objects.get().email == "student@example.org"
    assert browser.post(page, given | {"calendar": wish}).status_code == 302
    run_due_tasks()

    goodbyes = [mail for mail in mailoutbox if mail.to == ["student@example.org"]]
    assert shown_by(client, goodbyes) == [first, *(to_come if wish == "nothing" else [])]
    assert all("Then we send nothing here any more." in mail.body for mail in goodbyes)
    assert not any("12 January" in mail.body for mail in goodbyes)
    # Nothing more goes there, and another address is invited with a higher number.
    mailoutbox.clear()
    moved(nth(run, 3))
    calendar_updates.follow_up_booking(booking=booking, at=at + HOUR)
    run_due_tasks()
    assert {address for mail in mailoutbox for address in mail.to} == ({new} if new else set())
    newer = CalendarClient(new)
    shown_by(newer, mailoutbox)
    assert all(one.sequence > entry.sequence for one in newer.heard for entry in client.heard)
    # A series goes out whole.
    dates = run.sessions.order_by("starts_at").values_list("starts_at", flat=True)
    expected = list(dates if days == 7 else dates.filter(starts_at__gt=at)) if new else []
    assert [one.starts_at for one in newer.shows()] == expected


def test_who_wants_to_be_rung_for_a_while_is_not_invited_twice(student):
    book(run_with(), student)
    for hours, contact_by in ((2, "PHONE"), (4, "EMAIL")):
        at = NOW + hours * HOUR
        Student.objects.update(contact_by=contact_by, changed_at=at)
        assert calendar_updates.follow_up_runs(at=at + HOUR) == 0

    assert CalendarEntry.objects.get().sequence == 0
