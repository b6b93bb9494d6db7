"""A day's queue: how fast one worker empties it, and whether its memory grows meanwhile."""

from __future__ import annotations

import datetime as dt
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from accounts import outbox
from accounts.models import Message, Student

_ANONYMOUS = re.compile(r"^Anonymous: +(\d+) kB", re.MULTILINE)
_AT_A_TIME = 200
_TEXT = "We look forward to meeting you. " * 60


@dataclass(frozen=True)
class Drained:
    """What emptying the queue took."""

    queued: int
    queueing_seconds: float
    seconds: float
    left: int
    memory_early: float
    memory_late: float

    @property
    def per_second(self) -> float:
        """Return how many messages left in a second."""
        return (self.queued - self.left) / self.seconds


def _own_memory(pid: int) -> float:
    """Return the megabytes a process has made itself.

    Without the pages of SQLite's file that it maps, which come and go as the system likes.
    """
    found = _ANONYMOUS.search(Path(f"/proc/{pid}/smaps_rollup").read_text())
    return int(found[1]) / 1024 if found else 0.0


def queue(number: int) -> float:
    """Write down so many messages, some in each transaction; return the seconds it took."""
    began, at = time.monotonic(), timezone.now()
    mark = at.timestamp()
    students = list(Student.objects.exclude(email="")[:50])
    parts = outbox.Parts(subject="Your place is booked", text=_TEXT, html=f"<p>{_TEXT}</p>")
    for first in range(0, number, _AT_A_TIME):
        with transaction.atomic():
            for one in range(first, min(first + _AT_A_TIME, number)):
                student = students[one % len(students)]
                outbox.queue_message(
                    kind="booking_confirmed",
                    student=student,
                    to_address=student.email,
                    facts={},
                    dedupe_key=f"bench:{mark}:{one}",
                    at=at,
                    parts=parts,
                )
    return time.monotonic() - began


def drain(number: int) -> Drained:
    """Queue so many messages and let one worker send them to a mail server that takes all."""
    queueing = queue(number)
    waiting = Message.objects.unfinished().count()
    connection.close()
    script = settings.BASE_DIR / "manage.py"
    began = time.monotonic()
    worker = subprocess.Popen(
        [sys.executable, str(script), "db_worker", "--queue-name=*", "--batch", "--no-reload"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    seen: list[float] = []
    while worker.poll() is None:
        try:
            seen.append(_own_memory(worker.pid))
        except OSError:
            break
        time.sleep(0.5)
    worker.wait()
    seconds = time.monotonic() - began
    # The first part is the start: everything is imported and the first words are made.
    early, late = seen[len(seen) // 5], max(seen[-max(1, len(seen) // 10) :])
    left = Message.objects.unfinished().count()
    return Drained(waiting, queueing, seconds, left, early, late)


def rescue(number: int) -> tuple[float, float]:
    """Let the clock find so many messages that nobody picked up; return seconds and megabytes."""
    queue(number)
    late = timezone.now() - dt.timedelta(seconds=settings.MESSAGE_STUCK_SECONDS + 60)
    Message.objects.unfinished().update(created_at=late, due_at=late)
    before = _own_memory(os.getpid())
    began = time.monotonic()
    outbox.rescue_stuck_messages(timezone.now())
    seconds = time.monotonic() - began
    return seconds, _own_memory(os.getpid()) - before
