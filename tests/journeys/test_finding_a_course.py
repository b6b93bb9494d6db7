"""Somebody new looks for a course, finds nothing at first, and then the right one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.journeys.conftest import TWO_WAYS

if TYPE_CHECKING:
    from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.parametrize("visitor", TWO_WAYS, indirect=True, ids=str)


def test_finding_a_course(visitor: Visitor) -> None:
    visitor.opens("/")
    visitor.fills("What would you like to learn?", "parachutes")
    visitor.presses("Find a course")

    visitor.is_at("Courses")
    visitor.hears("We found nothing for that, but do not give up")
    visitor.fills("What would you like to learn?", "sleeping")
    visitor.presses("Search")

    visitor.hears(re.compile(r"^\d+ courses? for your search$"))
    visitor.follows("Sleep Well")
    visitor.is_at("Sleep Well")
    visitor.hears("Dates and places")


def test_an_address_that_leads_nowhere_helps_on(visitor: Visitor) -> None:
    visitor.opens("/courses/no-such-course/", status=404)

    visitor.is_at("We could not find that page")
    visitor.fills("Find a course", "drawing")
    visitor.presses("Search")
    visitor.follows("Mindful Drawing")
    visitor.is_at("Mindful Drawing")


def test_urgent_help_is_one_step_away(visitor: Visitor) -> None:
    visitor.opens("/courses/")
    visitor.follows("Urgent help")

    visitor.is_at("Urgent help")
