"""Staying in touch: my own ways, what I was sent, calls and letters, writing to a group."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from dateutil.rrule import rrulestr
from icalendar import Calendar

from tests.journeys.conftest import TWO_WAYS
from tests.journeys.mailbox import words

if TYPE_CHECKING:
    from tests.journeys.college import College
    from tests.journeys.visitor import Visitor

ABOUT = "About your appointment"
pytestmark = pytest.mark.parametrize("visitor", TWO_WAYS, indirect=True, ids=str)


def test_choose_how_to_hear_from_us_and_read_it_again(visitor: Visitor, college: College) -> None:
    student = college.prepare("student")
    visitor.knows_as_private(student["email"], student["name"])
    visitor.signs_in(student["email"])

    visitor.opens("/my-details/")
    visitor.follows(re.compile("how our messages to"))
    visitor.ticks("Make my messages discreet")
    visitor.presses("Keep this")
    visitor.hears(re.compile("^Yes"))
    run = college.prepare("dates")["run"]
    college.prepare("book", run=run, email=student["email"])
    mail = college.mailbox.next_for(student["email"])
    assert (mail["Subject"], "Appointments" in str(mail["From"])) == (ABOUT, True)

    visitor.follows("Read what we have sent you")
    visitor.is_at("My messages")
    visitor.follows(re.compile("^Your place is booked"))
    visitor.hears("We look forward to meeting you.")


def test_write_to_a_group_and_stop_it(visitor: Visitor, college: College) -> None:
    today = college.prepare("class_today")
    visitor.knows_as_private(today["tutor"], *(one["name"] for one in today["students"]))
    visitor.signs_in(today["tutor"])

    visitor.opens(f"/teach/{today['run']}/")
    visitor.follows("Write to these students")
    visitor.presses("Check the message")
    visitor.hears("Choose who the message is for")
    visitor.chooses("Everybody with a place (3)")
    visitor.fills("What is it about?", "Please bring something warm")
    visitor.fills("Your message", "The heating is being mended.\n\nThere will be tea.")
    visitor.presses("Check the message")
    visitor.hears("Who gets it: 3 people")
    visitor.presses("Change it")
    visitor.fills("Your message", "The heating is being mended. There will be soup.")
    visitor.presses("Check the message")
    visitor.presses("Send the message")
    visitor.is_at("Your message goes out in one minute")
    visitor.presses("Do not send it")
    visitor.hears("The message was stopped. Nobody gets it.")


def test_write_news_and_think_better_of_it(visitor: Visitor, college: College) -> None:
    visitor.signs_in(college.prepare("coordinator")["email"])

    visitor.opens("/news/write/")
    visitor.presses("Check the message")
    visitor.hears("Write what it is about")
    visitor.fills("What is it about?", "Open day")
    visitor.fills("Your message", "Come and see us in March. There will be soup.")
    visitor.presses("Check the message")
    visitor.hears("Who gets it: everybody who asked for our news")
    visitor.hears(re.compile(r"^\d+ by email$"))
    visitor.presses("Send the message")
    visitor.is_at("Your message goes out in one minute")
    visitor.presses("Do not send it")
    visitor.hears("The message was stopped. Nobody gets it.")
    visitor.presses("Change it and send it again")
    assert visitor.field("What is it about?").input_value() == "Open day"


def test_ring_and_write_to_those_without_email(visitor: Visitor, college: College) -> None:
    by_phone, by_letter = (college.prepare("heard_by", channel=way) for way in ("PHONE", "LETTER"))
    visitor.signs_in(college.prepare("coordinator")["email"])
    visitor.is_office = True
    visitor.knows_as_private(by_phone["name"], by_letter["name"])

    visitor.opens("/admin/reach/calls/")
    visitor.follows(re.compile(f"Ring.*{by_phone['name']}"))
    visitor.hears("Speak to nobody else, and leave nothing on a machine.")
    visitor.hears("We look forward to meeting you.")
    visitor.chooses("I reached them and told them")
    visitor.presses("Keep this")
    assert (
        not visitor.page.get_by_text(by_phone["name"])
        .and_(visitor.page.get_by_role("listitem"))
        .count()
    )

    visitor.opens("/admin/reach/letters/")
    visitor.hears(by_letter["name"])
    visitor.presses("Put these into one file to print")
    newest = visitor.page.get_by_role("listitem").filter(has_text="They are in the post").first
    with visitor.page.expect_download() as coming:
        newest.get_by_role("link", name=re.compile("^Get the file to print")).click()
    assert Path(coming.value.path()).read_bytes().startswith(b"%PDF")
    visitor.presses(re.compile("^They are in the post"), within=newest)
    visitor.hears(re.compile("Posted .* 20"))


def test_answer_the_question_behind_a_calendars_no(visitor: Visitor, college: College) -> None:
    student = college.prepare("student")
    visitor.knows_as_private(student["email"], student["name"])
    run = college.prepare("dates")["run"]
    college.prepare("book", run=run, email=student["email"])
    college.mailbox.next_for(student["email"])
    college.prepare("calendar_declines", run=run, email=student["email"])

    question = words(college.mailbox.next_for(student["email"]))
    assert "we have kept your place" in question
    link = re.search(r"https?://\S+/answer/place/\S+", question)
    assert link is not None
    visitor.opens(link.group())
    visitor.presses("Give up my place")
    visitor.is_at("You have given up this place")


def test_put_my_dates_in_my_own_calendar(visitor: Visitor, college: College) -> None:
    student = college.prepare("student")
    visitor.knows_as_private(student["email"], student["name"])
    run = college.prepare("dates")["run"]
    booking = college.prepare("book", run=run, email=student["email"])["booking"]
    visitor.signs_in(student["email"])

    visitor.opens(f"/my-courses/{booking}/")
    one_course = visitor.downloads("Add to my calendar")
    visitor.opens("/my-courses/")
    visitor.follows("Show my dates in my own calendar")
    visitor.presses("Make an address for my calendar")
    visitor.hears("Keep this address to yourself.")
    old = visitor.page.locator(".app-address").inner_text()
    assert _dates_at(visitor, old) == _dates_in(one_course)

    visitor.presses("Give me a new address")
    new = visitor.page.locator(".app-address").inner_text()
    assert new != old
    assert visitor.page.request.get(old).status == 404
    assert _dates_at(visitor, new) == _dates_in(one_course)
    visitor.presses("Stop this calendar")
    visitor.hears("You can stop it at any time.")
    assert visitor.page.request.get(new).status == 404


def _dates_at(visitor: Visitor, address: str) -> set[dt.datetime]:
    return _dates_in(visitor.page.request.get(address).body())


def _dates_in(written: bytes) -> set[dt.datetime]:
    """Return when the events in a file begin, of a series each single one."""
    calendar = Calendar.from_ical(written)
    found = set()
    for event in calendar.walk("VEVENT"):
        start = event["DTSTART"].dt
        rule = str(event["RRULE"].to_ical().decode()) if "RRULE" in event else ""
        starts = rrulestr(rule, dtstart=start) if rule else [start]
        found |= {one.astimezone(dt.UTC) for one in starts}
    return found
