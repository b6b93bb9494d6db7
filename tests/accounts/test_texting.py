"""Texts go through GOV.UK Notify, once, at a decent hour, and only where they are safe."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts import composing, delivery, outbox
from accounts.enums import Channel, MessageStatus, Pace
from accounts.models import Message, MessageAttempt
from tests.accounts import notify
from tests.factories.accounts import MessageFactory, StudentFactory

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


def texted(**changes):
    """A student who chose texts."""
    given = {"contact_by": "TEXT", "phone": "07700 900123", "may_text": True}
    return StudentFactory(**given | changes)


@pytest.fixture
def service(settings):
    with notify.listening() as running:
        settings.TEXT_SENDER = "accounts.texting.NotifySender"
        settings.NOTIFY_API_KEY, settings.NOTIFY_TEMPLATE_ID = notify.API_KEY, notify.TEMPLATE
        settings.NOTIFY_ADDRESS = running.address
        yield running


@pytest.fixture
def text(at):
    return MessageFactory(
        student=texted(),
        channel="TEXT",
        to_address="07700 900123",
        created_at=at,
        composed_at=at,
        short="Your place is booked.",
    )


def test_text_is_handed_to_the_service_as_its_api_wants(service, text, at):
    delivery.deliver(text.pk, at=at)

    text.refresh_from_db()
    assert (text.status, text.finished_at) == (MessageStatus.SENT, at)
    assert service.taken == [
        {
            "path": "/v2/notifications/sms",
            "phone_number": "07700 900123",
            "template_id": notify.TEMPLATE,
            "personalisation": {"message": "Your place is booked."},
            "reference": str(text.uuid),
        }
    ]


@pytest.mark.parametrize("status", [403, 429, 500])
def test_service_that_refuses_for_a_while_is_asked_again(service, text, at, status):
    service.refuses = [status]

    first = delivery.deliver(text.pk, at=at).status
    second = delivery.deliver(text.pk, at=at + MINUTE).status

    assert (first, second) == (MessageStatus.QUEUED, MessageStatus.SENT)
    assert len(service.taken) == 1
    answers = MessageAttempt.objects.values_list("succeeded", "answer")
    assert list(answers) == [
        (False, f"Text service: {status} {notify.REFUSALS[status][1]}"),
        (True, ""),
    ]


def test_text_the_service_took_before_it_broke_is_not_sent_twice(service, text, at):
    service.refuses, service.keeps_before_refusing = [500], True

    delivery.deliver(text.pk, at=at)
    delivery.deliver(text.pk, at=at + MINUTE)

    text.refresh_from_db()
    assert (text.status, service.reference_count(str(text.uuid))) == (MessageStatus.SENT, 1)


def test_wrong_key_is_trouble_that_may_pass(service, text, at, settings):
    settings.NOTIFY_API_KEY = notify.API_KEY[:-1] + "1"

    assert delivery.deliver(text.pk, at=at).status == MessageStatus.QUEUED
    assert service.taken == []


def test_service_that_does_not_answer_is_trouble_that_may_pass(service, text, at, settings):
    settings.NOTIFY_ADDRESS = "http://127.0.0.1:1"

    assert delivery.deliver(text.pk, at=at).status == MessageStatus.QUEUED
    assert MessageAttempt.objects.get().answer == "Text service: 503 Request failed"


def test_text_without_a_short_form_says_where_to_read_it(at, monkeypatch):
    def compose(message, *, at):
        return outbox.Parts(subject="Your place is booked", text="Much more")

    monkeypatch.setitem(composing._composers, "booking_confirmed", compose)
    outbox.queue_message(
        kind="booking_confirmed", student=texted(), facts={}, dedupe_key="one", at=at
    )
    message = Message.objects.get()
    assert (message.channel, message.to_address) == (Channel.TEXT, "07700 900123")

    delivery.deliver(message.pk, at=at)

    message.refresh_from_db()
    assert message.short == (
        "Your place is booked. You can read it here: http://127.0.0.1:8000/my-messages/ "
        "In danger? Ring 999."
    )


@pytest.mark.parametrize(
    ("changes", "sender", "channel"),
    [
        ({}, "any", Channel.TEXT),
        ({"may_text": False}, "any", Channel.EMAIL),
        ({"phone": ""}, "any", Channel.EMAIL),
        ({"phone": "01632 960 001"}, "any", Channel.EMAIL),
        ({}, "", Channel.EMAIL),
        ({"may_text": False, "email": ""}, "any", Channel.PHONE),
        ({"phone": "", "email": ""}, "any", Channel.LETTER),
    ],
)
def test_student_gets_texts_only_where_they_can_and_may(settings, changes, sender, channel):
    settings.TEXT_SENDER = sender

    assert texted(**changes).channel == channel


def local(hour, minute=0, *, day=4):
    return dt.datetime(2027, 1, day, hour, minute, tzinfo=dt.UTC)


OWN = {"quiet_from": dt.time(12), "quiet_until": dt.time(14, 30)}


@pytest.mark.parametrize(
    ("changes", "pace", "written", "due"),
    [
        ({}, Pace.SOON, local(20, 59), local(20, 59)),
        ({}, Pace.SOON, local(21), local(8, day=5)),
        ({}, Pace.SOON, local(3, day=5), local(8, day=5)),
        ({}, Pace.NOW, local(3), local(3)),
        (OWN, Pace.SOON, local(3), local(3)),
        (OWN, Pace.SOON, local(13), local(14, 30)),
        ({"contact_by": "EMAIL"}, Pace.SOON, local(23), local(23)),
        ({"contact_by": "EMAIL", **OWN}, Pace.SOON, local(13), local(14, 30)),
        ({"contact_by": "PHONE", **OWN}, Pace.SOON, local(13), local(13)),
    ],
)
def test_message_waits_for_the_end_of_quiet_hours(changes, pace, written, due):
    outbox.queue_message(
        kind="booking_confirmed",
        student=texted(**changes),
        facts={},
        dedupe_key="one",
        pace=pace,
        at=written,
    )

    assert Message.objects.get().due_at == due


def test_late_worker_does_not_wake_anybody(text):
    night = local(23)

    message = delivery.deliver(text.pk, at=night)

    assert (message.status, message.due_at) == (MessageStatus.QUEUED, local(8, day=5))
    text.refresh_from_db()
    assert (text.status, text.due_at, text.attempt_count) == ("QUEUED", local(8, day=5), 0)


def test_discreet_student_is_told_of_an_appointment(at, monkeypatch, mailoutbox):
    def compose(message, *, at):
        return outbox.Parts(subject="Your place at Willowbrook is booked", text="Hello")

    monkeypatch.setitem(composing._composers, "booking_confirmed", compose)
    message = MessageFactory(student=StudentFactory(is_discreet=True), created_at=at)

    delivery.deliver(message.pk, at=at)

    (mail,) = mailoutbox
    assert (mail.subject, mail.from_email.partition(" <")[0]) == (
        "About your appointment",
        "Appointments",
    )
    message.refresh_from_db()
    assert message.short == (
        "About your appointment. You can read it here: http://127.0.0.1:8000/my-messages/ "
        "In danger? Ring 999."
    )


def test_number_that_no_text_can_reach_goes_to_the_office_without_asking_the_service(
    service, text, at, monkeypatch
):
    def compose(message, *, at):
        return outbox.Parts(subject="Your place is booked", text="Come at ten.")

    monkeypatch.setitem(composing._composers, "booking_confirmed", compose)
    text.student.phone = text.to_address = "01632 960 001"
    text.student.save()
    text.save()

    delivery.deliver(text.pk, at=at)

    text.refresh_from_db()
    assert (text.status, text.channel) == (MessageStatus.FOR_OFFICE, Channel.PHONE)
    assert service.taken == []
    assert MessageAttempt.objects.get().answer == "Texts cannot reach this number."


def test_number_that_the_service_refuses_is_rung_at_once_the_next_time(
    service, text, at, monkeypatch
):
    def compose(message, *, at):
        return outbox.Parts(subject="Your place is booked", text="Come at ten.")

    monkeypatch.setitem(composing._composers, "booking_confirmed", compose)
    service.refuses = [400]

    delivery.deliver(text.pk, at=at)

    student = text.student
    student.refresh_from_db()
    assert (student.refused_phone, student.channel) == (student.phone, Channel.PHONE)
    outbox.queue_message(
        kind="booking_confirmed", student=student, facts={}, dedupe_key="next", at=at
    )
    assert Message.objects.get(dedupe_key="next").channel == Channel.PHONE
