"""One message becomes one mail; a server that refuses is asked again, and not for ever."""

from __future__ import annotations

import datetime as dt
import smtplib
import time
from email import message_from_bytes, policy
from types import SimpleNamespace

import pytest
from django.core import signing
from django.core.mail.backends.base import BaseEmailBackend
from django_tasks import default_task_backend

from accounts import composing, delivery, outbox, queries
from accounts.enums import MessageStatus
from accounts.models import Message, MessageAttempt, Student
from accounts.tasks import deliver_message
from tests.factories.accounts import MessageFactory, StudentFactory
from tests.factories.home import make_college_settings

pytestmark = pytest.mark.django_db
CALENDAR = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"


class RefusingBackend(BaseEmailBackend):
    """A mail server that answers with whatever the test wants."""

    error: Exception = OSError()

    def send_messages(self, email_messages):  # noqa: ARG002 -- Django's signature
        raise self.error


@pytest.fixture
def refusing(settings):
    settings.EMAIL_BACKEND = f"{__name__}.RefusingBackend"
    return RefusingBackend


@pytest.fixture
def composed(at):
    """A message with all its parts, ready to go."""
    make_college_settings(sender_email="hello@college.example", email="office@college.example")
    return MessageFactory(
        student=StudentFactory(email="sam@example.org"),
        created_at=at,
        composed_at=at,
        subject="Your place is booked",
        text="Hello Zoë,\nsee you soon.\n" + "long " * 300,
        html="<p>Hello Zoë</p>",
        calendar=CALENDAR,
        calendar_method="REQUEST",
    )


@pytest.fixture
def kind_of_ours(monkeypatch):
    """A kind of message that counts how often it is composed."""
    calls = []

    def compose(message, *, at):
        calls.append(at)
        return outbox.Parts(subject="Line one\nBcc: x@example.org", text=f"Composed {len(calls)}")

    monkeypatch.setitem(composing._composers, "booking_confirmed", compose)
    return calls


def test_mail_has_text_then_html_then_calendar(composed, at, mailoutbox):
    delivery.deliver(composed.pk, at=at)

    mail = message_from_bytes(mailoutbox[0].message().as_bytes(), policy=policy.SMTP)
    assert mail.get_content_type() == "multipart/alternative"
    parts = list(mail.iter_parts())
    assert [part["Content-Type"] for part in parts] == [
        'text/plain; charset="utf-8"',
        'text/html; charset="utf-8"',
        'text/calendar; method="REQUEST"; charset="utf-8"',
    ]
    assert [part["Content-Transfer-Encoding"] for part in parts] == ["quoted-printable"] * 3
    assert [part["Content-Disposition"] for part in parts] == [None] * 3
    assert parts[0].get_content() == composed.text
    assert parts[1].get_content().strip() == "<p>Hello Zoë</p>"
    assert parts[2].get_content().split() == CALENDAR.split()


def test_mail_says_who_sent_it_and_that_a_machine_did(composed, at, mailoutbox):
    delivery.deliver(composed.pk, at=at)

    mail = message_from_bytes(mailoutbox[0].message().as_bytes(), policy=policy.SMTP)
    assert {name: mail[name] for name in ("From", "To", "Reply-To", "Subject")} == {
        "From": "Willowbrook Recovery College <hello@college.example>",
        "To": "sam@example.org",
        "Reply-To": "office@college.example",
        "Subject": "Your place is booked",
    }
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"] == f"<{composed.uuid}@college.example>"
    assert mail["Date"].datetime == at


def test_no_line_of_the_mail_is_too_long_for_a_server(composed):
    lines = delivery.build_mail(composed).message().as_bytes().splitlines()

    assert max(len(line) for line in lines) < 998
    assert all(line.isascii() for line in lines)


@pytest.mark.parametrize("is_news", (False, True))
def test_mail_is_the_same_bytes_every_time(composed, is_news, monkeypatch):
    Message.objects.update(is_news=is_news)
    first = delivery.build_mail(Message.objects.get()).message().as_bytes()

    monkeypatch.setattr(signing, "time", SimpleNamespace(time=lambda: time.time() + 60))

    assert delivery.build_mail(Message.objects.get()).message().as_bytes() == first


def test_mail_sent_again_by_the_office_has_a_new_id(composed):
    composed.facts = {"again": 2}

    mail = delivery.build_mail(composed).message()

    assert mail["Message-ID"] == f"<{composed.uuid}.2@college.example>"


def test_words_are_composed_once_and_kept(kind_of_ours, refusing, settings, at, mailoutbox):
    message = MessageFactory(created_at=at)
    refusing.error = smtplib.SMTPServerDisconnected("gone")
    delivery.deliver(message.pk, at=at)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    delivery.deliver(message.pk, at=at + dt.timedelta(minutes=2))

    assert kind_of_ours == [at]
    assert [(mail.subject, mail.body) for mail in mailoutbox] == [
        ("Line one Bcc: x@example.org", "Composed 1")
    ]
    message.refresh_from_db()
    assert (message.status, message.text, message.composed_at, message.attempt_count) == (
        MessageStatus.SENT,
        "Composed 1",
        at,
        2,
    )


@pytest.mark.parametrize(
    ("error", "answer"),
    [
        (ConnectionRefusedError(111, "Connection refused"),
         "The mail server could not be reached: [Errno 111] Connection refused"),
        (smtplib.SMTPServerDisconnected("Connection unexpectedly closed"),
         "The mail server could not be reached: Connection unexpectedly closed"),
        (smtplib.SMTPConnectError(421, b"Try later"), "421 Try later"),
        (smtplib.SMTPDataError(451, b"Try\nlater"), "451 Try later"),
        (smtplib.SMTPDataError(554, b"5.7.1 Refused"), "554 5.7.1 Refused"),
        (smtplib.SMTPSenderRefused(550, b"5.1.8 Not now", "us@college.example"),
         "550 5.1.8 Not now"),
        (smtplib.SMTPRecipientsRefused({"sam@example.org": (552, b"5.2.2 Mailbox full")}),
         "552 5.2.2 Mailbox full"),
        (smtplib.SMTPRecipientsRefused({"sam@example.org": (550, b"blocked by a list")}),
         "550 blocked by a list"),
        (smtplib.SMTPRecipientsRefused({"sam@example.org": (450, b"Greylisted")}),
         "450 Greylisted"),
        (ValueError("a bug"), "The message could not be put together (ValueError)."),
    ],
)  # fmt: skip
def test_trouble_that_may_pass_is_tried_again(composed, refusing, at, error, answer):
    refusing.error = error

    delivery.deliver(composed.pk, at=at)

    composed.refresh_from_db()
    assert composed.status == MessageStatus.QUEUED
    assert dt.timedelta(seconds=45) <= composed.due_at - at <= dt.timedelta(seconds=75)
    attempts = MessageAttempt.objects.values_list("at", "succeeded", "answer")
    assert list(attempts) == [(at, False, answer)]


def test_address_that_does_not_exist_goes_to_the_office_at_once(composed, refusing, at):
    refusing.error = smtplib.SMTPRecipientsRefused({"sam@example.org": (550, b"No such person")})

    delivery.deliver(composed.pk, at=at)

    composed.refresh_from_db()
    assert (composed.status, composed.finished_at) == (MessageStatus.FAILED, at)
    assert Student.objects.values_list("refused_email", flat=True).get() == "sam@example.org"


@pytest.mark.parametrize(
    ("details", "channel"),
    [({"phone": "01234"}, "PHONE"), ({"postal_address": "1 Mill Lane"}, "LETTER")],
)
def test_refused_mail_becomes_a_call_or_a_letter_at_once(
    kind_of_ours, refusing, at, details, channel
):
    student = StudentFactory(email="Sam@example.org", **details)
    message = MessageFactory(student=student, created_at=at)
    refusing.error = smtplib.SMTPRecipientsRefused({"sam@example.org": (550, b"No such person")})

    delivery.deliver(message.pk, at=at)

    message.refresh_from_db()
    # Composed again: what is said on the phone has no links to tap.
    assert (message.status, message.channel, message.text) == ("FOR_OFFICE", channel, "Composed 2")
    assert MessageAttempt.objects.values_list("succeeded", "answer").get() == (
        False,
        "550 No such person",
    )
    student.refresh_from_db()
    assert (student.email_works, student.channel) == (False, channel)
    student.email = "sam@other.example"
    assert (student.email_works, student.channel) == (True, "EMAIL")


def refused_recipient(code, said):
    return smtplib.SMTPRecipientsRefused({"sam@example.org": (code, said)})


@pytest.mark.parametrize(
    ("error", "is_at_once", "works"),
    (
        (refused_recipient(550, b"No such person"), True, False),
        (refused_recipient(550, b"5.1.1 No such person"), True, False),
        (refused_recipient(556, b"5.1.10 Takes no mail"), True, False),
        (refused_recipient(550, b"5.4.1 Access denied"), True, True),
        (refused_recipient(554, b"5.7.1 Client host blocked (spamhaus)"), False, True),
        (refused_recipient(550, b"Blocked, see a list"), False, True),
        (refused_recipient(552, b"5.2.2 Mailbox full"), False, True),
        (smtplib.SMTPDataError(550, b"5.1.1 No such user"), True, False),
        (smtplib.SMTPDataError(554, b"Refused"), True, True),
        (smtplib.SMTPDataError(550, b"No"), True, True),
        (smtplib.SMTPSenderRefused(550, b"No", "us@college.example"), True, True),
        (smtplib.SMTPSenderRefused(553, b"5.1.7 Bad sender", "us@college.example"), False, True),
    ),
)
def test_what_is_refused_becomes_a_call_and_only_a_wrong_address_is_turned_off(
    kind_of_ours, refusing, settings, at, error, is_at_once, works
):
    settings.MESSAGE_ATTEMPTS = 2
    student = StudentFactory(email="Sam@example.org", phone="01234")
    message = MessageFactory(student=student, created_at=at)
    refusing.error = error

    delivery.deliver(message.pk, at=at)
    message.refresh_from_db()
    assert (message.status == "FOR_OFFICE") is is_at_once

    delivery.deliver(message.pk, at=at)
    message.refresh_from_db()
    student.refresh_from_db()
    assert (message.status, message.channel, student.email_works) == ("FOR_OFFICE", "PHONE", works)


def test_mail_about_a_place_cannot_be_turned_off_but_news_can(composed):
    assert delivery.build_mail(composed).message()["List-Unsubscribe"] is None

    composed.is_news = True
    mail = delivery.build_mail(composed).message()

    # The link holds the second in which it was signed.
    page, _, token = mail["List-Unsubscribe"].strip("<>").rstrip("/").rpartition("/")
    assert composing.stop_news_page(composed.student).startswith(f"{page}/")
    assert queries.student_who_may_stop_news(token) == composed.student
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_office_is_asked_after_the_last_try(composed, refusing, settings, at):
    settings.MESSAGE_ATTEMPTS = 3
    refusing.error = ConnectionRefusedError()

    states = []
    for _ in range(4):
        delivery.deliver(composed.pk, at=at)
        composed.refresh_from_db()
        states.append((composed.status, composed.attempt_count))

    assert states == [("QUEUED", 1), ("QUEUED", 2), ("FAILED", 3), ("FAILED", 3)]
    assert MessageAttempt.objects.count() == 3


def test_waits_double_and_have_a_limit(settings):
    settings.MESSAGE_FIRST_RETRY_SECONDS, settings.MESSAGE_LONGEST_RETRY_SECONDS = 60, 600

    waits = [delivery.wait_before_next(attempts).total_seconds() for attempts in range(1, 8)]

    for wait, middle in zip(waits, [60, 120, 240, 480, 600, 600, 600], strict=True):
        assert 0.75 * middle <= wait <= 1.25 * middle
    assert len(set(waits)) == len(waits)


def test_failed_try_queues_the_next_one_for_later(composed, refusing, at):
    refusing.error = ConnectionRefusedError()

    assert deliver_message.func(composed.pk, attempts=0) == "QUEUED"

    (task,) = default_task_backend.results
    composed.refresh_from_db()
    assert (task.args, task.kwargs) == ([composed.pk], {"attempts": 1})
    assert task.task.run_after == composed.due_at


def test_task_that_arrives_twice_sends_once(composed, mailoutbox):
    assert deliver_message.func(composed.pk, attempts=0, later="more") == "SENT"
    assert deliver_message.func(composed.pk, attempts=0) == "nothing to do"

    assert len(mailoutbox) == 1


def test_message_in_another_workers_hands_is_left_alone(composed, at, mailoutbox):
    Message.objects.update(status=MessageStatus.SENDING, claimed_at=at)

    assert delivery.deliver(composed.pk, at=at) is None
    assert mailoutbox == []


def test_task_of_an_earlier_try_does_nothing(composed, mailoutbox):
    Message.objects.update(attempt_count=2)

    assert deliver_message.func(composed.pk, attempts=1) == "nothing to do"
    assert mailoutbox == []


def test_worker_whose_message_was_taken_over_changes_nothing(composed, at, monkeypatch):
    later = at + dt.timedelta(minutes=20)

    class Slow(BaseEmailBackend):
        def send_messages(self, email_messages):  # noqa: ARG002 -- Django's signature
            Message.objects.update(claimed_at=later)

    monkeypatch.setattr(delivery, "get_connection", Slow)

    delivery.deliver(composed.pk, at=at)

    composed.refresh_from_db()
    assert (composed.status, composed.claimed_at) == (MessageStatus.SENDING, later)


@pytest.mark.parametrize("contact", [{"phone": "01234"}, {"postal_address": "1 Mill Lane"}])
def test_message_without_email_is_composed_for_the_office(kind_of_ours, at, mailoutbox, contact):
    student = StudentFactory(email="", **contact)
    message = MessageFactory(student=student, to_address="", channel=student.channel)

    delivery.deliver(message.pk, at=at)

    message.refresh_from_db()
    assert (message.status, message.text) == (MessageStatus.FOR_OFFICE, "Composed 1")
    assert mailoutbox == []


def test_secret_is_wiped_once_it_is_sent(at, mailoutbox):
    outbox.queue_message(
        kind="sign_in_code",
        student=None,
        to_address="sam@example.org",
        facts={"code": "123456"},
        dedupe_key="code",
        at=at,
        is_secret=True,
        parts=outbox.Parts(subject="Your code", text="123456", html="<p>123456</p>"),
    )
    message = Message.objects.get()

    delivery.deliver(message.pk, at=at)

    assert mailoutbox[0].body == "123456"
    message.refresh_from_db()
    assert (message.subject, message.text, message.html, message.facts) == ("", "", "", {})


def test_log_names_no_person(composed, refusing, at, caplog):
    refusing.error = smtplib.SMTPRecipientsRefused({"sam@example.org": (450, b"not sam")})

    delivery.deliver(composed.pk, at=at)

    assert f"Message {composed.uuid}, try 1: not delivered" in caplog.text
    assert "sam" not in caplog.text
