"""Finds calls and letters that nobody needs any more, because something has happened since."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.db.models import Sum

from accounts.models import Message
from bookings.enums import EntryStatus, OfferStatus
from bookings.models import Booking, Offer, SessionApology, WaitingListEntry
from bookings.queries.reminders import REMINDER
from courses.models import CourseSession

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping

    Facts = Mapping[str, int]

PLACE_OFFERED = "place_offered"
PLACE_FREE = "place_free"


def overtaken(*, at: dt.datetime) -> list[int]:
    """Return what waits for the office although it is not so any more.

    One query where nothing waits, three more for reminders, one for offers and three for places
    that are free at short notice, however many wait.
    What is in a batch of letters is printed, and stays.
    """
    waiting = Message.objects.for_the_office().filter(
        kind__in=(REMINDER, PLACE_OFFERED, PLACE_FREE), batch=None
    )
    found: dict[str, dict[int, Facts]] = {REMINDER: {}, PLACE_OFFERED: {}, PLACE_FREE: {}}
    for pk, kind, facts in waiting.values_list("pk", "kind", "facts").order_by("pk"):
        found[kind][pk] = facts
    return [
        *_reminders(found[REMINDER], at=at),
        *_offers(found[PLACE_OFFERED]),
        *_places(found[PLACE_FREE]),
    ]


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


def _places(waiting: Mapping[int, Facts]) -> list[int]:
    """Find calls about a place that is not free any more, or that nobody waits for."""
    if not waiting:
        return []
    can_still = can_still_have_a_place({facts["entry_id"] for facts in waiting.values()})
    return [pk for pk, facts in waiting.items() if facts["entry_id"] not in can_still]


def can_still_have_a_place(entry_ids: Collection[int]) -> set[int]:
    """Return which of these wait for as many places as are free on their run: three queries."""
    entries = WaitingListEntry.objects.filter(pk__in=entry_ids, status=EntryStatus.WAITING)
    rows = list(entries.values_list("pk", "places", "run_id", "run__capacity"))
    runs = {run_id for *_, run_id, _ in rows}
    gone: Counter[int] = Counter()
    for places in (Booking.objects.active(), Offer.objects.open()):
        taken = places.filter(run__in=runs).order_by().values_list("run_id")
        gone.update(dict(taken.annotate(total=Sum("places"))))
    return {pk for pk, places, run_id, capacity in rows if places <= capacity - gone[run_id]}
