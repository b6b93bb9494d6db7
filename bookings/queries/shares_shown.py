"""How the shares of a run's places stand: in rows for the office, in words for who waits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models

from accounts.enums import StudentKind
from bookings.enums import Refusal
from bookings.queries import rules
from courses.models import CourseRun, RunShare
from home.queries import wording

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable

    from bookings.models import WaitingListEntry

_TICKS = {
    StudentKind.OWN_EXPERIENCE.value: "for_own_experience",
    StudentKind.CARER.value: "for_carers",
    StudentKind.STAFF.value: "for_staff",
    StudentKind.PUBLIC.value: "for_public",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareRow:
    """One share of a run's places, or what is in none."""

    for_whom: str
    kept: int
    taken: int
    """Booked or held by students of these kinds; beyond the share they use what is in none."""
    free: int
    """What a student of these kinds could have now: the share, and what is in none."""
    waited_for: int


def share_rows(run: CourseRun, *, at: dt.datetime) -> list[ShareRow]:
    """Return the shares that are still kept and, last, what is in no share; else nothing."""
    shares = rules.shares_of(run, at=at)
    if shares is None:
        return []
    rows = [
        ShareRow(
            for_whom=_as_a_heading(_words(share.kinds)),
            kept=share.places,
            taken=sum(shares.taken[kind] for kind in share.kinds),
            free=shares.room_for(min(share.kinds)),
            waited_for=sum(shares.waited_for[kind] for kind in share.kinds),
        )
        for share in shares.shares
    ]
    rest = ShareRow(
        for_whom="In no share",
        kept=shares.capacity - sum(row.kept for row in rows),
        taken=shares.taken.total() - sum(row.taken for row in rows),
        free=shares.room_for(""),
        waited_for=shares.waited_for.total() - sum(row.waited_for for row in rows),
    )
    return [*rows, rest]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptForOthers:
    """What keeps places from somebody who waits, until a day."""

    for_whom: str
    until: dt.date
    are_free: bool
    """Enough places are free at this moment, and kept like that."""


def kept_for_others(
    entries: Collection[WaitingListEntry], *, at: dt.datetime
) -> dict[int, KeptForOthers]:
    """Return for each of these who wait what is kept for others on their dates, if anything is.

    No query where no shares are kept, else two for all.
    """
    entries = [
        entry
        for entry in entries
        if rules.keeps_shares(entry.run, at=at)
        and Refusal.KEPT_FOR_OTHERS.value not in entry.set_aside
    ]
    shared = rules.shares_of_runs({entry.run_id for entry in entries}) if entries else {}
    found = {}
    for entry in entries:
        shares, kind, until = shared.get(entry.run_id), entry.student.kind, entry.run.shares_until
        if shares is None or until is None:
            continue
        of_others = [one for one in shares.shares if one.places and kind not in one.kinds]
        if of_others:
            found[entry.pk] = KeptForOthers(
                for_whom=_words(frozenset[str]().union(*(one.kinds for one in of_others))),
                until=until,
                are_free=shares.room_for(kind) < entry.places <= shares.free,
            )
    return found


def _words(kinds: Iterable[str]) -> str:
    fields = [RunShare._meta.get_field(tick) for kind, tick in _TICKS.items() if kind in kinds]  # noqa: SLF001 -- Django's public _meta
    return wording.list_words(
        [field.verbose_name for field in fields if isinstance(field, models.Field)]
    )


def _as_a_heading(words: str) -> str:
    return words[:1].upper() + words[1:]
