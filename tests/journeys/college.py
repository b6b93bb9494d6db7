"""A running college for one worker of the suite: web server, task worker and stage door."""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any

from recoverycollege import processes
from tests.databases import ROOT
from tests.journeys.building import kept_college
from tests.journeys.mailbox import Mailbox

if TYPE_CHECKING:
    from pathlib import Path


SECONDS_TO_STOP = 10


@dataclass
class College:
    """One copy of the demo college with its own processes; nobody else changes it."""

    folder: Path
    address: str = ""
    mailbox: Mailbox = field(default_factory=Mailbox)
    _running: list[subprocess.Popen[str]] = field(default_factory=list)
    _stage_door: subprocess.Popen[str] | None = None
    _logs: list[IO[str]] = field(default_factory=list)

    def open(self) -> None:
        """Copy the demo college and start its processes; the web server may still be starting."""
        data = self.folder / "data"
        shutil.copytree(kept_college(), data, symlinks=True)
        self.mailbox.open()
        # Bound here and handed over: no other process can take the port in between.
        with socket.create_server(("127.0.0.1", 0), backlog=64) as door:
            port = door.getsockname()[1]
            self.address = f"http://127.0.0.1:{port}"
            environment = {
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "tests.journeys.settings",
                "DATA_FOLDER": str(data),
                "DATABASE_URL": "",
                "SITE_ADDRESS": self.address,
                "JOURNEYS_MAIL_PORT": str(self.mailbox.port),
            }
            server = processes.web(host="127.0.0.1", port=port, processes=1, threads=4).command
            bound = tuple(
                f"--bind=fd://{door.fileno()}" if part.startswith("--bind=") else part
                for part in server
            )
            self._start("server", bound, environment, pass_fds=(door.fileno(),))
        worker = (*processes.worker().command, "--interval=0.1", "--no-startup-delay")
        self._start("worker", worker, environment)
        self._stage_door = self._start(
            "stage-door",
            (sys.executable, "-m", "tests.journeys.stage_door"),
            environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def _start(
        self, name: str, command: tuple[str, ...], environment: dict[str, str], **options: Any
    ) -> subprocess.Popen[str]:
        log = (self.folder / f"{name}.log").open("w")
        self._logs.append(log)
        running = subprocess.Popen(
            command,
            **{"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log, **options},
            cwd=ROOT,
            env=environment,
            text=True,
            preexec_fn=_end_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 -- no lock is taken in it
        )
        self._running.append(running)
        return running

    def close(self) -> None:
        """Stop every process, and wait until it is gone."""
        if self._stage_door and self._stage_door.stdin and self._stage_door.stdout:
            self._stage_door.stdin.close()
            self._stage_door.stdout.close()
        for running in self._running:
            # The server would give a browser half a minute to hang up after a SIGTERM.
            running.send_signal(signal.SIGINT)
        for running in self._running:
            try:
                running.wait(SECONDS_TO_STOP)
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait()
        for log in self._logs:
            log.close()
        self.mailbox.close()

    def prepare(self, what: str, **facts: Any) -> Any:
        """Bring the college into a state that a journey starts from, through its operations."""
        door = self._stage_door
        assert door is not None
        assert door.stdin is not None
        assert door.stdout is not None
        door.stdin.write(json.dumps({"what": what, "facts": facts}) + "\n")
        door.stdin.flush()
        line = door.stdout.readline()
        answer = json.loads(line) if line else {"problem": self.log("stage-door")}
        if "problem" in answer:
            message = f"Preparing “{what}” went wrong:\n{answer['problem']}"
            raise RuntimeError(message)
        return answer["made"]

    def log(self, name: str) -> str:
        """Return what a process has written so far."""
        return (self.folder / f"{name}.log").read_text()


def _end_with_parent() -> None:
    # Without this, a suite ended by force would leave its college running.
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)
