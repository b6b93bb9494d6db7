"""Looks at every page that a journey reaches: for everyone, small screens and strict policies."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from playwright.sync_api import ConsoleMessage, Page, Request

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
SMALLEST_WIDTH = 320

_RUN_AXE = """async ([standards, without]) => {
  const found = await axe.run({exclude: without.map((part) => [part])}, {
    runOnly: standards, resultTypes: ["violations"], iframes: false, preload: false,
  });
  return found.violations.flatMap((rule) => rule.nodes.map((node) => ({
    rule: rule.id, where: node.target.join(" "), part: node.html.slice(0, 300),
    why: node.failureSummary,
  })));
}"""
_PAGE = (Path(__file__).parent / "page.js").read_text()
# The same around every page; looking at them once is enough.
_FRAME = ("body > header", "body > footer")


@dataclass
class Inspection:
    """What has been looked at in this run: pages made the same way are looked at once.

    Every worker of the suite writes into one file what it has looked at and found good.
    """

    book: Path
    in_the_office: dict[str, int] = field(default_factory=dict)
    _seen: set[str] = field(default_factory=set)
    _read_so_far: int = 0

    def has_seen(self, mark: str) -> bool:
        """Say whether some worker has looked at what this mark stands for."""
        if mark not in self._seen and self.book.exists():
            with self.book.open() as book:
                book.seek(self._read_so_far)
                self._seen |= set(book.read().split())
                self._read_so_far = book.tell()
        return mark in self._seen

    def remember(self, marks: Iterable[str]) -> None:
        """Write down what was found good, in one go, so that workers' lines do not mix."""
        marks = list(marks)
        self._seen.update(marks)
        with self.book.open("a") as book:
            book.write("".join(f"{mark}\n" for mark in marks))


@dataclass
class Looker:
    """Looks over one visitor's shoulder, from the first page to the last."""

    page: Page
    address: str
    javascript: bool
    width: int
    inspection: Inspection
    circumstances: dict[str, Any] = field(default_factory=dict)
    private: list[str] = field(default_factory=list)
    expected_status: int = 200
    titles: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.problems.append(f"script: {error}"))
        self.page.context.on("request", self._notice)

    def _hear(self, said: ConsoleMessage) -> None:
        if said.type not in {"error", "warning"}:
            return
        is_the_page_itself = said.location.get("url", "") == self.page.url
        if is_the_page_itself and f"status of {self.expected_status}" in said.text:
            return
        self.problems.append(f"console: {said.text} ({said.location.get('url')})")

    def _notice(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https", "ws", "wss"} and not request.url.startswith(
            self.address + "/"
        ):
            self.problems.append(f"asked another host: {request.url}")

    def look(self, *, is_office: bool = False) -> None:
        """Look at the page as it is now; fail on anything that keeps somebody out."""
        page = as_it_is(self.page)
        self._look_at_head(page)
        if self.width < 500:
            self._look_for_sideways_scrolling(page)
        self._look_with_axe(page, is_office=is_office)
        assert not self.problems, f"on {self.page.url}:\n" + "\n".join(self.problems)

    def _look_at_head(self, page: dict[str, Any]) -> None:
        path, title = urlsplit(self.page.url).path, page["title"]
        assert title.strip(), f"{path} has no title"
        assert page["headings"] == 1, f"{path} needs one h1"
        plain = title.removeprefix("Error: ")
        before = self.titles.setdefault(plain, path)
        assert before == path, f"{path} has the title of {before}: {plain}"
        for word in self.private:
            assert word.lower() not in title.lower(), f"personal data in the title of {path}"
            assert word.lower() not in self.page.url.lower(), f"personal data in {self.page.url}"

    def _look_for_sideways_scrolling(self, page: dict[str, Any]) -> None:
        found = page["wide"]
        assert not found, f"{self.page.url} scrolls sideways at {self.width}: {found}"
        mark = self._mark_of(f"{SMALLEST_WIDTH} {page['longest']} {page['whole']}")
        if self.inspection.has_seen(mark):
            return
        size = self.page.viewport_size
        assert size is not None
        self.page.set_viewport_size({"width": SMALLEST_WIDTH, "height": size["height"]})
        found = as_it_is(self.page)["wide"]
        self.page.set_viewport_size(size)
        assert not found, f"{self.page.url} scrolls sideways at {SMALLEST_WIDTH}: {found}"
        self.inspection.remember([mark])

    def _look_with_axe(self, page: dict[str, Any], *, is_office: bool) -> None:
        """Run axe, unless somebody has looked at a page that is made just like this one."""
        mark = self._mark_of(page["whole"])
        # In colours of one's own axe finds less, and the page stands where it stood.
        as_made = self._mark_of(page["whole"], without="forced_colors")
        if self.inspection.has_seen(mark) or self.inspection.has_seen(as_made):
            return
        frame = {place: self._mark_of(place + made) for place, made in page["parts"].items()}
        known = [place for place in _FRAME if self.inspection.has_seen(frame[place])]
        found = violations(self.page, javascript=self.javascript, without=known)
        if self.circumstances.get("forced_colors"):
            # The colours on the screen are the person's own; axe still reads the page's.
            found = [one for one in found if one["rule"] != "color-contrast"]
        if is_office:
            path = re.sub(r"\d+", "…", urlsplit(self.page.url).path)
            for one in found:
                key = f"{one['rule']} on {path}: {one['where']}"
                self.inspection.in_the_office[key] = self.inspection.in_the_office.get(key, 0) + 1
            found = [one for one in found if "app-" in one["part"]]
        assert not found, f"axe on {self.page.url}:\n" + "\n".join(
            f"{one['rule']} at {one['where']}: {one['part']}\n  {one['why']}" for one in found
        )
        self.inspection.remember({mark, *frame.values()})

    def _mark_of(self, made: str, *, without: str = "") -> str:
        """Return a mark for what is made and seen alike, whatever it says and whoever looks.

        Axe judges what stands on the page, not whether a script has put it there.
        """
        how = {name: value for name, value in self.circumstances.items() if name != without}
        seen_like = f"{self.width} {how}"
        return hashlib.sha256(f"{seen_like} {made}".encode(errors="replace")).hexdigest()


def as_it_is(page: Page) -> dict[str, Any]:
    """Return the page's title, its number of main headings, what is too wide, how it is made."""
    return dict(page.evaluate(_PAGE, list(_FRAME)))


def violations(
    page: Page, *, javascript: bool, without: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """Run axe on the page as it stands, leaving out parts that were looked at before.

    Axe itself waits with timers, which stand still where scripts are off. They are let run
    for as long as axe needs them, through the browser's own tools: the page has been read
    without scripts and stays as it was read. The tools are not bound by the page's policy,
    so that stays in force for everything else.
    """
    if javascript:
        page.evaluate(AXE_SCRIPT + ";0")
        return list(page.evaluate(_RUN_AXE, [STANDARDS, list(without)]))
    tools = page.context.new_cdp_session(page)
    # A session only passes on what is new to it, so it has to hear "off" before "on".
    tools.send("Emulation.setScriptExecutionDisabled", {"value": True})
    tools.send("Emulation.setScriptExecutionDisabled", {"value": False})
    page.evaluate(AXE_SCRIPT + ";0")
    found = page.evaluate(_RUN_AXE, [STANDARDS, list(without)])
    tools.send("Emulation.setScriptExecutionDisabled", {"value": True})
    tools.detach()
    return list(found)
