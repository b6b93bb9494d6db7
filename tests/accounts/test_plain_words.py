"""A message's plain text is made of its HTML, so that nothing is written twice."""

from __future__ import annotations

import pytest

from accounts.plain_words import plain_words

PAGE = "https://college.example/a?b=1&c=2"
LINK = PAGE.replace("&", "&amp;")


@pytest.mark.parametrize(
    ("html", "said"),
    [
        (
            "<h1>Your place</h1><p>We look\n   forward &amp; so on.</p>",
            "Your place\n\nWe look forward & so on.",
        ),
        (
            "<p>Sleep <strong>well</strong><br>Tuesday<br>\n The Mill</p>",
            "Sleep well\nTuesday\nThe Mill",
        ),
        (
            "<p>Dates:</p>\n<ul>\n <li>One<br>Dreams</li>\n <li>Two</li>\n</ul><p>Bye</p>",
            "Dates:\n- One\n  Dreams\n- Two\n\nBye",
        ),
        (
            f'<p>Cannot come? <a href="{LINK}">Tell us here</a>. You keep it.</p><p>Bye</p>',
            f"Cannot come? Tell us here. You keep it:\n{PAGE}\n\nBye",
        ),
        (f'<p><a href="{LINK}">See my booking</a></p>', f"See my booking:\n{PAGE}"),
        (f'<p>Join here: <a href="{LINK}">{LINK}</a></p>', f"Join here: {PAGE}"),
        ('<li>In danger: <a href="tel:999">call 999</a></li>', "- In danger: call 999"),
        ("<head><title>A</title></head><p data-html-only>B <b>C</b><br></p><p>D</p>", "D"),
        ("<div><p>Sam &lt;b&gt;</p></div>", "Sam <b>"),
        ("", ""),
    ],
)
def test_words_stand_as_people_read_them(html, said):
    assert plain_words(html) == said
