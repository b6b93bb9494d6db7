"""Public dates for calendars and news readers. Nobody's name or booking is in them."""

from __future__ import annotations

import hashlib
from datetime import UTC, timedelta
from functools import wraps
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import NAMESPACE_OID, uuid5

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from courses.enums import SessionStatus
from courses.models import Topic, Venue
from courses.queries import freshness, public_dates
from home.queries import frame

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from courses.models import CourseSession
    from courses.queries.public_dates import PublicRun

    View = Callable[..., HttpResponseBase]

KEPT_MINUTES = 15


def _kept_by_readers(view: View) -> View:
    """Answer a reader that has what is on show with 304, in one query; else give it anew.

    The mark knows what the clock alone changes: booking opens and closes, sessions begin and end.
    What it does not know is given anew each day.
    """

    @require_safe
    @cache_control(public=True, max_age=60 * KEPT_MINUTES)
    @wraps(view)
    def answer(request: HttpRequest, **chosen: Any) -> HttpResponseBase:
        at = timezone.now()
        shown = freshness.on_show(at)
        etag = quote_etag(hashlib.sha256(shown.mark.encode()).hexdigest()[:32])
        since = int(shown.since.timestamp())
        known = get_conditional_response(request, etag=etag, last_modified=since)
        if isinstance(known, HttpResponseNotModified):
            # RFC 9110 15.4.5: what a full answer would have said of the version.
            known["ETag"] = etag
            return known
        response = view(request, **chosen)
        response["ETag"] = etag
        # What changes again within this second would otherwise pass for the same; a reader that
        # knows the time before it reads once more.
        has_lasted = at - shown.since > timedelta(seconds=1)
        response["Last-Modified"] = http_date(since if has_lasted else since - 1)
        return response

    return answer


@_kept_by_readers
def dates_calendar(request: HttpRequest) -> HttpResponse:
    """Give all dates that people can book or wait for now, as a calendar to subscribe to."""
    return _calendar(request, "course dates", public_dates.open_runs(timezone.now()))


@_kept_by_readers
def dates_of_topic(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the open dates of one topic as a calendar to subscribe to."""
    topic = get_object_or_404(Topic, slug=slug)
    return _calendar(request, topic.name, public_dates.open_runs(timezone.now(), topic=topic))


@_kept_by_readers
def dates_at_place(request: HttpRequest, venue_uuid: UUID) -> HttpResponse:
    """Give the open dates at one place as a calendar to subscribe to."""
    venue = get_object_or_404(Venue, uuid=venue_uuid)
    return _calendar(request, venue.name, public_dates.open_runs(timezone.now(), venue=venue))


@require_safe
def dates_calendars(request: HttpRequest) -> HttpResponse:
    """Show which calendars of open dates there are, and how to add one."""
    offer = public_dates.calendars_on_offer(timezone.now())
    topics = [(t.name, reverse("courses:dates_of_topic", args=[t.slug])) for t in offer.topics]
    places = [(v.name, reverse("courses:dates_at_place", args=[v.uuid])) for v in offer.venues]
    context = {
        "lists": [
            ("Everything", [("All our dates", reverse("courses:dates_calendar"))]),
            ("By topic", topics),
            ("By place", places),
        ],
        "host": f"webcal://{settings.SITE_ADDRESS.partition('://')[2]}",
    }
    return render(request, "courses/dates_calendars.html", context)


def _calendar(request: HttpRequest, of_what: str, runs: list[PublicRun]) -> HttpResponse:
    """Write these runs' sessions to come as a calendar."""
    calendar = Calendar()
    name = frame.college_settings().name
    calendar.add("prodid", f"-//{name}//Course dates//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{name}: {of_what}")
    calendar.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    for one in runs:
        for session in one.coming:
            calendar.add_component(_event(request, one, session))
    return HttpResponse(
        calendar.to_ical(),
        content_type="text/calendar; charset=utf-8; method=PUBLISH",
        headers={"Content-Disposition": 'inline; filename="dates.ics"'},
    )


def _event(request: HttpRequest, one: PublicRun, session: CourseSession) -> Event:
    """Write one session.

    Each is an event of its own in UTC: without a rule of repetition no time zone is needed,
    and every calendar shows the local time, whatever the clocks do between two sessions.
    """
    host = urlsplit(settings.SITE_ADDRESS).hostname or "localhost"
    event = Event()
    # Not the session's own id, which leads to its register.
    event.add("uid", f"{uuid5(NAMESPACE_OID, str(session.uuid))}@{host}")
    event.add("dtstamp", _utc(max(session.changed_at, one.run.changed_at)))
    event.add("dtstart", _utc(session.starts_at))
    event.add("dtend", _utc(session.ends_at))
    event.add("summary", f"{one.title}: {session.title}" if session.title else one.title)
    event.add("description", one.summary)
    event.add("url", request.build_absolute_uri(one.path))
    venue = session.venue or one.run.venue
    event.add("location", venue.address_line if venue and not _is_online(one) else "Online")
    if venue and venue.latitude is not None and venue.longitude is not None:
        event.add("geo", (float(venue.latitude), float(venue.longitude)))
    off = session.status == SessionStatus.CANCELLED
    event.add("status", "CANCELLED" if off else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    return event


def _is_online(one: PublicRun) -> bool:
    return one.run.venue is None


def _utc(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


class DatesFeed(Feed):
    """Newly opened dates, for news readers."""

    link = "/courses/"
    feed_url = "/dates.rss"
    description = "Courses you can book, the newest first."

    def title(self) -> str:
        """Name the college."""
        return f"{frame.college_settings().name}: new dates"

    def items(self) -> list[PublicRun]:
        """Return the open runs whose booking has begun."""
        return public_dates.newest_open_runs(timezone.now())

    def item_title(self, item: PublicRun) -> str:
        """Name the course and say when."""
        return f"{item.title}: {item.dates.when_words}"

    def item_description(self, item: PublicRun) -> str:
        """Say where, and what it is about."""
        return f"{item.dates.where_words}. {item.summary}"

    def item_link(self, item: PublicRun) -> str:
        """Lead to these dates on the course's page."""
        return f"{item.path}#run-{item.run.uuid}"

    def item_guid(self, item: PublicRun) -> str:
        """Return what tells these dates apart for ever."""
        return f"urn:uuid:{item.run.uuid}"

    item_guid_is_permalink = False

    def item_pubdate(self, item: PublicRun) -> dt.datetime:
        """Return when booking began."""
        return item.opened_at


def _dates_feed(request: HttpRequest) -> HttpResponse:
    """Give the newest dates to a news reader."""
    answer: HttpResponse = DatesFeed()(request)
    return answer


dates_feed = _kept_by_readers(_dates_feed)
