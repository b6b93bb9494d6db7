"""Finds calls and letters that nobody needs any more, because something has happened since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.models import Message
from bookings.enums import OfferStatus
from bookings.models import Booking, Offer, SessionApology
from bookings.queries.reminders import REMINDER
from courses.models import CourseSession

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    Facts = Mapping[str, int]

PLACE_OFFERED = "place_offered"


def overtaken(*, at: dt.datetime) -> list[int]:
    """Return what waits for the office although it is not so any more.

    One query where nothing waits, three more for reminders and one for offers, however many wait.
    What is in a batch of letters is printed, and stays.
    """
    waiting = Message.objects.for_the_office().filter(
        kind__in=(REMINDER, PLACE_OFFERED), batch=None
    )
    found: dict[str, dict[int, Facts]] = {REMINDER: {}, PLACE_OFFERED: {}}
    for pk, kind, facts in waiting.values_list("pk", "kind", "facts").order_by("pk"):
        found[kind][pk] = facts
    return [*_reminders(found[REMINDER], at=at), *_offers(found[PLACE_OFFERED])]


def _reminders(waiting: Mapping[int, Facts], *, at: dt.datetime) -> list[int]:
    """Find reminders of a session that has begun, moved or is off, or that somebody misses."""
    if not waiting:
        return []
    bookings = {facts["booking_id"] for facts in waiting.values()}
    sessions = {facts["session_id"] for facts in waiting.values()}
    active = Booking.objects.active().filter(pk__in=bookings)
    held = set(active.values_list("pk", flat=True))
    starts = dict(
        CourseSession.objects.planned()
        .filter(pk__in=sessions, starts_at__gt=at)
        .values_list("pk", "starts_at")
    )
    missed = set(
        SessionApology.objects.standing()
        .filter(booking__in=bookings, session__in=sessions)
        .values_list("booking_id", "session_id")
    )
    return [
        pk
        for pk, facts in waiting.items()
        if facts["booking_id"] not in held
        or (facts["booking_id"], facts["session_id"]) in missed
        or facts["session_id"] not in starts
        or int(starts[facts["session_id"]].timestamp()) != facts["starts_at"]
    ]


def _offers(waiting: Mapping[int, Facts]) -> list[int]:
    """Find offers that were answered, taken back or have run out."""
    if not waiting:
        return []
    offers = Offer.objects.filter(pk__in={facts["offer_id"] for facts in waiting.values()})
    is_open = set(offers.filter(status=OfferStatus.OPEN).values_list("pk", flat=True))
    return [pk for pk, facts in waiting.items() if facts["offer_id"] not in is_open]
