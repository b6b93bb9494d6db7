"""Not coming to one session, and giving up a place from a message, each with its undo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from bookings.enums import BookingStatus
from bookings.messages.links import Purpose, address, has_stopped, read
from bookings.operations import apologies, calendar_replies, places
from bookings.operations.wishes import ON_THEIR_OWN, THROUGH_A_LINK
from bookings.queries import student
from bookings.queries.calendar_replies import to_put_back
from bookings.queries.taking_back import gave_up_themselves
from bookings.views.answers import behind_a_link, gone, whose
from bookings.views.student import booking_of

if TYPE_CHECKING:
    import datetime as dt
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from accounts.models import User
    from accounts.permissions import SignedInRequest
    from bookings.models import Booking
    from bookings.queries.student import BookedPlace, SessionLine

SORRY, COMING = "sorry", "coming"
_DONE = {
    SORRY: "Your tutors know that you cannot come to this session. Thank you for telling us.",
    COMING: "Your tutors know that you come after all. See you there.",
}
GIVE_UP, TAKE_BACK, KEEP = "give-up", "take-back", "keep"
_PUT_BACK = "You keep your place. Your dates are on their way to your calendar."


@never_cache
@login_required
@require_POST
def booking_apology(
    request: SignedInRequest, booking_uuid: UUID, session_uuid: UUID
) -> HttpResponse:
    """Say that the student cannot come to one session, or that they come after all."""
    booking = booking_of(request, booking_uuid)
    if not booking.run.sessions.filter(uuid=session_uuid).exists():
        raise Http404
    answer = request.POST.get("answer", "")
    worked = _say(booking, session_uuid, answer, by=request.user, at=timezone.now())
    response = redirect("bookings:booking_detail", booking_uuid=booking.uuid)
    if worked and answer in _DONE:
        messages.success(request, _DONE[answer])
    response["Location"] += "" if worked else "?not=apology"
    return response


def _say(
    booking: Booking, session_uuid: UUID, answer: str, *, by: User | None, at: dt.datetime
) -> bool:
    """Do what was said about one session; say whether it worked."""
    session = booking.run.sessions.filter(uuid=session_uuid).first()
    if session is None:
        return False
    basis = ON_THEIR_OWN if by else THROUGH_A_LINK
    try:
        if answer == SORRY:
            apologies.apologise(booking=booking, session=session, basis=basis, by=by, at=at)
        elif answer == COMING:
            apologies.take_back_apology(booking=booking, session=session, basis=basis, by=by, at=at)
    except apologies.CannotApologise:
        return False
    return True


@behind_a_link
def answer_apology(request: HttpRequest, token: str) -> HttpResponse:
    """Show the next session, or the one the message was about, with one button."""
    at = timezone.now()
    ids = read(Purpose.APOLOGY, token, at=at)
    booking = student.booking_with(ids[0]) if ids else None
    if ids is None or booking is None:
        return gone(request, Purpose.APOLOGY, token, at)
    if has_stopped(Purpose.APOLOGY, token, booking.student):
        return gone(request, Purpose.APOLOGY, token, at, stopped=True)
    about = ids[1] if len(ids) > 1 else None
    shown = student.place_shown(booking, at=at, with_messages=False)
    lines = [one for one in shown.coming if about in {None, one.session.uuid}]
    if request.method == "POST":
        named = {str(one.session.uuid): one.session.uuid for one in lines}
        session_uuid = named.get(request.POST.get("session", ""))
        answer = request.POST.get("answer", "")
        worked = session_uuid is None or _say(booking, session_uuid, answer, by=None, at=at)
        response = redirect("bookings:answer_apology", token=token)
        if not worked:
            response["Location"] += "?again"
        return response
    context = {
        "place": shown,
        "whose": whose(booking.student),
        "line": next(iter(lines), None),
        "later": lines[1:],
        "has_later_apology": _any_apology(lines[1:]),
        "again": "again" in request.GET,
        "give_up_page": _give_up_page(shown),
    }
    return render(request, "bookings/answer_apology.html", context)


def _give_up_page(place: BookedPlace) -> str:
    """Return where the place is given up, where there is no other session to keep it for."""
    if not place.is_for_one_session or place.next is None:
        return ""
    return address(
        Purpose.GIVE_UP,
        place.booking.uuid,
        until=place.next.session.ends_at,
        series=place.booking.student.link_series,
    )


def _any_apology(lines: list[SessionLine]) -> bool:
    return any(one.has_apologised for one in lines)


@behind_a_link
def answer_give_up(request: HttpRequest, token: str) -> HttpResponse:
    """Give up a place with one button, and take it back with one while nobody else has it."""
    at = timezone.now()
    ids = read(Purpose.GIVE_UP, token, at=at)
    booking = student.booking_with(ids[0]) if ids else None
    if booking is None:
        return gone(request, Purpose.GIVE_UP, token, at)
    if has_stopped(Purpose.GIVE_UP, token, booking.student):
        return gone(request, Purpose.GIVE_UP, token, at, stopped=True)
    if request.method == "POST":
        answer = request.POST.get("answer", "")
        why_not = _give_up_or_take_back(booking, answer, at=at)
        if answer == TAKE_BACK and not why_not:
            messages.success(request, "The place is booked again, on every date still to come.")
        if answer == KEEP and not why_not:
            messages.success(request, _PUT_BACK)
        response = redirect("bookings:answer_give_up", token=token)
        if why_not:
            response["Location"] += f"?not={why_not}"
        return response
    place = student.place_shown(booking, at=at, with_messages=False)
    context = {
        "place": place,
        "puts_back": bool(to_put_back(booking, at=at)),
        "can_undo": place.can_take_back and gave_up_themselves(booking, at=at),
        "whose": whose(booking.student),
        "why_not": request.GET.get("not", ""),
    }
    return render(request, "bookings/answer_give_up.html", context)


def _give_up_or_take_back(booking: Booking, answer: str, *, at: dt.datetime) -> str:
    """Do what was answered; return in a word why it did not work."""
    try:
        if answer == GIVE_UP:
            places.cancel_booking(booking=booking, basis=THROUGH_A_LINK, by=None, at=at)
        elif answer == TAKE_BACK and booking.status == BookingStatus.CANCELLED:
            places.take_back_place(
                booking=booking, only_undoes=True, basis=THROUGH_A_LINK, by=None, at=at
            )
        elif answer == KEEP and booking.is_active:
            calendar_replies.put_back(booking=booking, by=None, at=at)
    except places.CannotBook as refused:
        return refused.reason.value
    except calendar_replies.CannotAsk:
        return "BUSY"
    except places.CannotCancel:
        return "OVER"
    return ""
