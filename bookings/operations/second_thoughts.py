"""Taking back a “not this time”, while nobody else has been offered the place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bookings.enums import EntryStatus, InterestKind, OfferStatus
from bookings.models import CourseInterest, WaitingListEntry
from bookings.operations import locks, passing_on, waiting_moves
from bookings.operations.waiting import CannotAnswer
from bookings.operations.wishes import ON_THEIR_OWN
from bookings.queries.free_places import can_have_it_after_all

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import User
    from bookings.models import Offer
    from bookings.operations.wishes import Basis

_BUSY = "Many people are booking at this moment. Please try again."
TAKEN_BACK = "Took back “not this time”."


def take_back_answer(
    *, offer: Offer, basis: Basis = ON_THEIR_OWN, by: User | None, at: dt.datetime
) -> WaitingListEntry:
    """Undo a “not this time”: the place is held once more, until the time it was held before.

    Twice is harmless. Raises CannotAnswer when the time is over, or the place has gone on: to
    somebody who is offered it, or who is rung about it where it is too late to wait for an answer.
    """
    with locks.one_transaction(busy=CannotAnswer(_BUSY)):
        run = locks.lock_run(offer.run_id)
        standing = passing_on.pass_on_places(run, at=at)
        entry = WaitingListEntry.objects.select_related("student").get(pk=offer.entry_id)
        entry.run = run
        if entry.status == EntryStatus.OFFERED:
            return entry
        offer = entry.offers.get(pk=offer.pk)
        is_undoable = entry.status == EntryStatus.PASSED and offer.status == OfferStatus.DECLINED
        if (
            is_undoable
            and at < offer.answer_by
            and can_have_it_after_all(entry, free=standing.free, at=at)
        ):
            waiting_moves.make_offer(
                entry,
                answer_by=offer.answer_by,
                by=by,
                at=at,
                reason=f"{basis.note}. {TAKEN_BACK}" if basis.note else TAKEN_BACK,
                agreed=basis.agreed,
            )
            CourseInterest.objects.filter(
                student=entry.student_id,
                course=run.course_id,
                kind=InterestKind.GOES_FIRST,
                ended_at=None,
            ).update(ended_at=at)
            return entry
    # Said after the commit: what was due to be passed on has been, and stays so.
    msg = "The place has gone on, or the time to answer is over."
    raise CannotAnswer(msg)
