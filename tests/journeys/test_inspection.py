"""The looking itself: it sees what is wrong, with scripts and without."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.journeys.inspection import violations

if TYPE_CHECKING:
    from tests.journeys.visitor import Visitor

BAD = "<!doctype html><title>A</title><h1>A</h1><img src='x'><input>"


def _serves(visitor: Visitor, body: str) -> None:
    visitor.page.route(
        "**/*", lambda route: route.fulfill(body=body, content_type="text/html; charset=utf-8")
    )
    visitor.page.goto(f"{visitor.college.address}/anything/")


def test_axe_finds_what_is_wrong(visitor: Visitor) -> None:
    _serves(visitor, BAD)

    found = {one["rule"] for one in violations(visitor.page, javascript=visitor.javascript)}

    assert found == {"html-has-lang", "image-alt", "label"}


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("<h1>A</h1><h1>B</h1><title>A</title>", "needs one h1"),
        ("<h1>A</h1>", "has no title"),
        ("<title>A</title><h1>A</h1><img alt='' src='https://other.example/'>", "another host"),
        ("<title>For Perpetua</title><h1>A</h1>", "personal data"),
    ],
)
def test_looking_fails_on_what_keeps_people_out(visitor: Visitor, body: str, problem: str) -> None:
    visitor.knows_as_private("Perpetua")
    _serves(visitor, f"<!doctype html><html lang='en'>{body}</html>")

    with pytest.raises(AssertionError, match=problem):
        visitor.looks()


def test_looking_fails_on_sideways_scrolling(visitor: Visitor) -> None:
    _serves(
        visitor,
        "<!doctype html><html lang='en'><meta name=viewport content='width=device-width'>"
        "<title>A</title><h1>A</h1><div style='width:340px'>.</div></html>",
    )
    if visitor.width > 1000:
        visitor.looks()
    else:
        with pytest.raises(AssertionError, match="scrolls sideways at 320"):
            visitor.looks()
