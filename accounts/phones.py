"""Tells a telephone number that somebody can be reached on from one that leads nowhere."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError

from accounts.finding import dialled

if TYPE_CHECKING:
    from django import forms

KIND_WORDS = "Type a phone number with 7 to 15 digits, like 01632 960 001"
MOBILE_WORDS = "Texts only reach a mobile. Type a number that starts with 07, or choose another way"

# Marks that telephones add, unseen, to a number that is copied from their address book.
_UNSEEN = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
# What people write around the digits, also the dashes that word processors make of a hyphen.
_AS_WRITTEN = re.compile(r"\+?[0-9\s().,/\-\u2010-\u2015\u2212]+")
_EXTENSION = re.compile(r"\s*(?:extension|extn|ext|x|#)[.:]?\s*[0-9]{1,6}\s*", re.IGNORECASE)
# The prefix of the relay service for people who do not hear or speak well on the telephone.
_RELAY = re.compile(r"\s*18001[\s.\-]*(?=[0-9(+])")
# By the plan of numbers (E.164) no number is longer; a local one without its area is not shorter.
_FEWEST, _MOST = 7, 15
_OF_THIS_COUNTRY = "0"
# 070 forwards and 076 pages, but 07624 is a mobile of the Isle of Man.
_MOBILE = re.compile(r"07(?:[1-57-9][0-9]{8}|624[0-9]{6})")


def a_number_to_dial(typed: str) -> None:
    """Refuse kindly what nobody can ring: a word, or too few or too many digits."""
    number = _without_extension(typed)
    digits = re.sub(r"[^0-9]", "", number)
    if not _AS_WRITTEN.fullmatch(number.strip()) or not _FEWEST <= len(digits) <= _MOST:
        raise ValidationError(KIND_WORDS, code="phone")


def can_be_dialled(typed: str) -> bool:
    """Say whether there is a number somebody can ring."""
    try:
        a_number_to_dial(typed)
    except ValidationError:
        return False
    return True


def can_be_texted(typed: str) -> bool:
    """Say whether a text may arrive: on a mobile of this country, or a number abroad."""
    if not can_be_dialled(typed) or _ends_in_extension(typed):
        return False
    number = dialled(_UNSEEN.sub("", typed))
    if typed.strip().startswith(("+", "00")) and not number.startswith(_OF_THIS_COUNTRY):
        return True
    return bool(_MOBILE.fullmatch(number))


def given_number(form: forms.BaseForm) -> str:
    """Return what stands in a form's field for the number; check it where it was changed.

    A number from before, however odd, does not keep anybody from changing something else.
    """
    typed: str = form.cleaned_data["phone"]
    if typed and "phone" in form.changed_data:
        a_number_to_dial(typed)
    return typed


def _without_extension(typed: str) -> str:
    number = _RELAY.sub("", _UNSEEN.sub("", typed), count=1)
    return number[: found.start()] if (found := _ending(number)) else number


def _ends_in_extension(typed: str) -> bool:
    return _ending(_UNSEEN.sub("", typed)) is not None


def _ending(number: str) -> re.Match[str] | None:
    return re.search(f"(?:{_EXTENSION.pattern})$", number, re.IGNORECASE)
