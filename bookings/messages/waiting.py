"""Composes what students hear while they wait for a place; sends nothing.

The worker calls these composers at a message's first try. Subjects name neither the
course nor the person, since they show on locked telephones.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from accounts import outbox
from bookings.enums import EntryStatus, OfferStatus
from bookings.messages import links, parts
from bookings.messages.texts import short_place
from bookings.models import CourseInterest, EntryEvent, Offer, WaitingListEntry
from bookings.queries.answered_for import answer_given
from bookings.queries.interests import with_a_place
from bookings.queries.overtaken import (
    ANSWERED_FOR,
    COURSE_RUNS,
    OFFER_RAN_OUT,
    ON_THE_LIST,
    PLACE_FREE,
    PLACE_OFFERED,
    WAITING_DATES,
    is_overtaken,
)
from bookings.queries.shares_shown import kept_for_others
from courses.enums import DeliveryMode
from courses.queries import dates
from home.queries import wording

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import Message
    from courses.models import CourseRun

LIST_ENDED = "list_ended"

# The link then still says what has become of the offer, and a late yes may still count.
ANSWERED_LATE_FOR = dt.timedelta(days=14)


def register_composers() -> None:
    """Say how each kind of message about waiting gets its words."""
    outbox.register_composer(ON_THE_LIST, compose_about_entry)
    outbox.register_composer(PLACE_OFFERED, compose_place_offered, is_needed=is_needed)
    outbox.register_composer(PLACE_FREE, compose_place_free, is_needed=is_needed)
    outbox.register_composer(WAITING_DATES, compose_waiting_dates, is_needed=is_needed)
    outbox.register_composer(OFFER_RAN_OUT, compose_offer_ran_out)
    outbox.register_composer(ANSWERED_FOR, compose_answered_for, is_needed=is_needed)
    outbox.register_composer(LIST_ENDED, compose_about_entry)
    outbox.register_composer(COURSE_RUNS, compose_course_runs)


def is_needed(message: Message, *, at: dt.datetime) -> bool:
    """Say whether an offer can still be answered, a place is still free, or somebody waits."""
    return not is_overtaken(message, at=at)


def compose_about_entry(message: Message, *, at: dt.datetime) -> outbox.Parts:
    """Compose “you are on the list”, or “the list has ended”."""
    entry = _entries().get(pk=message.facts["entry_id"])
    context = {
        **_about(entry),
        "goes_first": message.facts.get("goes_first", 1),
        "kept": kept_for_others([entry], at=at).get(entry.pk),
    }
    return parts.parts(message.kind, message, entry.student, context)


def compose_answered_for(message: Message, *, at: dt.datetime) -> outbox.Parts:
    """Compose “somebody let it go for you”, with who it was and where to take it back."""
    entry = _entries().get(pk=message.facts["entry_id"])
    event = EntryEvent.objects.select_related("by").get(pk=message.facts["event_id"])
    with_one = with_a_place(entry.run.course_id, at=at)
    context = {
        **_about(entry),
        "answered": answer_given(event),
        "goes_first": not with_one.filter(student=entry.student_id).exists(),
    }
    return parts.parts(message.kind, message, entry.student, context)


def compose_place_offered(message: Message, *, at: dt.datetime) -> outbox.Parts:
    """Compose the offer of a place, with the page to answer on."""
    offer = _offer(message)
    with_one = with_a_place(offer.entry.run.course_id, at=at)
    context = {
        **_about(offer.entry),
        "offer": offer,
        "goes_first": not with_one.filter(student=offer.entry.student_id).exists(),
        "is_sooner": "time" in message.facts,
        "is_second": offer.entry.offers.filter(
            status=OfferStatus.RAN_OUT, made_at__lt=offer.made_at
        ).exists(),
        "answer_page": _answer_page(offer),
        **_first_to_come(offer.entry.run, at=at),
    }
    composed = parts.parts(message.kind, message, offer.entry.student, context)
    return replace(composed, deadline_at=offer.answer_by)


def compose_place_free(message: Message, *, at: dt.datetime) -> outbox.Parts:
    """Compose “a place is free now”, which the office says on the phone."""
    entry = _entries().get(pk=message.facts["entry_id"])
    composed = parts.parts(message.kind, message, entry.student, _about(entry))
    joinable = dates.sessions_to_join(entry.run, list(entry.run.sessions.planned()))
    starts = [session.starts_at for session in joinable if session.starts_at > at]
    return replace(composed, deadline_at=min(starts, default=None))


def compose_waiting_dates(message: Message, *, at: dt.datetime) -> outbox.Parts:
    """Compose “the dates you wait for have changed”, with all of them as they are now."""
    del at
    entry = _entries().get(pk=message.facts["entry_id"])
    offer = entry.offers.open().first()
    context = {
        **_about(entry),
        "sessions": list(entry.run.sessions.planned().select_related("venue")),
        "offer": offer,
        "answer_page": _answer_page(offer) if offer else "",
    }
    composed = parts.parts(message.kind, message, entry.student, context)
    return replace(composed, deadline_at=offer.answer_by) if offer else composed


def _answer_page(offer: Offer) -> str:
    until = offer.answer_by + ANSWERED_LATE_FOR
    series = offer.entry.student.link_series
    return links.address(links.Purpose.OFFER, offer.uuid, until=until, series=series)


def compose_offer_ran_out(message: Message, *, at: dt.datetime) -> outbox.Parts:
    """Compose the kind word to somebody who has not answered."""
    del at
    offer = _offer(message)
    context = {**_about(offer.entry), "still_waits": message.facts["still_waits"]}
    return parts.parts(message.kind, message, offer.entry.student, context)


def compose_course_runs(message: Message, *, at: dt.datetime) -> outbox.Parts:
    """Compose the news that a course can be booked."""
    del at
    interest = CourseInterest.objects.select_related(
        "student", "answered_by__course", "answered_by__venue"
    ).get(pk=message.facts["interest_id"])
    run = interest.answered_by
    if run is None:
        msg = f"{interest} was answered by no run."
        raise ValueError(msg)
    context = {**_about_run(run), "page": settings.SITE_ADDRESS + _book_path(run)}
    return parts.parts(message.kind, message, interest.student, context)


def _entries() -> QuerySet[WaitingListEntry]:
    return WaitingListEntry.objects.select_related("student", "run__course", "run__venue")


def _offer(message: Message) -> Offer:
    offers = Offer.objects.select_related(
        "entry__student", "entry__run__course", "entry__run__venue"
    )
    return offers.get(pk=message.facts["offer_id"])


def _about(entry: WaitingListEntry) -> dict[str, object]:
    return {
        **_about_run(entry.run),
        "entry": entry,
        "run_cancelled": entry.status == EntryStatus.RUN_CANCELLED,
        "page": settings.SITE_ADDRESS + reverse("bookings:waiting_entry", args=[entry.uuid]),
    }


def _about_run(run: CourseRun) -> dict[str, object]:
    held = list(run.sessions.planned())
    return {
        "run": run,
        "course": run.course,
        "when": dates.run_words(held),
        "place": run.venue.address_line if run.venue else "Online",
        "first_day": wording.date_words(held[0].starts_at) if held else "",
        "courses_page": parts.courses_page(),
    }


def _first_to_come(run: CourseRun, *, at: dt.datetime) -> dict[str, object]:
    """Return when and where an offered place begins, for a text."""
    planned = run.sessions.planned().select_related("venue").order_by("starts_at", "pk")
    first = next((one for one in planned if one.starts_at > at), None)
    if first is None:
        return {}
    venue = first.venue or (None if run.mode == DeliveryMode.ONLINE else run.venue)
    return {
        "first_when": wording.when_words(first.starts_at, first.ends_at),
        "where": short_place(venue.address_line) if venue else "online",
    }


def _book_path(run: CourseRun) -> str:
    return reverse("bookings:book_start", args=[run.uuid])
