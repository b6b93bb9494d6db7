"""Compares the words of a search with a course, and with who teaches it and where."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.html import strip_tags

from accounts.finding import folded
from courses.enums import DeliveryMode
from courses.models import RunTutor

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from courses.models import CoursePage, CourseRun

# Words of fewer letters say nothing about a course.
SHORTEST_WORD = 2
_WORD = re.compile(r"[\w']+")
_QUIET_WORDS = frozenset({"a", "an", "and", "for", "in", "of", "on", "or", "the", "to", "with"})


@dataclass(frozen=True, slots=True)
class CourseWords:
    """The words of a course: those of its title and topics, and those of everything else."""

    title: frozenset[str]
    rest: frozenset[str]


def _words_of(text: str) -> frozenset[str]:
    plain = folded(html.unescape(strip_tags(text)))
    found = _WORD.findall(plain.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))
    return frozenset(word for word in found if word not in _QUIET_WORDS)


def wanted_words(typed: str) -> frozenset[str]:
    """Return the words of a search that say something."""
    return frozenset(word for word in _words_of(typed) if len(word) >= SHORTEST_WORD)


def words_of_course(course: CoursePage) -> CourseWords:
    """Gather everything a course says about itself."""
    topics = " ".join(topic.name for topic in course.topics.all())
    outcomes = " ".join(str(block.value) for block in course.outcomes)
    outlines = " ".join(
        f"{block.value.get('title', '')} {block.value.get('text', '')}"
        for block in course.session_outlines
    )
    rest = (course.summary, course.about, course.who_for, outcomes, outlines)
    return CourseWords(_words_of(f"{course.title} {topics}"), _words_of(" ".join(rest)))


def words_of_runs(runs: Sequence[CourseRun]) -> Mapping[int, frozenset[str]]:
    """Gather for each run who teaches it and where, in one query; its venue is loaded."""
    if not runs:
        return {}
    texts = {run.pk: _place_of(run) for run in runs}
    tutors = RunTutor.objects.filter(run__in=texts).values_list("run_id", "tutor__name")
    for run_id, name in tutors:
        texts[run_id] += f" {name}"
    return {pk: _words_of(text) for pk, text in texts.items()}


def _place_of(run: CourseRun) -> str:
    online = "" if run.mode == DeliveryMode.IN_PERSON else "online"
    if run.venue is None or run.mode == DeliveryMode.ONLINE:
        return online
    return f"{online} {run.venue.name} {run.venue.address} {run.venue.postcode}"


def _fits(wanted: str, words: Iterable[str]) -> bool:
    """Say whether a word was meant: the beginning is enough, and so is one of two forms."""
    stem = wanted.removesuffix("'s").removesuffix("ing").removesuffix("s")
    stem = stem if len(stem) > SHORTEST_WORD else wanted
    return any(word.startswith((wanted, stem)) for word in words)


def all_fit(wanted: Iterable[str], words: frozenset[str]) -> bool:
    """Say whether all words that were asked for are there."""
    return all(_fits(word, words) for word in wanted)


def score(wanted: frozenset[str], words: CourseWords) -> tuple[int, frozenset[str]]:
    """Return how well a course answers, more for words in its title, and the words it lacks."""
    found = 1
    lacking = set()
    for word in wanted:
        if _fits(word, words.title):
            found += 2
        elif not _fits(word, words.rest):
            lacking.add(word)
    return found, frozenset(lacking)
