"""A student's turn on a waiting list: how far it is, an offer, changing something, leaving."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings.forms.waiting import ALONE, ASK_FIRST, STRAIGHT_IN, TOGETHER, WishForm
from bookings.operations import waiting as list_operations
from bookings.queries import waiting as lists
from bookings.queries.answered_for import answered_for
from bookings.queries.waiting import Turn
from bookings.views.answers import BACK, YES, give_answer, said_after
from bookings.views.student import booked_without_asking

if TYPE_CHECKING:
    import datetime as dt
    from uuid import UUID

    from django.http import HttpResponse

    from accounts.permissions import SignedInRequest
    from bookings.queries.waiting import Waiting


def _waiting(request: SignedInRequest, entry_uuid: UUID, at: dt.datetime) -> Waiting:
    """Return the turn of somebody this login acts for; any other does not exist."""
    waiting = lists.waiting_shown_to(request.user, entry_uuid, at=at)
    if waiting is None:
        raise Http404
    return waiting


@never_cache
@login_required
@require_safe
def waiting_entry(request: SignedInRequest, entry_uuid: UUID) -> HttpResponse:
    """Show how far a turn is and how offers work, or the offer with its answers."""
    at = timezone.now()
    waiting = _waiting(request, entry_uuid, at)
    if waiting.turn in {Turn.BACK, Turn.ASKED_ANEW}:
        newer = lists.live_entry_instead(waiting.entry)
        if newer:
            return redirect("bookings:waiting_entry", entry_uuid=newer.uuid)
    context = {
        "waiting": waiting,
        "held_until": lists.offer_would_end(waiting, at=at),
        "clashes": lists.clashes_with_offer(waiting, at=at),
        "names": True,
        "is_back": "back" in request.GET,
        "answered": answered_for(waiting.entry),
        "passed": lists.what_became_of(waiting, at=at),
        **said_after(request),
    }
    return render(request, "bookings/waiting_entry.html", context)


@never_cache
@login_required
@require_safe
def waiting_joined(request: SignedInRequest, entry_uuid: UUID) -> HttpResponse:
    """Say that the student is on the list, how far their turn is and what comes next."""
    at = timezone.now()
    waiting = _waiting(request, entry_uuid, at)
    if waiting.turn != Turn.WAITS:
        return redirect("bookings:waiting_entry", entry_uuid=waiting.entry.uuid)
    context = {"waiting": waiting, "held_until": lists.offer_would_end(waiting, at=at)}
    return render(request, "bookings/waiting_joined.html", context)


@never_cache
@login_required
@require_POST
def waiting_answer(request: SignedInRequest, entry_uuid: UUID) -> HttpResponse:
    """Answer an open offer, leave the list, or come back to it."""
    at = timezone.now()
    waiting = _waiting(request, entry_uuid, at)
    answer = request.POST.get("answer", "")
    why_not = give_answer(waiting, answer, by=request.user, at=at)
    now = _waiting(request, entry_uuid, at)
    if answer == YES and now.booking_uuid:
        return booked_without_asking(now.booking_uuid)
    newer = lists.live_entry_instead(now.entry) if answer == BACK else None
    shown = newer.uuid if newer else entry_uuid
    response = redirect("bookings:waiting_entry", entry_uuid=shown)
    response["Location"] += "?back" if newer else why_not
    return response


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def waiting_change(request: SignedInRequest, entry_uuid: UUID) -> HttpResponse:
    """Change who comes along and whether to be asked first; the turn stays."""
    at = timezone.now()
    waiting = _waiting(request, entry_uuid, at)
    if waiting.turn != Turn.WAITS:
        return redirect("bookings:waiting_entry", entry_uuid=entry_uuid)
    entry = waiting.entry
    initial = {
        "company": TOGETHER if waiting.is_pair else ALONE,
        "supporter_name": entry.supporter_name,
        "asking": STRAIGHT_IN if entry.books_straight_in else ASK_FIRST,
    }
    form = WishForm(
        request.POST or None,
        for_helper=not waiting.is_own,
        is_moving=entry.instead_of_id is not None,
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        response = redirect("bookings:waiting_entry", entry_uuid=entry_uuid)
        try:
            list_operations.change_wish(
                entry=entry,
                places=2 if form.cleaned_data["company"] == TOGETHER else 1,
                supporter_name=form.cleaned_data["supporter_name"],
                books_straight_in=form.cleaned_data.get("asking") == STRAIGHT_IN,
                by=request.user,
                at=at,
            )
        except list_operations.CannotMove:
            response["Location"] += "?again"
        return response
    return render(request, "bookings/waiting_change.html", {"waiting": waiting, "form": form})
