"""What the booking pages say where a student has something on the dates already.

A helper is told nothing that was so before they were let in, nor how many courses the student
has: one answer serves for all of it, so that trying every course tells nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render

from bookings.enums import Refusal
from bookings.views.wishing import CAN_WAIT

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from bookings.queries.journey import RunToBook
    from bookings.views.journey import Journey
    from courses.models import CourseRun

# Said to everybody alike, whatever the student has.
_OF_THE_STUDENT = CAN_WAIT | {None, Refusal.ENOUGH_THIS_TERM}


def has_hidden(journey: Journey, run: CourseRun) -> bool:
    """Say whether the student has something on a run that whoever books may not be shown."""
    if journey.since is None:
        return False
    held = getattr(run, "held", None) and not getattr(run, "held_is_shown", True)
    waits = getattr(run, "waits_with", None) and not getattr(run, "turn_is_shown", True)
    return bool(held or waits)


def answer_for(request: HttpRequest, journey: Journey, shown: RunToBook) -> HttpResponse | None:
    """Say that there is a place or a turn already, or to a helper that it cannot be booked here.

    None where nothing of the student stands against it.
    """
    hidden = has_hidden(journey, shown.run)
    context = {"shown": shown, "journey": journey}
    has_enough = journey.since is not None and shown.refusal == Refusal.ENOUGH_THIS_TERM
    if (hidden and shown.refusal in _OF_THE_STUDENT) or (has_enough and not shown.held):
        return render(request, "bookings/book_not_here.html", context)
    if hidden:
        return None
    if shown.held:
        return render(request, "bookings/book_already.html", context)
    if shown.waits_with:
        return render(request, "bookings/book_waits_already.html", context)
    return None
