"""Larger text, and colours of one's own: nothing is lost, cut off or left without an edge."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.journeys.conftest import Way
from tests.journeys.inspection import as_it_is

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.journeys.college import College
    from tests.journeys.visitor import Visitor

# The size of every text that can be seen, by its words.
_TEXT_SIZES = """() => {
  const sizes = {};
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const words = text.textContent.trim();
    if (!words || !text.parentElement.checkVisibility()) continue;
    const style = getComputedStyle(text.parentElement);
    if (text.parentElement.closest("noscript, script, style")) continue;
    sizes[words] = parseFloat(style.fontSize);
  }
  return sizes;
}"""
# Words that stand outside what a part of the page shows of its inside.
_CUT_OFF = """() => {
  const cut = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    if (!text.textContent.trim() || !text.parentElement.checkVisibility()) continue;
    const words = document.createRange();
    words.selectNodeContents(text);
    const place = words.getBoundingClientRect();
    for (let part = text.parentElement; part !== document.body; part = part.parentElement) {
      const shown = part.getBoundingClientRect();
      const isForReadersOnly = shown.width <= 1;
      if (isForReadersOnly) break;
      const hides = ["hidden", "clip"].includes(getComputedStyle(part).overflowX);
      if (hides && (place.right > shown.right + 1 || place.left < shown.left - 1)) {
        cut.push(text.textContent.trim());
      }
    }
  }
  return cut;
}"""
# Fields whose edge is not drawn, and controls that do not show when they have the focus.
_WITHOUT = """() => {
  const seen = (part) => part.checkVisibility({visibilityProperty: true})
    && part.getBoundingClientRect().width > 0;
  const hasEdge = (part) => {
    const style = getComputedStyle(part);
    return style.borderTopStyle !== "none" && parseFloat(style.borderTopWidth) > 0;
  };
  const hasOutline = (part) => {
    part.focus();
    const drawn = [getComputedStyle(part), getComputedStyle(part.labels?.[0] ?? part, "::before")];
    return drawn.some(
      (style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0);
  };
  const typed = ":not([type]), [type=text], [type=email], [type=tel], [type=url], [type=search]";
  const fields = [...document.querySelectorAll(`input:is(${typed}), select, textarea`)];
  const buttons = [...document.querySelectorAll(
    "button, [role=button], [type=submit], [type=button], [type=reset], [type=radio]")];
  const shown = (part) => part.outerHTML.slice(0, 200);
  return {
    controls: [...fields, ...buttons].filter(seen).length,
    edge: fields.filter(seen).filter((part) => !hasEdge(part)).map(shown),
    outline: [...fields, ...buttons].filter(seen).filter((part) => !hasOutline(part)).map(shown),
  };
}"""
READING_SIZE = 20


def _grows_enough(size: float, grown: float) -> bool:
    """Words to read grow to twice their size; headings, large already, by half at least."""
    return grown >= size * (1.9 if size <= READING_SIZE else 1.5)


def _pages(college: College, visitor: Visitor) -> list[str]:
    """Return what somebody sees on the way from the front door to a booked place."""
    student, dates = college.prepare("student"), college.prepare("dates")
    held = college.prepare("dates")
    booking = college.prepare("book", run=held["run"], email=student["email"])["booking"]
    visitor.signs_in(student["email"])
    return [
        "/",
        "/courses/",
        dates["path"],
        f"/book/{dates['run']}/",
        "/my-courses/",
        f"/my-courses/{booking}/",
        "/my-details/",
        "/check/",
        "/urgent-help/",
    ]


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_text_twice_as_large(visit: Callable[[Way], Visitor], college: College, width: int) -> None:
    visitor = visit(Way(javascript=True, width=width))

    for path in _pages(college, visitor):
        visitor.opens(path)
        before = visitor.page.evaluate(_TEXT_SIZES)
        visitor.page.evaluate("document.documentElement.style.fontSize = '200%'")
        after = visitor.page.evaluate(_TEXT_SIZES)

        assert before
        small = {
            words: (size, after.get(words))
            for words, size in before.items()
            if not _grows_enough(size, after.get(words, 0))
        }
        assert small == {}, f"text that stays small on {path}"
        assert as_it_is(visitor.page)["wide"] == [], f"{path} scrolls sideways"
        assert visitor.page.evaluate(_CUT_OFF) == [], f"words cut off on {path}"


@pytest.mark.parametrize("width", [360, 1280])
def test_colours_of_ones_own(visit: Callable[..., Visitor], college: College, width: int) -> None:
    visitor = visit(Way(javascript=True, width=width), forced_colors="active")

    for path in _pages(college, visitor):
        visitor.opens(path)
        without = visitor.page.evaluate(_WITHOUT)
        assert without["controls"]
        assert without["edge"] == [], f"fields without an edge on {path}"
        assert without["outline"] == [], f"nobody sees the focus on {path}"


def test_calm_for_those_who_asked_for_it(visit: Callable[..., Visitor], college: College) -> None:
    visitor = visit(Way(javascript=True, width=1280), reduced_motion="reduce", color_scheme="dark")

    for path in _pages(college, visitor):
        visitor.opens(path)
        moving = visitor.page.evaluate(
            "document.getAnimations().map((one) => one.effect.target.outerHTML.slice(0, 200))"
        )
        assert moving == [], f"things move on {path}"
