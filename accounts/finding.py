"""Finds people as they are typed in a hurry: any capitals, accents left out, phones with gaps."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# Letters that Unicode does not take apart into a plain letter and an accent.
_PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe"})
_PHONE = re.compile(r"(?<!\S)\+?[\d(][\d\s().\-/]*(?!\S)")
_ABROAD = re.compile(r"^(?:\+|00)44(?:\s*\(0\))?")
_NO_DIGIT = re.compile(r"\D")


def folded(text: str) -> str:
    """Return text as it is compared: “Siobhán” and “SIOBHAN” are the same.

    Done here and not by the database, because neither of the two does it for every letter.
    """
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign)).translate(_PLAIN)


def dialled(phone: str) -> str:
    """Return a number's digits as they are dialled from within the country."""
    return _NO_DIGIT.sub("", _ABROAD.sub("0", phone.strip()))


def asked_for(typed: str) -> list[str]:
    """Return the parts of what was typed, each of which has to be found; a number is one part."""
    numbers = [number for found in _PHONE.findall(typed) if (number := dialled(found))]
    return [*folded(_PHONE.sub(" ", typed)).split(), *numbers]


def answers(parts: Iterable[str], *, words: str, phone: str = "") -> bool:
    """Say whether every part stands somewhere in somebody's words or number."""
    here, number = folded(words), dialled(phone)
    return all(part in here or (part.isdigit() and part in number) for part in parts)
