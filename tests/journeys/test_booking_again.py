"""Book, second time: nothing is asked twice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.journeys.mailbox import words

if TYPE_CHECKING:
    from tests.journeys.college import College
    from tests.journeys.visitor import Visitor


def test_second_booking(visitor: Visitor, college: College) -> None:
    student = college.prepare("student")
    dates = college.prepare("dates")
    visitor.knows_as_private(student["email"], student["name"])
    visitor.signs_in(student["email"])

    visitor.opens(dates["path"])
    visitor.presses(re.compile("^Book these dates"))
    visitor.is_at("Check and book")
    visitor.hears(student["name"])
    visitor.presses("Book my place")

    visitor.is_at("Your place is booked")
    assert [path.rstrip("/").split("/")[-1] for path in visitor.reached[1:]] == [
        dates["run"],
        "booked",
    ]
    assert dates["course"] in words(college.mailbox.next_for(student["email"]))
    visitor.follows("See my booking")
    visitor.is_at(dates["course"])
    visitor.follows("My courses", within=visitor.page.get_by_role("banner"))
    visitor.is_at("My courses")
    visitor.hears(dates["course"])
