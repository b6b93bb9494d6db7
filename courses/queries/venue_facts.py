"""What people are told about getting into a venue: one list, with no fact in it twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from courses.models import Venue


@dataclass(frozen=True, slots=True)
class AccessFact:
    """One line about access; a note is in the college's own words."""

    text: str
    is_there: bool = True
    is_note: bool = False


def access_facts(venue: Venue) -> list[AccessFact]:
    """Return what is there and what is not, then the other notes, one line to a fact.

    A note that begins with the name of a fact (“Steps: …”) says more than the fact and
    takes its place.
    """
    notes = [line.strip() for line in venue.access_notes.splitlines() if line.strip()]
    facts = []
    for name, is_there, yes, no in (
        (
            "steps",
            venue.is_step_free,
            "No steps from the street to the room",
            "There are steps on the way",
        ),
        ("toilets", venue.has_accessible_toilet, "Accessible toilet", "No accessible toilet"),
        ("hearing", venue.has_hearing_loop, "Hearing loop", "No hearing loop"),
        (
            "quiet space",
            venue.has_quiet_space,
            "A quiet space to step out to",
            "No separate quiet space",
        ),
    ):
        told = [note for note in notes if note.casefold().startswith(f"{name}:")]
        notes = [note for note in notes if note not in told]
        facts += [AccessFact(note, is_there, is_note=True) for note in told] or [
            AccessFact(yes if is_there else no, is_there)
        ]
    return facts + [AccessFact(note, is_note=True) for note in notes]
