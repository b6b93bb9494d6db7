"""What search engines read about a course: schema.org Course and CourseInstance, as JSON-LD.

Written to Google's rules for courses: name, description, provider, offers, and for each run
its mode, schedule or workload, place, dates and status.
"""

from __future__ import annotations

import json
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

from courses.enums import DeliveryMode, RunStatus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from courses.models import CoursePage, CourseSession, Venue
    from courses.queries.prospectus import RunDates
    from home.queries.frame import Frame

_MODES = {
    DeliveryMode.IN_PERSON: ("Onsite", "OfflineEventAttendanceMode"),
    DeliveryMode.ONLINE: ("Online", "OnlineEventAttendanceMode"),
    DeliveryMode.HYBRID: ("Blended", "MixedEventAttendanceMode"),
}
_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}
_FREE = {"@type": "Offer", "category": "Free", "price": 0, "priceCurrency": "GBP"}


def site_of(url: str | None) -> str:
    """Return the site's own address from the address of one of its pages."""
    parts = urlsplit(url or "")
    return f"{parts.scheme}://{parts.netloc}/" if parts.netloc else ""


def course_facts(
    page: CoursePage, dates: Sequence[RunDates], *, url: str, college: Frame, site: str
) -> dict[str, Any]:
    """Return a course and its dates in schema.org's words."""
    provider = {"@type": "Organization", "name": college.name}
    if site:
        provider["sameAs"] = site
    facts: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Course",
        "name": page.title,
        "description": page.description or strip_tags(page.about)[:300] or page.title,
        "provider": provider,
        "offers": [_FREE],
        "isAccessibleForFree": True,
        "inLanguage": "en-GB",
    }
    if url:
        facts["url"] = url
    instances = [
        _instance(shown, page=page, url=url, provider=provider) for shown in dates if shown.held
    ]
    if instances:
        facts["hasCourseInstance"] = instances
    return facts


def _instance(
    shown: RunDates, *, page: CoursePage, url: str, provider: dict[str, str]
) -> dict[str, Any]:
    run, held = shown.run, shown.held
    mode, attendance = _MODES[DeliveryMode(run.mode)]
    status = "EventCancelled" if run.status == RunStatus.CANCELLED else "EventScheduled"
    facts: dict[str, Any] = {
        "@type": "CourseInstance",
        "name": page.title,
        "description": page.description or page.title,
        "courseMode": mode,
        "eventAttendanceMode": f"https://schema.org/{attendance}",
        "eventStatus": f"https://schema.org/{status}",
        "startDate": timezone.localtime(held[0].starts_at).isoformat(),
        "endDate": timezone.localtime(held[-1].ends_at).isoformat(),
        "courseWorkload": _duration(sum((_length(one) for one in held), timedelta())),
        "location": _places(shown, url=url),
        "organizer": {**provider, "url": provider.get("sameAs", "")} if url else provider,
        # Whether there is room is said on the page, and is another by the time this is read.
        "offers": {**_FREE, "url": url} if url else _FREE,
    }
    schedule = _schedule(held)
    if schedule:
        facts["courseSchedule"] = schedule
    tutors = [{"@type": "Person", "name": one.tutor.name} for one in run.run_tutors.all()]
    if tutors:
        facts["instructor"] = tutors
    return facts


def _length(session: CourseSession) -> timedelta:
    return session.ends_at - session.starts_at


def _duration(length: timedelta) -> str:
    """Write a length of time as ISO 8601 has it: PT7H30M."""
    hours, minutes = divmod(round(length.total_seconds() / 60), 60)
    return "PT" + (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes or not hours else "")


def _schedule(held: Sequence[CourseSession]) -> dict[str, Any] | None:
    """Return the rhythm of the sessions where schema.org has a word for it, and it is the truth.

    Google knows daily, weekly and slower, but no "every second week".
    """
    days = [timezone.localtime(session.starts_at).date() for session in held]
    gaps = {(later - earlier).days for earlier, later in pairwise(days)}
    if gaps and gaps not in ({7}, {1}):
        return None
    return {
        "@type": "Schedule",
        "repeatFrequency": "Weekly" if gaps == {7} else "Daily",
        "repeatCount": len(held),
        "duration": _duration(_length(held[0])),
        "startDate": days[0].isoformat(),
        "endDate": days[-1].isoformat(),
    }


def _places(shown: RunDates, *, url: str) -> dict[str, Any] | list[dict[str, Any]]:
    places = []
    if shown.run.venue is not None and shown.run.mode != DeliveryMode.ONLINE:
        places.append(_place(shown.run.venue))
    if shown.run.mode != DeliveryMode.IN_PERSON:
        # Where people book; the joining link itself is only for people with a place.
        places.append({"@type": "VirtualLocation", **({"url": url} if url else {})})
    return places[0] if len(places) == 1 else places


def _place(venue: Venue) -> dict[str, Any]:
    lines = [line.strip().rstrip(",") for line in venue.address.splitlines() if line.strip()]
    address: dict[str, Any] = {
        "@type": "PostalAddress",
        "streetAddress": ", ".join(lines[:-1] or lines),
        "addressCountry": "GB",
    }
    if len(lines) > 1:
        address["addressLocality"] = lines[-1]
    if venue.postcode:
        address["postalCode"] = venue.postcode
    place: dict[str, Any] = {"@type": "Place", "name": venue.name, "address": address}
    if venue.latitude is not None and venue.longitude is not None:
        place["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": float(venue.latitude),
            "longitude": float(venue.longitude),
        }
    return place


def as_script(facts: dict[str, Any]) -> SafeString:
    """Write facts as a data block that nothing in them can break out of."""
    text = json.dumps(facts, cls=DjangoJSONEncoder, ensure_ascii=False).translate(_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 -- escaped above
