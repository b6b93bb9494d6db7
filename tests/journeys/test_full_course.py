"""All places are taken: the page says so, and what to do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.journeys.conftest import TWO_WAYS

if TYPE_CHECKING:
    from tests.journeys.college import College
    from tests.journeys.visitor import Visitor


def test_full_run_offers_other_dates(visitor: Visitor, college: College) -> None:
    student = college.prepare("student")
    full = college.prepare("dates", capacity=2, taken=2)
    other = college.prepare("dates", course=full["course"], starts_in_days=45)
    visitor.knows_as_private(student["email"], student["name"])
    visitor.signs_in(student["email"])

    visitor.opens(full["path"])
    visitor.hears("All places on these dates are taken.")
    # Somebody may have had the page open, or the address from a friend.
    visitor.opens(f"/book/{full['run']}/")
    visitor.is_at("Join the waiting list")
    visitor.presses("Book these dates")

    visitor.is_at("Check and book")
    assert visitor.reached[-1] == f"/book/{other['run']}/"
    visitor.presses("Book my place")
    visitor.is_at("Your place is booked")


@pytest.mark.parametrize("visitor", TWO_WAYS, indirect=True, ids=str)
def test_last_place_goes_while_somebody_thinks(visitor: Visitor, college: College) -> None:
    student, quicker = college.prepare("student"), college.prepare("student")
    dates = college.prepare("dates", capacity=1)
    visitor.signs_in(student["email"])

    visitor.opens(f"/book/{dates['run']}/")
    visitor.is_at("Check and book")
    college.prepare("book", run=dates["run"], email=quicker["email"])
    visitor.presses("Book my place")

    visitor.is_at("Join the waiting list")
    visitor.hears("Somebody was a moment quicker. Nothing is booked for you.")
    visitor.hears(re.compile("^All places on these dates are taken."))
    visitor.presses("Join the waiting list")
    visitor.is_at("You are on the waiting list")
