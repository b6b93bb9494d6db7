"""Web server, worker and clock live and end together."""

from __future__ import annotations

import os
import signal
import sys
import time

import pytest

from recoverycollege.processes import Process, Supervisor, web

WAITS = (sys.executable, "-c", "import time; time.sleep(60)")
ENDS = (sys.executable, "-c", "raise SystemExit(3)")


@pytest.fixture(autouse=True)
def _signals_as_before():
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("number", (signal.SIGTERM, signal.SIGINT))
def test_a_signal_stops_them_all(number):
    supervisor = Supervisor([Process("one", WAITS), Process("two", WAITS)], environment={})
    supervisor.start()
    pids = [running.pid for _, running in supervisor._running]
    try:
        assert not supervisor.is_asked_to_stop
        assert all(is_running(pid) for pid in pids)

        os.kill(os.getpid(), number)
        supervisor.wait(5)

        assert supervisor.is_asked_to_stop
    finally:
        supervisor.stop()
    assert not any(is_running(pid) for pid in pids)


def test_one_that_ends_by_itself_is_named():
    supervisor = Supervisor([Process("steady", WAITS), Process("faint", ENDS)], environment={})
    supervisor.start()
    try:
        deadline = time.monotonic() + 10
        while supervisor.first_ended() is None and time.monotonic() < deadline:
            supervisor.wait(0.05)

        assert supervisor.first_ended() == Process("faint", ENDS)
    finally:
        supervisor.stop()


def test_the_web_server_leaves_nothing_in_a_home_folder():
    command = web(host="127.0.0.1", port=8000, processes=1, threads=1).command

    # Otherwise gunicorn keeps a socket in the home folder of whoever starts it.
    assert "--no-control-socket" in command
