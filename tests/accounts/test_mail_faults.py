"""Whatever goes wrong on the way, each message arrives; twice only if the server had taken it.

How often each one reaches the server stands beside each fault, as `copies`.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket

import pytest
from aiosmtpd.controller import Controller
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts import composing, delivery, outbox
from accounts.models import Message, MessageAttempt
from tests.accounts.working import work_off_the_queue
from tests.factories.accounts import StudentFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.commits]
SILENT = "The mail server could not be reached: Connection unexpectedly closed: timed out"


class Server:
    """A mail server that goes wrong as often as it is told to, and then works."""

    def __init__(self):
        self.taken = []
        self.says = {}
        """What to answer instead of “250”, once, by the command it answers."""
        self.hangs = False
        self.keeps_before_fault = False

    def answer(self, command):
        return self.says.pop(command, "250 OK")

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802 -- aiosmtpd's name
        if "RCPT" not in self.says:
            envelope.rcpt_tos.append(address)
        return self.answer("RCPT")

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 -- aiosmtpd's name
        is_fault = self.hangs or "DATA" in self.says
        if not is_fault or self.keeps_before_fault:
            self.taken.append(envelope.content)
        if self.hangs:
            self.hangs = False
            # Longer than the worker's patience, and no longer than the test's.
            await asyncio.sleep(1)
        return self.answer("DATA")


@pytest.fixture
def server(settings):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 0.2
    settings.MESSAGE_FIRST_RETRY_SECONDS = settings.MESSAGE_STUCK_SECONDS = 0
    controller = Controller(Server(), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield controller.handler
    finally:
        controller.stop()


@pytest.fixture
def message(server, monkeypatch):
    """One message in the outbox whose words are not made yet, its task in the real queue."""

    def compose(message, *, at):
        return outbox.Parts(subject="Your place is booked", text="Hello")

    monkeypatch.setitem(composing._composers, "booking_confirmed", compose)
    student = StudentFactory()
    with transaction.atomic():
        outbox.queue_message(
            kind="booking_confirmed",
            student=student,
            facts={},
            dedupe_key="one",
            at=timezone.now(),
        )
    return Message.objects.get()


def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)


def and_die(act):
    """Do something to its end, and be killed at once."""

    def acted(*args, **kwargs):
        act(*args, **kwargs)
        die()

    return acted


def work_until_killed():
    """Let another process work, which shares the database and is killed where it was told."""
    connection.close()
    child = os.fork()
    if child == 0:
        with contextlib.suppress(BaseException):
            work_off_the_queue()
        os._exit(0)
    _, ended = os.waitpid(child, 0)
    assert os.WTERMSIG(ended) == signal.SIGKILL


@pytest.mark.parametrize(
    ("where", "act", "copies"),
    [
        ("_claim", die, 1),
        ("compose", die, 1),
        ("_send", die, 1),
        ("_send", and_die, 2),
        ("_record_success", and_die, 1),
    ],
    ids=[
        "before the claim",
        "after the claim",
        "after composing",
        "after the server took it",
        "after that was written down",
    ],
)
def test_message_of_a_worker_killed_at_any_step_arrives(message, server, where, act, copies):
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(delivery, where, die if act is die else act(getattr(delivery, where)))
        work_until_killed()

    outbox.rescue_stuck_messages(timezone.now())
    work_off_the_queue()

    assert [b"Message-ID: <" + str(message.uuid).encode() in one for one in server.taken] == [
        True
    ] * copies
    message.refresh_from_db()
    assert message.status == "SENT"
    # A second look finds nothing more to do.
    outbox.rescue_stuck_messages(timezone.now())
    work_off_the_queue()
    assert len(server.taken) == copies


def and_lose_the_database(act):
    """Do something to its end; then the database server is restarted, and every connection gone."""

    def acted(*args, **kwargs):
        act(*args, **kwargs)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (ours,) = cursor.fetchone()
        other = connection.copy()
        with contextlib.closing(other), other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [ours])

    return acted


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no server to restart")
@pytest.mark.parametrize(
    ("where", "left", "copies"),
    [("compose", "SENDING", 1), ("_send", "SENDING", 2), ("_record_success", "SENT", 1)],
)
def test_message_arrives_when_the_database_is_restarted(message, server, where, left, copies):
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(delivery, where, and_lose_the_database(getattr(delivery, where)))
        # The worker may end with its connection; whatever runs it starts another.
        with contextlib.suppress(DatabaseError):
            work_off_the_queue()
    connection.close()
    assert Message.objects.get().status == left

    outbox.rescue_stuck_messages(timezone.now())
    work_off_the_queue()

    assert len(server.taken) == copies
    message.refresh_from_db()
    assert message.status == "SENT"


@pytest.mark.parametrize(
    ("fault", "keeps", "copies", "answers"),
    [
        ({"says": {"RCPT": "451 Greylisted"}}, False, 1, ["451 Greylisted", ""]),
        ({"says": {"DATA": "451 Disk full"}}, False, 1, ["451 Disk full", ""]),
        ({"says": {"DATA": "554 5.7.1 Not now"}}, False, 1, ["554 5.7.1 Not now", ""]),
        ({"hangs": True}, False, 1, [SILENT, ""]),
        ({"hangs": True}, True, 2, [SILENT, ""]),
    ],
    ids=[
        "refused for a while",
        "4xx after the text",
        "policy after the text",
        "silent in mid-transfer",
        "silent after taking it",
    ],
)
def test_message_arrives_after_trouble_that_passes(message, server, fault, keeps, copies, answers):
    vars(server).update(fault, keeps_before_fault=keeps)

    work_off_the_queue()
    work_off_the_queue()

    assert len(server.taken) == copies
    assert list(MessageAttempt.objects.values_list("answer", flat=True)) == answers
    message.refresh_from_db()
    assert message.status == "SENT"


def test_address_that_is_refused_for_good_is_not_asked_again(message, server):
    server.says = {"RCPT": "550 No such person"}

    work_off_the_queue()
    work_off_the_queue()

    message.refresh_from_db()
    assert (message.status, len(server.taken), message.student.email_works) == ("FAILED", 0, False)
