"""What others shall not see: calendars, mails and texts name neither course nor college."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from icalendar import Calendar

from accounts.enums import AccessKind
from accounts.models import Message, Student
from accounts.operations import sign_in
from bookings.enums import FeedKind
from bookings.messages.calendar import calendar_file
from bookings.operations import calendar_updates, feeds, places
from bookings.queries import feeds as reading
from courses.models import CourseRun, CourseSession, RunTutor
from tests.bookings.calendars.client import CalendarClient
from tests.factories.accounts import StudentAccessFactory
from tests.factories.courses import NOW, TutorFactory, VenueFactory, make_course_page, make_run
from tests.factories.home import make_college_settings

pytestmark = pytest.mark.django_db
COURSE, COLLEGE, TOPIC = "Walk and Talk", "Willowbrook Recovery College", "Sounds"
LINK = "https://meet.example/a"
WEEK = dt.timedelta(weeks=1)


@pytest.fixture
def run():
    make_college_settings(name=COLLEGE, sender_email="hello@college.example")
    venue = VenueFactory(name="The Mill", finding_the_door=f"Ring at {COLLEGE}.")
    course, way = make_course_page(title=COURSE), {"mode": "HYBRID", "online_link": LINK}
    made = make_run(sessions=4, course=course, venue=venue, **way)
    # The first session differs from its series.
    first = made.sessions.order_by("starts_at").first()
    first.title = TOPIC
    first.save()
    return made


@pytest.fixture
def access():
    return StudentAccessFactory(kind=AccessKind.SELF)


def booked(run, student, **wishes):
    for name, value in wishes.items():
        setattr(student, name, value)
    student.save()
    return places.book_place(run=run, student=student, by=None, at=NOW)


def file_in(mail):
    (content,) = (one.content for one in mail.alternatives if "calendar" in one.mimetype)
    return content.replace("\r\n ", "")


def test_an_invitation_names_nothing_inside_either(run, access, run_due_tasks, mailoutbox):
    booked(run, access.student, is_discreet=True)
    run_due_tasks()

    written = file_in(mailoutbox[0])
    for secret in (COURSE, COLLEGE, TOPIC, LINK):
        assert secret not in written
    assert "SUMMARY:Appointment" in written
    # Inside the mail stands what there is to know.
    assert LINK in mailoutbox[0].body


def hospital():
    return VenueFactory(
        name="Larch Ward activity room",
        address="Willowbrook Hospital\n12 Mill Lane\nWillowbrook",
        postcode="WB4 1AA",
        latitude="51.45451",
        longitude="-2.58791",
    )


def test_a_calendar_does_not_name_the_hospital(run, access, client, run_due_tasks, mailoutbox):
    CourseRun.objects.update(venue=hospital())
    run.refresh_from_db()
    booking = booked(run, access.student, is_discreet=True)
    run_due_tasks()
    feed = feeds.make_feed(kind=FeedKind.LEARNING, by=access.user, at=NOW)
    address = reverse("bookings:calendar_feed", args=[reading.token_of(feed)])

    files = [
        file_in(mailoutbox[0]),
        calendar_file(booking, at=NOW).decode(),
        client.get(address).content.decode(),
    ]

    for written in files:
        assert "LOCATION:12 Mill Lane\\, WB4 1AA\r\n" in written
        assert not [word for word in ("Larch", "Hospital", "GEO:") if word in written]
    assert "Willowbrook Hospital" in mailoutbox[0].body


@pytest.mark.parametrize("mode", ["IN_PERSON", "ONLINE"])
def test_what_was_told_of_a_place_before_is_taken_back(
    run, access, run_due_tasks, mailoutbox, mode
):
    CourseRun.objects.update(mode=mode, online_link="")
    run.refresh_from_db()
    booking = booked(run, access.student, is_discreet=True)
    run_due_tasks()
    mailoutbox.clear()
    for entry in booking.calendar_entries.all():
        entry.told = [{**told, "discreet": "yes"} for told in entry.told]
        entry.save()

    assert calendar_updates.follow_up_booking(booking=booking, at=NOW) is (mode == "IN_PERSON")
    assert not calendar_updates.follow_up_booking(booking=booking, at=NOW)

    run_due_tasks()
    for mail in mailoutbox:
        assert "Your calendar now leaves out the name of the place." in mail.body
        assert "The Mill" not in file_in(mail)


def test_what_is_over_loses_its_name_too(run, access, run_due_tasks, mailoutbox):
    booking = booked(run, access.student)
    run_due_tasks()
    assert f"{COURSE}: {TOPIC}" in file_in(mailoutbox.pop())
    Student.objects.update(is_discreet=True)

    calendar_updates.follow_up_booking(booking=booking, at=NOW + 2 * WEEK)
    run_due_tasks()

    assert COURSE not in file_in(mailoutbox.pop())
    summaries = {
        str(event["SUMMARY"])
        for entry in booking.calendar_entries.all()
        for event in Calendar.from_ical(calendar_of(entry)).walk("VEVENT")
    }
    assert summaries == {"Appointment"}
    assert not calendar_updates.follow_up_booking(booking=booking, at=NOW + 2 * WEEK)


def summaries_of(booking):
    """Name the single dates as the student's calendar does after the mails so far."""
    client = CalendarClient(booking.student.email)
    for mail in Message.objects.exclude(calendar="").order_by("pk"):
        client.receive(mail.calendar)
    return [one.summary for one in client.shows()]


def test_dates_that_are_over_follow_the_wish_to_and_fro(run, access, run_due_tasks, mailoutbox):
    # Two on one day: each date is invited alone.
    second = run.sessions.order_by("starts_at")[1]
    second.starts_at, second.ends_at = (
        moment - WEEK + dt.timedelta(hours=5) for moment in (second.starts_at, second.ends_at)
    )
    second.save()
    booking = booked(run, access.student)
    run_due_tasks()
    at = second.ends_at + dt.timedelta(hours=1)
    named = [f"{COURSE}: {TOPIC}", *[COURSE] * 3]
    assert summaries_of(booking) == named

    for is_discreet, names in ((True, ["Appointment"] * 4), (False, named)):
        Student.objects.update(is_discreet=is_discreet)
        mailoutbox.clear()
        assert calendar_updates.follow_up_booking(booking=booking, at=at)
        run_due_tasks()
        assert summaries_of(booking) == names
        assert not calendar_updates.follow_up_booking(booking=booking, at=at)
        over = [mail.body for mail in mailoutbox if "This date is over" in mail.body]
        assert len(over) == 2
        assert not any("Your place" in body for body in over)


@pytest.mark.parametrize(("weeks", "hears"), [(5, True), (15, True), (18, False)])
def test_a_course_not_long_over_follows_the_wish_too(
    run, access, run_due_tasks, mailoutbox, weeks, hears
):
    booking = booked(run, access.student)
    run_due_tasks()
    calendar_updates.follow_up_runs(at=NOW + dt.timedelta(hours=1))
    mailoutbox.clear()
    at = NOW + weeks * WEEK
    Student.objects.update(is_discreet=True, changed_at=at)

    assert calendar_updates.follow_up_runs(at=at) == int(hears)
    assert calendar_updates.follow_up_runs(at=at) == 0

    run_due_tasks()
    assert set(summaries_of(booking)) == (
        {"Appointment"} if hears else {COURSE, f"{COURSE}: {TOPIC}"}
    )
    assert len(mailoutbox) == int(hears)
    for mail in mailoutbox:
        assert "As you asked, your calendar now says “Appointment”." in mail.body
        assert "You keep your place" not in mail.body


def calendar_of(entry):
    message = Message.objects.filter(facts__entry_id=entry.pk).latest("pk")
    return message.calendar


def test_what_does_not_show_is_not_followed_up(run, access):
    booking = booked(run, access.student, is_discreet=True)
    RunTutor.objects.create(run=run, tutor=TutorFactory())
    CourseSession.objects.update(title="Colours")

    assert not calendar_updates.follow_up_booking(booking=booking, at=NOW)

    CourseRun.objects.update(online_link="https://meet.example/b")
    assert calendar_updates.follow_up_booking(booking=booking, at=NOW)


@pytest.mark.parametrize(
    ("wishes", "name"),
    [
        ({"is_discreet": True}, "Appointments"),
        ({"is_discreet": True, "names_us_in_calendar": True}, "My courses"),
        ({}, "My courses"),
    ],
)
def test_a_private_calendar_has_a_name_that_tells_as_little(run, access, client, wishes, name):
    booked(run, access.student, **wishes)
    feed = feeds.make_feed(kind=FeedKind.LEARNING, by=access.user, at=NOW)

    answer = client.get(reverse("bookings:calendar_feed", args=[reading.token_of(feed)]))

    assert f"X-WR-CALNAME:{name}\r\n" in answer.content.decode()
    assert (COURSE in answer.content.decode()) is (name == "My courses")


@pytest.mark.parametrize(
    ("wish", "shown"),
    [
        ("", set()),
        ("names_us_in_calendar", {"calendar"}),
        ("names_us_in_mail", {"sender", "subject", "first lines"}),
        ("names_us_in_texts", {"text"}),
    ],
)
def test_a_student_says_where_we_may_be_named(run, access, run_due_tasks, mailoutbox, wish, shown):
    booked(run, access.student, is_discreet=True, **({wish: True} if wish else {}))
    run_due_tasks()

    (mail,) = mailoutbox
    message = Message.objects.get()
    seen = {
        "calendar": COURSE in file_in(mail),
        "sender": COLLEGE in mail.from_email,
        "subject": mail.subject == message.subject,
        "first lines": COURSE in mail.body[:200],
        "text": "Your place is booked" in message.short,
    }
    assert {name for name, is_named in seen.items() if is_named} == shown
    # The student's own list of messages tells them apart.
    assert message.subject == "Your place is booked. First day: Tuesday 12 January 2027"


@pytest.mark.parametrize("which", ["of the student", "of the login"])
def test_a_code_comes_from_nobody_in_particular(run, access, run_due_tasks, mailoutbox, which):
    Student.objects.update(is_discreet=True)
    if which == "of the login":
        Student.objects.update(email="")

    for email in (access.user.email.upper(), "stranger@example.org"):
        sign_in.send_code(email=email, code="123456", by=None, at=NOW)
    run_due_tasks()

    assert [mail.from_email for mail in mailoutbox] == [
        "Appointments <hello@college.example>",
        f"{COLLEGE} <hello@college.example>",
    ]
    html = mailoutbox[0].alternatives[0].content
    assert COLLEGE not in html
