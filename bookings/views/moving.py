"""Moving a place to other dates, in one step that never loses the place held before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.enums import AccessKind
from accounts.queries import access_to
from bookings.enums import EntryStatus, Refusal
from bookings.operations import moving, places, waiting
from bookings.queries import other_dates, student
from bookings.queries.windows import have_taken_place
from bookings.views.student import booked_without_asking, booking_of

if TYPE_CHECKING:
    import datetime as dt
    from uuid import UUID

    from django.http import HttpResponse

    from accounts.permissions import SignedInRequest
    from bookings.models import Booking
    from bookings.queries.other_dates import OtherDates

MOVE, WAIT = "move", "wait"


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def booking_move(request: SignedInRequest, booking_uuid: UUID) -> HttpResponse:
    """Show the other dates of the course; a button beside each moves the place or waits for it."""
    booking, at = booking_of(request, booking_uuid), timezone.now()
    if not booking.is_active or have_taken_place(booking.run.sessions.all(), at=at):
        return redirect("bookings:booking_detail", booking_uuid=booking.uuid)
    access = access_to(request.user, booking.student.uuid)
    is_helper = access is not None and access.kind == AccessKind.HELPER
    since = access.granted_at if access and is_helper else None
    others = other_dates.other_dates_for(booking, since=since, at=at)
    if request.method == "POST":
        wanted = request.POST.get("run", "")
        chosen = next(
            (one for one in others if one.uuid_words == wanted and not one.is_hidden), None
        )
        answer = request.POST.get("answer", "")
        if chosen and answer in {MOVE, WAIT}:
            act = _move if answer == MOVE else _wait
            return act(request, booking, chosen, at)
        return redirect("bookings:booking_move", booking_uuid=booking.uuid)
    why_not, tried = request.GET.get("not", ""), request.GET.get("dates", "")
    context = {
        "place": student.place_shown(booking, at=at, with_messages=False),
        "others": others,
        "why_not": why_not,
        "for_helper": is_helper,
        # What is free there is not for this student, so there they can only wait.
        "kept_dates": tried if why_not == Refusal.KEPT_FOR_OTHERS else "",
    }
    return render(request, "bookings/booking_move.html", context)


def _move(
    request: SignedInRequest, booking: Booking, chosen: OtherDates, at: dt.datetime
) -> HttpResponse:
    try:
        moved = moving.move_to_run(booking=booking, run=chosen.run, by=request.user, at=at)
    except places.CannotBook as refused:
        return _not_this_time(booking, refused.reason.value, chosen)
    return booked_without_asking(moved.uuid)


def _wait(
    request: SignedInRequest, booking: Booking, chosen: OtherDates, at: dt.datetime
) -> HttpResponse:
    try:
        entry = waiting.join_waiting_list(
            run=chosen.run,
            student=booking.student,
            places=booking.places,
            supporter_name=booking.supporter_name,
            shares_needs=booking.shares_needs,
            instead_of=booking,
            by=request.user,
            at=at,
        )
    except waiting.CannotWait as refused:
        return _not_this_time(booking, refused.reason.value, chosen)
    offered = entry.status == EntryStatus.OFFERED
    name = "bookings:waiting_entry" if offered else "bookings:waiting_joined"
    return redirect(name, entry_uuid=entry.uuid)


def _not_this_time(booking: Booking, why: str, chosen: OtherDates) -> HttpResponse:
    response = redirect("bookings:booking_move", booking_uuid=booking.uuid)
    response["Location"] += f"?not={why}&dates={chosen.run.uuid}"
    return response
