"""Who goes first when a course runs again: remembering them, and their turn; for operations only.

Somebody goes first who had a place on dates that the college cancelled, who waited until a list
ended, or who said “not this time”. Among them those who had a place come before all others, and
then whoever waited longest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bookings.enums import EntryStatus, InterestKind
from bookings.models import Booking, CourseInterest
from bookings.operations import waiting_moves
from bookings.queries.interests import answers_interests, not_meant, with_a_place

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable

    from accounts.models import Student
    from bookings.models import WaitingListEntry
    from courses.models import CourseRun, CourseSession

GOES_FIRST = "Waited for an earlier run of this course."
HAD_A_PLACE = "Had a place on dates that were cancelled."


def remember(
    turn: Booking | WaitingListEntry, *, besides: Collection[int] | None = None, at: dt.datetime
) -> bool:
    """Remember that a student goes first when the course runs again, and say whether they do.

    ``turn`` is the place or the turn on a list that has just ended. That means dates which open
    later: neither these nor those that can be booked already, or ``besides``, where the caller
    has read them. Whoever has a place on the course needs no other.
    """
    course = turn.run.course_id
    if with_a_place(course, at=at).filter(student=turn.student_id).exists():
        return False
    if besides is None:
        besides = not_meant(course, at=at)
    had_a_place = isinstance(turn, Booking)
    since = turn.booked_at if isinstance(turn, Booking) else turn.joined_at
    known = CourseInterest.objects.filter(student=turn.student_id, course=course, ended_at=None)
    for before in known.filter(kind=InterestKind.GOES_FIRST):
        had_a_place, since = had_a_place or before.had_a_place, min(since, before.since)
    known.update(ended_at=at)
    CourseInterest.objects.create(
        student=turn.student,
        course_id=course,
        kind=InterestKind.GOES_FIRST,
        places=turn.places,
        supporter_name=turn.supporter_name,
        shares_needs=turn.shares_needs,
        had_a_place=had_a_place,
        since=since,
        not_for=sorted({turn.run_id, *besides}),
    )
    return True


def right_to_go_first(
    run: CourseRun,
    student: Student,
    sessions: Iterable[CourseSession],
    before: Iterable[WaitingListEntry],
    *,
    at: dt.datetime,
) -> CourseInterest | None:
    """Return why somebody who joins a list goes in front of it, if they do.

    Also where the dates could be booked already when they were remembered: whoever asks for them
    then has the promise kept there. Not on the dates to which they said “not this time”, as
    ``before``, their turns here until now, tells.
    """
    if any(entry.status == EntryStatus.PASSED for entry in before):
        return None
    if not answers_interests(run, sessions, at=at):
        return None
    wanted = CourseInterest.objects.filter(
        student=student, course=run.course_id, kind=InterestKind.GOES_FIRST, ended_at=None
    )
    return wanted.first()


def use_right(run: CourseRun, interest: CourseInterest, *, at: dt.datetime) -> int:
    """Keep the promise to somebody on this run, and return their order on its list.

    In front of everybody who only waits; behind those who go first as well, and had a place or
    waited longer. What is offered already is held on.
    """
    interest.ended_at, interest.answered_by = at, run
    interest.save(update_fields=["ended_at", "answered_by"])
    kept = CourseInterest.objects.filter(answered_by=run, kind=InterestKind.GOES_FIRST)
    earlier = {one.student_id for one in kept if _order(one) < _order(interest)}
    waiting = list(run.waiting_list.filter(status=EntryStatus.WAITING).in_order())
    behind = [
        number
        for number, entry in enumerate(waiting, start=1)
        if entry.student_id in earlier and entry.student_id != interest.student_id
    ]
    if not behind:
        return waiting_moves.rank_in_front(run)
    return waiting_moves.rank_between(run, waiting, behind[-1], by=None, at=at)


def why(interest: CourseInterest) -> str:
    """Say for the list's history why somebody goes first."""
    return HAD_A_PLACE if interest.had_a_place else GOES_FIRST


def _order(interest: CourseInterest) -> tuple[bool, dt.datetime, int]:
    return not interest.had_a_place, interest.since, interest.pk
