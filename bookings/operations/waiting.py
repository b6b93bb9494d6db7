"""What people do on a waiting list: join, answer an offer, leave; moving somebody in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wagtail.log_actions import log

from bookings.enums import EntryStatus, InterestKind, OfferStatus, Refusal
from bookings.models import Booking, CourseInterest, Offer, WaitingListEntry
from bookings.operations import (
    going_first,
    locks,
    notices,
    passing_on,
    ruling,
    turns,
    waiting_moves,
)
from bookings.operations.ruling import NOTHING
from bookings.operations.wishes import ON_THEIR_OWN, THROUGH_A_LINK, Basis, Wish
from bookings.queries.interests import not_meant
from bookings.queries.waiting import COME_BACK_WITHIN, is_held_on
from bookings.queries.windows import booking_window

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import Student, User
    from courses.models import CoursePage, CourseRun

# How many courses somebody has is asked when they take a place, and shares when one is offered.
_MATTERS_WHILE_WAITING = frozenset({Refusal.NOT_INVITED, Refusal.TOO_YOUNG, Refusal.OUT_OF_AREA})
_MATTERS_LATER = frozenset({Refusal.KEPT_FOR_OTHERS, Refusal.ENOUGH_THIS_TERM})
_ENOUGH = (
    "You have as many courses this term as we can give to one person. "
    "To take this place, give up another one first, or ring us."
)
CAME_BACK = "Came back within a day."


class CannotWait(Exception):
    """Somebody could not be put on a list; ``reason`` says why."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason.label)
        self.reason = reason


class CannotAnswer(Exception):
    """The place cannot be taken. Carries the sentence to show.

    The offer is gone: its time ran out and the place went on, or it was taken back. Or it
    still stands and ``reason`` says why it cannot be taken as things are.
    """

    def __init__(self, sentence: str, reason: Refusal | None = None) -> None:
        super().__init__(sentence)
        self.reason = reason


class CannotMove(Exception):
    """The entry could not be moved. Carries the sentence to show."""


_BUSY = "Many people are booking at this moment. Please try again."


def join_waiting_list(
    *,
    run: CourseRun,
    student: Student,
    places: int = 1,
    supporter_name: str = "",
    shares_needs: bool = False,
    books_straight_in: bool = False,
    instead_of: Booking | None = None,
    overrides: frozenset[Refusal] = NOTHING,
    key: str = "",
    basis: Basis = ON_THEIR_OWN,
    by: User | None,
    at: dt.datetime,
) -> WaitingListEntry:
    """Put a student at the end of a run's list, or in front where they go first on the course.

    Where a place is free that nobody before them can have, it is offered at once. Asking
    again while waiting returns the same entry. Whoever left within the last day has the turn
    they had. ``overrides`` and ``key`` are those of booking a place; what matters only when a
    place comes free is set aside then. ``instead_of`` is a place on other dates that they keep
    until they take this one.

    Raises CannotWait with the reason when booking is not possible, or the student has a place.
    """
    ruling.refuse_without_reason(overrides, basis)
    with locks.one_transaction(busy=CannotWait(Refusal.BUSY)):
        run = locks.lock_run(run.pk)
        student = locks.lock_student(student.pk)
        basis.write_down_told(student)
        before = list(WaitingListEntry.objects.filter(run=run, student=student))
        waits = next((entry for entry in before if entry.is_live), None)
        if waits:
            return waits
        sessions = list(run.sessions.all())
        refusal = booking_window(run, sessions).refusal(at)
        if refusal:
            raise CannotWait(refusal)
        booking = run.bookings.filter(student=student).first()
        if booking and booking.is_active:
            raise CannotWait(Refusal.BOOKED_ALREADY)
        left = _left_lately(before, at)
        ruled = ruling.rule(
            run,
            student,
            window=None,
            key=key,
            was_here=booking is not None or left is not None,
            looks_at=_MATTERS_WHILE_WAITING | overrides,
            overrides=overrides,
            basis=basis,
            by=by,
            at=at,
        )
        if ruled.refusal:
            raise CannotWait(ruled.refusal)
        first_served_at = run.goes_first_served_at
        standing = passing_on.pass_on_places(run, sessions=sessions, at=at)
        if run.goes_first_served_at != first_served_at:
            # Going first may just have put them on the list.
            waits = _live_entry(run, student)
            if waits:
                return waits
        right = going_first.right_to_go_first(run, student, sessions, before, at=at)
        entry = waiting_moves.new_entry(
            run=run,
            student=student,
            sessions=sessions,
            wish=Wish(places=places, supporter_name=supporter_name, shares_needs=shares_needs),
            rank=_rank_of_newcomer(run, left, right, at=at),
            joined_at=left.joined_at if left else None,
            books_straight_in=books_straight_in and instead_of is None,
            instead_of=instead_of,
            by=by,
            at=at,
            reason=_why_here(basis, left, right),
            agreed=basis.agreed,
            set_aside=sorted({*ruled.basis.set_aside, *(overrides & _MATTERS_LATER)}),
        )
        if standing.free:
            passing_on.pass_on_places(run, sessions=sessions, at=at)
            entry.refresh_from_db(fields=["status", "rank", "ended_at", "changed_at"])
        if entry.status == EntryStatus.WAITING:
            notices.tell_on_the_list(entry=entry, at=at)
        return entry


def _rank_of_newcomer(
    run: CourseRun,
    left: WaitingListEntry | None,
    right: CourseInterest | None,
    *,
    at: dt.datetime,
) -> int:
    """Return the order of somebody who joins: their old turn, the front as promised, or the end."""
    if right:
        in_front = going_first.use_right(run, right, at=at)
        return min(in_front, left.rank) if left else in_front
    return left.rank if left else waiting_moves.rank_at_the_end(run)


def _why_here(basis: Basis, left: WaitingListEntry | None, right: CourseInterest | None) -> str:
    why = CAME_BACK if left else going_first.why(right) if right else ""
    if why and (right or basis == THROUGH_A_LINK):
        return f"{basis.note}. {why}" if basis.note else why
    return basis.note or why


def _live_entry(run: CourseRun, student: Student) -> WaitingListEntry | None:
    return WaitingListEntry.objects.live().filter(run=run, student=student).first()


def _left_lately(entries: list[WaitingListEntry], at: dt.datetime) -> WaitingListEntry | None:
    since = at - COME_BACK_WITHIN
    left = [
        entry
        for entry in entries
        if entry.status == EntryStatus.LEFT and entry.ended_at and entry.ended_at >= since
    ]
    return max(left, key=lambda entry: (entry.ended_at or since, entry.pk), default=None)


def leave_waiting_list(
    *,
    entry: WaitingListEntry,
    basis: Basis = ON_THEIR_OWN,
    by: User | None,
    at: dt.datetime,
) -> WaitingListEntry:
    """Take a student off a list; what was offered to them goes to the next. Twice is harmless."""
    with locks.one_transaction(busy=CannotMove(_BUSY)):
        run, entry = _lock_with_run(entry)
        passing_on.pass_on_places(run, at=at)
        entry.refresh_from_db()
        entry.run = run
        if not entry.is_live:
            return entry
        offer = entry.offers.open().first()
        if offer:
            waiting_moves.end_offer(offer, OfferStatus.DECLINED, by=by, at=at)
        waiting_moves.move_entry(
            entry,
            EntryStatus.LEFT,
            offer=offer,
            by=by,
            at=at,
            reason=basis.note,
            agreed=basis.agreed,
        )
        notices.tell_answered_for(entry=entry, by=by, at=at)
        passing_on.pass_on_places(run, at=at)
        return entry


def accept_offer(
    *,
    offer: Offer,
    overrides: frozenset[Refusal] = NOTHING,
    basis: Basis = ON_THEIR_OWN,
    by: User | None,
    at: dt.datetime,
) -> Booking:
    """Turn an offer into a booking. Saying yes twice is harmless.

    A yes that comes too late still counts where the place is held on for the same person,
    because nobody else waits; not for another one that is offered later. A place on other dates
    that the student leaves for this one is given up at once, unless those are over.

    Raises CannotAnswer when the place has gone on to somebody else, and, while the offer still
    stands, when the student has as many courses this term as the college gives.
    """
    ruling.refuse_without_reason(overrides, basis)
    with locks.one_transaction(busy=CannotAnswer(_BUSY)):
        entry = offer.entry
        left = entry.instead_of
        runs = locks.lock_runs([offer.run_id, *([left.run_id] if left else [])])
        run = runs[offer.run_id]
        locks.lock_student(entry.student_id)
        passing_on.pass_on_places(run, at=at)
        entry = WaitingListEntry.objects.select_related("student", "instead_of").get(pk=entry.pk)
        entry.run = run
        booking: Booking | None = run.bookings.active().filter(student=entry.student_id).first()
        if booking:
            return booking
        now_open = entry.offers.open().first()
        if now_open and is_held_on(entry.offers.get(pk=offer.pk), now_open):
            leaves = turns.place_left(entry, at=at) if left else None
            ruled = ruling.rule(
                run,
                entry.student,
                window=None,
                key="",
                was_here=True,
                besides=[leaves.run_id] if leaves else (),
                looks_at={Refusal.ENOUGH_THIS_TERM},
                overrides=overrides | {Refusal(one) for one in entry.set_aside},
                basis=basis,
                by=by,
                at=at,
            )
            if ruled.refusal:
                raise CannotAnswer(_ENOUGH, ruled.refusal)
            basis = ruled.basis
            waiting_moves.end_offer(now_open, OfferStatus.ACCEPTED, by=by, at=at)
            booking = passing_on.take_place(entry, offer=now_open, basis=basis, by=by, at=at)
            if leaves:
                turns.give_up_for(leaves, runs[leaves.run_id], by=by, at=at)
            return booking
    # Said after the commit: the place has been passed on now, and stays so.
    msg = "The time to answer is over, and the place went to the next person."
    raise CannotAnswer(msg)


def decline_offer(
    *, offer: Offer, basis: Basis = ON_THEIR_OWN, by: User | None, at: dt.datetime
) -> WaitingListEntry:
    """Say “not this time”: the place goes on, and the student goes first the next time.

    Saying it twice is harmless, and so is saying it when the offer has run out.
    """
    with locks.one_transaction(busy=CannotAnswer(_BUSY)):
        run, entry = _lock_with_run(offer.entry)
        offer = entry.offers.get(pk=offer.pk)
        if offer.status == OfferStatus.OPEN:
            waiting_moves.end_offer(offer, OfferStatus.DECLINED, by=by, at=at)
            waiting_moves.move_entry(
                entry,
                EntryStatus.PASSED,
                offer=offer,
                by=by,
                at=at,
                reason=basis.note,
                agreed=basis.agreed,
            )
            going_first.remember(entry, at=at)
            notices.tell_answered_for(entry=entry, by=by, at=at)
        passing_on.pass_on_places(run, at=at)
        return entry


def change_wish(
    *,
    entry: WaitingListEntry,
    places: int,
    supporter_name: str = "",
    books_straight_in: bool,
    by: User | None,
    at: dt.datetime,
) -> WaitingListEntry:
    """Change whether a supporter comes along, and whether to be asked first; the turn stays.

    Whoever waits in order to move is always asked.
    Raises CannotMove while a place is offered, because that offer is for as many as they were.
    """
    with locks.one_transaction(busy=CannotMove(_BUSY)):
        run, entry = _lock_with_run(entry)
        passing_on.pass_on_places(run, at=at)
        entry.refresh_from_db()
        entry.run = run
        if entry.status != EntryStatus.WAITING:
            msg = "Please answer the offer first."
            raise CannotMove(msg)
        entry.books_straight_in = books_straight_in and entry.instead_of_id is None
        wish = Wish(places=places, supporter_name=supporter_name, shares_needs=entry.shares_needs)
        waiting_moves.change_entry(entry, wish=wish, by=by, at=at)
        passing_on.pass_on_places(run, at=at)
        entry.refresh_from_db()
        return entry


def move_in_list(
    *, entry: WaitingListEntry, place: int, reason: str, by: User, at: dt.datetime
) -> WaitingListEntry:
    """Move somebody to another place of the list, counted from 1; the office says why.

    The reason stays in the list's history. Raises CannotMove without a reason, and for
    somebody who does not wait any more.
    """
    if not reason.strip():
        msg = "Write down why, so that everybody can see that the list is fair."
        raise CannotMove(msg)
    with locks.one_transaction(busy=CannotMove(_BUSY)):
        run, entry = _lock_with_run(entry)
        if entry.status != EntryStatus.WAITING:
            msg = "This person does not wait any more, or has been offered a place already."
            raise CannotMove(msg)
        others = list(
            run.waiting_list.filter(status=EntryStatus.WAITING).exclude(pk=entry.pk).in_order()
        )
        rank = waiting_moves.rank_between(run, others, max(place, 1) - 1, by=by, at=at)
        waiting_moves.change_entry(entry, rank=rank, by=by, at=at, reason=reason.strip())
        log(run, "bookings.waiting_list_moved", user=by, timestamp=at)
        passing_on.pass_on_places(run, at=at)
        entry.refresh_from_db()
        return entry


def tell_when_it_runs(
    *, course: CoursePage, student: Student, by: User | None, at: dt.datetime
) -> CourseInterest:
    """Remember that a student wants to hear when a course can be booked. Twice is harmless."""
    del by
    with locks.one_transaction(busy=CannotWait(Refusal.BUSY)):
        student = locks.lock_student(student.pk)
        interest, _ = CourseInterest.objects.get_or_create(
            student=student,
            course=course,
            ended_at=None,
            defaults={
                "kind": InterestKind.TELL_ME,
                "since": at,
                "not_for": not_meant(course.pk, at=at),
            },
        )
        return interest


def forget_interest(*, interest: CourseInterest, by: User | None, at: dt.datetime) -> None:
    """Stop remembering a student for a course. Twice is harmless."""
    del by
    with locks.one_transaction(busy=CannotWait(Refusal.BUSY)):
        CourseInterest.objects.filter(pk=interest.pk, ended_at=None).update(ended_at=at)


def _lock_with_run(entry: WaitingListEntry) -> tuple[CourseRun, WaitingListEntry]:
    """Lock an entry's run, and read the entry as it is now."""
    run = locks.lock_run(entry.run_id)
    entry = WaitingListEntry.objects.select_related("student").get(pk=entry.pk)
    entry.run = run
    return run, entry
