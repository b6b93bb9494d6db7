"""Giving, giving up and taking back a place on a run, and bringing somebody along."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bookings.enums import BookingStatus, EntryStatus, Refusal
from bookings.models import Booking
from bookings.operations import locks, moves, notices, passing_on, ruling, turns
from bookings.operations.ruling import NOTHING, has_more_to_come
from bookings.operations.wishes import ON_THEIR_OWN, Basis, Wish
from bookings.queries.rules import shares_of
from bookings.queries.taking_back import gave_up_themselves
from bookings.queries.windows import booking_window, have_taken_place, is_given_up_lately

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from accounts.models import Student, User
    from courses.models import CourseRun, CourseSession

_TRY_AGAIN = "Many people are booking at this moment. Please try again."


class CannotBook(Exception):
    """A place could not be given; ``reason`` says why."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason.label)
        self.reason = reason


class CannotCancel(Exception):
    """A place could not be given up: the college has cancelled it, or the course is over."""


def book_place(
    *,
    run: CourseRun,
    student: Student,
    places: int | None = None,
    supporter_name: str = "",
    shares_needs: bool = False,
    jumps_the_list: bool = False,
    overrides: frozenset[Refusal] = NOTHING,
    key: str = "",
    basis: Basis = ON_THEIR_OWN,
    by: User | None,
    at: dt.datetime,
) -> Booking:
    """Give a student a confirmed place on every session of a run, or two with a supporter.

    Asking again while the place is held returns the same booking and tells nobody a
    second time, so a double click is harmless. A place given up before becomes the
    same booking again. The confirmation is queued, not sent: it leaves after commit.
    Places that are held for the waiting list, or waited for, are not for newcomers; the
    office may say otherwise with ``jumps_the_list``. The college's soft rules can be set aside
    by naming them in ``overrides``. For both, ``basis`` needs a note, which stays in the
    booking's history with the rules that really stood against it. ``key`` opens a closed run.
    Without ``places`` it is for as many as wait for it together, with whatever else they wished
    for; else for one.
    Whoever waits here and holds a place on other dates until then gives that one up.

    Raises CannotBook with the reason when booking is not possible or the run is full, and
    ValueError for setting a rule aside without a note.
    """
    if jumps_the_list:
        overrides |= {Refusal.OTHERS_WAIT}
    ruling.refuse_without_reason(overrides, basis)
    wish = None
    if places or supporter_name or shares_needs:
        wish = Wish(places=places or 1, supporter_name=supporter_name, shares_needs=shares_needs)
    return _twice_if_need_be(
        partial(_book, run, student, wish, overrides, key, basis, by=by, at=at)
    )


def _twice_if_need_be(book: Callable[..., Booking]) -> Booking:
    """Book, and once more with both runs locked in their order where another one is left."""
    try:
        return book(leaves=None)
    except turns.LeavesOtherDates as known_now:
        return book(leaves=known_now.run_id)


def _book(
    run: CourseRun,
    student: Student,
    wish: Wish | None,
    overrides: frozenset[Refusal],
    key: str,
    basis: Basis,
    *,
    leaves: int | None,
    only_undoes: bool = False,
    by: User | None,
    at: dt.datetime,
) -> Booking:
    """Book in one transaction; raise LeavesOtherDates where another run has to be locked too."""
    with locks.one_transaction(busy=CannotBook(Refusal.BUSY)):
        runs = locks.lock_runs([run.pk, *([leaves] if leaves else [])])
        run = runs[run.pk]
        student = locks.lock_student(student.pk)
        basis.write_down_told(student)
        booking: Booking | None = run.bookings.filter(student=student).first()
        if booking and booking.is_active:
            return booking
        if only_undoes and not (booking and gave_up_themselves(booking, at=at)):
            raise CannotBook(Refusal.CLOSED)
        wish = wish or turns.wish_of_turn(run, student)
        sessions = list(run.sessions.all())
        may_take_back = _may_take_back(run, booking, wish, at=at)
        refusal = _refused_for_time(run, sessions, overrides, may_take_back=may_take_back, at=at)
        # Counted after the lock: before it, two students could both see the last place.
        standing = passing_on.pass_on_places(run, sessions=sessions, at=at)
        entry, left = turns.live_turn(run, student, standing, at=at)
        if left and left.run_id not in runs:
            raise turns.LeavesOtherDates(left.run_id)
        is_offered = entry is not None and entry.status == EntryStatus.OFFERED
        ruled = ruling.rule(
            run,
            student,
            window=refusal,
            key=key,
            was_here=booking is not None or entry is not None,
            places=wish.places,
            has_room_held=is_offered,
            besides=[left.run_id] if left else (),
            overrides=overrides,
            basis=basis,
            by=by,
            at=at,
        )
        if ruled.refusal:
            raise CannotBook(ruled.refusal)
        if entry and is_offered:
            no_room, basis = turns.refused_for_more(
                entry, student, wish, standing, ruled, overrides=overrides
            )
        else:
            no_room, basis = ruling.refused_for_room(
                student,
                wish.places,
                standing,
                ruled,
                overrides=overrides,
                goes_first=may_take_back
                or passing_on.is_their_turn(entry, places=wish.places, standing=standing, at=at),
            )
        if no_room:
            raise CannotBook(no_room)
        if entry and is_offered:
            booking = turns.take_what_is_held(entry, wish, basis=basis, by=by, at=at)
        else:
            booking = _give_place(
                run, student, booking, wish, basis, is_awaited=standing.is_awaited, by=by, at=at
            )
            if entry:
                turns.end_with_a_place(entry, wish, basis=basis, by=by, at=at)
        if left:
            turns.give_up_for(left, runs[left.run_id], by=by, at=at)
        return booking


def _give_place(
    run: CourseRun,
    student: Student,
    booking: Booking | None,
    wish: Wish,
    basis: Basis,
    *,
    is_awaited: bool,
    by: User | None,
    at: dt.datetime,
) -> Booking:
    """Write the place down, and tell the student."""
    if booking and not booking.can_move_to(BookingStatus.CONFIRMED):
        raise CannotBook(Refusal.RUN_CANCELLED)
    booking = moves.give_place(
        run=run,
        student=student,
        booking=booking,
        wish=wish,
        is_awaited=is_awaited,
        by=by,
        at=at,
        basis=basis,
    )
    notices.tell_student_booked(booking=booking, at=at)
    return booking


def _refused_for_time(
    run: CourseRun,
    sessions: list[CourseSession],
    overrides: frozenset[Refusal],
    *,
    may_take_back: bool,
    at: dt.datetime,
) -> Refusal | None:
    """Return what stands against booking now and is set aside; raise CannotBook for the rest."""
    refusal = booking_window(run, sessions).refusal(at)
    if refusal == Refusal.CLOSED and may_take_back:
        return None
    if refusal and not (refusal in overrides and has_more_to_come(sessions, at)):
        raise CannotBook(refusal)
    return refusal


def _may_take_back(run: CourseRun, booking: Booking | None, wish: Wish, *, at: dt.datetime) -> bool:
    """Say whether a place was given up so lately that neither closed booking nor a list matters.

    Had somebody on the list wanted the place, it would be held for them by now. That is so of
    as many places as were given up: whoever asks for more asks as everybody does.
    """
    if booking is None or not is_given_up_lately(booking, at=at):
        return False
    if wish.places > booking.places:
        return False
    has_more: bool = run.sessions.planned().ending_after(at).exists()
    return has_more


def cancel_booking(
    *, booking: Booking, basis: Basis = ON_THEIR_OWN, by: User | None, at: dt.datetime
) -> Booking:
    """Give up a student's place, so that somebody else can have it.

    Giving up twice is harmless. The cancellation, which takes the dates out of the
    student's calendar, is queued in the same transaction, and so is the offer to whoever
    is next on the waiting list.

    Raises CannotCancel when the run's last session is over.
    """
    with locks.one_transaction(busy=CannotCancel(_TRY_AGAIN)):
        run = locks.lock_run(booking.run_id)
        booking = Booking.objects.select_related("student").get(pk=booking.pk)
        if not booking.is_active:
            return booking
        if not run.sessions.planned().ending_after(at).exists():
            msg = "The last session is over, so there is no place to give up."
            raise CannotCancel(msg)
        booking.run = run
        moves.move_booking(booking, BookingStatus.CANCELLED, by=by, at=at, basis=basis)
        notices.tell_student_cancelled(booking=booking, at=at)
        passing_on.pass_on_places(run, at=at)
        return booking


def take_back_place(
    *,
    booking: Booking,
    only_undoes: bool = False,
    overrides: frozenset[Refusal] = NOTHING,
    basis: Basis = ON_THEIR_OWN,
    by: User | None,
    at: dt.datetime,
) -> Booking:
    """Undo giving up a place, as long as nobody else has been offered it.

    For a day after giving it up this works even when booking has closed meanwhile; later, and
    where other rules stand against it, ``overrides`` sets them aside as in booking a place.
    With ``only_undoes`` it is for that day, and for what the student's own side gave up: who
    holds no more than a link from a message can undo, and books nothing.
    Raises CannotBook as book_place does.
    """
    ruling.refuse_without_reason(overrides, basis)
    wish = Wish(
        places=booking.places,
        supporter_name=booking.supporter_name,
        shares_needs=booking.shares_needs,
    )
    run, student = booking.run, booking.student
    book = partial(_book, run, student, wish, overrides, "", basis, by=by, at=at)
    return _twice_if_need_be(partial(book, only_undoes=only_undoes))


def bring_supporter(
    *,
    booking: Booking,
    supporter_name: str = "",
    overrides: frozenset[Refusal] = NOTHING,
    basis: Basis = ON_THEIR_OWN,
    by: User | None,
    at: dt.datetime,
) -> Booking:
    """Let somebody come along with a student who has a place: they take a place too.

    Asking again only changes the name. ``overrides`` are those of booking a place. Raises
    CannotBook with the reason when there is no second place, or the last session is over; the
    student's own place is not touched.
    """
    ruling.refuse_without_reason(overrides, basis)
    with locks.one_transaction(busy=CannotBook(Refusal.BUSY)):
        run, booking = _lock_with_run(booking)
        if not booking.is_active:
            raise CannotBook(Refusal.CLOSED)
        if have_taken_place(run.sessions.all(), at=at):
            raise CannotBook(Refusal.OVER)
        if booking.places == 1:
            basis = _second_place(run, booking, overrides=overrides, basis=basis, at=at)
        elif booking.supporter_name == supporter_name:
            return booking
        moves.change_places(
            booking, places=2, supporter_name=supporter_name, by=by, at=at, basis=basis
        )
        return booking


def _second_place(
    run: CourseRun,
    booking: Booking,
    *,
    overrides: frozenset[Refusal],
    basis: Basis,
    at: dt.datetime,
) -> Basis:
    """Return the basis of a second place with what was set aside, or raise CannotBook."""
    standing = passing_on.pass_on_places(run, at=at)
    shares = shares_of(run, at=at)
    room = standing.free_for_newcomers
    if shares is not None:
        room = shares.room_for_newcomer(booking.student.kind, places=1)
        if standing.free and not shares.room_for(booking.student.kind):
            if Refusal.KEPT_FOR_OTHERS not in overrides:
                raise CannotBook(Refusal.KEPT_FOR_OTHERS)
            room = standing.free_for_newcomers
            basis = ruling.with_set_aside(basis, Refusal.KEPT_FOR_OTHERS)
    if room:
        return basis
    if not standing.free:
        raise CannotBook(Refusal.FULL)
    if Refusal.OTHERS_WAIT not in overrides:
        raise CannotBook(Refusal.OTHERS_WAIT)
    return ruling.with_set_aside(basis, Refusal.OTHERS_WAIT)


def come_alone(
    *, booking: Booking, basis: Basis = ON_THEIR_OWN, by: User | None, at: dt.datetime
) -> Booking:
    """Free the supporter's place; the student keeps their own. Asking again is harmless."""
    with locks.one_transaction(busy=CannotBook(Refusal.BUSY)):
        run, booking = _lock_with_run(booking)
        if booking.places == 1:
            return booking
        moves.change_places(booking, places=1, supporter_name="", by=by, at=at, basis=basis)
        passing_on.pass_on_places(run, at=at)
        return booking


def _lock_with_run(booking: Booking) -> tuple[CourseRun, Booking]:
    """Lock a booking's run, and read the booking as it is now."""
    run = locks.lock_run(booking.run_id)
    booking = Booking.objects.select_related("student").get(pk=booking.pk)
    booking.run = run
    return run, booking
