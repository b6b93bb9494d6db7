"""What is asked for with a place, and on what basis somebody else asked for a student."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bookings.enums import Agreed
from bookings.queries.run_desk import BY_A_CALENDAR, BY_A_LINK

if TYPE_CHECKING:
    from collections.abc import Mapping

    from accounts.models import Student


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a student asks for with a place: for how many, and what the tutors may read."""

    places: int = 1
    supporter_name: str = ""
    shares_needs: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """Why something was done for a student, and how they agreed, where somebody else did it."""

    agreed: Agreed = Agreed.SELF
    note: str = ""
    set_aside: tuple[str, ...] = ()
    """The rules that stood against it and were set aside, for the reason in the note."""
    told: Mapping[str, object] = field(default_factory=dict)
    """What was said about the student in the same call, such as that they are 18 or over."""

    def write_down_told(self, student: Student) -> None:
        """Keep what was said of a student: with what it was said for, or not at all."""
        if self.told:
            for name, value in self.told.items():
                setattr(student, name, value)
            student.save(update_fields=[*self.told, "changed_at"])


ON_THEIR_OWN = Basis()
# Whoever answered had the message: nobody is signed in behind such a link.
THROUGH_A_LINK = Basis(note=BY_A_LINK)
# So it is where an answer came from the calendar that our invitation stands in.
THROUGH_A_CALENDAR = Basis(note=BY_A_CALENDAR)
