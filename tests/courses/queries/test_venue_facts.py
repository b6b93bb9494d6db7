from __future__ import annotations

import pytest

from courses.enums import CourseFormat
from courses.models import CoursePage, Venue
from courses.queries.course_page import certificate_words
from courses.queries.venue_facts import AccessFact, access_facts


def test_a_note_takes_the_place_of_the_fact_it_tells_of():
    venue = Venue(
        is_step_free=True,
        has_hearing_loop=True,
        access_notes="Steps: flat from the street.\n\nDogs are welcome.\nHearing: a loop.",
    )

    assert access_facts(venue) == [
        AccessFact("Steps: flat from the street.", is_note=True),
        AccessFact("No accessible toilet", is_there=False),
        AccessFact("Hearing: a loop.", is_note=True),
        AccessFact("No separate quiet space", is_there=False),
        AccessFact("Dogs are welcome.", is_note=True),
    ]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"course_format": CourseFormat.ONE_DAY}, "the day"),
        ({"certificate_percent": 100, "certificate_needs_first": True}, "every session"),
        ({"certificate_percent": 70}, "most sessions (7 in 10)"),
        ({"certificate_percent": 75}, "most sessions (3 in 4)"),
        ({"certificate_percent": 50}, "some of the sessions (1 in 2)"),
        ({"certificate_percent": 1}, "a session"),
        (
            {"certificate_percent": 60, "certificate_needs_first": True},
            "most sessions (3 in 5), the first one among them",
        ),
    ],
)
@pytest.mark.django_db  # a page asks what kind of page it is
def test_what_a_certificate_takes_is_told_in_plain_words(fields, words):
    assert certificate_words(CoursePage(**fields)) == f"Yes, when you come to {words}"
