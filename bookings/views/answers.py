"""Pages behind the links in messages: one page, a button for each answer, no sign-in.

Opening a page changes nothing, so a mail scanner that follows every link does no harm. After
an answer the same page says what has become of it, also to whoever opens the link again.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.queries import shares_an_address
from bookings.enums import Refusal
from bookings.messages.links import Purpose, has_stopped, is_too_old, path, read
from bookings.messages.waiting import ANSWERED_LATE_FOR
from bookings.operations import second_thoughts
from bookings.operations import waiting as list_operations
from bookings.operations.wishes import ON_THEIR_OWN, THROUGH_A_LINK
from bookings.queries import waiting as lists
from bookings.queries.waiting import Turn

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from accounts.models import Student, User
    from bookings.queries.waiting import Waiting

YES, NOT_THIS_TIME, OFF, BACK = "yes", "not-this-time", "off", "back"
TAKE_BACK = "take-back"
ENOUGH = "enough"


def behind_a_link(
    view: Callable[[HttpRequest, str], HttpResponse],
) -> Callable[[HttpRequest, str], HttpResponse]:
    """Keep the link to this page: no browser stores the page, no other site hears its address."""

    @wraps(view)
    def kept(request: HttpRequest, token: str) -> HttpResponse:
        response = view(request, token)
        # Not "no-referrer": browsers then hide where the answer comes from, and it is refused.
        response["Referrer-Policy"] = "same-origin"
        return response

    return never_cache(require_http_methods(["GET", "HEAD", "POST"])(kept))


def gone(
    request: HttpRequest,
    purpose: Purpose,
    token: str,
    at: dt.datetime,
    *,
    stopped: bool = False,
) -> HttpResponse:
    """Say why a link leads nowhere, and what to do."""
    too_old = is_too_old(purpose, token, at=at)
    context = {"too_old": too_old, "stopped": stopped}
    status = 410 if too_old or stopped else 404
    return render(request, "bookings/answer_gone.html", context, status=status)


@behind_a_link
def answer_offer(request: HttpRequest, token: str) -> HttpResponse:
    """Show an offer with its answers; a press of a button gives one."""
    at = timezone.now()
    ids = read(Purpose.OFFER, token, at=at)
    waiting = lists.waiting_with_offer(ids[0], at=at) if ids else None
    if waiting is None:
        return gone(request, Purpose.OFFER, token, at)
    if has_stopped(Purpose.OFFER, token, waiting.entry.student):
        return gone(request, Purpose.OFFER, token, at, stopped=True)
    if request.method == "POST":
        why_not = give_answer(waiting, request.POST.get("answer", ""), by=None, at=at)
        response = redirect("bookings:answer_offer", token=token)
        response["Location"] = _page_of_new_offer(waiting) or response["Location"] + why_not
        return response
    # Whoever holds the link learns when the student is busy, not with what.
    clashes = lists.clashes_with_offer(waiting, at=at)
    context = {"waiting": waiting, "clashes": clashes, "names": False, **said_after(request)}
    context["whose"] = whose(waiting.entry.student)
    context["passed"] = lists.what_became_of(waiting, at=at)
    return render(request, "bookings/answer_offer.html", context)


def _page_of_new_offer(waiting: Waiting) -> str:
    """Return where to answer what is offered to somebody who has just come back to the list."""
    newer = lists.live_entry_instead(waiting.entry) if waiting.turn == Turn.LEFT else None
    offer = newer.offers.open().first() if newer else None
    if offer is None:
        return ""
    series = waiting.entry.student.link_series
    return path(Purpose.OFFER, offer.uuid, until=offer.answer_by + ANSWERED_LATE_FOR, series=series)


def whose(student: Student) -> str:
    """Name the student behind a link, where the same messages reach somebody else too."""
    return student.name if shares_an_address(student) else ""


def said_after(request: HttpRequest) -> dict[str, object]:
    """Return what the page says after an answer that did not work."""
    return {"again": "again" in request.GET, "has_enough": request.GET.get("again") == ENOUGH}


def give_answer(waiting: Waiting, answer: str, *, by: User | None, at: dt.datetime) -> str:
    """Do what the student answered. What is no answer changes nothing.

    Returns what to add to the address of the next page where it did not work.
    """
    if waiting.turn == Turn.ASKED_ANEW:
        return ""
    offer = lists.latest_offer(waiting.entry)
    basis = ON_THEIR_OWN if by else THROUGH_A_LINK
    try:
        if answer == YES and offer:
            list_operations.accept_offer(offer=offer, basis=basis, by=by, at=at)
        elif answer == NOT_THIS_TIME and offer:
            list_operations.decline_offer(offer=offer, basis=basis, by=by, at=at)
        elif answer == TAKE_BACK and offer and waiting.turn == Turn.PASSED:
            second_thoughts.take_back_answer(offer=offer, basis=basis, by=by, at=at)
        elif answer == OFF:
            list_operations.leave_waiting_list(entry=waiting.entry, basis=basis, by=by, at=at)
        elif answer == BACK and waiting.turn == Turn.LEFT:
            come_back(waiting, by=by, at=at)
    except list_operations.CannotAnswer as refused:
        has_enough = refused.reason == Refusal.ENOUGH_THIS_TERM
        return f"?again={ENOUGH}" if has_enough else "?again"
    except (list_operations.CannotMove, list_operations.CannotWait):
        return "?again"
    return ""


def come_back(waiting: Waiting, *, by: User | None, at: dt.datetime) -> None:
    """Put a student back on a list they have left, with everything they wished for."""
    entry = waiting.entry
    list_operations.join_waiting_list(
        run=entry.run,
        student=entry.student,
        places=entry.places,
        supporter_name=entry.supporter_name,
        shares_needs=entry.shares_needs,
        books_straight_in=entry.books_straight_in,
        instead_of=entry.instead_of,
        basis=ON_THEIR_OWN if by else THROUGH_A_LINK,
        by=by,
        at=at,
    )
