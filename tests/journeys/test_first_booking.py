"""Find and book, first time: somebody nobody here knows, with a telephone or a computer."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING

from tests.journeys.mailbox import kinds, words

if TYPE_CHECKING:
    from tests.journeys.college import College
    from tests.journeys.visitor import Visitor

QUESTIONS_AT_MOST = 8


def test_first_booking(visitor: Visitor, college: College) -> None:
    dates = college.prepare("dates")
    email = f"newcomer.{uuid.uuid4().hex[:8]}@example.org"
    visitor.knows_as_private(email, "Clementine")

    visitor.opens("/")
    visitor.fills("What would you like to learn?", dates["course"])
    visitor.presses("Find a course")
    visitor.follows(dates["course"])
    visitor.is_at(dates["course"])
    visitor.presses(re.compile("^Book these dates"))

    asked = len(visitor.reached)
    visitor.fills("Your email address", email)
    visitor.presses("Send me a code")
    visitor.is_at("Enter your code")
    code = re.search(r"\b\d{6}\b", words(college.mailbox.next_for(email)))
    assert code is not None
    visitor.fills("Your code", code.group())
    visitor.presses("Continue")

    visitor.is_at("What should we call you?")
    _forgets_something_and_goes_back(visitor)
    visitor.fills("What should we call you?", "Clementine Wren")
    visitor.presses("Continue")
    visitor.is_at("Are you 18 or over?")
    visitor.chooses("Yes")
    visitor.presses("Continue")
    visitor.is_at("Is there anything that would make this easier for you?")
    visitor.follows("Back")
    visitor.is_at("Are you 18 or over?")
    assert visitor.page.get_by_role("radio", name="Yes").is_checked()
    visitor.follows("Back")
    assert visitor.field("What should we call you?").input_value() == "Clementine Wren"
    visitor.opens(f"/book/{dates['run']}/")
    visitor.is_at("Is there anything that would make this easier for you?")
    visitor.ticks("A seat near the door")
    visitor.chooses("Yes", of="May the tutors of this course read this?")
    visitor.presses("Continue")
    visitor.is_at("Our student agreement")
    visitor.ticks("I agree to this")
    visitor.presses("Continue")
    visitor.is_at("Check and book")
    visitor.hears("Clementine Wren")
    visitor.hears("A seat near the door")
    visitor.presses("Book my place")

    visitor.is_at("Your place is booked")
    # What the way back showed again is not asked twice.
    assert len(dict.fromkeys(visitor.reached[asked:])) <= QUESTIONS_AT_MOST
    visitor.hears("See you there, Clementine Wren.")
    confirmation = college.mailbox.next_for(email)
    assert kinds(confirmation)[:3] == ["text/plain", "text/html", "text/calendar"]
    assert dates["course"] in words(confirmation)


def _forgets_something_and_goes_back(visitor: Visitor) -> None:
    """Go back by the browser's own button, to the page that named a mistake."""
    visitor.presses("Continue")
    visitor.hears("Something needs another look")
    visitor.fills("What should we call you?", "Clem")
    visitor.presses("Continue")
    visitor.is_at("Are you 18 or over?")
    visitor.goes_back()
    visitor.is_at("What should we call you?")
