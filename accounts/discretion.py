"""Words that give nothing away, for students who share a telephone, a calendar or a letterbox."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accounts.models import Student

    Who = Student | None

_APPOINTMENT = "Appointment"
_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}", re.IGNORECASE)
_NUMBER_IN_A_STREET = re.compile(r"\d+[a-z]?(\s*[-\u2013/]\s*\d+[a-z]?)?\s+\S.*", re.IGNORECASE)
_STREET = re.compile(
    r".+\s(avenue|close|crescent|drive|gate|gardens|grove|hill|lane|mews|parade|place|rd|road|row|"
    r"square|st|street|terrace|walk|way|yard)\.?",
    re.IGNORECASE,
)
# A street can be called after what stands in it, and a house can have a number and a name.
_TELLS = re.compile(
    r"\b(nhs|trust|units?|wards?)\b|asylum|clinic|college|health|hospi|infirmary|medical|mental|"
    r"psych|recover|rehab|surgery|therap|wellbeing",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Words:
    """What shows from outside: on a locked telephone, in a list of mails, in a calendar."""

    is_discreet: bool = False

    @property
    def sender(self) -> str:
        """Name who writes; empty where it is the college's own name."""
        return "Appointments" if self.is_discreet else ""

    def subject(self, plain: str) -> str:
        """Say what a message is about."""
        return "About your appointment" if self.is_discreet else plain

    def title(self, plain: str) -> str:
        """Name something that has a date."""
        return _APPOINTMENT if self.is_discreet else plain

    def place(self, plain: str) -> str:
        """Say where something is, from its name and address in one line."""
        return _street_and_postcode(plain) if self.is_discreet else plain


def _street_and_postcode(place: str) -> str:
    """Leave of a place what does not say whose house it is; perhaps nothing.

    Names of houses tell most, and stand before the street, or after it.
    """
    lines = [line.strip() for line in place.split(",")]
    streets = [
        line
        for number, line in enumerate(lines)
        if (_NUMBER_IN_A_STREET.fullmatch(line) or (number and _STREET.fullmatch(line)))
        and not _TELLS.search(line)
        and not _POSTCODE.fullmatch(line)
    ]
    postcodes = [line for line in lines if _POSTCODE.fullmatch(line)]
    return ", ".join([*streets[:1], *postcodes[-1:]])


PLAIN, DISCREET = Words(), Words(is_discreet=True)


def in_mail(student: Who) -> Words:
    """Return the words that this student chose for the sender and the subject of mails."""
    return _words(student, may_name=student is None or student.names_us_in_mail)


def in_texts(student: Who) -> Words:
    """Return the words that this student chose for text messages."""
    return _words(student, may_name=student is None or student.names_us_in_texts)


def in_calendar(student: Who) -> Words:
    """Return the words that this student chose for their calendar."""
    return _words(student, may_name=student is None or student.names_us_in_calendar)


def _words(student: Who, *, may_name: bool) -> Words:
    is_discreet = student is not None and student.is_discreet and not may_name
    return DISCREET if is_discreet else PLAIN
