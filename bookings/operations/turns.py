"""Taking a place that somebody waits for, by booking it; for other operations only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bookings.enums import BookingStatus, EntryStatus, OfferStatus
from bookings.operations import moves, notices, passing_on, ruling, waiting_moves
from bookings.operations.wishes import Wish
from bookings.queries.windows import have_taken_place
from courses.models import CourseSession

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import Student, User
    from bookings.enums import Refusal
    from bookings.models import Booking, WaitingListEntry
    from bookings.operations.counting import Standing
    from bookings.operations.ruling import Ruling
    from bookings.operations.wishes import Basis
    from courses.models import CourseRun


class LeavesOtherDates(Exception):
    """Whoever takes the place leaves one on another run, which has to be locked as well."""

    def __init__(self, run_id: int) -> None:
        super().__init__(run_id)
        self.run_id = run_id


def live_turn(
    run: CourseRun, student: Student, standing: Standing, *, at: dt.datetime
) -> tuple[WaitingListEntry | None, Booking | None]:
    """Return with what a student waits for a run, and the place they leave for one there."""
    if not standing.has_a_list:
        return None, None
    entry = run.waiting_list.live().filter(student=student).first()
    if entry is None:
        return None, None
    entry.run = run
    return entry, place_left(entry, at=at)


def wish_of_turn(run: CourseRun, student: Student) -> Wish:
    """Return what a student wished for with their turn: a pair is never made one by itself."""
    entry = run.waiting_list.live().filter(student=student).first()
    if entry is None:
        return Wish()
    return Wish(
        places=entry.places, supporter_name=entry.supporter_name, shares_needs=entry.shares_needs
    )


def place_left(entry: WaitingListEntry, *, at: dt.datetime) -> Booking | None:
    """Return the place on other dates that is given up for the one that is waited for.

    Dates that are over are not left any more: what the student came to stays theirs.
    """
    left = entry.instead_of
    if left is None or not left.is_active:
        return None
    sessions = CourseSession.objects.filter(run=left.run_id)
    return None if have_taken_place(sessions, at=at) else left


def refused_for_more(
    entry: WaitingListEntry,
    student: Student,
    wish: Wish,
    standing: Standing,
    ruled: Ruling,
    *,
    overrides: frozenset[Refusal],
) -> tuple[Refusal | None, Basis]:
    """Say whether there is room for what is asked beyond the places that are held."""
    more = wish.places - entry.places
    if more <= 0:
        return None, ruled.basis
    return ruling.refused_for_room(student, more, standing, ruled, overrides=overrides)


def take_what_is_held(
    entry: WaitingListEntry, wish: Wish, *, basis: Basis, by: User | None, at: dt.datetime
) -> Booking:
    """Turn an offer into a booking for as many as are asked for now."""
    offer = entry.offers.open().get()
    waiting_moves.end_offer(offer, OfferStatus.ACCEPTED, by=by, at=at)
    has_changed = wish.places != entry.places
    if has_changed:
        waiting_moves.change_entry(entry, wish=wish, by=by, at=at, agreed=basis.agreed)
    entry.supporter_name, entry.shares_needs = wish.supporter_name, wish.shares_needs
    booking = passing_on.take_place(entry, offer=offer, basis=basis, by=by, at=at)
    if has_changed:
        passing_on.pass_on_places(entry.run, at=at)
    return booking


def end_with_a_place(
    entry: WaitingListEntry, wish: Wish, *, basis: Basis, by: User | None, at: dt.datetime
) -> None:
    """Write down that somebody who waited has a place now, and for how many in the end."""
    if wish.places != entry.places:
        waiting_moves.change_entry(entry, wish=wish, by=by, at=at, agreed=basis.agreed)
    waiting_moves.move_entry(
        entry, EntryStatus.BOOKED, by=by, at=at, reason=basis.note, agreed=basis.agreed
    )


def give_up_for(left: Booking, run: CourseRun, *, by: User | None, at: dt.datetime) -> None:
    """Give up the place on other dates, now that the student has the one they wanted."""
    left.run = run
    moves.move_booking(left, BookingStatus.MOVED, by=by, at=at)
    notices.tell_student_cancelled(booking=left, at=at)
    passing_on.pass_on_places(run, at=at)
