"""Says for whom the free places of a run are: one rule, for showing and for deciding.

Whoever shows it counts what is free at the moment; whoever decides does so under the run's lock,
after all that is due has been passed on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bookings.enums import EntryStatus, Refusal
from bookings.queries import rules
from bookings.queries.windows import booking_window

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping

    from bookings.models import WaitingListEntry
    from courses.models import CourseRun

_KEPT = Refusal.KEPT_FOR_OTHERS.value


def who_can_have_a_place(
    run: CourseRun, *, free: int, asks_now: Mapping[int, int] | None = None, at: dt.datetime
) -> Iterator[WaitingListEntry]:
    """Go through those for whom the free places are, in the order of the list.

    Whoever asks for more than is left, or whom the shares that are still kept are not for, is
    passed over and keeps their turn. ``asks_now`` is what entries ask for just now, where that
    is not what is written down.
    """
    shares = rules.shares_of(run, at=at)
    waiting = run.waiting_list.filter(status=EntryStatus.WAITING).in_order()
    for entry in waiting.select_related("student", "instead_of"):
        entry.places = (asks_now or {}).get(entry.pk, entry.places)
        if entry.places > free:
            continue
        kind = entry.student.kind
        if shares and shares.room_for(kind) < entry.places and _KEPT not in entry.set_aside:
            continue
        entry.run = run
        yield entry
        free -= entry.places
        if shares:
            shares.take(kind, entry.places)
        if not free:
            return


def left_by_the_list(run: CourseRun, *, free: int, at: dt.datetime) -> int:
    """Return how many of the free places nobody who waits could have."""
    if not free:
        return 0
    return free - sum(one.places for one in who_can_have_a_place(run, free=free, at=at))


def can_have_it_after_all(entry: WaitingListEntry, *, free: int, at: dt.datetime) -> bool:
    """Say whether whoever said “not this time” could have what was offered to them once more.

    So it is while nobody who waits could have it, the dates can be booked, the student has
    nothing else on them, and it is not kept for other kinds of students.
    """
    run = entry.run
    if free < entry.places or booking_window(run, run.sessions.all()).refusal(at):
        return False
    if left_by_the_list(run, free=free, at=at) < entry.places:
        return False
    if run.bookings.active().filter(student=entry.student_id).exists():
        return False
    if run.waiting_list.live().filter(student=entry.student_id).exists():
        return False
    shares = rules.shares_of(run, at=at)
    return (
        shares is None
        or _KEPT in entry.set_aside
        or shares.room_for(entry.student.kind) >= entry.places
    )
