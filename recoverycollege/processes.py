"""The processes a running college is made of, and how they are started and stopped together."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from types import FrameType

_PR_SET_PDEATHSIG = 1
# Long enough for a message that is being delivered and a page that is being drawn.
_SECONDS_TO_FINISH = 15


@dataclass(frozen=True, slots=True)
class Process:
    """One process: what people call it, and the command that starts it."""

    name: str
    command: tuple[str, ...]


def web(*, host: str, port: int, processes: int, threads: int) -> Process:
    """Describe the web server.

    Two threads a process: more of them only wait for each other in Python, while one would
    leave the others waiting behind a slow phone.
    """
    return Process(
        "web server",
        (
            sys.executable, "-m", "gunicorn", "recoverycollege.wsgi",
            f"--bind={host}:{port}",
            f"--workers={processes}",
            "--worker-class=recoverycollege.web_worker.FairWorker",
            f"--threads={threads}",
            "--logger-class=recoverycollege.web_worker.ImpersonalLog",
            # Loaded once and shared by the processes that are made from it.
            "--preload",
            "--no-control-socket",
            "--log-level=warning",
        ),
    )  # fmt: skip


def manage(name: str, *arguments: str) -> Process:
    """Describe a process that is one of our commands."""
    script = settings.BASE_DIR / "manage.py"
    return Process(name, (sys.executable, str(script), *arguments))


def worker() -> Process:
    """Describe the worker, which delivers messages."""
    return manage("worker", "db_worker", "--queue-name=*", "--no-reload")


def clock(*, every: int) -> Process:
    """Describe the clock, which does what has become due."""
    return manage("clock", "run_due_work", f"--every={every}")


class Supervisor:
    """Starts processes, waits, and stops them all when one ends or somebody asks."""

    def __init__(self, processes: list[Process], environment: dict[str, str]) -> None:
        self._processes = processes
        self._environment = environment
        self._running: list[tuple[Process, subprocess.Popen[bytes]]] = []
        self._asked_to_stop = threading.Event()

    def start(self) -> None:
        """Start every process, each out of reach of the terminal's own Ctrl-C."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop_asked)
        for process in self._processes:
            running = subprocess.Popen(  # noqa: S603 -- our own commands
                process.command,
                env=os.environ | self._environment,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                preexec_fn=_end_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 -- no threads here
            )
            self._running.append((process, running))

    @property
    def is_asked_to_stop(self) -> bool:
        """Say whether somebody pressed Ctrl-C or sent a signal."""
        return self._asked_to_stop.is_set()

    def first_ended(self) -> Process | None:
        """Return a process that has ended although nobody asked."""
        for process, running in self._running:
            if running.poll() is not None:
                return process
        return None

    def wait(self, seconds: float) -> None:
        """Wait, but no longer than until somebody asks to stop."""
        self._asked_to_stop.wait(seconds)

    def stop(self) -> None:
        """Ask every process to finish what it is doing, then wait; end by force what does not."""
        for _, running in self._running:
            if running.poll() is None:
                running.terminate()
        for _, running in self._running:
            try:
                running.wait(_SECONDS_TO_FINISH)
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait()

    def _stop_asked(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        self._asked_to_stop.set()


def _end_with_parent() -> None:
    # Without this, a supervisor ended by force would leave a web server on the port.
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
