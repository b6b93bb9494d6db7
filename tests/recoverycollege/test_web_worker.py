"""In a rush everybody waits in one queue, and no line of the web server's log opens a door."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from gunicorn.config import Config

from recoverycollege.web_worker import ENOUGH, MANY, FairWorker, ImpersonalLog

THREADS = 2


@pytest.fixture
def worker():
    config = Config()
    config.set("threads", THREADS)
    config.set("worker_connections", 100)
    made = FairWorker(0, 0, [], None, 30, config, None)
    made.tpool = ThreadPoolExecutor(THREADS)
    yield made
    made.tpool.shutdown()
    made.tmp.close()


@pytest.mark.parametrize(
    ("waiting", "lets_in", "keeps"),
    [
        (0, 100, 98),
        (THREADS * MANY - 1, 100, 98),
        (THREADS * MANY, 100, 0),
        (THREADS * ENOUGH - 1, 100, 0),
        (THREADS * ENOUGH, 0, 0),
    ],
)
def test_a_process_with_enough_to_do_leaves_people_to_the_others(worker, waiting, lets_in, keeps):
    is_over = threading.Event()
    all_busy = threading.Barrier(THREADS + 1)

    def answer_slowly():
        all_busy.wait(10)
        is_over.wait(10)

    try:
        for _ in range(THREADS):
            worker.tpool.submit(answer_slowly)
        all_busy.wait(10)
        for _ in range(waiting):
            worker.tpool.submit(is_over.wait, 10)

        assert (worker.worker_connections, worker.max_keepalived) == (lets_in, keeps)
    finally:
        is_over.set()


def test_before_it_works_it_lets_everybody_in():
    worker = FairWorker(0, 0, [], None, 30, Config(), None)

    worker.tmp.close()
    assert worker.worker_connections == 1000


def test_the_servers_own_log_hides_what_a_link_opens(tmp_path):
    config = Config()
    config.set("accesslog", str(tmp_path / "access.txt"))
    config.set("errorlog", str(tmp_path / "errors.txt"))
    log = ImpersonalLog(config)

    log.error("Error handling request %s", "/answer/offer/eyJ:1x:aB/?again")
    log.access_log.info('"GET /answer/session/eyJ:1x:aB/ HTTP/1.1" 200 fatima@example.org')
    for handler in (*log.error_log.handlers, *log.access_log.handlers):
        handler.close()

    written = SimpleNamespace(
        errors=(tmp_path / "errors.txt").read_text(), access=(tmp_path / "access.txt").read_text()
    )
    assert written.errors.endswith("[ERROR] Error handling request /answer/offer/…/?…\n")
    assert written.access == '"GET /answer/session/…/ HTTP/1.1" 200 <email>\n'
