"""Journeys: a real browser, a real server, a real worker, and a demo college for each of us."""

from __future__ import annotations

import asyncio
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from playwright.sync_api import expect, sync_playwright

from tests import browsers
from tests.databases import FOLDER
from tests.journeys.college import College
from tests.journeys.inspection import Inspection, Looker
from tests.journeys.visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Playwright

HEIGHTS = {320: 640, 360: 740, 1280: 800}
# Long, for a machine that is busy with the rest of the suite; nothing waits for it to pass.
PATIENCE_MS = 60_000
expect.set_options(timeout=PATIENCE_MS)


class Way(NamedTuple):
    """How a journey is made: with or without JavaScript, on a telephone or a computer."""

    javascript: bool
    width: int

    def __str__(self) -> str:
        return f"{self.width}-{'script' if self.javascript else 'plain'}"


WAYS = [Way(javascript, width) for javascript in (True, False) for width in (360, 1280)]
# For journeys over pages that others make in every way: a phone with, a computer without.
TWO_WAYS = [Way(javascript=True, width=360), Way(javascript=False, width=1280)]


@pytest.fixture(scope="session")
def college(tmp_path_factory: pytest.TempPathFactory) -> Iterator[College]:
    running = College(tmp_path_factory.mktemp("college"))
    try:
        running.open()
        yield running
    finally:
        running.close()


class _Window(NamedTuple):
    browser: Browser
    loop: asyncio.AbstractEventLoop


@pytest.fixture(scope="session")
def _window() -> Iterator[_Window]:
    playwright: Playwright = sync_playwright().start()
    loop = asyncio.get_running_loop()
    browser = playwright.chromium.launch(
        executable_path=browsers.chromium(), args=list(browsers.ARGUMENTS)
    )
    yield _Window(browser, loop)
    asyncio._set_running_loop(loop)
    browser.close()
    playwright.stop()
    asyncio._set_running_loop(None)


@pytest.fixture
def browser(_window: _Window) -> Iterator[Browser]:
    """Give the browser to one journey.

    Playwright leaves its event loop marked as running between two calls. Django would then
    refuse its database to every test that comes after a journey in the same worker.
    """
    asyncio._set_running_loop(_window.loop)
    yield _window.browser
    asyncio._set_running_loop(None)


@pytest.fixture(scope="session")
def inspection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inspection]:
    """Remember what was looked at; what Wagtail's own screens could do better is written down."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    own = tmp_path_factory.getbasetemp()
    looked = Inspection((own.parent if worker else own) / "looked-at.txt")
    yield looked
    if looked.in_the_office:
        lines = [f"{times} times {what}" for what, times in sorted(looked.in_the_office.items())]
        (FOLDER / f"axe-in-the-office-{worker or 'alone'}.txt").write_text("\n".join(lines) + "\n")


@pytest.fixture
def visit(
    browser: Browser, college: College, inspection: Inspection, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Visitor]]:
    """Open a new browser window for somebody, as often as the journey needs one."""
    contexts = []

    def open_window(way: Way, **options: Any) -> Visitor:
        context = browser.new_context(
            viewport={"width": way.width, "height": HEIGHTS[way.width]},
            java_script_enabled=way.javascript,
            locale="en-GB",
            timezone_id="Europe/London",
            **options,
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        looker = Looker(page, college.address, way.javascript, way.width, inspection, options)
        name = re.sub(r"^test_|\[.*", "", request.node.name)
        return Visitor(page, college, looker, way.javascript, way.width, name, _album())

    yield open_window
    for context in contexts:
        context.close()


def _album() -> Path | None:
    folder = os.environ.get("JOURNEY_SCREENSHOTS")
    if not folder:
        return None
    album = Path(folder)
    album.mkdir(parents=True, exist_ok=True)
    return album


@pytest.fixture(params=WAYS, ids=str)
def visitor(visit: Callable[..., Visitor], request: pytest.FixtureRequest) -> Visitor:
    """Give the journey to four people: two screens, each with and without JavaScript."""
    return visit(request.param)
