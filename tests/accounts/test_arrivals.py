"""Texts that the service took and then lost are told by the office instead, once."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts import composing, delivery, outbox
from accounts.enums import Pace
from accounts.models import Message, MessageAttempt
from recoverycollege.due_work import STEPS
from tests.accounts import notify
from tests.factories.accounts import MessageFactory, StudentFactory, UserFactory

pytestmark = pytest.mark.django_db
MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)


@pytest.fixture
def service(settings):
    with notify.listening() as running:
        settings.TEXT_SENDER = "accounts.texting.NotifySender"
        settings.NOTIFY_API_KEY, settings.NOTIFY_TEMPLATE_ID = notify.API_KEY, notify.TEMPLATE
        settings.NOTIFY_ADDRESS = running.address
        yield running


@pytest.fixture(autouse=True)
def still_needed(monkeypatch):
    """Whether what the texts say is still so; the words are put together anew."""
    answers = [True]

    def compose(message, *, at):
        return outbox.Parts(subject="Your place is booked", text="Come at ten.")

    def is_needed(message, *, at):
        return answers[0]

    monkeypatch.setitem(composing._composers, "booking_confirmed", compose)
    monkeypatch.setitem(composing._still_needed, "booking_confirmed", is_needed)
    return answers


def taken(at, **changes):
    """A text that the service has taken."""
    student = StudentFactory(contact_by="TEXT", phone="07700 900123", may_text=True)
    given = {"channel": "TEXT", "to_address": student.phone, "created_at": at, "composed_at": at}
    text = MessageFactory(student=student, short="Your place is booked.", **given | changes)
    delivery.deliver(text.pk, at=at)
    text.refresh_from_db()
    return text


def ask(at):
    (step,) = [one for one in STEPS if one.meaning == "ask whether texts arrived"]
    return step.do(at)


def state_of(text):
    text.refresh_from_db()
    return text.status, text.channel, text.ask_at, text.arrived_at


def test_text_that_arrived_is_asked_about_once(service, at):
    text = taken(at)
    assert state_of(text) == ("SENT", "TEXT", at + 5 * MINUTE, None)

    ask(at + 4 * MINUTE)
    assert service.asked == []
    for _ in range(2):
        ask(at + 5 * MINUTE)

    assert service.asked == [str(text.uuid)]
    assert state_of(text) == ("SENT", "TEXT", None, at + 5 * MINUTE)


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        ("permanent-failure", "there may be no such number (permanent-failure)."),
        (
            "temporary-failure",
            "the telephone was off or out of reach for days (temporary-failure).",
        ),
        ("technical-failure", "the text service had trouble (technical-failure)."),
    ],
)
def test_text_that_was_lost_becomes_one_call(service, at, run_due_tasks, status, answer):
    text = taken(at)
    service.statuses[str(text.uuid)] = [status]

    assert [ask(at + later * HOUR) for later in (1, 2, 30)] == [1, 0, 0]
    run_due_tasks()

    assert state_of(text) == ("FOR_OFFICE", "PHONE", None, None)
    assert (text.text, len(service.taken), len(service.asked)) == ("Come at ten.", 1, 1)
    # Only of a number that is none we know that no later text will arrive.
    text.student.refresh_from_db()
    is_wrong = status == "permanent-failure"
    assert text.student.refused_phone == ("07700 900123" if is_wrong else "")
    assert text.student.channel == ("PHONE" if is_wrong else "TEXT")
    text.student.phone = "07700 900124"
    assert text.student.channel == "TEXT"
    assert list(MessageAttempt.objects.values_list("succeeded", "answer")) == [
        (True, ""),
        (False, f"The text did not arrive: {answer}"),
    ]


@pytest.mark.parametrize("why", ("overtaken", "too late"))
def test_nobody_is_rung_about_what_need_not_be_said_any_more(
    service, at, run_due_tasks, still_needed, why
):
    text = taken(at, deadline_at=at + HOUR if why == "too late" else None)
    service.statuses[str(text.uuid)] = ["permanent-failure"]
    still_needed[0] = why != "overtaken"

    ask(at + HOUR)
    run_due_tasks()

    assert state_of(text)[0] == "NOT_NEEDED"


def test_text_that_nobody_knows_of_is_asked_about_less_and_less_and_then_left(service, at):
    text = taken(at)
    service.statuses[str(text.uuid)] = ["sending"]

    asked_at = []
    while next_at := state_of(text)[2]:
        asked_at.append((next_at - at) / MINUTE)
        ask(next_at)

    assert asked_at == [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 4000, 5440, 6880]
    assert state_of(text) == ("SENT", "TEXT", None, None)
    assert len(service.asked) == len(asked_at)


@pytest.mark.parametrize(
    ("pace", "minutes", "expected"),
    [(Pace.NOW, 29, "SENT"), (Pace.NOW, 30, "FOR_OFFICE"), (Pace.SOON, 30, "SENT")],
)
def test_what_cannot_wait_is_told_on_the_phone_where_nobody_knows(
    service, at, run_due_tasks, pace, minutes, expected
):
    text = taken(at, pace=pace)
    service.statuses[str(text.uuid)] = ["sending"]

    ask(at + minutes * MINUTE)
    run_due_tasks()

    assert state_of(text)[0] == expected


@pytest.mark.parametrize("status", (403, 429, 500))
def test_service_that_says_nothing_is_left_in_peace_until_the_next_round(service, at, status):
    first, second = taken(at), taken(at)
    service.refuses_to_tell = [status]

    ask(at + 5 * MINUTE)
    assert service.asked == [str(first.uuid)]
    ask(at + 6 * MINUTE)
    ask(at + 10 * MINUTE)

    assert service.asked == [str(first.uuid), str(second.uuid), str(first.uuid)]
    assert {state_of(one)[0] for one in (first, second)} == {"SENT"}


def test_one_round_asks_about_so_many(service, at, settings):
    settings.MESSAGE_ARRIVALS_AT_A_TIME = 2
    for _ in range(3):
        taken(at)

    ask(at + HOUR)

    assert (len(service.asked), Message.objects.filter(arrived_at=None).count()) == (2, 1)


def test_text_that_the_office_sent_again_is_followed_anew(service, at, run_due_tasks):
    text = taken(at)
    outbox.send_again(message=text, by=UserFactory(), at=at + MINUTE)
    service.statuses[str(text.uuid)] = ["permanent-failure"]
    assert state_of(text) == ("QUEUED", "TEXT", None, None)

    delivery.deliver(text.pk, at=at + 2 * MINUTE)
    ask(at + HOUR)

    assert service.asked == [f"{text.uuid}.1"]
    assert state_of(text) == ("SENT", "TEXT", None, at + HOUR)


def test_of_two_copies_the_one_that_arrived_counts(service, at):
    text = taken(at)
    service.statuses[str(text.uuid)] = ["permanent-failure", "delivered"]

    ask(at + HOUR)

    assert state_of(text) == ("SENT", "TEXT", None, at + HOUR)


def test_text_of_somebody_who_has_no_number_any_more_is_shown_as_not_sent(service, at):
    text = taken(at)
    service.statuses[str(text.uuid)] = ["permanent-failure"]
    text.student.phone = ""
    text.student.save()

    ask(at + HOUR)

    assert state_of(text) == ("FAILED", "TEXT", None, None)
