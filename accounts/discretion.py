"""Words that give nothing away, for students who share a telephone, a calendar or a letterbox."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accounts.models import Student

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


def words_for(student: Student | None) -> Words:
    """Return the words that this student chose for what shows from outside."""
    return DISCREET if student is not None and student.is_discreet else PLAIN
