"""Calendars to subscribe to: the page that gives the address, and the address itself."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from bookings import permissions
from bookings.enums import FeedKind
from bookings.itip.feeds import write_feed
from bookings.operations import feeds
from bookings.queries import feeds as reading
from home.queries import wording

if TYPE_CHECKING:
    from django.http import HttpRequest

    from accounts.permissions import SignedInRequest
    from bookings.models import CalendarFeed

# A calendar that asks more often than this is answered from its own memory.
_KEPT_SECONDS = 5 * 60
_NOTE_READ_EVERY = dt.timedelta(days=1)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def my_calendar(request: SignedInRequest) -> HttpResponse:
    """Give a student, or whoever helps one, the address of their own calendar."""
    return _page(request, FeedKind.LEARNING, "bookings:my_calendar")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def teaching_calendar(request: SignedInRequest) -> HttpResponse:
    """Give a tutor the address of the calendar with the sessions they teach."""
    if not permissions.can_teach(request.user):
        raise PermissionDenied
    return _page(request, FeedKind.TEACHING, "bookings:teaching_calendar")


def _page(request: SignedInRequest, kind: FeedKind, name: str) -> HttpResponse:
    if request.method == "POST":
        _change(request, kind)
        return redirect(name)
    feed = reading.feed_of(request.user, kind)
    context = {
        "feed": feed,
        "address": _address(feed) if feed and reading.is_good(feed) else "",
        "teaches": kind == FeedKind.TEACHING,
        "read_words": wording.moment_words(feed.read_at) if feed and feed.read_at else "",
    }
    context["subscribe"] = _for_calendars(str(context["address"]))
    return render(request, "bookings/calendar_page.html", context)


def _change(request: SignedInRequest, kind: FeedKind) -> None:
    """Do what the pressed button says; anything else changes nothing."""
    wish, at, by = request.POST.get("wish", ""), timezone.now(), request.user
    if wish == "make":
        feeds.make_feed(kind=kind, by=by, at=at)
    elif wish == "replace":
        feeds.replace_feed(kind=kind, by=by, at=at)
    elif wish == "stop":
        feeds.stop_feed(kind=kind, by=by, at=at)
    elif wish in {"waiting", "no-waiting"}:
        feeds.show_waiting(shows=wish == "waiting", kind=kind, by=by, at=at)


def _address(feed: CalendarFeed) -> str:
    path = reverse("bookings:calendar_feed", args=[reading.token_of(feed)])
    return settings.SITE_ADDRESS + path


def _for_calendars(address: str) -> str:
    """Write the address so that a tap opens the calendar and not the browser."""
    return f"webcal://{address.partition('://')[2]}" if address else ""


# There is nothing to forge where only reading is allowed; another method gets the right answer.
@csrf_exempt
@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """Give a subscribed calendar its sessions; one that has them already hears so in one query.

    The address is the only key; it names nobody. One that was replaced is gone.
    """
    at = timezone.now()
    feed = reading.feed_with(token, at=at)
    if feed is None:
        gone = HttpResponse("There is no calendar here any more.\n", status=404)
        gone["Content-Type"] = "text/plain; charset=utf-8"
        return _private(gone)
    mark = reading.mark_of(feed)
    is_late = feed.read_at is None or at - feed.read_at >= _NOTE_READ_EVERY
    if feed.mark != mark or is_late:
        feeds.note_read(feed, mark=mark, at=at)
    etag = quote_etag(mark[:32])
    changed_at = int(feed.changed_at.timestamp())
    known = get_conditional_response(request, etag=etag, last_modified=changed_at)
    if known is not None and isinstance(known, HttpResponseNotModified):
        # RFC 9110 15.4.5: what a full answer would have said of the version.
        known["ETag"] = etag
        return _private(known)
    written = b""
    if request.method != "HEAD":
        written = write_feed(reading.name_of(feed), reading.events_of(feed, at=at))
    response = HttpResponse(written, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="my-calendar.ics"'
    response["ETag"] = etag
    response["Last-Modified"] = http_date(changed_at)
    return _private(response)


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = f"private, max-age={_KEPT_SECONDS}"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
