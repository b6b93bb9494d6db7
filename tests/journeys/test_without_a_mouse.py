"""The whole of a booking with a keyboard alone: every stop can be seen, in an order that helps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.journeys.conftest import WAYS, Way

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator

    from tests.journeys.college import College
    from tests.journeys.visitor import Visitor

MOST_STOPS = 90
# What a person sees of where they are: an outline, a shadow, or the drawn ring of a round button.
_CAN_BE_SEEN = """(part) => {
  const box = part.getBoundingClientRect();
  const label = part.labels && part.labels[0];
  const drawn = [getComputedStyle(part)];
  if (label) drawn.push(getComputedStyle(label), getComputedStyle(label, "::before"));
  const isMarked = drawn.some((style) =>
    (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0)
    || style.boxShadow !== "none");
  const isInside = box.bottom > 0 && box.top < innerHeight;
  return isMarked && isInside ? "" : `${isMarked} ${isInside} ${part.outerHTML.slice(0, 200)}`;
}"""


def _walks_to(visitor: Visitor, target: Locator) -> None:
    """Press Tab until the target has the focus; every stop on the way has to be seen."""
    page = visitor.page
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        here = page.evaluate_handle("document.activeElement")
        unseen = here.evaluate(_CAN_BE_SEEN)
        assert not unseen, f"nobody sees the focus on {page.url}: {unseen}"
        if target.evaluate("(part) => part === document.activeElement"):
            return
    message = f"Tab does not lead to {target} on {page.url}"
    raise AssertionError(message)


def _presses_enter_on(visitor: Visitor, role: str, name: str) -> None:
    _walks_to(visitor, visitor.page.get_by_role(role, name=name))
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("Enter")
    visitor.looks()


@pytest.mark.parametrize("way", [way for way in WAYS if way.width > 1000], ids=str)
def test_booking_by_keyboard(visit: Callable[[Way], Visitor], college: College, way: Way) -> None:
    visitor = visit(way)
    dates = college.prepare("dates")
    login = college.prepare("login")
    visitor.signs_in(login["email"])
    keyboard = visitor.page.keyboard

    visitor.opens(dates["path"])
    keyboard.press("Tab")
    skip = visitor.page.get_by_role("link", name="Skip to main content")
    assert skip.evaluate("(part) => part === document.activeElement")
    keyboard.press("Enter")
    _presses_enter_on(visitor, "button", "Book these dates")

    _walks_to(visitor, visitor.field("What should we call you?"))
    keyboard.type("Clementine")
    keyboard.press("Enter")
    visitor.page.wait_for_url("**/age/")
    visitor.looks()
    _walks_to(visitor, visitor.page.get_by_role("radio", name="Yes"))
    keyboard.press("Space")
    _presses_enter_on(visitor, "button", "Continue")
    _walks_to(visitor, visitor.page.get_by_role("checkbox", name="A hearing loop"))
    keyboard.press("Space")
    _walks_to(visitor, visitor.page.get_by_role("radio", name="Yes, so that they can"))
    keyboard.press("ArrowDown")
    assert visitor.page.get_by_role("radio", name="No, only the college office").is_checked()
    _presses_enter_on(visitor, "button", "Continue")
    visitor.is_at("Our student agreement")
    _walks_to(visitor, visitor.page.get_by_role("checkbox", name="I agree to this"))
    keyboard.press("Space")
    _presses_enter_on(visitor, "button", "Continue")
    visitor.is_at("Check and book")
    _presses_enter_on(visitor, "button", "Book my place")

    visitor.is_at("Your place is booked")


@pytest.mark.parametrize("way", [way for way in WAYS if way.width > 1000], ids=str)
def test_error_takes_the_keyboard_to_the_question(
    visit: Callable[[Way], Visitor], college: College, way: Way
) -> None:
    visitor = visit(way)
    dates = college.prepare("dates")
    visitor.signs_in(college.prepare("login")["email"])

    visitor.opens(f"/book/{dates['run']}/")
    visitor.presses("Continue")
    assert visitor.page.title().startswith("Error: ")
    link = visitor.page.get_by_role("alert").get_by_role("link")
    _walks_to(visitor, link)
    visitor.page.keyboard.press("Enter")
    visitor.page.keyboard.type("Clementine")

    assert visitor.field("What should we call you?").input_value() == "Clementine"
