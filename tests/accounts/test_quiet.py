"""Quiet hours end by the clock on the wall, also in the nights when it changes."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from accounts import quiet

LONDON = ZoneInfo("Europe/London")
NIGHT = (dt.time(21), dt.time(8))


def utc(*parts):
    return dt.datetime(*parts, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("hours", "at", "end"),
    [
        (NIGHT, utc(2027, 1, 4, 20, 59), None),
        (NIGHT, utc(2027, 1, 4, 21), utc(2027, 1, 5, 8)),
        (NIGHT, utc(2027, 1, 5, 7, 59), utc(2027, 1, 5, 8)),
        (NIGHT, utc(2027, 1, 5, 8), None),
        # Clocks go forward at 1am on 28 March, and back at 2am on 31 October.
        (NIGHT, utc(2027, 3, 27, 22), utc(2027, 3, 28, 7)),
        (NIGHT, utc(2027, 10, 30, 21), utc(2027, 10, 31, 8)),
        ((dt.time(12), dt.time(14)), utc(2027, 7, 1, 11), utc(2027, 7, 1, 13)),
        ((dt.time(12), dt.time(14)), utc(2027, 7, 1, 13), None),
        ((dt.time(9), dt.time(9)), utc(2027, 7, 1, 8), None),
        (None, utc(2027, 7, 1, 2), None),
    ],
)
def test_quiet_hours_end_when_the_clock_says_so(hours, at, end):
    assert quiet.end_of_quiet(hours, at=at, zone=LONDON) == end


def test_hours_are_written_as_people_say_them():
    assert quiet.hours_words((dt.time(21), dt.time(8, 30))) == "9pm to 8:30am"
    assert quiet.hours_words((dt.time(0), dt.time(12))) == "midnight to 12 noon"
    assert quiet.hours_words(None) == ""
