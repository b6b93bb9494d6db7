"""The tables in docs/booking-rules.md say what the code's own tables say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bookings.enums import BOOKING_MOVES, ENTRY_MOVES, OFFER_MOVES

RULES = (Path(__file__).resolve().parents[2] / "docs" / "booking-rules.md").read_text()
_WORD = re.compile(r"`([A-Z_]+)`")


def moves_in(heading):
    """Read the table below a heading: from which state to which others."""
    section = RULES.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    rows = [line.split("|")[1:3] for line in section.splitlines() if line.startswith("| `")]
    return {_WORD.findall(before)[0]: set(_WORD.findall(after)) for before, after in rows}


@pytest.mark.parametrize(
    ("heading", "moves"),
    [
        ("A booking", BOOKING_MOVES),
        ("Somebody who waits", ENTRY_MOVES),
        ("An offer", OFFER_MOVES),
    ],
)
def test_the_page_tells_the_moves_that_are_allowed(heading, moves):
    assert moves_in(heading) == {
        before.value: {after.value for after in allowed} for before, allowed in moves.items()
    }
