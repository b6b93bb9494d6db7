"""The office's view of messages: who may look, what is shown, and what can be done."""

from __future__ import annotations

import datetime as dt
import re
from email import message_from_bytes, policy
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Channel, MessageStatus, Role
from accounts.models import Message, MessageAttempt, RecordRead
from accounts.viewsets.calendar_words import CalendarDate, CalendarWords, calendar_words
from bookings.itip import invitations
from bookings.itip.facts import SessionFacts
from bookings.messages import links
from tests.bookings.test_itip_files import AUTUMN, SCATTERED, SPRING, TWO_DAYS, booking
from tests.factories.accounts import MessageFactory, StudentFactory, UserFactory
from tests.factories.courses import TutorFactory
from tests.factories.home import make_college_settings

pytestmark = pytest.mark.django_db
WRITTEN = dt.datetime(2026, 9, 1, 9, tzinfo=dt.UTC)
ADDRESSES = ("inspect", "html", "file", "letter")
CHANGES = ("send_again", "passed_on")


def member_of(role):
    user = UserFactory()
    user.groups.add(Group.objects.get(name=Role.GROUPS[role]))
    return user


@pytest.fixture
def office(client):
    user = member_of("COORDINATOR")
    client.force_login(user)
    return user


@pytest.fixture
def sent():
    make_college_settings(sender_email="hello@college.example")
    return MessageFactory(
        student=StudentFactory(name="Sam Brook", email="sam@example.org"),
        status=MessageStatus.SENT,
        created_at=WRITTEN,
        composed_at=WRITTEN,
        finished_at=WRITTEN,
        subject="Your place is booked",
        text="Hello Sam,\n<b>see you</b>",
        html="<html><body><p>Hello Sam</p></body></html>",
        calendar=invitations.write_request(booking(*AUTUMN)).decode(),
        calendar_method="REQUEST",
    )


def address(name, message):
    return reverse(f"messages:{name}", args=[message.uuid])


def test_message_that_waits_for_quiet_hours_says_when_it_goes(client, office, monkeypatch):
    late = dt.datetime(2026, 10, 5, 22, 30, tzinfo=dt.UTC)
    monkeypatch.setattr(timezone, "now", lambda: late)
    hours = {"quiet_from": dt.time(21), "quiet_until": dt.time(8)}
    resting = StudentFactory(name="Sam", **hours)
    made = {"created_at": late, "due_at": late, "channel": Channel.EMAIL}
    mail = MessageFactory(student=resting, **made)
    put_off = MessageFactory(
        student=resting, **made | {"due_at": dt.datetime(2026, 10, 6, 7, tzinfo=dt.UTC)}
    )
    text = MessageFactory(
        student=StudentFactory(name="Jo", phone="07700 900123"), **made | {"channel": Channel.TEXT}
    )
    goes = "Goes at 8am on Tuesday 6 October 2026."
    assert [goes in shown(client, one) for one in (mail, put_off, text)] == [True] * 3
    assert "Nothing is sent to Jo from 9pm to 8am." in shown(client, text)

    for at_once in (
        MessageFactory(**made),
        MessageFactory(student=resting, **made | {"channel": Channel.LETTER}),
        MessageFactory(student=resting, **made | {"status": MessageStatus.SENT}),
    ):
        assert "Goes at" not in shown(client, at_once)


def shown(client, message):
    return " ".join(client.get(address("inspect", message)).content.decode().split())


def test_message_to_a_tutor_names_the_tutor_as_whom_it_goes_to(client, office):
    tutor = TutorFactory(name="Marcus", user=UserFactory(name="Marcus", email="m@example.org"))
    MessageFactory(student=None, to_address=tutor.user.email)
    MessageFactory(student=None, to_address="gone@example.org")

    page = client.get(reverse("messages:index")).content.decode()
    found = client.get(reverse("messages:index"), {"q": "marcus"}).content.decode()

    assert ("Marcus" in page, "gone@example.org" in page) == (True, True)
    assert ("Marcus" in found, "gone@example.org" in found) == (True, False)
    assert "Student" not in re.findall(r"<th[^>]*>\s*(?:<a[^>]*>)?\s*([\w ]+)", page)


@pytest.mark.parametrize("role", ["COORDINATOR", "MANAGER"])
def test_office_and_managers_may_read(client, sent, role):
    client.force_login(member_of(role))

    assert client.get(reverse("messages:index")).status_code == 200
    assert [client.get(address(name, sent)).status_code for name in ADDRESSES] == [200] * 4


def _editor():
    return member_of("EDITOR")


def _tutor():
    return TutorFactory().user


@pytest.mark.parametrize("who", [_editor, _tutor, UserFactory])
def test_nobody_else_may(client, sent, who):
    client.force_login(who())

    answers = [client.get(reverse("messages:index"))]
    answers += [client.get(address(name, sent)) for name in ADDRESSES]
    answers += [client.post(address(name, sent)) for name in CHANGES]

    assert {answer.status_code for answer in answers} == {302}
    assert all("Sam" not in answer.content.decode() for answer in answers)
    assert RecordRead.objects.count() == 0
    assert list(Message.objects.values_list("status", flat=True)) == ["SENT"]


def test_somebody_signed_out_is_sent_to_sign_in(client, sent):
    for name in ADDRESSES:
        assert client.get(address(name, sent)).url.startswith("/sign-in/")


def test_manager_reads_and_changes_nothing(client, sent):
    client.force_login(member_of("MANAGER"))

    page = client.get(address("inspect", sent)).content.decode()
    client.post(address("send_again", sent))

    assert "Send again" not in page
    assert Message.objects.get().status == MessageStatus.SENT


@pytest.mark.parametrize("rows", (1, 3))
def test_list_costs_the_same_for_more_messages(client, office, rows, django_assert_num_queries):
    for _ in range(rows):
        MessageFactory(status=MessageStatus.SENT)
    client.get(reverse("messages:index"))

    with django_assert_num_queries(12):
        page = client.get(reverse("messages:index")).content.decode()

    assert len(set(re.findall(r"/admin/messages/inspect/([0-9a-f-]+)/", page))) == rows


def test_list_is_narrowed_by_state_and_words(client, office):
    MessageFactory(student=StudentFactory(name="Amina"), status="FAILED")
    MessageFactory(student=StudentFactory(name="Ben"), status="SENT")
    index = reverse("messages:index")

    def names(query):
        page = client.get(index, query).content.decode()
        return [name for name in ("Amina", "Ben") if name in page]

    assert names({}) == ["Amina", "Ben"]
    assert names({"status": "FAILED"}) == ["Amina"]
    assert names({"q": "ben"}) == ["Ben"]
    assert names({"kind": "booking_confirmed", "channel": "EMAIL"}) == ["Amina", "Ben"]
    assert names({"created_at_from": "2027-01-05"}) == []


def test_sign_in_codes_are_not_there(client, office):
    secret = MessageFactory(
        kind="sign_in_code", student=None, to_address="sam@example.org", is_secret=True,
        composed_at=WRITTEN, text="123456",
    )  # fmt: skip
    MessageFactory(student=StudentFactory(name="Amina"))

    page = client.get(reverse("messages:index")).content.decode()
    answers = [client.get(address(name, secret)) for name in ADDRESSES]
    answers += [client.post(address(name, secret)) for name in CHANGES]

    assert "Amina" in page
    assert "sam@example.org" not in page
    assert "Sign in code" not in page
    assert [answer.status_code for answer in answers] == [404] * 6


def test_page_shows_every_part_and_every_try(client, office, sent):
    MessageAttempt.objects.create(message=sent, at=WRITTEN, succeeded=False, answer="421 Try later")
    MessageAttempt.objects.create(message=sent, at=WRITTEN, succeeded=True)

    page = client.get(address("inspect", sent)).content.decode()

    for words in (
        "Sam Brook",
        "sam@example.org",
        "&lt;b&gt;see you&lt;/b&gt;",
        f'src="{address("html", sent)}"',
        'sandbox=""',
        "Tuesday 3 November 2026, 2pm to 4pm: Wellness Planning",
        "BEGIN:VCALENDAR",
        "421 Try later",
        "The mail server took it.",
    ):
        assert words in page
    assert "<title>Message" in page.replace("\n", "").replace("  ", "")


def test_demo_says_that_nothing_leaves_it(client, office, sent, settings):
    settings.DEMO = True
    MessageAttempt.objects.create(message=sent, at=WRITTEN, succeeded=True)

    assert "It was kept here: this demo sends nothing out." in shown(client, sent)


def test_every_look_is_written_down(client, office, sent):
    for name in ADDRESSES:
        client.get(address(name, sent))

    assert list(RecordRead.objects.order_by("pk").values_list("reader", "student", "place")) == [
        (office.pk, sent.student.pk, "admin: message"),
        (office.pk, sent.student.pk, "admin: message as file"),
        (office.pk, sent.student.pk, "admin: message on paper"),
    ]


def test_html_part_can_run_and_load_nothing(client, office, sent):
    answer = client.get(address("html", sent))

    assert answer.content.decode() == sent.html
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert answer["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; "
        "frame-ancestors 'self'; sandbox"
    )


def test_file_is_the_mail_that_was_sent(client, office, sent):
    answer = client.get(address("file", sent))

    mail = message_from_bytes(answer.content, policy=policy.SMTP)
    assert answer["Content-Type"] == "message/rfc822"
    assert answer["Content-Disposition"] == f'attachment; filename="{sent.uuid}.eml"'
    assert mail["Message-ID"] == f"<{sent.uuid}@college.example>"
    assert [part.get_content_type() for part in mail.iter_parts()] == [
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    *_, calendar = mail.iter_parts()
    assert calendar.get_content() == sent.calendar


def test_message_not_yet_composed_says_so(client, office):
    waiting = MessageFactory()

    assert (
        "The words are put together when"
        in client.get(address("inspect", waiting)).content.decode()
    )
    assert client.get(address("file", waiting)).status_code == 404
    assert client.get(address("letter", waiting)).status_code == 404


def test_office_sends_again(client, office, sent):
    answer = client.post(address("send_again", sent), follow=True)

    assert "The message will be sent again in a moment." in answer.content.decode()
    assert Message.objects.get().status == MessageStatus.QUEUED

    answer = client.post(address("send_again", sent), follow=True)
    assert "This message is on its way already." in answer.content.decode()


def test_staff_read_the_words_without_the_links_that_answer_for_the_student(client, office, sent):
    link = links.address(links.Purpose.GIVE_UP, uuid4(), until=WRITTEN)
    open_page = "http://testserver/courses/"
    sent.text = sent.short = f"Give up your place:\n{link}\nCourses: {open_page}"
    sent.html = f'<p><a href="{link}">Give up</a> <a href="{open_page}">Courses</a></p>'
    sent.save()

    texts = {
        name: client.get(address(name, sent)).content.decode()
        for name in ("inspect", "html", "file", "letter")
    }

    token = link.rstrip("/").rpartition("/")[2]
    for text in texts.values():
        assert token[-20:] not in text.replace("=\r\n", "")
        assert "courses/" in text
    assert "Give up your place:\n[a link that only the student gets]\nCourses" in texts["inspect"]
    assert '<a href="#">Give up</a>' in texts["html"]

    by_post = MessageFactory(
        student=StudentFactory(postal_address="1 High Street"),
        status="FOR_OFFICE",
        channel="LETTER",
        composed_at=WRITTEN,
        text=link,
    )
    assert link in client.get(address("letter", by_post)).content.decode()


def test_letter_is_printed_and_marked_as_done(client, office):
    make_college_settings(address="1 College Road")
    letter = MessageFactory(
        student=StudentFactory(name="Ada", email="", postal_address="2 High St\nWillowbrook"),
        to_address="",
        channel=Channel.LETTER,
        status=MessageStatus.FOR_OFFICE,
        composed_at=WRITTEN,
        text="Hello Ada,\n\nYour place is booked.",
        html="<p>Hello Ada,</p><h1>Your place is booked.</h1>",
    )

    page = client.get(address("inspect", letter)).content.decode()
    paper = client.get(address("letter", letter)).content.decode()
    answer = client.post(address("passed_on", letter))

    assert "Mark as done" in page
    assert address("file", letter) not in page
    assert "Send it by email instead" not in page
    for words in (
        "Ada<br>2 High St<br>Willowbrook",
        "<h1>Your place is booked.</h1>",
        "1 September",
    ):
        assert words in paper
    assert answer.url == f"{reverse('messages:index')}?status=FOR_OFFICE"
    assert Message.objects.get().status == MessageStatus.PASSED_ON


def test_letter_goes_by_email_once_there_is_an_address(client, office):
    letter = MessageFactory(
        student=StudentFactory(email="ada@example.org"),
        to_address="",
        channel=Channel.LETTER,
        status=MessageStatus.FOR_OFFICE,
        composed_at=WRITTEN,
    )

    assert "Send it by email instead" in client.get(address("inspect", letter)).content.decode()
    client.post(address("send_again", letter))

    message = Message.objects.get()
    assert (message.channel, message.to_address, message.status, message.composed_at) == (
        Channel.EMAIL,
        "ada@example.org",
        MessageStatus.QUEUED,
        None,
    )


@pytest.mark.parametrize("sessions", [AUTUMN, SPRING, TWO_DAYS])
def test_calendar_in_words_names_every_date(sessions):
    words = calendar_words(invitations.write_request(booking(*sessions, sequence=4)).decode())

    assert words == CalendarWords(
        "Puts these dates into the student's calendar:",
        4,
        [CalendarDate(one.starts_at, one.ends_at, one.summary, one.location) for one in sessions],
    )


def test_mixed_weekdays_in_words():
    days = [dt.datetime(2026, 10, day, 9, tzinfo=dt.UTC) for day in (6, 8, 13, 15)]
    sessions = [
        SessionFacts(uid="x", starts_at=day, ends_at=day + dt.timedelta(hours=1), summary="Talk")
        for day in days
    ]

    words = calendar_words(invitations.write_request(booking(*sessions)).decode())

    assert [one.starts_at for one in words.dates] == days


def test_cancellation_and_nonsense_in_words():
    cancel = invitations.write_cancel(booking(*SCATTERED), SCATTERED[1], run_cancelled=False)

    assert calendar_words(cancel.decode()).does == (
        "Takes these dates out of the student's calendar:"
    )
    assert calendar_words("") is None
    assert calendar_words("nonsense").dates == []
