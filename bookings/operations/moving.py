"""Moving a student's place to other dates, without ever losing the place held before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bookings.enums import BookingStatus, EntryStatus, Refusal
from bookings.models import Booking, WaitingListEntry
from bookings.operations import locks, moves, notices, passing_on, ruling, waiting_moves
from bookings.operations.places import CannotBook
from bookings.operations.ruling import NOTHING, has_more_to_come
from bookings.operations.wishes import ON_THEIR_OWN, Basis, Wish
from bookings.queries.windows import booking_window, have_taken_place

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import User
    from courses.models import CourseRun


def move_to_run(
    *,
    booking: Booking,
    run: CourseRun,
    jumps_the_list: bool = False,
    overrides: frozenset[Refusal] = NOTHING,
    key: str = "",
    basis: Basis = ON_THEIR_OWN,
    by: User | None,
    at: dt.datetime,
) -> Booking:
    """Give a student a place on another run and free the one they had, both or neither.

    Returns the booking on the new run. A supporter moves along. Asking again is harmless.
    ``jumps_the_list``, ``overrides`` and ``key`` are those of booking a place.

    Raises CannotBook with the reason when the new run has no room or cannot be booked, or the
    dates held before are over; the place held before is then untouched.
    """
    if jumps_the_list:
        overrides |= {Refusal.OTHERS_WAIT}
    ruling.refuse_without_reason(overrides, basis)
    with locks.one_transaction(busy=CannotBook(Refusal.BUSY)):
        runs = locks.lock_runs([booking.run_id, run.pk])
        old_run, new_run = runs[booking.run_id], runs[run.pk]
        locks.lock_student(booking.student_id)
        booking = Booking.objects.select_related("student").get(pk=booking.pk)
        booking.run = old_run
        there: Booking | None = new_run.bookings.filter(student=booking.student_id).first()
        if there and there.is_active:
            return there
        if not booking.is_active:
            raise CannotBook(Refusal.CLOSED)
        if have_taken_place(old_run.sessions.all(), at=at):
            raise CannotBook(Refusal.OVER)
        sessions = list(new_run.sessions.all())
        refusal = booking_window(new_run, sessions).refusal(at)
        if refusal and not (refusal in overrides and has_more_to_come(sessions, at)):
            raise CannotBook(refusal)
        standing = passing_on.pass_on_places(new_run, sessions=sessions, at=at)
        entry = _live_entry(new_run, booking)
        ruled = ruling.rule(
            new_run,
            booking.student,
            window=refusal,
            key=key,
            was_here=there is not None or entry is not None,
            places=booking.places,
            besides=(old_run.pk,),
            overrides=overrides,
            basis=basis,
            by=by,
            at=at,
        )
        if entry and entry.status == EntryStatus.OFFERED:
            raise CannotBook(Refusal.WAITS_ALREADY)
        if ruled.refusal:
            raise CannotBook(ruled.refusal)
        no_room, basis = ruling.refused_for_room(
            booking.student, booking.places, standing, ruled, overrides=overrides
        )
        if no_room:
            raise CannotBook(no_room)
        moved = moves.give_place(
            run=new_run,
            student=booking.student,
            booking=there,
            wish=_same_wish(booking),
            is_awaited=standing.is_awaited,
            by=by,
            at=at,
            basis=basis,
        )
        if entry:
            entry.run = new_run
            waiting_moves.move_entry(
                entry,
                EntryStatus.BOOKED,
                by=by,
                at=at,
                reason=basis.note,
                agreed=basis.agreed,
            )
        notices.tell_student_booked(booking=moved, at=at)
        moves.move_booking(booking, BookingStatus.MOVED, by=by, at=at, basis=basis)
        notices.tell_student_cancelled(booking=booking, at=at)
        passing_on.pass_on_places(old_run, at=at)
        return moved


_COMES_BACK = (
    "Nobody who waits could have this place, so it would be offered to the same person again. "
    "They can keep it, or give it up."
)


class NobodyWaits(Exception):
    """The place would come straight back to whoever gives it up. Carries the sentence to show."""


def swap_to_list(*, booking: Booking, basis: Basis, by: User, at: dt.datetime) -> WaitingListEntry:
    """Free a student's place and put them at the end of the same run's list, as they asked.

    Whoever waits comes first. Raises CannotBook when nobody can join the run any more, and
    NobodyWaits where nobody on the list could have the place.
    """
    with locks.one_transaction(busy=CannotBook(Refusal.BUSY)):
        run = locks.lock_run(booking.run_id)
        booking = Booking.objects.select_related("student").get(pk=booking.pk)
        booking.run = run
        sessions = list(run.sessions.all())
        refusal = booking_window(run, sessions).refusal(at)
        if refusal:
            raise CannotBook(refusal)
        entry = _live_entry(run, booking)
        if entry:
            return entry
        if not booking.is_active:
            raise CannotBook(Refusal.CLOSED)
        moves.move_booking(booking, BookingStatus.CANCELLED, by=by, at=at, basis=basis)
        notices.tell_student_cancelled(booking=booking, at=at)
        passing_on.pass_on_places(run, at=at)
        # Having waited for the course before may just have put them in front.
        entry = _live_entry(run, booking)
        if entry:
            return entry
        entry = waiting_moves.new_entry(
            run=run,
            student=booking.student,
            sessions=sessions,
            wish=_same_wish(booking),
            rank=waiting_moves.rank_at_the_end(run),
            by=by,
            at=at,
            reason=basis.note,
            agreed=basis.agreed,
        )
        standing = passing_on.pass_on_places(run, at=at)
        entry.refresh_from_db()
        comes_back = passing_on.is_their_turn(entry, places=entry.places, standing=standing, at=at)
        if comes_back or entry.status == EntryStatus.OFFERED:
            raise NobodyWaits(_COMES_BACK)
        if entry.status == EntryStatus.WAITING:
            notices.tell_on_the_list(entry=entry, at=at)
        return entry


def _live_entry(run: CourseRun, booking: Booking) -> WaitingListEntry | None:
    live = WaitingListEntry.objects.live()
    return live.filter(run=run, student=booking.student_id).first()


def _same_wish(booking: Booking) -> Wish:
    return Wish(
        places=booking.places,
        supporter_name=booking.supporter_name,
        shares_needs=booking.shares_needs,
    )
