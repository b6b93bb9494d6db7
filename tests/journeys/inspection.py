"""Looks at every page that a journey reaches: for everyone, small screens and strict policies."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT

if TYPE_CHECKING:
    from collections.abc import Sequence

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
WIDER_THAN_THE_SCREEN = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const wide = [...document.body.querySelectorAll("*")].filter(
    (part) => part.getBoundingClientRect().right > width + 1);
  return wide.slice(-3).map((part) => part.outerHTML.slice(0, 200)).concat(
    `page ${document.documentElement.scrollWidth}, screen ${width}`);
}"""
# The same around every page; looking at them once is enough.
_FRAME = ("body > header", "body > footer")
_MARKUP_OF = "(part) => document.querySelector(part)?.outerHTML ?? ''"
# What differs from one visit to the next, but not in how the page is made.
_OF_THIS_VISIT = re.compile(
    r'(?<=name="csrfmiddlewaretoken" value=")[^"]+|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}'
)


@dataclass
class Inspection:
    """What has been looked at by one worker of the suite: the same page is not looked at twice."""

    seen: set[str] = field(default_factory=set)
    in_the_office: dict[str, int] = field(default_factory=dict)


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
        self._look_at_head()
        if self.width < 500:
            self._look_for_sideways_scrolling()
        self._look_with_axe(is_office=is_office)
        assert not self.problems, f"on {self.page.url}:\n" + "\n".join(self.problems)

    def _look_at_head(self) -> None:
        path = urlsplit(self.page.url).path
        title = self.page.title()
        assert title.strip(), f"{path} has no title"
        assert self.page.get_by_role("heading", level=1).count() == 1, f"{path} needs one h1"
        plain = title.removeprefix("Error: ")
        before = self.titles.setdefault(plain, path)
        assert before == path, f"{path} has the title of {before}: {plain}"
        for word in self.private:
            assert word.lower() not in title.lower(), f"personal data in the title of {path}"
            assert word.lower() not in self.page.url.lower(), f"personal data in {self.page.url}"

    def _look_for_sideways_scrolling(self) -> None:
        found = self.page.evaluate(WIDER_THAN_THE_SCREEN)
        assert not found, f"{self.page.url} scrolls sideways at {self.width}: {found}"
        size = self.page.viewport_size
        assert size is not None
        self.page.set_viewport_size({"width": SMALLEST_WIDTH, "height": size["height"]})
        found = self.page.evaluate(WIDER_THAN_THE_SCREEN)
        self.page.set_viewport_size(size)
        assert not found, f"{self.page.url} scrolls sideways at {SMALLEST_WIDTH}: {found}"

    def _look_with_axe(self, *, is_office: bool) -> None:
        """Run axe, unless this worker has looked at a page that is made just like this one."""
        mark = self._mark_of(self.page.content())
        if mark in self.inspection.seen:
            return
        frame = {
            part: self._mark_of(self.page.evaluate(_MARKUP_OF, part) + part) for part in _FRAME
        }
        known = [part for part in _FRAME if frame[part] in self.inspection.seen]
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
        self.inspection.seen |= {mark, *frame.values()}

    def _mark_of(self, markup: str) -> str:
        """Return a mark for what is made and seen alike, whoever looks at it when."""
        made_like = _OF_THIS_VISIT.sub("", markup)
        for word in self.private:
            made_like = made_like.replace(word, "")
        seen_like = f"{self.javascript} {self.width} {self.circumstances}"
        return hashlib.sha256(f"{seen_like} {made_like}".encode(errors="replace")).hexdigest()


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
