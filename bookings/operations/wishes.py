"""What is asked for with a place, and on what basis somebody else asked for a student."""

from __future__ import annotations

from dataclasses import dataclass

from bookings.enums import Agreed


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


ON_THEIR_OWN = Basis()
