"""Passes free places on to those who wait; for other operations only, under the run's lock.

After ``pass_on_places`` every place that somebody on the list could have is held for them
until they answer, so newcomers never overtake. Whoever frees a place calls it in the same
transaction. It looks at the clock, never at whether a scheduled job has run.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from accounts.enums import Channel
from accounts.post import LETTER_TAKES
from bookings.enums import EntryStatus, InterestKind, OfferStatus, Refusal
from bookings.models import Booking, CourseInterest, Offer, WaitingListEntry
from bookings.operations import going_first, locks, moves, notices, waiting_moves
from bookings.operations.counting import count_places
from bookings.operations.wishes import ON_THEIR_OWN, Wish
from bookings.queries import rules
from bookings.queries.answer_times import BEFORE_THE_START, answer_by_for
from bookings.queries.dates_shown import dates_shown
from bookings.queries.free_places import who_can_have_a_place
from bookings.queries.interests import answers_interests, not_meant
from bookings.queries.interests import with_a_place as with_a_place_on
from bookings.queries.windows import booking_window
from courses.queries import dates

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable

    from accounts.models import User
    from bookings.operations.counting import Standing
    from bookings.operations.wishes import Basis
    from courses.models import CourseRun, CourseSession

# A second offer is made to somebody who did not answer the first; not a third.
MOST_UNANSWERED = 2
SOONER = "The dates were moved, so the place is held for a shorter time."


@dataclass(slots=True)
class _ToTell:
    """Who has to hear what, once it is clear where everybody stands."""

    ran_out: list[Offer] = field(default_factory=list)
    put_first: list[WaitingListEntry] = field(default_factory=list)


def pass_on_places(
    run: CourseRun, *, sessions: Iterable[CourseSession] | None = None, at: dt.datetime
) -> Standing:
    """Let offers run out, answer those who waited for the course, offer what is free in order.

    Somebody who needs more places than are free is passed over for now and keeps their turn.
    Whoever chose to be booked straight in gets the place at once. Doing it again changes
    nothing. Returns how the run's places stand afterwards.

    While nothing is free and no time is over, which is how a rush finds it, this is one query.
    ``sessions`` are those of the run, where the caller has read them.
    """
    moves.refuse_outside_transaction()
    standing = count_places(run, at=at)
    is_awaited = standing.is_awaited and run.goes_first_served_at is None
    if not standing.has_a_list and not is_awaited:
        return standing
    if sessions is None:
        sessions = run.sessions.all()
    held = dates.sessions_held(sessions)
    window = booking_window(run, held)
    refusal = window.refusal(at)
    to_tell = _ToTell()
    if standing.has_overdue_offer:
        _let_run_out(run, to_tell, at=at)
    if window.closes_at is not None and at >= window.closes_at:
        _end_list(run, held, at=at)
        _tell(to_tell, at=at)
        return count_places(run, at=at)
    if refusal is None and is_awaited:
        _answer_interests(run, held, to_tell, at=at)
    if standing.has_overdue_offer or is_awaited:
        standing = count_places(run, at=at)
    if refusal is None and standing.free and standing.waited_for:
        _offer(run, held, free=standing.free, at=at)
        standing = count_places(run, at=at)
    _tell(to_tell, at=at)
    return standing


def _let_run_out(run: CourseRun, to_tell: _ToTell, *, at: dt.datetime) -> None:
    overdue = Offer.objects.open().filter(run=run, answer_by__lte=at)
    for offer in overdue.select_related("entry__student").order_by("answer_by", "id"):
        entry = offer.entry
        entry.run = run
        waiting_moves.end_offer(offer, OfferStatus.RAN_OUT, by=None, at=at)
        entry.times_unanswered += 1
        if entry.times_unanswered < MOST_UNANSWERED:
            rank = waiting_moves.rank_at_the_end(run)
            waiting_moves.move_entry(
                entry, EntryStatus.WAITING, offer=offer, rank=rank, by=None, at=at
            )
        else:
            waiting_moves.move_entry(entry, EntryStatus.LAPSED, offer=offer, by=None, at=at)
        to_tell.ran_out.append(offer)


def _answer_interests(
    run: CourseRun, held: list[CourseSession], to_tell: _ToTell, *, at: dt.datetime
) -> None:
    """Put those in front who go first, and tell those who asked to hear when the course runs.

    Once for a run, as soon as it can be booked and before anybody books it. Only by dates that
    have not begun, and that could not be booked yet when somebody was remembered.
    """
    run.goes_first_served_at = at
    run.save(update_fields=["goes_first_served_at"])
    if not answers_interests(run, held, at=at):
        return
    remembered = CourseInterest.objects.filter(course=run.course_id, ended_at=None)
    meant = [one.pk for one in remembered if run.pk not in one.not_for]
    interests = remembered.filter(pk__in=meant)
    # Nobody is joined with another record meanwhile; whoever just was is read as they are now.
    locks.lock_students(interests.values_list("student_id", flat=True))
    with_a_place = set(with_a_place_on(run.course_id, at=at))
    waiting = {entry.student_id: entry for entry in run.waiting_list.live()}
    for interest in interests.select_related("student").order_by("since", "id"):
        waits = waiting.get(interest.student_id)
        if interest.kind == InterestKind.GOES_FIRST and interest.student_id not in with_a_place:
            rank = going_first.use_right(run, interest, at=at)
            if waits is None:
                entry = _put_first(run, interest, held, rank=rank, at=at)
                to_tell.put_first.append(entry)
            elif waits.status == EntryStatus.WAITING:
                waiting_moves.change_entry(
                    waits, rank=rank, by=None, at=at, reason=going_first.why(interest)
                )
            continue
        interest.ended_at, interest.answered_by = at, run
        interest.save(update_fields=["ended_at", "answered_by"])
        if interest.kind == InterestKind.TELL_ME and waits is None:
            notices.tell_course_runs(interest=interest, at=at)


def _put_first(
    run: CourseRun,
    interest: CourseInterest,
    held: list[CourseSession],
    *,
    rank: int,
    at: dt.datetime,
) -> WaitingListEntry:
    """Put somebody in front of a list, with what they wished for before.

    They are asked before they are booked, whatever they chose for other dates.
    """
    return waiting_moves.new_entry(
        run=run,
        student=interest.student,
        sessions=held,
        wish=Wish(
            places=interest.places,
            supporter_name=interest.supporter_name,
            shares_needs=interest.shares_needs,
        ),
        rank=rank,
        by=None,
        at=at,
        reason=going_first.why(interest),
    )


def _offer(run: CourseRun, sessions: list[CourseSession], *, free: int, at: dt.datetime) -> None:
    """Offer the free places in order, or book them for those who wanted it so.

    Nobody is booked who would hear of it too late: where no answer could be waited for, they are
    rung like everybody else.
    """
    asked_by, asked_by_post = (
        answer_by_for(run, sessions, at=heard_at) for heard_at in (at, at + LETTER_TAKES)
    )
    for entry in who_can_have_a_place(run, free=free, at=at):
        only_by_post = entry.student.channel == Channel.LETTER and not entry.student.phone
        in_time = asked_by_post if only_by_post else asked_by
        until = in_time or asked_by
        if in_time and _is_booked_straight_in(entry, at=at):
            take_place(entry, offer=None, at=at)
        elif until is not None:
            offer = waiting_moves.make_offer(entry, answer_by=until, by=None, at=at)
            notices.tell_place_offered(offer=offer, at=at)
        else:
            notices.tell_place_free(entry=entry, at=at)


def shorten_offers(
    run: CourseRun, every_session: Iterable[CourseSession], *, at: dt.datetime
) -> None:
    """Let offers end before the dates begin, where those were moved earlier, and say so.

    Where no kind time is left, the place is held until they begin.
    """
    every_session = list(every_session)
    sessions = dates.sessions_to_join(run, every_session)
    starts = min((one.starts_at for one in sessions if one.starts_at > at), default=None)
    if starts is None:
        return
    too_long = Offer.objects.open().filter(
        run=run, answer_by__gt=starts - BEFORE_THE_START, made_at__lt=at
    )
    until = answer_by_for(run, sessions, at=at)
    for offer in too_long.exclude(answer_by=starts).select_related("entry__student"):
        offer.answer_by = min(until or starts, offer.answer_by)
        offer.save(update_fields=["answer_by"])
        offer.entry.dates_told = dates_shown(run, every_session)
        waiting_moves.change_entry(offer.entry, by=None, at=at, reason=SOONER)
        notices.tell_place_offered(offer=offer, is_sooner=True, at=at)


def is_their_turn(
    entry: WaitingListEntry | None, *, places: int, standing: Standing, at: dt.datetime
) -> bool:
    """Say whether somebody who waits could have so many places before anybody else now.

    So it is where there is no time left to ask them and wait for the answer.
    """
    if entry is None or entry.status != EntryStatus.WAITING:
        return False
    # What they ask for beyond their turn they ask for as a newcomer.
    if places - entry.places > standing.free_for_newcomers:
        return False
    asks_now = {entry.pk: min(places, entry.places)}
    first = who_can_have_a_place(entry.run, free=standing.free, asks_now=asks_now, at=at)
    return any(one.pk == entry.pk for one in first)


def _is_booked_straight_in(entry: WaitingListEntry, *, at: dt.datetime) -> bool:
    """Say whether somebody gets the place at once: as they asked, and within the term's limit.

    Whoever has as many courses as the college gives in a term is asked first, and can give
    one of them up. So is whoever is getting something else in this very moment: that may be the
    last they can have.
    """
    if not entry.books_straight_in or entry.instead_of is not None:
        return False
    if Refusal.ENOUGH_THIS_TERM in entry.set_aside or rules.most_courses(entry.run) is None:
        return True
    if not locks.lock_student_if_free(entry.student_id):
        return False
    return not rules.has_enough(entry.run, entry.student, at=at)


def take_place(
    entry: WaitingListEntry,
    *,
    offer: Offer | None,
    at: dt.datetime,
    by: User | None = None,
    basis: Basis = ON_THEIR_OWN,
) -> Booking:
    """Turn an entry into a booking, and tell the student; without an offer it is news to them."""
    run = entry.run
    booking = moves.give_place(
        run=run,
        student=entry.student,
        booking=Booking.objects.filter(run=run, student=entry.student).first(),
        wish=Wish(
            places=entry.places,
            supporter_name=entry.supporter_name,
            shares_needs=entry.shares_needs,
        ),
        by=by,
        at=at,
        basis=basis,
    )
    waiting_moves.move_entry(
        entry,
        EntryStatus.BOOKED,
        offer=offer,
        by=by,
        at=at,
        reason=basis.note,
        agreed=basis.agreed,
    )
    notices.tell_student_booked(booking=booking, is_news=offer is None, at=at)
    return booking


def _end_list(run: CourseRun, held: list[CourseSession], *, at: dt.datetime) -> None:
    """Let go of everybody who still waits for dates that nobody can book any more.

    They go first when the course runs again, and are told so. What has been offered stands
    until the time that was promised, unless the last session to join by has begun.
    """
    has_begun = dates.sessions_to_join(run, held)[-1].starts_at <= at
    let_go_of_list(
        run,
        EntryStatus.ENDED,
        among=EntryStatus.LIVE if has_begun else {EntryStatus.WAITING.value},
        besides=not_meant(run.course_id, at=at),
        by=None,
        at=at,
    )


def let_go_of_list(
    run: CourseRun,
    status: EntryStatus,
    *,
    among: Collection[str] = EntryStatus.LIVE,
    besides: Collection[int],
    by: User | None,
    at: dt.datetime,
) -> None:
    """Let go of everybody who waits for dates, and tell them whether they go first next time."""
    going = run.waiting_list.filter(status__in=among).select_related("student")
    for entry in going.in_order():
        entry.run = run
        for offer in entry.offers.open():
            waiting_moves.end_offer(offer, OfferStatus.WITHDRAWN, by=by, at=at)
        waiting_moves.move_entry(entry, status, by=by, at=at)
        goes_first = going_first.remember(entry, besides=besides, at=at)
        notices.tell_list_ended(entry=entry, goes_first=goes_first, at=at)


def _tell(to_tell: _ToTell, *, at: dt.datetime) -> None:
    """Tell those who have not heard already, by getting a new offer, how they stand."""
    for offer in to_tell.ran_out:
        offer.entry.refresh_from_db(fields=["status"])
        if offer.entry.status in {EntryStatus.WAITING, EntryStatus.LAPSED}:
            notices.tell_offer_ran_out(offer=offer, at=at)
    for entry in to_tell.put_first:
        entry.refresh_from_db(fields=["status"])
        if entry.status == EntryStatus.WAITING:
            notices.tell_on_the_list(entry=entry, at=at)
