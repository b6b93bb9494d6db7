"""The dates of one place, to read behind the link in a text message; nothing is done here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.discretion import in_texts
from bookings.messages.links import Purpose, has_stopped, read
from bookings.queries import student
from bookings.views.answers import gone
from courses.enums import DeliveryMode

if TYPE_CHECKING:
    import datetime as dt

    from django.http import HttpRequest, HttpResponse


@never_cache
@require_safe
def answer_dates(request: HttpRequest, token: str) -> HttpResponse:
    """Show when and where, and online how to join; neither whose place it is nor what they need."""
    response = _dates(request, token, at=timezone.now())
    # The address is the key: no page it leads to hears of it.
    response["Referrer-Policy"] = "no-referrer"
    return response


def _dates(request: HttpRequest, token: str, *, at: dt.datetime) -> HttpResponse:
    ids = read(Purpose.DATES, token, at=at)
    booking = student.booking_with(ids[0]) if ids else None
    if booking is None:
        return gone(request, Purpose.DATES, token, at)
    if has_stopped(Purpose.DATES, token, booking.student):
        return gone(request, Purpose.DATES, token, at, stopped=True)
    context = {
        "place": student.place_shown(booking, at=at, with_messages=False),
        "title": in_texts(booking.student).title(booking.run.course.title),
        "meets_online": booking.run.mode != DeliveryMode.IN_PERSON,
    }
    return render(request, "bookings/answer_dates.html", context)
