from __future__ import annotations

import dataclasses
import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import pytest

from recoverycollege.demo.courses import COURSES, TOPICS
from recoverycollege.demo.pages import HOME, LEGAL, MENU_PAGES
from recoverycollege.demo.pages.vacancies import opportunity_blocks
from recoverycollege.demo.pages.where_we_teach import venue_blocks
from recoverycollege.demo.people import NEWCOMER, STUDENTS
from recoverycollege.demo.team import HELPERS, STAFF, TUTORS
from recoverycollege.demo.venues import VENUES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from recoverycollege.demo.shapes import PageText

NOT_READ_OUT = {"kind", "tone", "children", "slug", "key", "illustration", "topics", "email"}
HIGHEST_GRADE = 6
LONGEST_SENTENCE = 30
BANNED = re.compile(
    r"\b(patients?|service users?|no-show|failed|invalid|mandatory|submit|please note|lorem)\b",
    re.IGNORECASE,
)
DRAMA_NUMBERS = re.compile(r"01632 960\d{3}|07700 900\d{3}")


def _all_pages(pages: tuple[PageText, ...]) -> Iterator[PageText]:
    for page in pages:
        yield page
        yield from _all_pages(page.children)


PAGES = tuple(_all_pages((HOME, *MENU_PAGES, *LEGAL)))
MADE_OF = (opportunity_blocks(dt.date(2027, 1, 4)), venue_blocks())
WRITINGS = [
    *((course.slug, course) for course in COURSES),
    *((page.slug, page) for page in PAGES),
    *((tutor.key, tutor) for tutor in TUTORS),
    ("opportunities", MADE_OF[0]),
    ("where-we-teach", MADE_OF[1]),
]


def _lines(words: Any) -> Iterator[str]:
    if isinstance(words, str):
        yield words
    elif isinstance(words, tuple):
        for part in words:
            yield from _lines(part)
    elif dataclasses.is_dataclass(words):
        for field in dataclasses.fields(words):
            if field.name not in NOT_READ_OUT:
                yield from _lines(getattr(words, field.name))


def _sentences(words: Any) -> list[list[str]]:
    found = []
    for line in _lines(words):
        plain = re.sub(r"\[(.+?)\]\(.+?\)", r"\1", line).replace("**", "")
        found += [
            re.findall(r"[\w'\u2019-]+", part) for part in re.split(r"[.!?:;](?:\s|$)", plain)
        ]
    return [sentence for sentence in found if len(sentence) > 2]


def _syllables(word: str) -> int:
    word = re.sub(r"(?:[^laeiouy]es|ed|[^laeiouy]e)$", "", word.lower())
    return max(1, len(re.findall(r"[aeiouy]{1,2}", word)))


def _grade(sentences: list[list[str]]) -> float:
    """Return the Flesch-Kincaid grade: grade 6 is read at the age of eleven."""
    words = [word for sentence in sentences for word in sentence]
    return (
        0.39 * len(words) / len(sentences) + 11.8 * sum(map(_syllables, words)) / len(words) - 15.59
    )


@pytest.mark.parametrize(("name", "words"), WRITINGS, ids=[name for name, _ in WRITINGS])
def test_words_can_be_read_at_the_age_of_eleven(name, words):
    sentences = _sentences(words)

    assert _grade(sentences) <= HIGHEST_GRADE
    assert max(map(len, sentences)) <= LONGEST_SENTENCE
    assert not [line for line in _lines(words) if BANNED.search(line)]


def test_every_course_is_complete():
    known_topics = {slug for slug, _, _ in TOPICS}

    assert len([course for course in COURSES if course.published]) == 12
    for course in COURSES:
        assert 40 <= len(course.summary) <= 200, course.slug
        assert 60 <= sum(len(text.split()) for text in course.about) <= 200, course.slug
        assert 3 <= len(course.outcomes) <= 6, course.slug
        assert len({one.perspective for one in course.making.contributions}) >= 2, course.slug
        assert set(course.topics) <= known_topics, course.slug
        assert course.content_note
        assert course.access_note


def test_who_signs_a_course_has_not_written_it():
    for course in COURSES:
        making = course.making
        signers = {making.lived_experience_approver, making.professional_approver} - {None}
        assert making.author not in signers, course.slug
        assert len(signers) == (2 if course.published else 1), course.slug


def test_every_way_to_be_credited_is_chosen_by_somebody():
    chosen = {one.credit for course in COURSES for one in course.making.contributions}

    assert chosen == {"FULL_NAME", "FIRST_NAME", "ROLE", "NONE"}


def test_no_page_is_thin():
    for page in PAGES:
        if not page.is_section and page.slug not in {"where-we-teach", "opportunities"}:
            assert sum(len(line.split()) for line in _lines(page.blocks)) > 120, page.slug
        assert 40 <= len(page.summary) <= 200, page.slug


def test_nobody_can_really_be_reached():
    people = (NEWCOMER, *STUDENTS, *STAFF, *HELPERS, *TUTORS)

    for person in people:
        assert re.fullmatch(r"[a-z.]+@(example\.org|willowbrook\.example)|", person.email)
    for line in _lines((*WRITINGS, *people, *VENUES)):
        for number in re.findall(r"\b0\d{3,4} \d{6}\b|\b\d{5} \d{6}\b", line):
            assert DRAMA_NUMBERS.fullmatch(number), number


def test_students_of_every_kind():
    by_key = {person.key: person for person in STUDENTS}

    assert len(by_key) == len(STUDENTS) >= 40
    assert len([person for person in STUDENTS if not person.email]) >= 5
    assert len({person.helper for person in STUDENTS} - {""}) == 2
    assert by_key["derek"].email == by_key["margaret"].email
    assert {person.channel for person in STUDENTS} == {"EMAIL", "TEXT", "PHONE", "LETTER"}
    assert len({tutor.key for tutor in TUTORS if tutor.kind == "PEER"}) >= 3
    assert len({tutor.key for tutor in TUTORS if tutor.kind == "PRACTITIONER"}) >= 3
