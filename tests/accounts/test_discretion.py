"""What a calendar that should tell nothing still says of a place."""

from __future__ import annotations

import pytest

from accounts.discretion import DISCREET, PLAIN

WARD = "Larch Ward activity room, Larch Ward, Willowbrook Hospital, 12 Mill Lane, WB4 1AA"


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        (WARD, "12 Mill Lane, WB4 1AA"),
        ("The Mill, 1a-3 Mill Lane, Willowbrook, wb1 1aa", "1a-3 Mill Lane, wb1 1aa"),
        ("Hall, Willowbrook Hospital, Hospital Road, Willowbrook, WB4 1AA", "WB4 1AA"),
        (
            "The Potting Shed, Fernhill Park, North Gate, Willowbrook, WB3 8HN",
            "North Gate, WB3 8HN",
        ),
        ("Edward Room, 5 Edward Street, Willowbrook", "5 Edward Street"),
        # A name can look like a street, and a floor like a number.
        ("Recovery Way, 1st floor, 2 Beech Ward, Room 3", ""),
        ("Willow Way, Larch House, WB4 1AA", "WB4 1AA"),
        ("", ""),
    ],
)
def test_the_name_of_a_place_is_left_out(place, shown):
    assert DISCREET.place(place) == shown
    assert PLAIN.place(place) == place
