"""Taking back a “not this time”, while nobody else has been offered the place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bookings.enums import EntryStatus, InterestKind, OfferStatus, Refusal
from bookings.models import CourseInterest, WaitingListEntry
from bookings.operations import locks, passing_on, waiting_moves
from bookings.operations.waiting import CannotAnswer
from bookings.operations.wishes import ON_THEIR_OWN
from bookings.queries import rules
from bookings.queries.windows import booking_window

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import User
    from bookings.models import Offer
    from bookings.operations.counting import Standing
    from bookings.operations.wishes import Basis
    from courses.models import CourseRun

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
            and standing.free - _is_for_others(run, standing, at=at) >= entry.places
            and _is_possible(entry, run, at=at)
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


def _is_for_others(run: CourseRun, standing: Standing, *, at: dt.datetime) -> int:
    """Count the free places that those who wait could have, in order."""
    if not standing.free or not standing.waited_for:
        return 0
    others = passing_on.who_can_have_a_place(run, free=standing.free, at=at)
    return sum(one.places for one in others)


def _is_possible(entry: WaitingListEntry, run: CourseRun, *, at: dt.datetime) -> bool:
    """Say whether the dates can be booked, the student has nothing here, and no share is kept."""
    if booking_window(run, run.sessions.all()).refusal(at):
        return False
    if run.bookings.active().filter(student=entry.student_id).exists():
        return False
    if run.waiting_list.live().filter(student=entry.student_id).exists():
        return False
    shares = rules.shares_of(run, at=at)
    kept = Refusal.KEPT_FOR_OTHERS.value
    return (
        shares is None
        or kept in entry.set_aside
        or shares.room_for(entry.student.kind) >= entry.places
    )
