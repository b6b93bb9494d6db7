"""My plans change: not this session, or other dates."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.journeys.conftest import TWO_WAYS
from tests.journeys.mailbox import words

if TYPE_CHECKING:
    from tests.journeys.college import College
    from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.parametrize("visitor", TWO_WAYS, indirect=True, ids=str)


def test_apologise_from_the_message_and_undo(visitor: Visitor, college: College) -> None:
    student = college.prepare("student")
    dates = college.prepare("dates")
    college.prepare("book", run=dates["run"], email=student["email"])
    told = words(college.mailbox.next_for(student["email"]))
    to_apologise, to_give_up = re.findall(r"https?://\S+/answer/\S+", told)
    visitor.knows_as_private(student["email"], student["name"])

    visitor.opens(to_apologise)
    visitor.is_at("You cannot come?")
    visitor.presses("I cannot come to this session")
    visitor.is_at("Thank you for telling us")
    visitor.presses(re.compile("^I can come after all"))
    visitor.is_at("You cannot come?")

    visitor.opens(to_give_up)
    visitor.is_at("Give up your place?")
    visitor.presses("Give up my place")
    visitor.is_at("You have given up this place")
    visitor.presses("Take my place back")
    visitor.is_at("Give up your place?")


def test_say_on_the_booking_page_which_session(visitor: Visitor, college: College) -> None:
    student = college.prepare("student")
    dates = college.prepare("dates")
    booking = college.prepare("book", run=dates["run"], email=student["email"])["booking"]
    visitor.signs_in(student["email"])

    visitor.opens(f"/my-courses/{booking}/")
    page = visitor.page
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("^I cannot come to this one")).first.click()
    visitor.looks()
    visitor.hears("You told us that you cannot come to this one.")
    visitor.presses(re.compile("^I can come after all"))
    assert not page.get_by_text("You told us that you cannot come").count()


def test_move_to_other_dates(visitor: Visitor, college: College) -> None:
    student = college.prepare("student")
    dates = college.prepare("dates")
    college.prepare("dates", course=dates["course"], starts_in_days=45)
    college.prepare("dates", course=dates["course"], starts_in_days=60, capacity=1, taken=1)
    booking = college.prepare("book", run=dates["run"], email=student["email"])["booking"]
    visitor.signs_in(student["email"])

    visitor.opens(f"/my-courses/{booking}/")
    visitor.presses("Move to other dates")
    visitor.presses(re.compile("^Wait for these, and keep my place until then"))
    visitor.is_at("You are on the waiting list")
    visitor.opens(f"/my-courses/{booking}/move/")
    visitor.presses(re.compile("^Move to these dates"))
    visitor.is_at("Your place is booked")
