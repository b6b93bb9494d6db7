from __future__ import annotations

import datetime as dt

import pytest

from home.queries import wording
from tests.factories.courses import local


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (dt.time(10), "10am"),
        (dt.time(14, 30), "2:30pm"),
        (dt.time(12), "12 noon"),
        (dt.time(12, 5), "12:05pm"),
        (dt.time(0), "12 midnight"),
        (dt.time(0, 15), "12:15am"),
    ],
)
def test_times_are_written_as_people_say_them(moment, words):
    assert wording.time_words(moment) == words


def test_a_session_is_written_in_full():
    words = wording.when_words(local(2027, 1, 12, 10), local(2027, 1, 12, 12))

    assert words == "Tuesday 12 January 2027, 10am to 12 noon"


def test_a_session_past_midnight_names_both_days():
    words = wording.when_words(local(2027, 1, 12, 22), local(2027, 1, 13, 1))

    assert words == "Tuesday 12 January 2027, 10pm to Wednesday 13 January 2027, 1am"


def test_times_are_the_colleges_own_on_both_sides_of_the_clock_change():
    summer = dt.datetime(2026, 10, 24, 9, tzinfo=dt.UTC)
    winter = dt.datetime(2026, 10, 25, 9, tzinfo=dt.UTC)

    assert (wording.time_words(summer), wording.time_words(winter)) == ("10am", "9am")


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (dt.date(2027, 1, 12), dt.date(2027, 1, 12), "Tuesday 12 January 2027"),
        (dt.date(2027, 1, 12), dt.date(2027, 1, 26), "12 to 26 January 2027"),
        (dt.date(2027, 1, 12), dt.date(2027, 2, 2), "12 January to 2 February 2027"),
        (dt.date(2026, 12, 8), dt.date(2027, 1, 5), "8 December 2026 to 5 January 2027"),
    ],
)
def test_a_span_says_no_more_than_it_needs(first, last, words):
    assert wording.date_range_words(first, last) == words


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (90, "1 hour 30 minutes"),
        (dt.timedelta(hours=2), "2 hours"),
        (1, "1 minute"),
        (0, "0 minutes"),
    ],
)
def test_lengths_are_written_in_hours_and_minutes(length, words):
    assert wording.duration_words(length) == words


@pytest.mark.parametrize(
    ("items", "words"),
    [([], ""), (["Amina"], "Amina"), (["Amina", "Tom", "Grace"], "Amina, Tom and Grace")],
)
def test_names_are_joined_as_people_say_them(items, words):
    assert wording.list_words(items) == words
