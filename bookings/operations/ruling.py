"""Decides by the college's soft rules, and says which are set aside; for other operations only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from accounts.permissions import is_coordinator
from bookings.enums import Refusal
from bookings.queries import rules
from courses.enums import SessionStatus

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable

    from accounts.models import Student, User
    from bookings.operations.counting import Standing
    from bookings.operations.wishes import Basis
    from bookings.queries.rules import Shares
    from courses.models import CourseRun, CourseSession

NOTHING: frozenset[Refusal] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What the rules say: the refusal that stands, or the basis with what was set aside."""

    refusal: Refusal | None
    basis: Basis
    shares: Shares | None

    @property
    def ignores_shares(self) -> bool:
        """Say whether somebody decided that shares do not matter here."""
        return Refusal.KEPT_FOR_OTHERS in self.basis.set_aside


def refuse_without_reason(overrides: frozenset[Refusal], basis: Basis) -> None:
    """Stop a decision against a rule that nobody could follow later.

    Raises ValueError without a note, and for a refusal that no human may set aside.
    """
    if overrides - Refusal.SOFT:
        msg = f"These cannot be set aside: {', '.join(sorted(overrides - Refusal.SOFT))}"
        raise ValueError(msg)
    if overrides and not basis.note.strip():
        msg = "Setting a rule aside needs a written reason."
        raise ValueError(msg)


def rule(
    run: CourseRun,
    student: Student,
    *,
    window: Refusal | None,
    key: str,
    was_here: bool,
    places: int = 1,
    has_room_held: bool = False,
    besides: Collection[int] = (),
    looks_at: Collection[Refusal] | None = None,
    overrides: frozenset[Refusal] = NOTHING,
    basis: Basis,
    by: User | None,
    at: dt.datetime,
) -> Ruling:
    """Say whether the rules let a student have a place on a locked run.

    ``looks_at`` names the refusals that matter, where not all do.
    """
    facts = rules.facts_about(
        run,
        student,
        window=window,
        is_invited=is_invited(run, key=key, was_here=was_here, by=by),
        kind=student.kind,
        places=places,
        has_room_held=has_room_held,
        besides=besides,
        at=at,
    )
    stands = [one for one in rules.refusals(facts) if looks_at is None or one in looks_at]
    aside = [one for one in stands if one in overrides and rules.can_be_set_aside(one, run)]
    stands = [one for one in stands if one not in aside]
    kept = tuple(sorted({*basis.set_aside, *(one.value for one in aside)}))
    return Ruling(
        refusal=stands[0] if stands else None,
        basis=replace(basis, set_aside=kept),
        shares=facts.shares,
    )


def with_set_aside(basis: Basis, refusal: Refusal) -> Basis:
    """Return the basis with one more rule that stood against it and was set aside."""
    return replace(basis, set_aside=tuple(sorted({*basis.set_aside, refusal.value})))


def is_invited(run: CourseRun, *, key: str, was_here: bool, by: User | None) -> bool:
    """Say whether a run is for this student: listed, or with its private link, or the office.

    Whoever had a place or waits was invited before.
    """
    if run.is_listed or was_here:
        return True
    if key and run.private_key and key == run.private_key:
        return True
    return by is not None and is_coordinator(by)


def has_more_to_come(sessions: Iterable[CourseSession], at: dt.datetime) -> bool:
    """Say whether somebody who joins now still has something to come to."""
    return any(one.status == SessionStatus.PLANNED and one.ends_at > at for one in sessions)


def refused_for_room(
    student: Student,
    places: int,
    standing: Standing,
    ruled: Ruling,
    *,
    overrides: frozenset[Refusal] = NOTHING,
    goes_first: bool = False,
) -> tuple[Refusal | None, Basis]:
    """Say whether there is room, behind the list or, where so decided, before it.

    Returns why there is none, and the basis with what was set aside.
    """
    if goes_first:
        room = standing.free
    elif ruled.shares is None or ruled.ignores_shares:
        room = standing.free_for_newcomers
    else:
        room = ruled.shares.room_for_newcomer(student.kind, places=places)
    if places <= room:
        return None, ruled.basis
    if places > standing.free:
        return Refusal.FULL, ruled.basis
    if Refusal.OTHERS_WAIT in overrides:
        return None, with_set_aside(ruled.basis, Refusal.OTHERS_WAIT)
    return Refusal.OTHERS_WAIT, ruled.basis
