"""The one command a scheduler calls; it may run anywhere, and twice at once, without harm."""

from __future__ import annotations

import signal
import threading
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections
from django.utils import timezone

from accounts.operations import clock
from recoverycollege import due_work

if TYPE_CHECKING:
    from django.core.management.base import CommandParser


def _round() -> list[str]:
    """Do all that is due, and write down that it was done; return what could not be."""
    at = timezone.now()
    undone = due_work.do_all(at=at, steps=due_work.STEPS)
    clock.record_round(started_at=at, undone=undone, by=None, at=timezone.now())
    return undone


class Command(BaseCommand):
    help = "Do what has become due: stuck messages, old tasks, old sessions."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--every",
            type=int,
            metavar="SECONDS",
            help="stay, and do it again and again, with this long in between",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        every = options["every"]
        if every is None:
            if undone := _round():
                message = f"Could not {'; '.join(undone)}. The log says why."
                raise CommandError(message)
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        while not stop.is_set():
            close_old_connections()
            _round()
            stop.wait(every)
