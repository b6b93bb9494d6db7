"""What every test shares: the database, the clock, waiting tasks, and no way to the network."""

from __future__ import annotations

import datetime as dt
import gc
import sys
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django_tasks import default_task_backend

from tests import browsers, databases
from tests.templates import StrictNothing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_JOURNEYS = "tests/journeys/"


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("college")
    group.addoption(
        "--journeys",
        choices=("auto", "required"),
        default="auto",
        help="required: a machine without Chromium makes the run fail instead of skipping",
    )


def pytest_configure() -> None:
    settings.TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = StrictNothing()
    sys.addaudithook(_stay_on_this_machine)


def _stay_on_this_machine(event: str, args: tuple[Any, ...]) -> None:
    if event == "socket.connect":
        address = args[1]
        if isinstance(address, tuple) and not _is_here(str(address[0])):
            message = f"A test tried to reach {address[0]}; tests use no network."
            raise RuntimeError(message)
    elif event == "socket.getaddrinfo" and args[0] and not _is_here(_text(args[0])):
        message = f"A test asked where {_text(args[0])} is; tests use no network."
        raise RuntimeError(message)


def _text(host: str | bytes) -> str:
    return host.decode() if isinstance(host, bytes) else host


def _is_here(host: str) -> bool:
    return host in {"localhost", "::1", "0.0.0.0", ""} or host.startswith("127.")


def pytest_report_header() -> str:
    return f"database: {connection.vendor}; browser: {browsers.chromium() or 'none found'}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    skip = pytest.mark.skip(reason="no Chromium on this machine")
    for item in items:
        if _asks_a_database(item):
            item.add_marker(pytest.mark.database)
        if _really_commits(item):
            # First, so that it comes last when the test is over.
            item.fixturenames.insert(0, "_what_migrations_made_comes_back")
            item.fixturenames.append("django_db_serialized_rollback")
        if item.nodeid.startswith(_JOURNEYS):
            item.add_marker(pytest.mark.journey)
            if not browsers.chromium() and config.getoption("--journeys") == "auto":
                item.add_marker(skip)


def pytest_collection_finish() -> None:
    """Stop looking for rubbish among what lives as long as the run: it is a fifth of the work."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


def _asks_a_database(item: pytest.Item) -> bool:
    """Tell the tests that may go another way on another database from those that cannot."""
    fixtures = {"db", "transactional_db", "live_server"}
    return bool(
        item.get_closest_marker("django_db")
        or fixtures.intersection(getattr(item, "fixturenames", ()))
    )


def _really_commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    if marker and marker.kwargs.get("transaction"):
        return True
    return not {"live_server", "transactional_db"}.isdisjoint(getattr(item, "fixturenames", ()))


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say plainly whether the browser journeys ran; a skipped one is not a passed one."""
    ran = [
        report
        for outcome in ("passed", "failed")
        for report in terminalreporter.stats.get(outcome, [])
        if report.nodeid.startswith(_JOURNEYS) and report.when == "call"
    ]
    skipped = [
        report
        for report in terminalreporter.stats.get("skipped", [])
        if report.nodeid.startswith(_JOURNEYS)
    ]
    if skipped and not ran:
        terminalreporter.write_line(
            f"BROWSER JOURNEYS NOT RUN: {len(skipped)} skipped, because no Chromium was found. "
            "Install one (for example: sudo apt-get install chromium) or set CHROMIUM to its path.",
            yellow=True,
        )
    elif ran:
        terminalreporter.write_line(f"browser journeys: {len(ran)} ran in {browsers.chromium()}")


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_blocker: Any,
    django_db_modify_db_settings: None,
) -> Iterator[None]:
    # Imported here because it needs Django's settings.
    from tests.factories.courses import make_prospectus_page  # noqa: PLC0415

    with django_db_blocker.unblock(), databases.migrated(furnish=make_prospectus_page):
        django_db_blocker.block()
        yield
        django_db_blocker.restore()


@pytest.fixture
def _what_migrations_made_comes_back(
    django_db_setup: None, django_db_blocker: Any
) -> Iterator[None]:
    """Bring back what emptying the database took, such as Wagtail's root page.

    Whichever test comes next needs it, also one that was handed over from another worker.
    """
    yield
    with django_db_blocker.unblock():
        connection.creation.deserialize_db_from_string(connection._test_serialized_contents)


@pytest.fixture(autouse=True)
def _nothing_left_over() -> Iterator[None]:
    """Start every test with an empty cache and no task waiting."""
    cache.clear()
    default_task_backend.clear()
    yield
    default_task_backend.clear()


@pytest.fixture
def at() -> dt.datetime:
    """A Monday morning in October, before the clocks change: when a test takes place."""
    return dt.datetime(2026, 10, 5, 9, 30, tzinfo=dt.UTC)


@pytest.fixture
def run_due_tasks(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """Do the work that waits for a background worker, in order, and count it."""
    from accounts import tasks  # noqa: PLC0415 -- has models, which are not there yet
    from accounts.pacing import Pacer  # noqa: PLC0415 -- as above

    # Turns are counted in the time of each test alone.
    monkeypatch.setattr(tasks, "_pacers", {pace: Pacer() for pace in tasks._pacers})

    def run() -> int:
        done = 0
        while waiting := list(default_task_backend.results):
            default_task_backend.clear()
            for result in waiting:
                result.task.func(*result.args, **result.kwargs)
                done += 1
        return done

    return run
