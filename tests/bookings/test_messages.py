"""What students read about their bookings, and what their calendars do with it."""

from __future__ import annotations

import datetime as dt
import re
from email import message_from_bytes, policy

import pytest

from accounts.enums import MessageStatus
from accounts.models import Message
from bookings.messages import places as messages
from bookings.messages.calendar import calendar_file
from bookings.models import Booking
from bookings.operations import calendar_updates, places, run_changes
from courses.enums import DeliveryMode, SessionStatus
from courses.models import CourseSession
from tests.bookings.calendars.client import CalendarClient
from tests.factories.accounts import StudentFactory
from tests.factories.courses import (
    NOW,
    TutorFactory,
    VenueFactory,
    local,
    make_course_page,
    make_run,
)
from tests.factories.home import make_college_settings

pytestmark = pytest.mark.django_db
ADDRESS = "student@example.org"


@pytest.fixture
def student():
    make_college_settings(
        name="Willowbrook Recovery College",
        sender_email="hello@college.example",
        phone="01234 567890",
        phone_hours="Monday to Friday, 9am to 4pm",
    )
    return StudentFactory(name="Sam <b>", email=ADDRESS)


def run_with(*days, title="Wellness & Planning", **fields):
    """Make a run with sessions on these days, in this local time."""
    tutors = [TutorFactory(name="Amina"), TutorFactory(name="Tom")]
    run = make_run(sessions=0, course=make_course_page(title=title), tutors=tutors, **fields)
    for day in days:
        starts_at = local(*day)
        CourseSession.objects.create(
            run=run, starts_at=starts_at, ends_at=starts_at + dt.timedelta(hours=2)
        )
    return run


SERIES = ((2027, 3, 16), (2027, 3, 23), (2027, 3, 30))
SCATTERED = ((2027, 1, 12), (2027, 1, 29), (2027, 4, 15))


def book(run, student, at=NOW):
    return places.book_place(run=run, student=student, by=None, at=at)


def cancel(booking, at=NOW):
    return places.cancel_booking(booking=booking, by=None, at=at)


def parts_of(mail):
    """Take a mail apart: its kind of content, method, text."""
    parsed = message_from_bytes(mail.message().as_bytes(linesep="\r\n"), policy=policy.SMTP)
    parts = list(parsed.iter_parts())
    return [part.get_content_type() for part in parts], parts


def receive(client, mails):
    """Let a calendar obey every mail that has a calendar part."""
    for mail in mails:
        kinds, parts = parts_of(mail)
        if kinds[-1] == "text/calendar":
            content = parts[-1].get_content()
            assert f"METHOD:{parts[-1]['Content-Type'].params['method']}\r\n" in content
            client.receive(content.encode())
    return [shown.starts_at for shown in client.shows()]


def test_series_is_one_mail_with_one_invitation(student, run_due_tasks, mailoutbox):
    run = run_with(*SERIES)

    book(run, student)
    run_due_tasks()

    assert [mail.subject for mail in mailoutbox] == [
        "Your place is booked. First day: Tuesday 16 March 2027"
    ]
    kinds, _ = parts_of(mailoutbox[0])
    assert kinds == ["text/plain", "text/html", "text/calendar"]
    assert receive(CalendarClient(ADDRESS), mailoutbox) == [local(*day) for day in SERIES]


def test_scattered_dates_are_one_mail_each(student, run_due_tasks, mailoutbox):
    run = run_with(*SCATTERED)

    book(run, student)
    run_due_tasks()

    assert [mail.subject for mail in mailoutbox] == [
        "Your place is booked. First day: Tuesday 12 January 2027",
        "A date for your calendar: Tuesday 12 January 2027",
        "A date for your calendar: Friday 29 January 2027",
        "A date for your calendar: Thursday 15 April 2027",
    ]
    assert parts_of(mailoutbox[0])[0] == ["text/plain", "text/html"]
    assert receive(CalendarClient(ADDRESS), mailoutbox) == [local(*day) for day in SCATTERED]


@pytest.mark.parametrize("days", [SERIES, SCATTERED])
def test_giving_up_the_place_clears_the_calendar_and_booking_again_fills_it(
    student, run_due_tasks, mailoutbox, days
):
    run, client = run_with(*days), CalendarClient(ADDRESS)
    seen = []

    booking = book(run, student)
    for change in (None, cancel, lambda one: book(one.run, student), cancel):
        if change:
            change(Booking.objects.get(pk=booking.pk))
        run_due_tasks()
        seen.append(len(receive(client, mailoutbox)))
        mailoutbox.clear()

    assert seen == [3, 0, 3, 0]


def test_cancellation_that_arrives_first_wins(student, run_due_tasks, mailoutbox):
    booking = book(run_with(*SERIES), student)
    cancel(booking)
    run_due_tasks()

    assert receive(CalendarClient(ADDRESS), reversed(mailoutbox)) == []


@pytest.mark.parametrize("days", [SERIES, SCATTERED])
def test_what_was_taken_back_before_it_was_told_is_told_to_nobody(
    student, run_due_tasks, mailoutbox, days
):
    run, client = run_with(*days), CalendarClient(ADDRESS)
    booking = book(run, student)
    run_due_tasks()
    receive(client, mailoutbox)
    mailoutbox.clear()

    cancel(booking)
    book(run, student)
    run_due_tasks()

    assert {mail.subject.split(":")[0] for mail in mailoutbox} <= {
        "Your place is booked. First day",
        "A date for your calendar",
    }
    assert len(mailoutbox) == (1 if days == SERIES else 4)
    assert receive(client, mailoutbox) == [local(*day) for day in days]
    assert set(
        Message.objects.filter(status=MessageStatus.NOT_NEEDED).values_list("kind", flat=True)
    ) == ({"booking_cancelled"} if days == SERIES else {"booking_cancelled", "session_uninvited"})


def test_a_place_booked_and_given_up_before_it_was_told_is_told_once(
    student, run_due_tasks, mailoutbox
):
    run = run_with(*SERIES)
    cancel(book(run, student))
    book(run, student)
    cancel(Booking.objects.get())

    run_due_tasks()

    assert [mail.subject for mail in mailoutbox] == ["Your place has been given up"]


def test_scattered_dates_leave_the_calendar_even_if_they_form_a_series_now(
    student, run_due_tasks, mailoutbox
):
    run, client = run_with(*SCATTERED), CalendarClient(ADDRESS)
    booking = book(run, student)
    run_due_tasks()
    assert len(receive(client, mailoutbox)) == 3
    run.sessions.filter(starts_at=local(2027, 4, 15)).update(status=SessionStatus.CANCELLED)

    mailoutbox.clear()
    cancel(booking)
    run_due_tasks()

    assert receive(client, mailoutbox) == []
    assert len(mailoutbox) == 4


def cancel_run(booking):
    run_changes.cancel_run(run=booking.run, reason="Our tutor is ill.", by=None, at=NOW)


@pytest.mark.parametrize(
    ("end", "subject", "says_cancelled"),
    [
        (cancel, "Your place has been given up", False),
        (cancel_run, "Your dates are cancelled", True),
    ],
)
def test_given_up_and_cancelled_by_the_college_are_told_apart(
    student, run_due_tasks, mailoutbox, end, subject, says_cancelled
):
    booking = book(run_with(*SERIES), student)
    end(booking)
    run_due_tasks()

    mail = mailoutbox[-1]
    _, parts = parts_of(mail)
    assert mail.subject == subject
    assert ("STATUS:CANCELLED" in parts[-1].get_content()) is says_cancelled
    assert ("We are sorry" in mail.body) is says_cancelled


def test_dates_over_before_the_booking_are_not_told(student, run_due_tasks, mailoutbox):
    run = run_with((2027, 1, 1), *SERIES, last_joining_session=2)

    book(run, student)
    run_due_tasks()

    assert "1 January" not in mailoutbox[0].body
    assert receive(CalendarClient(ADDRESS), mailoutbox) == [local(*day) for day in SERIES]


def test_confirmation_tells_what_a_newcomer_needs(student, run_due_tasks, mailoutbox):
    venue = VenueFactory(
        name="The Mill",
        finding_the_door="The green door. Jo waits outside.",
        public_transport="Bus 7 stops outside.",
        access_notes="Steps: none.\nDogs are welcome.",
    )
    booking = book(run_with(*SERIES, venue=venue), student)
    run_due_tasks()

    told = mailoutbox[0].body
    for words in (
        "Hello Sam <b>,",
        "Wellness & Planning",
        "- Tuesday 16 March 2027, 10am to 12 noon",
        "- Tuesday 30 March 2027, 10am to 12 noon",
        "The Mill, 1 Mill Lane, Willowbrook, WB1 1AA",
        "The green door. Jo waits outside.",
        "By bus or train: Bus 7 stops outside.",
        "Good to know:\n- Steps: none.\n- Dogs are welcome.\n",
        "Amina and Tom will be there to meet you.",
        f"http://127.0.0.1:8000/my-courses/{booking.uuid}/",
        "Ring us on 01234 567890 (Monday to Friday, 9am to 4pm).",
        "- If you are in danger now: call 999",
    ):
        assert words in told
    assert "\n\n\n" not in told


def test_html_says_the_same_and_trusts_no_name(student, run_due_tasks, mailoutbox):
    book(run_with(*SERIES), student)
    run_due_tasks()

    html = parts_of(mailoutbox[0])[1][1].get_content()
    assert "Hello Sam &lt;b&gt;," in html
    assert "Wellness &amp; Planning" in html
    assert '<html lang="en-GB">' in html
    assert re.search(r"<(table|style|script|img|link)\b", html) is None
    assert re.findall(r'(?:src|href)="(?!http://127\.0\.0\.1:8000/|mailto:|tel:)', html) == []


def test_subjects_name_neither_course_nor_person(student, run_due_tasks, mailoutbox):
    booking = book(run_with(*SCATTERED, title="Living with Voices"), student)
    run_due_tasks()
    cancel(booking)
    run_due_tasks()

    assert len(mailoutbox) == 8
    for mail in mailoutbox:
        revealing = r"voices|sam|recovery|mental|wellness"
        assert re.search(revealing, mail.subject, re.IGNORECASE) is None


def test_joining_link_goes_only_to_those_with_a_place(student, run_due_tasks, mailoutbox):
    link = "https://meet.example/abc"
    run = run_with(*SERIES, mode=DeliveryMode.ONLINE, venue=None, online_link=link)
    booking = book(run, student)
    run_due_tasks()
    _, parts = parts_of(mailoutbox[0])

    assert [link in part.get_content().replace("\r\n ", "") for part in parts] == [True] * 3
    assert "LOCATION:Online" in parts[-1].get_content()

    cancel(booking)
    run_due_tasks()
    assert [link in part.get_content() for part in parts_of(mailoutbox[1])[1]] == [False] * 3


@pytest.mark.parametrize("days", [SERIES, SCATTERED])
def test_student_without_email_gets_one_letter_through_the_office(
    student, run_due_tasks, mailoutbox, days
):
    booking = book(run_with(*days), StudentFactory(email="", postal_address="1 Mill Lane"))
    run_due_tasks()
    cancel(booking)
    run_due_tasks()

    assert mailoutbox == []
    letters = Message.objects.order_by("pk")
    assert [(one.kind, one.status, one.calendar) for one in letters] == [
        ("booking_confirmed", MessageStatus.FOR_OFFICE, ""),
        ("booking_cancelled", MessageStatus.FOR_OFFICE, ""),
    ]
    for letter in letters:
        assert "calendar" not in letter.text
        assert "Ring us" in letter.text
        assert "href" not in letter.html
        assert "127.0.0.1" not in letter.text + letter.html
        assert "<html" not in letter.html


def test_booking_twice_tells_once(student, run_due_tasks, mailoutbox):
    run = run_with(*SERIES)

    book(run, student)
    book(run, student)
    run_due_tasks()

    assert len(mailoutbox) == 1


def test_dates_that_changed_before_sending_go_out_as_told_and_are_followed_up(
    student, run_due_tasks, mailoutbox
):
    run, client = run_with(*SERIES), CalendarClient(ADDRESS)
    booking = book(run, student)
    run.sessions.filter(starts_at=local(*SERIES[1])).update(
        starts_at=local(2027, 5, 2), ends_at=local(2027, 5, 2, 12)
    )

    run_due_tasks()
    assert receive(client, mailoutbox) == [local(*day) for day in SERIES]

    calendar_updates.follow_up_booking(booking=booking, at=NOW)
    run_due_tasks()
    assert receive(client, mailoutbox[1:]) == [
        local(*SERIES[0]),
        local(*SERIES[2]),
        local(2027, 5, 2),
    ]


def test_run_without_dates_has_an_empty_file(student):
    booking = book(run_with(*SERIES), student)
    CourseSession.objects.all().update(status=SessionStatus.CANCELLED)

    assert calendar_file(booking, at=NOW).count(b"BEGIN:VEVENT") == 0


@pytest.mark.parametrize("days", [SERIES, SCATTERED])
def test_download_holds_every_session(student, days):
    booking = book(run_with(*days), student)

    written = calendar_file(booking, at=NOW).decode()

    assert "METHOD:PUBLISH" in written
    assert "ATTENDEE" not in written
    assert written.count("BEGIN:VEVENT") == (1 if days == SERIES else 3)


@pytest.mark.parametrize("sessions", [3, 12])
def test_composing_reads_no_more_for_more_sessions(student, sessions, django_assert_num_queries):
    book(make_run(sessions=sessions), student)
    message = Message.objects.get()

    with django_assert_num_queries(14):
        messages.compose_booked(message, at=NOW)
