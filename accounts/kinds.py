"""Which kinds of messages there are, for the office: what each is for, and what it looks like.

Each app says so of its own kinds when the site starts, as it does with their composers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accounts.composing import Parts
    from accounts.models import Message
    from accounts.wording import Wording

Sample = Callable[["Message", "Wording"], "Parts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of message."""

    name: str
    label: str
    sent_when: str
    """The end of “Sent when …”."""
    gaps: tuple[str, ...] = ()
    """What the college's own words may use; empty where all words are fixed."""
    has_fixed_subject: bool = False
    """One subject could not say all that this kind may have to say."""
    has_own_text: bool = False
    """Its text message can be in the college's words: it says nothing that must not be lost."""
    sample: Sample
    """Composes one with invented facts, in the words given."""

    @property
    def is_editable(self) -> bool:
        """Say whether a college can give it words of its own."""
        return bool(self.gaps)


_kinds: dict[str, Kind] = {}


def register_kind(kind: Kind) -> None:
    """Tell the office of one kind of message; called once, when the site starts."""
    _kinds[kind.name] = kind


def kinds() -> list[Kind]:
    """Return every kind that was told of, by its label."""
    return sorted(_kinds.values(), key=lambda one: one.label)


def kind_named(name: str) -> Kind | None:
    """Return one kind, or None where nobody told of it."""
    return _kinds.get(name)


def kind_words(name: str) -> str:
    """Name a kind for the office, also one that nobody told of."""
    kind = _kinds.get(name)
    return kind.label if kind else name.replace("_", " ").capitalize()
