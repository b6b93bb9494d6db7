"""The web server that is measured: gunicorn, as a college would run it."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import time
from typing import TYPE_CHECKING

import psutil

from benchmarks.load import Client
from recoverycollege import processes

if TYPE_CHECKING:
    from collections.abc import Iterator

_SECONDS_TO_START = 60


@contextlib.contextmanager
def running(*, web_processes: int, threads: int) -> Iterator[tuple[int, psutil.Process]]:
    """Run the web server while the block runs; gives its port and its first process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    web = processes.web(host="127.0.0.1", port=port, processes=web_processes, threads=threads)
    environment = {**os.environ, "PORT": str(port)}
    server = subprocess.Popen(web.command, env=environment, stdin=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + _SECONDS_TO_START
        while not _answers(port):
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("The web server did not start.")
            time.sleep(0.1)
        yield port, psutil.Process(server.pid)
    finally:
        server.terminate()
        server.wait(30)


def _answers(port: int) -> bool:
    client = Client(port)
    try:
        return client.get("/healthz").status == 200
    except OSError:
        return False
    finally:
        client.close()
