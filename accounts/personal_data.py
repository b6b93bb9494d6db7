"""How a model says what happens to its personal fields; models declare, tests check.

Each model of ours carries a class attribute ``personal_data``: either ``NONE`` with
the reason why no person can be found in it, or a ``PersonalData`` that names the path
to the student or user and one treatment for every field.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum


class OnErasure(Enum):
    """What becomes of a field when its person asks to be forgotten."""

    BLANKED = "blanked"
    DELETED = "deleted with its row"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Treatment:
    """What happens to one field on export and on erasure, and why when it is kept."""

    exported: bool
    on_erasure: OnErasure
    reason: str = ""


EXPORTED = Treatment(exported=True, on_erasure=OnErasure.DELETED)
BLANKED = Treatment(exported=True, on_erasure=OnErasure.BLANKED)
INTERNAL = Treatment(exported=False, on_erasure=OnErasure.DELETED)


def kept(reason: str, *, exported: bool = True) -> Treatment:
    """Keep a field after erasure, for the reason given."""
    return Treatment(exported=exported, on_erasure=OnErasure.KEPT, reason=reason)


@dataclass(frozen=True, slots=True)
class PersonalData:
    """How to reach the person from a row, and what happens to each of its fields."""

    person: str
    fields: dict[str, Treatment] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NoPersonalData:
    """Says that a model holds nothing about a person, and why that is so."""

    reason: str
