"""Words that give nothing away, for students who share a telephone, a calendar or a letterbox."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accounts.models import Student

    Who = Student | None

_APPOINTMENT = "Appointment"


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
