"""The part of booking that is about two together, and about a place on the waiting list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect

from bookings.enums import EntryStatus, Refusal
from bookings.forms.waiting import (
    ALONE,
    ASK_FIRST,
    STRAIGHT_IN,
    TOGETHER,
    AskingForm,
    CompanyForm,
)
from bookings.operations import waiting
from bookings.queries.free_places import left_by_the_list
from bookings.queries.rules import keeps_shares

if TYPE_CHECKING:
    import datetime as dt

    from django import forms
    from django.http import HttpRequest, HttpResponse, QueryDict

    from accounts.models import Student
    from bookings.queries.journey import RunToBook
    from bookings.views.draft import Draft
    from bookings.views.journey import Journey
    from courses.models import CourseRun

STEPS = ("company", "asking")
# The answer that a button of the check page gives; no answer means: book.
WAIT, COME_ALONE = "wait", "alone"
_TWO = "two"
# What the check page says, once more, after somebody pressed its button.
_BUSY, _AGAIN, _LATE = "busy", "again", "late"
# What a place on the waiting list is for.
_GONE = frozenset({Refusal.FULL, Refusal.OTHERS_WAIT})
CAN_WAIT = _GONE | {Refusal.KEPT_FOR_OTHERS}


def waits(shown: RunToBook) -> bool:
    """Say whether these dates can be waited for, but not booked."""
    return shown.refusal in CAN_WAIT


def lacks_a_second(shown: RunToBook, draft: Draft, said: QueryDict) -> bool:
    """Say whether there is room for one, where two would like to come."""
    if shown.refusal or draft.places == 1:
        return False
    return shown.room < draft.places or _TWO in said


def room_beside(shown: RunToBook, *, at: dt.datetime) -> int:
    """Return how many places are free on full dates that nobody who waits for them could have.

    Whoever joins the list, and needs no more, is asked about them at once. While shares are kept
    that depends on who they are, and nothing is said.
    """
    run: Any = shown.run
    free = run.capacity - (run.taken - run.waited_for)
    if shown.refusal != Refusal.FULL or not run.waited_for or free <= 0:
        return 0
    if keeps_shares(run, at=at):
        return 0
    return left_by_the_list(run, free=free, at=at)


def why_again(journey: Journey, reason: Refusal) -> str:
    """Return what the check page has to say; other rules it explains by itself."""
    if reason == Refusal.BUSY:
        return _BUSY
    if journey.draft.places > 1 and reason in CAN_WAIT:
        return _TWO
    return _LATE if reason in _GONE else ""


def said_again(request: HttpRequest) -> dict[str, bool]:
    """Return what the check page says of the button that was pressed.

    Where it answers a press itself, and not a second request, the last place has just gone.
    """
    return {
        "busy": _BUSY in request.GET,
        "look_again": _AGAIN in request.GET,
        "was_late": request.method == "POST" or _LATE in request.GET or _TWO in request.GET,
    }


def form(step: str, request: HttpRequest, journey: Journey) -> forms.Form:
    """Build the form of one of these questions, with the answer given before."""
    draft, data = journey.draft, request.POST if request.method == "POST" else None
    initial = {
        "company": TOGETHER if draft.places > 1 else ALONE,
        "supporter_name": draft.supporter_name,
        "asking": STRAIGHT_IN if draft.straight_in else ASK_FIRST,
    }
    kind = CompanyForm if step == "company" else AskingForm
    return kind(data, for_helper=journey.for_helper, initial=initial)


def answer(draft: Draft, step: str, given: dict[str, Any]) -> None:
    """Put the answer to one of these questions into the draft."""
    if step == "company":
        places = 2 if given["company"] == TOGETHER else 1
        draft.answer("company", places=places, supporter_name=given["supporter_name"])
    else:
        draft.answer("asking", straight_in=given["asking"] == STRAIGHT_IN)


def join(
    journey: Journey, run: CourseRun, student: Student, *, shares: bool, key: str
) -> HttpResponse:
    """Put the student on the list, and lead to their turn, their offer or their place.

    Raises CannotWait with the reason when booking is not possible, or they have a place.
    """
    draft = journey.draft
    entry = waiting.join_waiting_list(
        run=run,
        student=student,
        places=draft.places,
        supporter_name=draft.supporter_name,
        shares_needs=shares,
        books_straight_in=draft.straight_in,
        key=key,
        by=journey.request.user,
        at=journey.at,
    )
    if entry.status == EntryStatus.BOOKED:
        booking = student.bookings.get(run=run)
        return redirect("bookings:booking_booked", booking_uuid=booking.uuid)
    offered = entry.status == EntryStatus.OFFERED
    name = "bookings:waiting_entry" if offered else "bookings:waiting_joined"
    return redirect(name, entry_uuid=entry.uuid)
