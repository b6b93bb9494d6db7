"""The single door for every change of a waiting list; for other operations only.

Each step appends an event with the entry's state, order and places, so that the list of any
past moment can be told again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Max, Min

from bookings.enums import Agreed, EntryStatus, OfferStatus
from bookings.models import EntryEvent, Offer, WaitingListEntry
from bookings.operations.moves import ImpossibleMove, refuse_outside_transaction
from bookings.queries.dates_shown import dates_shown

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable

    from accounts.models import Student, User
    from bookings.models import Booking
    from bookings.operations.wishes import Wish
    from courses.models import CourseRun, CourseSession

# Room between two people, so that somebody can be moved there.
GAP = 1 << 20


def rank_at_the_end(run: CourseRun) -> int:
    """Return the order of somebody who comes last; ended entries count, so it only rises."""
    last: int | None = run.waiting_list.aggregate(last=Max("rank"))["last"]
    return GAP if last is None else last + GAP


def rank_in_front(run: CourseRun) -> int:
    """Return the order of somebody who goes before everybody that waits."""
    first: int | None = run.waiting_list.live().aggregate(first=Min("rank"))["first"]
    return rank_at_the_end(run) if first is None else first - GAP


def rank_between(
    run: CourseRun, waiting: list[WaitingListEntry], place: int, *, by: User | None, at: dt.datetime
) -> int:
    """Return the order of somebody who comes behind the first ``place`` of those who wait.

    Where there is no room left between two of them, everybody on the list is spread out.
    """
    after, before = waiting[:place][-1:], waiting[place:][:1]
    rank = _rank_between(run, after, before)
    if rank is None:
        _spread_out(run, by=by, at=at)
        for other in (*after, *before):
            other.refresh_from_db()
        rank = _rank_between(run, after, before)
    if rank is None:
        msg = "There is room between any two people on a list that was spread out."
        raise RuntimeError(msg)
    return rank


def _rank_between(
    run: CourseRun, after: list[WaitingListEntry], before: list[WaitingListEntry]
) -> int | None:
    """Return an order between two neighbours, or None where there is no room left."""
    if not before:
        return rank_at_the_end(run)
    if not after:
        return before[0].rank - GAP
    middle = (after[0].rank + before[0].rank) // 2
    return middle if after[0].rank < middle < before[0].rank else None


def _spread_out(run: CourseRun, *, by: User | None, at: dt.datetime) -> None:
    """Make room between everybody; the order stays."""
    rank = rank_at_the_end(run)
    for number, entry in enumerate(run.waiting_list.live().in_order()):
        new_rank = rank + number * GAP
        change_entry(entry, rank=new_rank, by=by, at=at, reason="Order unchanged.")


def new_entry(
    *,
    run: CourseRun,
    student: Student,
    sessions: Iterable[CourseSession],
    wish: Wish,
    rank: int,
    books_straight_in: bool = False,
    instead_of: Booking | None = None,
    joined_at: dt.datetime | None = None,
    by: User | None,
    at: dt.datetime,
    reason: str = "",
    agreed: Agreed = Agreed.SELF,
    set_aside: Collection[str] = (),
) -> WaitingListEntry:
    """Put a student on a run's list, in this order; ``sessions`` are those of the run."""
    refuse_outside_transaction()
    entry = WaitingListEntry.objects.create(
        run=run,
        student=student,
        rank=rank,
        places=wish.places,
        supporter_name=wish.supporter_name,
        shares_needs=wish.shares_needs,
        books_straight_in=books_straight_in,
        instead_of=instead_of,
        set_aside=list(set_aside),
        dates_told=dates_shown(run, sessions),
        joined_at=joined_at or at,
        joined_by=by,
        changed_at=at,
    )
    _add_event(entry, "", offer=None, by=by, at=at, reason=reason, agreed=agreed)
    return entry


def move_entry(
    entry: WaitingListEntry,
    status: EntryStatus,
    *,
    offer: Offer | None = None,
    rank: int | None = None,
    by: User | None,
    at: dt.datetime,
    reason: str = "",
    agreed: Agreed = Agreed.SELF,
) -> None:
    """Change where an entry stands. Raises ImpossibleMove where its states do not allow it."""
    refuse_outside_transaction()
    if not entry.can_move_to(status):
        msg = f"{entry} cannot move from {entry.status} to {status}."
        raise ImpossibleMove(msg)
    before = entry.status
    entry.status = status
    if rank is not None:
        entry.rank = rank
    entry.ended_at = None if entry.is_live else at
    entry.changed_at = at
    entry.save()
    _add_event(entry, before, offer=offer, by=by, at=at, reason=reason, agreed=agreed)


def change_entry(
    entry: WaitingListEntry,
    *,
    rank: int | None = None,
    wish: Wish | None = None,
    by: User | None,
    at: dt.datetime,
    reason: str = "",
    agreed: Agreed = Agreed.SELF,
) -> None:
    """Change an entry's order, or what the student wishes, while it stands where it stood."""
    refuse_outside_transaction()
    if rank is not None:
        entry.rank = rank
    if wish is not None:
        entry.places, entry.supporter_name = wish.places, wish.supporter_name
        entry.shares_needs = wish.shares_needs
    entry.changed_at = at
    entry.save()
    _add_event(entry, entry.status, offer=None, by=by, at=at, reason=reason, agreed=agreed)


def make_offer(
    entry: WaitingListEntry,
    *,
    answer_by: dt.datetime,
    by: User | None,
    at: dt.datetime,
    reason: str = "",
    agreed: Agreed = Agreed.SELF,
) -> Offer:
    """Hold places for an entry until a time (UTC)."""
    offer = Offer.objects.create(
        entry=entry, run=entry.run, places=entry.places, made_at=at, answer_by=answer_by
    )
    move_entry(entry, EntryStatus.OFFERED, offer=offer, by=by, at=at, reason=reason, agreed=agreed)
    return offer


def end_offer(offer: Offer, status: OfferStatus, *, by: User | None, at: dt.datetime) -> None:
    """Let an offer end; its entry is moved by the caller. Raises ImpossibleMove if it had ended."""
    refuse_outside_transaction()
    if not offer.can_move_to(status):
        msg = f"{offer} cannot move from {offer.status} to {status}."
        raise ImpossibleMove(msg)
    offer.status = status
    offer.ended_at, offer.ended_by = at, by
    offer.save(update_fields=("status", "ended_at", "ended_by"))


def _add_event(
    entry: WaitingListEntry,
    before: str,
    *,
    offer: Offer | None,
    by: User | None,
    at: dt.datetime,
    reason: str,
    agreed: Agreed,
) -> None:
    EntryEvent.objects.create(
        entry=entry,
        from_status=before,
        to_status=entry.status,
        offer=offer,
        rank=entry.rank,
        places=entry.places,
        at=at,
        by=by,
        reason=reason,
        agreed=agreed,
    )
