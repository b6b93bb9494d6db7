"""A real worker against a real mail server: killed in mid-delivery, or refused for a while."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import os
import pprint
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from django.db import connection, transaction
from django.utils import timezone

from accounts import outbox
from accounts.enums import MessageStatus
from accounts.models import Message, MessageAttempt
from tests.accounts.working import work_off_the_queue

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.commits]
ROOT = Path(__file__).resolve().parents[2]
# Far longer than it takes, for machines with much else to do.
PATIENCE = 120


class Sink:
    """A mail server that keeps what it takes, and hangs or refuses when told to."""

    def __init__(self):
        self.taken = []
        self.refusals = 0
        self.hangs = False
        self.keeps_before_hanging = False
        self.reached = threading.Event()

    async def handle_MAIL(self, _server, _session, envelope, address, _options):  # noqa: N802 -- aiosmtpd's name
        if self.refusals:
            self.refusals -= 1
            return "421 Too busy, try again later"
        envelope.mail_from = address
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 -- aiosmtpd's name
        if not self.hangs or self.keeps_before_hanging:
            self.taken.append(envelope.content)
        self.reached.set()
        while self.hangs:  # noqa: ASYNC110 -- see below
            # Told to go on from another thread, so no asyncio.Event.
            await asyncio.sleep(0.02)
        return "250 OK"


@pytest.fixture
def port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture
def sink():
    return Sink()


@contextlib.contextmanager
def listening(sink, port):
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield
    finally:
        sink.hangs = False
        controller.stop()


@pytest.fixture
def worker(tmp_path, port):
    """A way to start workers, as many as are wanted, that share this test's database."""
    database = {
        name: value
        for name, value in connection.settings_dict.items()
        if name not in {"TEST", "CONN_MAX_AGE"}
    }
    (tmp_path / "worker_settings.py").write_text(
        "from recoverycollege.settings.test import *\n"
        f"DATABASES = {{'default': {pprint.pformat(database)}}}\n"
        "TASKS = {'default': {'BACKEND': 'django_tasks_db.DatabaseBackend'}}\n"
        "EMAIL_BACKEND = 'django.core.mail.backends.smtp.EmailBackend'\n"
        f"EMAIL_HOST, EMAIL_PORT, EMAIL_TIMEOUT = '127.0.0.1', {port}, 30\n"
        "MESSAGE_FIRST_RETRY_SECONDS = 0.3\n"
    )
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)]),
        "DJANGO_SETTINGS_MODULE": "worker_settings",
    }
    started = []

    def start(*options):
        command = [sys.executable, "-m", "django", "db_worker", "--skip-checks", "--no-reload"]
        process = subprocess.Popen(
            [*command, "--no-startup-delay", "--interval", "0.05", *options],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait()


@pytest.fixture
def queued(settings):
    """One message in the outbox, its task in the real queue."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    now = timezone.now()
    with transaction.atomic():
        outbox.queue_message(
            kind="booking_confirmed",
            student=None,
            to_address="student@example.org",
            facts={},
            dedupe_key="one",
            at=now,
            parts=outbox.Parts(subject="Your place is booked", text="Hello"),
        )
    return Message.objects.get()


def wait_until(true):
    until = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < until, "The worker took too long."
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("server_had_taken_it", "copies"), [(False, 1), (True, 2)], ids=["in transfer", "after it"]
)
def test_message_of_a_killed_worker_is_delivered_by_the_next(
    queued, worker, sink, port, settings, server_had_taken_it, copies
):
    sink.hangs, sink.keeps_before_hanging = True, server_had_taken_it
    with listening(sink, port):
        first = worker()
        assert sink.reached.wait(PATIENCE)
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
        sink.hangs = False

        assert outbox.rescue_stuck_messages(timezone.now()) == 0
        assert Message.objects.get().status == MessageStatus.SENDING
        settings.MESSAGE_STUCK_SECONDS = 0
        assert outbox.rescue_stuck_messages(timezone.now()) == 1
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        work_off_the_queue()

    marks = [_message_id(content) for content in sink.taken]
    assert marks == [f"<{queued.uuid}@college.example>"] * copies
    assert Message.objects.get().status == MessageStatus.SENT
    assert list(MessageAttempt.objects.values_list("succeeded", flat=True)) == [False, True]


def test_message_is_sent_once_after_the_server_refused_for_a_while(queued, worker, sink, port):
    worker()
    wait_until(MessageAttempt.objects.exists)
    sink.refusals = 2

    with listening(sink, port):
        wait_until(lambda: Message.objects.get().status == MessageStatus.SENT)

    assert [_message_id(content) for content in sink.taken] == [f"<{queued.uuid}@college.example>"]
    answers = list(MessageAttempt.objects.values_list("succeeded", "answer"))
    assert answers[-3:] == [
        (False, "421 Too busy, try again later"),
        (False, "421 Too busy, try again later"),
        (True, ""),
    ]
    assert {answer[:37] for _, answer in answers[:-3]} == {"The mail server could not be reached:"}


def test_two_workers_share_the_queue_and_send_nothing_twice(queued, worker, sink, port):
    now = timezone.now()
    for number in range(20):
        outbox.queue_message(
            kind="booking_confirmed",
            student=None,
            to_address="student@example.org",
            facts={},
            dedupe_key=f"more:{number}",
            at=now + dt.timedelta(seconds=1),
            parts=outbox.Parts(subject="Hello", text="Hello"),
        )

    with listening(sink, port):
        assert [process.wait(PATIENCE) for process in (worker("--batch"), worker("--batch"))] == [
            0,
            0,
        ]

    expected = {f"<{one.uuid}@college.example>" for one in Message.objects.all()}
    assert len(expected) == 21
    assert sorted(map(_message_id, sink.taken)) == sorted(expected)


def _message_id(content):
    (line,) = [line for line in content.splitlines() if line.startswith(b"Message-ID: ")]
    return line.removeprefix(b"Message-ID: ").decode()
