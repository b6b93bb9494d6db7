"""How full runs are, in words, for showing a whole page of them at once.

Deciding whether one more person fits is not done here: that is counted under the run's lock
(`bookings.operations`). The public never sees a number, and no word presses anybody.

“Nearly full” means that two places or fewer are left, in a run of which at least half is
taken. A share would say different things in different rooms: a fifth of a group of twenty
is still four places. Two is where a friend who comes along may not fit any more. The second
half of the rule keeps an empty run for two people from looking crowded.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from django.db import connection
from django.utils import timezone

from bookings.enums import AvailabilityKind, BookingStatus, EntryStatus, OfferStatus, Refusal
from bookings.models import Booking, Offer, WaitingListEntry
from bookings.queries import by_hand
from bookings.queries.rules import keeps_shares, most_for_a_newcomer
from bookings.queries.windows import booking_window
from courses.enums import RunStatus
from courses.models import CourseRun, CourseSession
from home.queries import wording

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping


FEW_PLACES = 2

_KIND_OF_REFUSAL = {
    Refusal.RUN_CANCELLED: AvailabilityKind.CANCELLED,
    Refusal.DROP_IN: AvailabilityKind.DROP_IN,
    Refusal.NOT_OPEN_YET: AvailabilityKind.NOT_YET,
    Refusal.CLOSED: AvailabilityKind.CLOSED,
    Refusal.PAUSED: AvailabilityKind.PAUSED,
}


@dataclass(frozen=True, slots=True)
class Availability:
    """What people are told about the places of one run."""

    kind: AvailabilityKind
    words: str

    @property
    def can_book(self) -> bool:
        """Say whether a “Book these dates” link belongs beside it."""
        return self.kind in {AvailabilityKind.AVAILABLE, AvailabilityKind.NEARLY_FULL}

    @property
    def style(self) -> str:
        """Return the name of the look that goes with the words."""
        return self.kind.value.lower().replace("_", "-")


def spoken_for(runs: Iterable[CourseRun], *, at: dt.datetime | None = None) -> dict[int, int]:
    """Return how many places of each of these runs a newcomer cannot have, in one query.

    Those are the places that are booked, held for somebody who was offered them, or waited
    for: nobody goes before people who wait. Where shares are kept, somebody who waits for one
    stands in nobody's way to another, and counted is what the kind of student cannot have for
    whom most is left; that takes two queries more, for all runs together.
    """
    runs = list(runs)
    with_any = CourseRun.objects.filter(pk__in=[run.pk for run in runs]).order_by()
    gone = dict(with_any.annotate(gone=by_hand.spoken_for()).values_list("pk", "gone"))
    keep = {run.pk: run.capacity for run in runs if keeps_shares(run, at=at or timezone.now())}
    return gone | _gone_where_shares_are_kept(keep)


def _gone_where_shares_are_kept(capacities: Mapping[int, int]) -> dict[int, int]:
    if not capacities:
        return {}
    left = most_for_a_newcomer(capacities)
    return {run_id: capacities[run_id] - room for run_id, room in left.items()}


def spoken_for_on_show(at: dt.datetime) -> dict[int, int]:
    """Return, of every open run the prospectus shows, the places a newcomer cannot have.

    Only as exactly as it is told: a run with plenty of room is left out, and of a full one it
    is enough to know that it is full. So a page that was kept stays true for longer.

    One query, and two more where shares are kept. Written by hand, because every page of the
    public site asks this before it is served from what was kept, and building the query anew
    costs more than answering it.
    """
    moment = connection.ops.adapt_datetimefield_value(at)
    with connection.cursor() as cursor:
        cursor.execute(_sql_on_show(), [str(timezone.localtime(at).date()), moment])
        rows = cursor.fetchall()
    shared = {run_id: capacity for run_id, capacity, _, keeps in rows if keeps}
    gone_of_shared = _gone_where_shares_are_kept(shared)
    counted = (
        (run_id, capacity, gone_of_shared.get(run_id, gone)) for run_id, capacity, gone, _ in rows
    )
    return {
        run_id: min(gone, capacity)
        for run_id, capacity, gone in counted
        if _fullness(capacity, gone) is not AvailabilityKind.AVAILABLE
    }


@cache
def _sql_on_show() -> str:
    bookings, offers, entries, runs, sessions = (
        model._meta.db_table  # noqa: SLF001 -- Django's public _meta
        for model in (Booking, Offer, WaitingListEntry, CourseRun, CourseSession)
    )
    active = ", ".join(f"'{status}'" for status in sorted(BookingStatus.ACTIVE))
    return f"""
        SELECT r.id, r.capacity,
        COALESCE((SELECT SUM(places) FROM {bookings}
            WHERE run_id = r.id AND status IN ({active})), 0)
        + COALESCE((SELECT SUM(places) FROM {offers}
            WHERE run_id = r.id AND status = '{OfferStatus.OPEN}'), 0)
        + COALESCE((SELECT SUM(places) FROM {entries}
            WHERE run_id = r.id AND status = '{EntryStatus.WAITING}'), 0),
        CASE WHEN r.shares_until > %s THEN 1 ELSE 0 END
        FROM {runs} r WHERE r.status = '{RunStatus.OPEN}' AND r.is_listed
        AND r.id IN (SELECT s.run_id FROM {sessions} s WHERE s.ends_at > %s)
        ORDER BY r.id
    """  # noqa: S608 -- our own tables' names and states


def availability(
    run: CourseRun, sessions: Iterable[CourseSession], *, taken: int, at: dt.datetime
) -> Availability:
    """Return what people are told about one run; its term and sessions are loaded."""
    window = booking_window(run, sessions)
    refusal = window.refusal(at)
    if refusal is not None:
        kind = _KIND_OF_REFUSAL[refusal]
        if kind is AvailabilityKind.NOT_YET and window.opens_at > at:
            return Availability(kind, _opening_words(window.opens_at, at))
        return Availability(kind, str(kind.label))
    kind = _fullness(run.capacity, taken)
    return Availability(kind, str(kind.label))


def _fullness(capacity: int, taken: int) -> AvailabilityKind:
    """Say how full a run that can be booked is."""
    left = capacity - taken
    if left <= 0:
        return AvailabilityKind.FULL
    if left <= FEW_PLACES and taken >= left:
        return AvailabilityKind.NEARLY_FULL
    return AvailabilityKind.AVAILABLE


def _opening_words(opens_at: dt.datetime, at: dt.datetime) -> str:
    if wording.local_date(opens_at) == timezone.localtime(at).date():
        return f"Booking opens today at {wording.time_words(opens_at)}"
    return f"Booking opens on {wording.date_words(opens_at)}"


def availability_of(
    runs: Mapping[CourseRun, Iterable[CourseSession]], *, at: dt.datetime
) -> dict[int, Availability]:
    """Return what people are told about each of these runs, by its key, in one query."""
    taken = spoken_for(runs, at=at)
    return {
        run.pk: availability(run, sessions, taken=taken.get(run.pk, 0), at=at)
        for run, sessions in runs.items()
    }
