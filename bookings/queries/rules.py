"""The college's soft rules: what stands against one student having a place on one run.

One pure function says so, for showing and for deciding. What it looks at is loaded before,
in no query where the college uses no such rule, and in two at the most.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Count, IntegerField, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.enums import StudentKind
from bookings.enums import EntryStatus, Refusal
from bookings.models import Booking, Offer, WaitingListEntry
from bookings.queries import by_hand
from courses.enums import RunStatus
from courses.models import CourseRun, RunShare

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping

    from django.db.models import QuerySet

    from accounts.models import Student

_TICKS = ("for_own_experience", "for_carers", "for_staff", "for_public")


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Places of a run that are kept for some kinds of students."""

    kinds: frozenset[str]
    places: int


@dataclass(slots=True, kw_only=True)
class Shares:
    """How a run's places are shared out, who has them, and who waits."""

    capacity: int
    shares: tuple[Share, ...]
    taken: Counter[str] = field(default_factory=Counter)
    """Places that are booked or held, by the kind of student; "" where nobody said."""
    waited_for: Counter[str] = field(default_factory=Counter)

    @property
    def free(self) -> int:
        """Return the places that nobody has and that are held for nobody."""
        return max(self.capacity - self.taken.total(), 0)

    def room_for(self, kind: str) -> int:
        """Return the places a student of this kind could have: their share, and what is open."""
        return min(self._own_room(kind) + self._open_room(), self.free)

    def room_for_newcomer(self, kind: str, *, places: int) -> int:
        """Return the places left for somebody who has not waited: those behind the list."""
        own = self._share_of(kind)
        waited_for = sum(self.waited_for[one] for one in own.kinds) if own else 0
        behind_own = self._own_room(kind) - waited_for
        if own and behind_own >= places:
            return min(behind_own, self.free)
        return max(self.room_for(kind) - self.waited_for.total(), 0)

    def take(self, kind: str, places: int) -> None:
        """Count places that have just been given or held."""
        self.taken[kind] += places

    def _share_of(self, kind: str) -> Share | None:
        return next((share for share in self.shares if kind in share.kinds), None)

    def _taken_in(self, share: Share) -> int:
        return sum(self.taken[kind] for kind in share.kinds)

    def _own_room(self, kind: str) -> int:
        share = self._share_of(kind)
        return max(share.places - self._taken_in(share), 0) if share else 0

    def _open_room(self) -> int:
        kept = sum(share.places for share in self.shares)
        beyond = sum(max(self._taken_in(share) - share.places, 0) for share in self.shares)
        in_a_share = frozenset[str]().union(*(share.kinds for share in self.shares))
        without = sum(places for kind, places in self.taken.items() if kind not in in_a_share)
        return max(self.capacity - kept - beyond - without, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything the rules look at."""

    window: Refusal | None = None
    """What stands against anybody's booking now."""
    is_invited: bool = True
    asks_age: bool = False
    is_adult: bool | None = None
    asks_area: bool = False
    is_in_area: bool | None = None
    most_runs: int | None = None
    runs_this_term: int = 0
    shares: Shares | None = None
    kind: str | None = None
    """None: not asked yet, so nothing is held against them."""
    places: int = 1
    has_room_held: bool = False
    """A place is held for this student already, so shares do not matter."""


def refusals(facts: Facts) -> tuple[Refusal, ...]:
    """Return all that stands against a place, the weightiest first. Looks at nothing but facts."""
    shares = facts.shares
    lacks_share = (
        shares is not None
        and facts.kind is not None
        and not facts.has_room_held
        and shares.room_for(facts.kind) < facts.places <= shares.free
    )
    stands = (
        (Refusal.NOT_INVITED, not facts.is_invited),
        (facts.window, facts.window is not None),
        (Refusal.TOO_YOUNG, facts.asks_age and facts.is_adult is False),
        (Refusal.OUT_OF_AREA, facts.asks_area and facts.is_in_area is False),
        (
            Refusal.ENOUGH_THIS_TERM,
            facts.most_runs is not None and facts.runs_this_term >= facts.most_runs,
        ),
        (Refusal.KEPT_FOR_OTHERS, lacks_share),
    )
    return tuple(refusal for refusal, is_so in stands if is_so and refusal is not None)


def can_be_set_aside(refusal: Refusal, run: CourseRun) -> bool:
    """Say whether a human may decide otherwise, with a reason: for a run that is ready."""
    return refusal in Refusal.SOFT and run.status in {RunStatus.OPEN, RunStatus.CLOSED}


def with_college_rules(runs: QuerySet[Any]) -> QuerySet[Any]:
    """Add the college's own rules to runs that are read anyway, so that they cost no query."""
    found: QuerySet[Any] = runs.annotate(**by_hand.college_rules())
    return found


def keeps_shares(run: CourseRun, *, at: dt.datetime) -> bool:
    """Say whether shares of this run's places are still kept."""
    return run.shares_until is not None and timezone.localtime(at).date() < run.shares_until


def asks_kind(run: CourseRun, *, at: dt.datetime) -> bool:
    """Say whether it matters for this run, or to the college, how students come to us."""
    return bool(getattr(run, "college_asks_kind", None)) or keeps_shares(run, at=at)


def facts_about(
    run: CourseRun,
    student: Student | None,
    *,
    window: Refusal | None = None,
    is_invited: bool = True,
    kind: str | None = None,
    places: int = 1,
    has_room_held: bool = False,
    besides: Collection[int] = (),
    at: dt.datetime,
) -> Facts:
    """Load what the rules look at; ``run`` comes with the college's rules.

    ``kind`` is what the student said, or None where nobody asked. ``besides`` are runs whose
    place the student gives up in the same moment.
    """
    most_runs = most_courses(run)
    counts = most_runs is not None and student is not None
    shares, had = _shares_and_count(run, student if counts else None, besides, at=at)
    return Facts(
        window=window,
        is_invited=is_invited,
        asks_age=getattr(run, "college_asks_age", None) is not False,
        is_adult=student.is_adult if student else None,
        asks_area=bool(getattr(run, "college_asks_area", None)),
        is_in_area=student.is_in_area if student else None,
        most_runs=most_runs if counts else None,
        runs_this_term=had,
        shares=shares,
        kind=kind,
        places=places,
        has_room_held=has_room_held,
    )


def shares_of(run: CourseRun, *, at: dt.datetime) -> Shares | None:
    """Return how a run's places are shared out now, or None where everybody is alike."""
    return _shares_and_count(run, None, (), at=at)[0]


def has_enough(
    run: CourseRun, student: Student, *, besides: Collection[int] = (), at: dt.datetime
) -> bool:
    """Say whether a student has as many courses this term as the college gives."""
    del at
    most = most_courses(run)
    if most is None:
        return False
    had: int = _runs_of(run, student, besides).count()
    return had >= most


def full_terms(run: CourseRun, student: Student) -> list[int]:
    """Return the terms in which a student has as many courses as the college gives."""
    most = most_courses(run)
    if most is None:
        return []
    had = Booking.objects.active().filter(student=student, run__is_drop_in=False).order_by()
    counted = had.values("run__term").annotate(n=Count("pk")).filter(n__gte=most)
    return list(counted.values_list("run__term", flat=True))


def most_courses(run: CourseRun) -> int | None:
    """Return how many courses the college gives one person in a term, where this one counts."""
    most: int | None = getattr(run, "college_runs_per_term", None)
    return None if run.is_drop_in else most


def _runs_of(
    run: CourseRun, student: Student, besides: Collection[int]
) -> QuerySet[Booking, Booking]:
    """Return what counts: places the student has on other runs of the term, drop-ins aside."""
    places = Booking.objects.active().filter(
        student=student, run__term=run.term_id, run__is_drop_in=False
    )
    return places.exclude(run__in=[run.pk, *besides])


def _shares_and_count(
    run: CourseRun, student: Student | None, besides: Collection[int], *, at: dt.datetime
) -> tuple[Shares | None, int]:
    keeps = keeps_shares(run, at=at)
    if not keeps and student is None:
        return None, 0
    had: Value | Coalesce = Value(0)
    if student is not None:
        counted = _runs_of(run, student, besides).order_by().values("student")
        had = Coalesce(Subquery(counted.annotate(n=Count("pk")).values("n")), 0)
    rows = list(
        CourseRun.objects.filter(pk=run.pk)
        .order_by("shares__id")
        .values_list(had, "shares__percent", *(f"shares__{tick}" for tick in _TICKS))
    )
    shares = tuple(
        _share(run, percent, dict(zip(_TICKS, ticks, strict=True)))
        for _, percent, *ticks in rows
        if percent is not None
    )
    if not keeps or not shares:
        return None, rows[0][0]
    counts = Shares(capacity=run.capacity, shares=shares)
    for _, kind, places, waits in _places_by_kind([run.pk]):
        (counts.waited_for if waits else counts.taken)[kind] += places
    return counts, rows[0][0]


def shares_of_runs(run_ids: Collection[int]) -> dict[int, Shares]:
    """Return how the places of runs that keep shares are shared out: two queries for all."""
    found: dict[int, Shares] = {}
    for share in RunShare.objects.filter(run__in=run_ids).select_related("run").order_by("id"):
        run = share.run
        counts = found.setdefault(run.pk, Shares(capacity=run.capacity, shares=()))
        places = run.capacity * share.percent // 100
        counts.shares = (*counts.shares, Share(kinds=share.kinds, places=places))
    for run_id, kind, places, waits in _places_by_kind(found):
        (found[run_id].waited_for if waits else found[run_id].taken)[kind] += places
    return found


def most_for_a_newcomer(run_ids: Collection[int]) -> dict[int, int]:
    """Return, of runs that keep shares, the places left for whom most are left: two queries."""
    return {
        run_id: max(counts.room_for_newcomer(kind, places=1) for kind in ("", *StudentKind.values))
        for run_id, counts in shares_of_runs(run_ids).items()
    }


def _share(run: CourseRun, percent: int, ticks: Mapping[str, bool]) -> Share:
    share = RunShare(percent=percent, **ticks)
    return Share(kinds=share.kinds, places=run.capacity * percent // 100)


def _places_by_kind(run_ids: Collection[int]) -> QuerySet[Any, tuple[int, str, int, int]]:
    """Return the places booked, held and waited for, by run and kind of student, in one query."""
    waiting = WaitingListEntry.objects.filter(status=EntryStatus.WAITING)
    booked, held, waited_for = (
        rows.filter(run__in=run_ids)
        .order_by()
        .values_list("run", kind)
        .annotate(total=Sum("places"), waits=Value(waits, output_field=IntegerField()))
        for rows, kind, waits in (
            (Booking.objects.active(), "student__kind", 0),
            (Offer.objects.open(), "entry__student__kind", 0),
            (waiting, "student__kind", 1),
        )
    )
    return booked.union(held, waited_for, all=True)
