"""The looking itself: it sees what is wrong, with scripts and without."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.journeys.conftest import WAYS, Way
from tests.journeys.inspection import Inspection, as_it_is, violations

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

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


@pytest.mark.parametrize("visitor", [WAYS[0], WAYS[-1]], indirect=True, ids=str)
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


def _page(body: str, *, head: str = "", attributes: str = "") -> str:
    return (
        "<!doctype html><html lang='en'><title>A page</title><meta name=viewport "
        f"content='width=device-width'>{head}<body {attributes}><h1>A page</h1>{body}</body></html>"
    )


STYLE = "<style>.faint { color: #eee } .js .faint { color: #000 }</style>"
FIELD = "<label for='a'>Your name</label><input id='a' name='a'>"
# For each page that is well made, the same one with something that axe would say no to.
TOLD_APART = {
    "a field without its label": (FIELD, FIELD.replace("for='a'", "for='b'"), "label"),
    "a label that is empty": (FIELD, FIELD.replace("Your name", " "), "label"),
    "a label of the field beside it": (
        f"{FIELD}<label for='c'>Your age</label><input id='c'>",
        f"{FIELD}<label for='a'>Your age</label><input id='c'>",
        "label",
    ),
    "a button without words": (
        "<button>Continue</button>",
        "<button><span hidden>Continue</span></button>",
        "button-name",
    ),
    "a link without words": ("<a href='/'>Home page</a>", "<a href='/'> </a>", "link-name"),
    "words one can hardly see": (
        f"{STYLE}<p>Some words</p>",
        f"{STYLE}<p class='faint'>Some words</p>",
        "color-contrast",
    ),
    "colours of the part's own": (
        "<p>Some words</p>",
        "<p style='color: #eee'>Some words</p>",
        "color-contrast",
    ),
    "a picture without words": (
        "<img src='data:,' alt='A tree'>",
        "<img src='data:,'>",
        "image-alt",
    ),
    "a name that is empty": (
        "<div role='img' aria-label='A tree'></div>",
        "<div role='img' aria-label=''></div>",
        "role-img-alt",
    ),
    "a name from nowhere": (
        "<p id='n'>A tree</p><div role='img' aria-labelledby='n'></div>",
        "<p id='n'>A tree</p><div role='img' aria-labelledby='m'></div>",
        "role-img-alt",
    ),
    "a state that is none": (
        "<button aria-expanded='true'>More</button>",
        "<button aria-expanded='yes'>More</button>",
        "aria-valid-attr-value",
    ),
    "a role that is none": ("<p role='note'>A</p>", "<p role='notes'>A</p>", "aria-roles"),
    "a list of no items": ("<ul><li>One</li></ul>", "<ul><p>One</p></ul>", "list"),
    "a language that is none": ("<p lang='cy'>Da</p>", "<p lang='xq'>Da</p>", "valid-lang"),
    "what can be reached but not read": (
        "<p aria-hidden='true'><a href='/' tabindex='-1'>Home page</a></p>",
        "<p aria-hidden='true'><a href='/'>Home page</a></p>",
        "aria-hidden-focus",
    ),
    "one bad row among good ones": (
        "<ul><li>On <a href='/1'>Monday</a></li><li>On <a href='/2'>Friday</a></li></ul>",
        "<ul><li>On <a href='/1'>Monday</a></li><li>On <a href='/2'></a></li></ul>",
        "link-name",
    ),
}


def _seen_as(visitor: Visitor, body: str) -> tuple[str, set[str]]:
    visitor.page.set_content(body)
    found = violations(visitor.page, javascript=visitor.javascript)
    return as_it_is(visitor.page)["whole"], {one["rule"] for one in found}


def test_pages_that_axe_judges_differently_are_told_apart(visit: Callable[[Way], Visitor]) -> None:
    visitor = visit(Way(javascript=True, width=1280))

    for what, (good, bad, rule) in TOLD_APART.items():
        good_one, nothing = _seen_as(visitor, _page(good))
        bad_one, found = _seen_as(visitor, _page(bad))

        assert (what, nothing, found) == (what, set(), {rule})
        assert good_one != bad_one, what


FAINT = _page("<p class=faint>Bread</p>", head=STYLE)
ALIKE = [
    (_page("<p>Bread for beginners</p>"), _page("<p>Songs we know</p>")),
    (_page("<li>One bus</li>"), _page("<li>One bus</li><li>Two trams</li>")),
    (_page(FIELD), _page(FIELD.replace("'a'", "'b'"))),
    # A class that a script puts on the body, and no rule asks for.
    (_page("<p>Bread</p>"), _page("<p>Bread</p>", attributes="class='js'")),
]
NOT_ALIKE = [
    (_page("<p>Bread for beginners</p>"), _page("<p>1</p>")),
    (FAINT, FAINT.replace("<body ", "<body class='js' ")),
    (_page(FIELD), _page(FIELD.replace("name='a'", "name='a' value='Clementine'"))),
    (_page("<input type=checkbox>"), _page("<input type=checkbox checked>")),
]


def test_pages_are_alike_when_they_are_made_alike(visit: Callable[[Way], Visitor]) -> None:
    page = visit(Way(javascript=True, width=1280)).page

    def made(body: str) -> str:
        page.set_content(body)
        return str(as_it_is(page)["whole"])

    assert [pair for pair in ALIKE if made(pair[0]) != made(pair[1])] == []
    assert [pair for pair in NOT_ALIKE if made(pair[0]) == made(pair[1])] == []


@pytest.mark.parametrize("visitor", [WAYS[0], WAYS[-1]], indirect=True, ids=str)
def test_what_was_not_found_good_is_looked_at_again(visitor: Visitor) -> None:
    _serves(visitor, _page("<p class='faint'>Some words</p>", head=STYLE))

    for _ in range(2):
        with pytest.raises(AssertionError, match="color-contrast"):
            visitor.looker.look()


@pytest.mark.parametrize("visitor", [WAYS[0], WAYS[-1]], indirect=True, ids=str)
def test_what_was_found_good_is_not_looked_at_again(visitor: Visitor, tmp_path: Path) -> None:
    # A book of its own: other workers write in the one they share.
    visitor.looker.inspection = Inspection(tmp_path / "looked-at.txt")
    _serves(visitor, _page(FIELD))
    visitor.looks()
    seen = visitor.looker.inspection.book.read_text()
    visitor.page.evaluate("document.querySelector('label').textContent = 'Another name'")
    visitor.looks()

    assert visitor.looker.inspection.book.read_text() == seen
    visitor.page.evaluate("document.querySelector('label').textContent = ''")
    with pytest.raises(AssertionError, match="axe on"):
        visitor.looks()
