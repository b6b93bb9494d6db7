"""A full course: join the list, see the turn, answer an offer; two together."""

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


def _full_dates(college: College) -> str:
    return str(college.prepare("dates", capacity=1, taken=1)["run"])


def _offer_to(college: College, run: str) -> tuple[str, str]:
    """Let a new student wait and be offered a place; return their address and the link."""
    email = college.prepare("student")["email"]
    college.prepare("wait", run=run, email=email, hours_ago=1)
    college.prepare("give_up", run=run)
    assert "You are on the waiting list" in words(college.mailbox.next_for(email))
    return email, _link_in(words(college.mailbox.next_for(email)))


def _link_in(message: str) -> str:
    found = re.search(r"https?://\S+/answer/\S+", message)
    assert found is not None
    return found.group()


def test_join_the_list_and_see_the_turn(visitor: Visitor, college: College) -> None:
    student, other = college.prepare("student"), college.prepare("student")
    full = college.prepare("dates", capacity=1, taken=1)
    college.prepare("wait", run=full["run"], email=other["email"])
    visitor.knows_as_private(student["email"], student["name"])
    visitor.signs_in(student["email"])

    visitor.opens(full["path"])
    visitor.presses(re.compile("^Join the waiting list"))
    visitor.is_at("Join the waiting list")
    visitor.presses("Join the waiting list")
    visitor.is_at("You are on the waiting list")
    visitor.hears("You are 2nd in line.")
    visitor.presses("See my turn")
    visitor.is_at("You are 2nd in line")

    visitor.follows("Change who comes along")
    visitor.chooses("Yes, I would like to bring somebody")
    visitor.presses("Save")
    visitor.hears(re.compile("^You two wait together."))
    visitor.presses("Leave the list")
    visitor.is_at("You are off the list")
    visitor.presses("Put me back on the list")
    visitor.is_at("You are 2nd in line")


def test_take_an_offer_from_the_message(visitor: Visitor, college: College) -> None:
    email, link = _offer_to(college, _full_dates(college))
    visitor.knows_as_private(email)

    visitor.opens(link)
    visitor.is_at("A place is held for you")
    visitor.presses("Yes please")
    visitor.is_at("Your place is booked")
    assert "Your place is booked" in words(college.mailbox.next_for(email))


def test_say_not_this_time(visitor: Visitor, college: College) -> None:
    _, link = _offer_to(college, _full_dates(college))

    visitor.opens(link)
    visitor.presses("Not this time")
    visitor.is_at("Thank you for telling us")
    visitor.hears(re.compile("You go first when this course runs again"))


def test_let_an_offer_run_out(visitor: Visitor, college: College) -> None:
    run = _full_dates(college)
    email, link = _offer_to(college, run)
    college.prepare("wait", run=run, email=college.prepare("student")["email"])
    college.prepare("let_offers_run_out", run=run)

    visitor.opens(link)
    visitor.is_at("You are on the waiting list")
    assert "back on the list" in words(college.mailbox.next_for(email))
    visitor.presses("Take me off the list")
    visitor.is_at("You are off the list")


def test_bring_somebody(visitor: Visitor, college: College) -> None:
    student = college.prepare("student")
    run = college.prepare("dates", capacity=2)["run"]
    visitor.signs_in(student["email"])

    visitor.opens(f"/book/{run}/check/")
    visitor.follows("Bring somebody")
    visitor.is_at("Will somebody come with you?")
    visitor.chooses("Yes, I would like to bring somebody")
    visitor.fills(re.compile("^If somebody comes along"), "Jo")
    visitor.presses("Continue")
    visitor.hears("Jo")
    visitor.presses("Book two places")
    visitor.is_at("Your place is booked")
