"""I cannot come after all; and then I can."""

from __future__ import annotations

from typing import TYPE_CHECKING

from icalendar import Calendar

from tests.journeys.mailbox import kinds

if TYPE_CHECKING:
    from email.message import EmailMessage

    from tests.journeys.college import College
    from tests.journeys.visitor import Visitor


def test_cancel_and_undo(visitor: Visitor, college: College) -> None:
    student = college.prepare("student")
    dates = college.prepare("dates")
    booking = college.prepare("book", run=dates["run"], email=student["email"])["booking"]
    visitor.knows_as_private(student["email"], student["name"])
    visitor.signs_in(student["email"])

    visitor.opens("/my-courses/")
    visitor.follows(dates["course"], within=visitor.region("Booked"))
    visitor.is_at(dates["course"])
    visitor.presses("Give up my place")
    visitor.is_at("Give up your place?")
    visitor.presses("Give up my place")
    visitor.hears("You have given up this place.")
    visitor.presses("Take my place back")

    visitor.is_at(dates["course"])
    visitor.presses("Give up my place")
    visitor.follows("Keep my place")
    assert visitor.reached[-1] == f"/my-courses/{booking}/"
    told = [college.mailbox.next_for(student["email"]) for _ in range(3)]
    assert [_calendar_says(message) for message in told] == ["REQUEST", "CANCEL", "REQUEST"]


def _calendar_says(message: EmailMessage) -> str:
    assert "text/calendar" in kinds(message)
    part = next(one for one in message.walk() if one.get_content_type() == "text/calendar")
    return str(Calendar.from_ical(part.get_payload(decode=True))["METHOD"])
