"""Says why a place that comes free is offered to nobody, although people wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bookings.enums import EntryStatus, Refusal
from bookings.queries import run_desk
from bookings.queries.answer_times import answer_by_for
from bookings.queries.windows import booking_window

if TYPE_CHECKING:
    import datetime as dt

    from courses.models import CourseRun

NOBODY_WAITS = "Nobody on the list is waiting for it."
_MEANWHILE = {
    Refusal.NOT_OPEN_YET: "before booking opens",
    Refusal.CLOSED: "while booking is closed",
    Refusal.PAUSED: "while the term is paused",
}


def why_offered_to_nobody(run: CourseRun, *, places: int, at: dt.datetime) -> str:
    """Say why nobody who waits would be offered this many places, were they free now."""
    waiting = run.waiting_list.filter(status=EntryStatus.WAITING)
    needed = sorted(waiting.values_list("places", flat=True))
    if not needed:
        return NOBODY_WAITS
    who = "1 person waits" if len(needed) == 1 else f"{len(needed)} people wait"
    sessions = list(run.sessions.all())
    refusal = booking_window(run, sessions).refusal(at)
    if refusal:
        meanwhile = _MEANWHILE.get(refusal, "any more")
        return f"{who}, but it is offered to nobody {meanwhile}."
    if needed[0] > run_desk.numbers_of(run).free + places:
        return f"{who}, but each needs two places. They keep their turn."
    if answer_by_for(run, sessions, at=at) is None:
        return f"{who}, but there is no time left to hold it for an answer: ring whoever is next."
    return f"{who}, but none of them can have it yet. They keep their turn."
