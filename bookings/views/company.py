"""Bringing somebody along on a place that is booked already, or coming alone after all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from bookings.enums import Refusal
from bookings.forms.waiting import ALONE, TOGETHER, CompanyForm
from bookings.operations import places
from bookings.queries import student
from bookings.views.student import booking_of

if TYPE_CHECKING:
    import datetime as dt
    from uuid import UUID

    from django.http import HttpResponse

    from accounts.permissions import SignedInRequest
    from bookings.models import Booking

_WHY_NOT = {
    Refusal.BUSY: "Many people are booking right now. Your place is safe. Try again in a moment.",
    Refusal.CLOSED: "There is no place on these dates any more.",
}
_NO_ROOM = (
    "There is no second place on these dates now. Your own place is safe. "
    "Ring us if you cannot come by yourself, and we find a way."
)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def booking_company(request: SignedInRequest, booking_uuid: UUID) -> HttpResponse:
    """Ask who comes along, and book or free the second place."""
    booking, at = booking_of(request, booking_uuid), timezone.now()
    place = student.place_shown(booking, at=at, with_messages=False)
    detail = redirect("bookings:booking_detail", booking_uuid=booking.uuid)
    if not booking.is_active or place.is_over:
        return detail
    data = request.POST if request.method == "POST" else None
    initial = {
        "company": TOGETHER if booking.places > 1 else ALONE,
        "supporter_name": booking.supporter_name,
    }
    form = CompanyForm(data, for_helper=not place.is_own, initial=initial)
    if form.is_valid():
        try:
            _change(booking, request, form.cleaned_data, at=at)
        except places.CannotBook as refused:
            form.add_error(None, _WHY_NOT.get(refused.reason, _NO_ROOM))
        else:
            messages.success(request, "We have written that down.")
            return detail
    return render(request, "bookings/booking_company.html", {"place": place, "form": form})


def _change(
    booking: Booking, request: SignedInRequest, given: dict[str, str], *, at: dt.datetime
) -> None:
    if given["company"] == TOGETHER:
        name = given["supporter_name"]
        places.bring_supporter(booking=booking, supporter_name=name, by=request.user, at=at)
    else:
        places.come_alone(booking=booking, by=request.user, at=at)
