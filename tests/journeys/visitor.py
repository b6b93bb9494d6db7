"""A person at a browser: goes, follows, fills in and presses, by role and label only."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page, Response

    from tests.journeys.college import College
    from tests.journeys.inspection import Looker

Pressed = Literal["button", "link"]


@dataclass
class Visitor:
    """One person in one journey. Every page reached is looked at before the next step."""

    page: Page
    college: College
    looker: Looker
    javascript: bool
    width: int
    name: str
    album: Path | None = None
    reached: list[str] = field(default_factory=list)
    is_office: bool = False

    def knows_as_private(self, *words: str) -> None:
        """Name what may stand in no title and no address."""
        self.looker.private += [word for word in words if word]

    def signs_in(self, email: str) -> None:
        """Carry on as somebody who has signed in before."""
        cookie = self.college.prepare("signed_in", email=email)
        self.page.context.add_cookies([{**cookie, "url": self.college.address}])

    def opens(self, path: str, *, status: int = 200) -> None:
        """Type an address, or tap a link in a message."""
        self.looker.expected_status = status
        address = path if path.startswith("http") else self.college.address + path
        self._arrives(self.page.goto(address), status)

    def follows(self, name: str | re.Pattern[str], *, within: Locator | None = None) -> None:
        """Follow the link with this name."""
        self._presses("link", name, within, 200)

    def presses(
        self, name: str | re.Pattern[str], *, within: Locator | None = None, status: int = 200
    ) -> None:
        """Press the button with this name, or what looks like one, and get to a page."""
        self._presses("button", name, within, status)

    def goes_back(self) -> None:
        """Use the browser's own way back."""
        self._arrives(self.page.go_back(), 200)

    def _presses(
        self, role: Pressed, name: str | re.Pattern[str], within: Locator | None, status: int
    ) -> None:
        self.looker.expected_status = status
        target = (within or self.page).get_by_role(role, name=name, exact=isinstance(name, str))
        with self.page.expect_navigation() as reached:
            target.click()
        self._arrives(reached.value, status)

    def _arrives(self, response: Response | None, status: int) -> None:
        if response is not None:
            log = self.college.log("server")[-3000:] if response.status >= 500 else ""
            assert response.status == status, f"{response.status} at {self.page.url}\n{log}"
        self.looks()

    def looks(self) -> None:
        """Look at the page as it is now, and take its picture if somebody wants pictures."""
        self.reached.append(urlsplit(self.page.url).path)
        if self.album:
            number = f"{len(self.reached):02}"
            way = f"{self.width}{'' if self.javascript else '-plain'}"
            self.page.screenshot(
                path=self.album / f"{self.name}-{number}-{way}.png", full_page=True
            )
        self.looker.look(is_office=self.is_office)

    def fills(self, label: str | re.Pattern[str], words: str) -> None:
        """Type into the field with this label."""
        self.field(label).fill(words)

    def field(self, label: str | re.Pattern[str]) -> Locator:
        """Return the field with this label."""
        return self.page.get_by_label(label, exact=isinstance(label, str))

    def chooses(self, name: str, *, of: str = "") -> None:
        """Choose one answer of the question, by its words."""
        group = self.page.get_by_role("group", name=of) if of else self.page
        group.get_by_role("radio", name=name).check()

    def ticks(self, name: str) -> None:
        """Tick the box with these words."""
        self.page.get_by_role("checkbox", name=name).check()

    def hears(self, words: str | re.Pattern[str]) -> None:
        """Find these words on the page, where a person can see them."""
        self.page.get_by_text(words).locator("visible=true").first.wait_for()

    def is_at(self, heading: str | re.Pattern[str]) -> None:
        """Be on the page with this heading."""
        read = self.heading()
        as_it_should_be = heading if isinstance(heading, str) else heading.pattern
        is_right = read == heading if isinstance(heading, str) else bool(heading.search(read))
        assert is_right, f"“{read}” at {self.page.url}, not “{as_it_should_be}”"

    def heading(self) -> str:
        """Read the page's heading."""
        return " ".join(self.page.get_by_role("heading", level=1).inner_text().split())

    def region(self, name: str) -> Locator:
        """Return a part of the page by its name."""
        return self.page.get_by_role("region", name=name)

    def downloads(self, name: str | re.Pattern[str]) -> bytes:
        """Follow a link that gives a file, and return what is in it."""
        with self.page.expect_download() as coming:
            self.page.get_by_role("link", name=name).click()
        return Path(coming.value.path()).read_bytes()


def facts_of(thing: Any) -> dict[str, Any]:
    """Return what was prepared as a plain dictionary."""
    return dict(thing)
