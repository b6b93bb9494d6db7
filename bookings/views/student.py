"""My courses: a student's own places, giving one up, and taking it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import queries
from bookings.enums import Refusal
from bookings.messages.calendar import calendar_file
from bookings.operations import places
from bookings.queries import student
from bookings.queries.agreements import due_among
from bookings.views.equality import is_to_be_asked

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.permissions import SignedInRequest
    from bookings.models import Booking


def booking_of(request: SignedInRequest, booking_uuid: UUID) -> Booking:
    """Return a booking of somebody this login acts for; any other does not exist."""
    booking = student.booking_reachable_by(request.user, booking_uuid)
    if booking is None:
        raise Http404
    return booking


@never_cache
@login_required
@require_safe
def my_courses(request: SignedInRequest) -> HttpResponse:
    """Show the next session first, then all places, then certificates."""
    at = timezone.now()
    accesses = queries.accesses_of(request.user)
    mine = student.my_courses(request.user, accesses, at=at)
    return render(request, "bookings/my_courses.html", {"mine": mine})


@never_cache
@login_required
@require_safe
def booking_detail(request: SignedInRequest, booking_uuid: UUID) -> HttpResponse:
    """Show every session of one place, and what the student can do with it."""
    at = timezone.now()
    place = student.place_shown(booking_of(request, booking_uuid), at=at)
    context = {"place": place, "why_not": request.GET.get("not", "")}
    return render(request, "bookings/booking_detail.html", context)


def booked_without_asking(booking_uuid: UUID) -> HttpResponse:
    """Go on to the confirmation of a place for which no agreement was asked, to ask it there."""
    response = redirect("bookings:booking_booked", booking_uuid=booking_uuid)
    response["Location"] += "?agree"
    return response


@never_cache
@login_required
@require_safe
def booking_booked(request: SignedInRequest, booking_uuid: UUID) -> HttpResponse:
    """Say that the place is booked, who meets the student, and what comes next."""
    booking = booking_of(request, booking_uuid)
    if not booking.is_active:
        return redirect("bookings:booking_detail", booking_uuid=booking.uuid)
    place = student.place_shown(booking, at=timezone.now(), with_messages=False)
    asks_more = place.is_own and is_to_be_asked(request)
    to_agree = "agree" in request.GET and due_among([booking.student])
    context = {"place": place, "asks_more": asks_more, "to_agree": to_agree}
    return render(request, "bookings/booking_booked.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def booking_cancel(request: SignedInRequest, booking_uuid: UUID) -> HttpResponse:
    """Give up a place: one page, one button; a link in a message alone changes nothing."""
    booking, at = booking_of(request, booking_uuid), timezone.now()
    detail = redirect("bookings:booking_detail", booking_uuid=booking.uuid)
    place = student.place_shown(booking, at=at)
    if not booking.is_active or (place.is_over and request.method != "POST"):
        return detail
    if request.method == "POST":
        try:
            places.cancel_booking(booking=booking, by=request.user, at=at)
        except places.CannotCancel as refused:
            context = {"place": place, "why_not": str(refused)}
            return render(request, "bookings/booking_cancel.html", context)
        return detail
    context = {"place": place, "why_not": ""}
    return render(request, "bookings/booking_cancel.html", context)


@never_cache
@login_required
@require_POST
def booking_take_back(request: SignedInRequest, booking_uuid: UUID) -> HttpResponse:
    """Undo giving up a place, while there is still room."""
    booking = booking_of(request, booking_uuid)
    detail = redirect("bookings:booking_detail", booking_uuid=booking.uuid)
    try:
        places.take_back_place(booking=booking, by=request.user, at=timezone.now())
    except places.CannotBook as refused:
        detail["Location"] += f"?not={Refusal(refused.reason).value}"
    else:
        messages.success(request, "The place is booked again, on every date still to come.")
    return detail


@never_cache
@login_required
@require_safe
def booking_calendar(request: SignedInRequest, booking_uuid: UUID) -> HttpResponse:
    """Give a booking's sessions as a calendar file."""
    booking = booking_of(request, booking_uuid)
    if not booking.is_active:
        raise Http404
    written = calendar_file(booking, at=timezone.now())
    response = HttpResponse(written, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="my-course.ics"'
    return response
