"""Booking for somebody: the office while they are on the phone, and somebody who helps them."""

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


def test_book_by_phone(visitor: Visitor, college: College) -> None:
    dates = college.prepare("dates", capacity=2, taken=1)
    visitor.signs_in(college.prepare("coordinator")["email"])
    visitor.is_office = True
    caller = f"Ottoline Quill {dates['run'][:4]}"
    visitor.knows_as_private(caller)

    visitor.opens("/admin/places/phone/")
    visitor.fills("Name, phone number or email address", caller)
    visitor.presses("Find")
    visitor.hears("Nobody was found")
    page = visitor.page
    page.get_by_role("textbox", name=re.compile(r"^Name\W*$")).fill(caller)
    page.get_by_role("textbox", name=re.compile("^Phone")).fill(
        f"01632 960 {visitor.width % 1000:03}"
    )
    visitor.presses("Add and go on")
    visitor.fills("Words of the course", dates["course"])
    visitor.presses("Find")
    visitor.follows(re.compile("^Choose"))
    visitor.chooses("On the phone")
    visitor.presses("Show what will happen")
    visitor.hears("Write why a question above is left open.")
    page.locator("[name=is_adult][value=yes]").check()
    page.get_by_role("textbox", name=re.compile("^Note")).fill("Asks a friend first.")
    visitor.presses("Show what will happen")
    visitor.hears("This will happen")
    visitor.presses("Yes, do this")
    visitor.hears(caller)


def test_a_helper_books_and_the_student_takes_over(visitor: Visitor, college: College) -> None:
    helper = college.prepare("login")["email"]
    dates = college.prepare("dates")
    own = helper.replace("keys", "wilhelmina")
    visitor.knows_as_private(own, helper, "Wilhelmina")
    visitor.signs_in(helper)

    visitor.opens(f"/book/{dates['run']}/")
    visitor.follows("I am booking for somebody I help")
    visitor.chooses("Somebody else I help")
    visitor.presses("Continue")
    visitor.is_at("Booking for somebody you help")
    visitor.fills(re.compile("^What should we call the person you help"), "Wilhelmina")
    visitor.fills(re.compile("^Their own email address"), own)
    visitor.ticks("They have agreed that I book for them")
    visitor.presses("Continue")
    while "/check/" not in visitor.reached[-1]:
        _answers_kindly(visitor)
    visitor.presses("Book my place")
    visitor.is_at("Your place is booked")
    assert "told us that you agreed" in words(college.mailbox.next_for(own))

    college.prepare("opens_login", email=own)
    visitor.signs_in(own)
    visitor.opens("/my-courses/")
    visitor.follows(dates["course"], within=visitor.page.get_by_role("heading", level=3).first)
    visitor.presses("Give up my place")
    visitor.presses("Give up my place")
    visitor.hears("You have given up this place.")
    visitor.opens("/my-details/")
    visitor.presses(re.compile("^Take the access away"))
    assert not visitor.page.get_by_role("heading", name="Who helps you").count()


def _answers_kindly(visitor: Visitor) -> None:
    """Answer whatever the college asks of a new student."""
    page = visitor.page
    if page.get_by_role("radio", name="Yes").count():
        visitor.chooses("Yes")
    for box in page.get_by_role("checkbox", name=re.compile("agrees to this")).all():
        box.check()
    visitor.presses("Continue")
