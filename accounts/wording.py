"""The little language of a college's own words: text with gaps such as {first_name}.

A gap is a name in curly brackets, one of those that its kind of message offers. Nothing else can
be written in it, so nothing that somebody types can break a message.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts.models import MessageWording

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_GAP = re.compile(r"{([^{}]*)}")
_BRACKET = re.compile(r"[{}]")
_PARAGRAPHS = re.compile(r"\n\s*\n")


# Flesch and Kincaid's grade is a school year; whoever is in its sixth is 11.
_GRADE = (0.39, 11.8, 15.59)
_AGE_AT_GRADE_NOUGHT = 5
OUR_READING_AGE = 11
# What is shorter says more about one long name than about how it reads.
_FEWEST_WORDS = 10
_WORD = re.compile(r"[A-Za-z]+(?:['\u2019][A-Za-z]+)*")
_SENTENCE_END = re.compile(r"[.!?]+(?:\s|$)|\n\s*\n")
_SOUNDS = re.compile(r"[aeiouy]+")


class NotOurWords(Exception):
    """A text has a gap that cannot be filled. Carries the sentence to show."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A subject, an opening and a text message; what is empty stays in our own words."""

    subject: str = ""
    opening: str = ""
    short: str = ""


def check(text: str, *, offered: Iterable[str]) -> None:
    """Raise NotOurWords, naming the first gap in a text that its kind of message cannot fill."""
    names = list(offered)
    can_use = ", ".join(f"{{{name}}}" for name in names)
    for found in _GAP.finditer(text):
        if found[1] not in names:
            msg = f"There is no {found[0]} in this message. You can use {can_use}."
            raise NotOurWords(msg)
    if _BRACKET.search(_GAP.sub("", text)):
        msg = f"There is a curly bracket without its other half. You can use {can_use}."
        raise NotOurWords(msg)


def filled(text: str, facts: Mapping[str, str]) -> str:
    """Fill the gaps of a text; one that has nothing to say is left out."""
    return _GAP.sub(lambda found: facts.get(found[1], ""), text)


def paragraphs(text: str, facts: Mapping[str, str]) -> list[str]:
    """Fill a text and take it apart where it has an empty line."""
    whole = filled(text.replace("\r\n", "\n"), facts)
    return [part.strip() for part in _PARAGRAPHS.split(whole) if part.strip()]


def wording_of(kind: str) -> Wording:
    """Return the college's own words for a kind of message, or none."""
    own = MessageWording.objects.filter(kind=kind)
    found = own.values_list("subject", "opening", "short").first()
    return Wording(*found) if found else Wording()


def reading_age(text: str) -> int:
    """Say for what age a text is plain enough, roughly, by Flesch and Kincaid.

    Syllables are counted by rule, not by a word list, so that it costs no more than a glance.
    Nought for a few words, of which nothing can be said.
    """
    plain = _GAP.sub("Sam", text)
    words = _WORD.findall(plain)
    if len(words) < _FEWEST_WORDS:
        return 0
    sentences = sum(1 for part in _SENTENCE_END.split(plain) if _WORD.search(part))
    of_sentences, of_syllables, less = _GRADE
    syllables = sum(_syllables(word.lower()) for word in words)
    grade = of_sentences * len(words) / sentences + of_syllables * syllables / len(words) - less
    return max(round(grade), 0) + _AGE_AT_GRADE_NOUGHT


def _syllables(word: str) -> int:
    sounds = len(_SOUNDS.findall(word))
    is_silent = word.endswith("e") and not word.endswith("le")
    is_past = word.endswith("ed") and not word.endswith(("ted", "ded"))
    return max(sounds - (is_silent or is_past), 1)
