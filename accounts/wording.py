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


class NotOurWords(Exception):
    """A text has a gap that cannot be filled. Carries the sentence to show."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A subject and an opening; what is empty stays as it is in our own words."""

    subject: str = ""
    opening: str = ""


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
    found = MessageWording.objects.filter(kind=kind).values_list("subject", "opening").first()
    return Wording(*found) if found else Wording()
