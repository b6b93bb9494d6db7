"""Messages are written with their cause, once, and none is lost on the way."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks import default_task_backend

from accounts import outbox, tasks
from accounts.enums import Channel, MessageStatus, Pace
from accounts.models import Message, MessageAttempt
from accounts.pacing import Pacer
from tests.factories.accounts import MessageFactory, StudentFactory, UserFactory

pytestmark = pytest.mark.django_db
MINUTES = dt.timedelta(minutes=1)
SECRET_PARTS = outbox.Parts(subject="Your code", text="123456")


def queue(at, **changes):
    given = {"kind": "booking_confirmed", "facts": {"booking_id": 1}, "dedupe_key": "one", "at": at}
    outbox.queue_message(**{**given, "student": None, "to_address": "a@example.org", **changes})


def waiting_tasks():
    return [(task.args, task.kwargs) for task in default_task_backend.results]


def test_without_a_queue_a_message_waits_for_the_clock_until_it_is_due(
    at, settings, mailoutbox, django_capture_on_commit_callbacks, monkeypatch
):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    monkeypatch.setattr("django.utils.timezone.now", lambda: at + MINUTES)
    with django_capture_on_commit_callbacks(execute=True):
        queue(at, kind="sign_in_code", parts=SECRET_PARTS, not_before=at + MINUTES)

    assert outbox.rescue_stuck_messages(at + MINUTES / 2) == 0
    assert mailoutbox == []
    assert outbox.rescue_stuck_messages(at + MINUTES) == 1
    assert len(mailoutbox) == 1


def test_message_is_written_with_one_task(at):
    student = StudentFactory(email="sam@example.org")

    queue(at, student=student, to_address="")

    message = Message.objects.get()
    assert (message.kind, message.student, message.channel, message.to_address) == (
        "booking_confirmed",
        student,
        Channel.EMAIL,
        "sam@example.org",
    )
    assert (message.status, message.facts, message.due_at) == (
        MessageStatus.QUEUED,
        {"booking_id": 1},
        at,
    )
    assert waiting_tasks() == [([message.pk], {"attempts": 0})]


def test_asking_twice_writes_one_message_and_leaves_the_transaction_whole(at):
    with transaction.atomic():
        queue(at)
        queue(at + MINUTES)
        queue(at, dedupe_key="another")

    assert list(Message.objects.order_by("pk").values_list("dedupe_key", "created_at")) == [
        ("one", at),
        ("another", at),
    ]
    assert len(waiting_tasks()) == 2


def test_message_the_database_refuses_is_not_lost_in_silence(at):
    with pytest.raises((Message.DoesNotExist, IntegrityError)), transaction.atomic():
        queue(None)


def test_queueing_costs_three_queries(at, django_assert_num_queries):
    student = StudentFactory()

    with django_assert_num_queries(2):
        # The third, the task, is not written to a database here.
        queue(at, student=student, to_address="")


@pytest.mark.parametrize(
    ("details", "channel"),
    [({"phone": "01234"}, Channel.PHONE), ({"postal_address": "1 Mill Lane"}, Channel.LETTER)],
)
def test_student_without_email_gets_another_channel(at, details, channel):
    queue(at, student=StudentFactory(email="", **details), to_address="")

    assert Message.objects.get().channel == channel


def test_sign_in_code_goes_before_everything_else(at):
    queue(at, is_secret=True)
    queue(at, dedupe_key="two")

    assert [task.task.priority for task in default_task_backend.results] == [50, 0]


def test_backend_that_works_at_once_waits_for_the_commit(
    at, settings, django_capture_on_commit_callbacks, mailoutbox
):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    parts = outbox.Parts(subject="Hello", text="Hello")

    with django_capture_on_commit_callbacks(execute=True):
        queue(at, parts=parts)
        assert mailoutbox == []

    assert [mail.subject for mail in mailoutbox] == ["Hello"]


def test_message_of_a_stopped_worker_is_queued_again(at, settings):
    settings.MESSAGE_STUCK_SECONDS = 600
    stuck = MessageFactory(
        status="SENDING",
        claimed_at=at - 11 * MINUTES,
        attempt_count=1,
        created_at=at - 12 * MINUTES,
    )
    busy = MessageFactory(
        status="SENDING", claimed_at=at - 9 * MINUTES, created_at=at - 12 * MINUTES
    )

    assert outbox.rescue_stuck_messages(at) == 1
    assert outbox.rescue_stuck_messages(at) == 0

    assert list(Message.objects.order_by("pk").values_list("pk", "status")) == [
        (stuck.pk, "QUEUED"),
        (busy.pk, "SENDING"),
    ]
    assert waiting_tasks() == [([stuck.pk], {"attempts": 1})]
    assert list(MessageAttempt.objects.values_list("message", "succeeded", "answer")) == [
        (stuck.pk, False, "The worker was stopped before the mail server answered.")
    ]


def test_message_nobody_picked_up_is_queued_again_once_a_while(at, settings):
    settings.MESSAGE_STUCK_SECONDS = 600
    forgotten = MessageFactory(created_at=at - 11 * MINUTES)
    MessageFactory(created_at=at - 9 * MINUTES)
    MessageFactory(created_at=at - 11 * MINUTES, status="SENT")

    assert outbox.rescue_stuck_messages(at) == 1
    assert outbox.rescue_stuck_messages(at + MINUTES * 9) == 1

    assert waiting_tasks()[0] == ([forgotten.pk], {"attempts": 0})
    assert forgotten.pk not in [args[0] for args, _ in waiting_tasks()[1:]]


def test_message_that_stops_every_worker_ends_with_the_office(at, settings):
    settings.MESSAGE_STUCK_SECONDS, settings.MESSAGE_ATTEMPTS = 600, 3
    MessageFactory(
        status="SENDING",
        claimed_at=at - 11 * MINUTES,
        attempt_count=3,
        created_at=at - 12 * MINUTES,
    )

    assert outbox.rescue_stuck_messages(at) == 1

    assert Message.objects.get().status == MessageStatus.FAILED
    assert waiting_tasks() == []


def test_sending_again_uses_the_address_the_student_has_now(at):
    student = StudentFactory(email="old@example.org")
    message = MessageFactory(
        student=student, status="FAILED", attempt_count=12, composed_at=at, created_at=at
    )
    student.email = "new@example.org"
    student.save()

    outbox.send_again(message=message, by=UserFactory(), at=at + MINUTES)

    message.refresh_from_db()
    assert (message.status, message.to_address, message.composed_at, message.attempt_count) == (
        MessageStatus.QUEUED,
        "new@example.org",
        None,
        0,
    )
    assert waiting_tasks() == [([message.pk], {"attempts": 0})]


def test_sending_again_puts_the_words_together_anew(at):
    message = MessageFactory(status="SENT", composed_at=at, created_at=at, subject="Hello")

    outbox.send_again(message=message, by=UserFactory(), at=at)

    message.refresh_from_db()
    assert (message.status, message.subject, message.composed_at, message.facts) == (
        MessageStatus.QUEUED,
        "Hello",
        None,
        {"again": 1},
    )


@pytest.mark.parametrize(
    "state",
    [
        {"status": "SENT", "is_secret": True},
        {"status": "QUEUED"},
        {"status": "SENDING", "claimed_at": dt.datetime(2027, 1, 4, 10, tzinfo=dt.UTC)},
        {"status": "PASSED_ON"},
        {"status": "FOR_OFFICE", "channel": "LETTER", "student__email": ""},
    ],
)
def test_secrets_and_messages_on_their_way_are_not_sent_again(at, state):
    message = MessageFactory(**state)

    with pytest.raises(outbox.CannotSendAgain):
        outbox.send_again(message=message, by=UserFactory(), at=at)

    assert Message.objects.get().status == state["status"]
    assert waiting_tasks() == []


def test_office_marks_a_letter_as_passed_on_and_nothing_else(at):
    letter, mail = MessageFactory(status="FOR_OFFICE"), MessageFactory(status="SENT")
    office = UserFactory()

    for message in (letter, letter, mail):
        outbox.mark_passed_on(message=message, by=office, at=at)

    assert list(Message.objects.order_by("pk").values_list("status", "finished_at")) == [
        ("PASSED_ON", at),
        ("SENT", None),
    ]


def test_news_go_only_to_those_who_asked_and_after_everything_else(at):
    asked = StudentFactory(news_agreed="PHONE", news_agreed_at=at)
    for number, student in enumerate((asked, StudentFactory())):
        queue(at, student=student, to_address="", is_news=True, dedupe_key=f"news:{number}")
    queue(at)

    assert list(Message.objects.order_by("pk").values_list("student", "pace", "is_news")) == [
        (asked.pk, "BULK", True),
        (None, "SOON", False),
    ]
    assert [(task.task.priority, task.kwargs) for task in default_task_backend.results] == [
        (-50, {"attempts": 0, "pace": "BULK"}),
        (0, {"attempts": 0}),
    ]


def test_of_many_messages_each_gets_its_turn_and_codes_do_not_wait(
    at, settings, mailoutbox, monkeypatch
):
    monkeypatch.setattr(tasks, "_pacers", {Pace.BULK: Pacer(), Pace.MANY: Pacer()})
    monkeypatch.setattr(timezone, "now", lambda: at)
    settings.MESSAGE_BULK_PER_MINUTE = 30
    parts = outbox.Parts(subject="Hello", text="Hello")
    for number in range(3):
        queue(at, dedupe_key=str(number), pace=Pace.BULK, parts=parts)
    queue(at, dedupe_key="code", is_secret=True, parts=parts)
    waiting = list(default_task_backend.results)
    default_task_backend.clear()

    said = [one.task.func(*one.args, **one.kwargs) for one in waiting]

    assert said == ["SENT", "in its turn", "in its turn", "SENT"]
    turns = [at + dt.timedelta(seconds=seconds) for seconds in (2, 4)]
    assert [
        (one.task.run_after, one.task.priority, one.kwargs) for one in default_task_backend.results
    ] == [(turn, -50, {"attempts": 0}) for turn in turns]
    assert (
        list(
            Message.objects.filter(status="QUEUED").order_by("pk").values_list("due_at", flat=True)
        )
        == turns
    )


def test_one_persons_message_never_waits_behind_what_many_are_told(
    at, settings, mailoutbox, monkeypatch
):
    monkeypatch.setattr(tasks, "_pacers", {Pace.BULK: Pacer(), Pace.MANY: Pacer()})
    monkeypatch.setattr(timezone, "now", lambda: at)
    settings.MESSAGE_MANY_AT_ONCE, settings.MESSAGE_MANY_PER_MINUTE = 2, 60
    parts = outbox.Parts(subject="Hello", text="Hello")
    paces = [Pace.BULK, *[Pace.MANY] * 4, Pace.SOON, Pace.NOW]
    for number, pace in enumerate(paces):
        queue(at, dedupe_key=str(number), pace=pace, parts=parts)
    waiting = sorted(default_task_backend.results, key=lambda one: -one.task.priority)
    default_task_backend.clear()

    said = [(one.task.priority, one.task.func(*one.args, **one.kwargs)) for one in waiting]

    assert said == [
        (40, "SENT"),
        (0, "SENT"),
        (-20, "SENT"),
        (-20, "SENT"),
        (-20, "in its turn"),
        (-20, "in its turn"),
        (-50, "SENT"),
    ]
    turns = [one.task.run_after for one in default_task_backend.results]
    assert turns == [at + dt.timedelta(seconds=seconds) for seconds in (1, 2)]


def test_words_of_old_messages_are_emptied_and_the_fact_stays(at, settings):
    settings.MESSAGE_WORDS_DAYS = 365
    words = {
        "text": "Hello",
        "short": "Hi",
        "html": "<p>",
        "calendar": "BEGIN",
        "subject": "Booked",
    }
    long_ago = at - dt.timedelta(days=366)
    old = MessageFactory(status="SENT", created_at=long_ago, composed_at=long_ago, **words)
    waits = MessageFactory(status="FOR_OFFICE", created_at=long_ago, **words)
    queued = MessageFactory(status="QUEUED", created_at=long_ago, **words)
    young = MessageFactory(status="SENT", created_at=at - dt.timedelta(days=364), **words)

    assert [outbox.forget_old_words(at) for _ in range(2)] == [2, 0]

    names = ("subject", "text", "short", "html", "calendar", "words_gone_at")
    kept = (*(words[name] for name in names[:-1]), None)
    assert dict(
        zip(
            (old.pk, waits.pk, queued.pk, young.pk),
            Message.objects.order_by("pk").values_list(*names),
            strict=True,
        )
    ) == {
        old.pk: ("Booked", "", "", "", "", at),
        waits.pk: ("Booked", "", "", "", "", at),
        queued.pk: kept,
        young.pk: kept,
    }
    for one in (old, waits):
        one.refresh_from_db()
    # Nobody could ring about it any more: it says nothing.
    assert (old.status, waits.status, waits.finished_at) == ("SENT", "NOT_NEEDED", at)
    assert not outbox.can_send_again(old)


def test_rescue_reads_a_few_rows_at_a_time(at, settings, monkeypatch):
    settings.MESSAGE_STUCK_SECONDS = 600
    monkeypatch.setattr(outbox, "_AT_A_TIME", 2)
    for _ in range(5):
        MessageFactory(created_at=at - 11 * MINUTES)

    assert outbox.rescue_stuck_messages(at) == 5
