"""Who is being told something, and how: read from the outbox for the office's previews."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from accounts.enums import Channel
from accounts.models import Message
from bookings.models import Offer
from home.queries import wording

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

# What each kind of message says, as the end of “will be told that …”.
_SAYS = {
    "booking_confirmed": "the place is booked",
    "booking_cancelled": "the place is given up",
    "on_the_list": "they are on the waiting list",
    "place_offered": "a place is offered to them",
    "place_free": "a place is free at short notice, and they are asked",
    "waiting_dates": "the dates they wait for have changed",
    "offer_ran_out": "the time to answer is over",
    "list_ended": "nobody can join these dates any more",
    "course_runs": "the course can be booked",
    "answered_for": "their turn was let go, and how to take that back",
    "helper_added": "somebody helps them",
    "helper_removed": "somebody does not help them any more",
}
# Parts of a confirmation that travel by themselves.
_PARTS = frozenset({"session_invited", "session_uninvited"})
_HOW = {
    Channel.EMAIL: "by email",
    Channel.TEXT: "by text message",
    Channel.PHONE: "by phone: the office rings them",
    Channel.LETTER: "by letter: the office posts it",
}


@dataclass(frozen=True, slots=True)
class Told:
    """One person who hears of one thing."""

    student_name: str
    channel: Channel
    says: str
    held_until: dt.datetime | None = field(default=None, compare=False)
    """Until when a place is held for them, where one is."""

    @property
    def how(self) -> str:
        """Say how the word reaches them."""
        return how_words(self.channel)


def how_words(channel: Channel) -> str:
    """Say how somebody hears from the college, and who does it."""
    return _HOW[channel]


def newest_message() -> int:
    """Return a mark after which new messages can be told apart."""
    newest = Message.objects.order_by("-pk").values_list("pk", flat=True).first()
    return newest or 0


def told_since(mark: int, *, at: dt.datetime) -> list[Told]:
    """Return who was told what by the step taken at this moment, in the order it was written."""
    rows = list(
        Message.objects.filter(pk__gt=mark, created_at=at, student__isnull=False)
        .exclude(kind__in=_PARTS)
        .order_by("pk")
        .values_list("student__name", "channel", "kind", "facts__offer_id")
    )
    offered = [offer_id for *_, kind, offer_id in rows if kind == "place_offered"]
    held = (
        dict(Offer.objects.filter(pk__in=offered).values_list("pk", "answer_by")) if offered else {}
    )
    return [
        Told(name, Channel(channel), _SAYS.get(kind, "something has changed"), held.get(offer_id))
        for name, channel, kind, offer_id in rows
    ]


def freed_words(name: str, told: Iterable[Told], *, otherwise: str) -> str:
    """Say what becomes of a place that a student gives up, naming whom it is held for.

    ``otherwise`` says why it is offered to nobody, where it is.
    """
    held = [
        f"{one.student_name} until {wording.moment_words(one.held_until)}"
        for one in told
        if one.held_until
    ]
    if held:
        return f"{name}'s place is freed and held for {wording.list_words(held)}."
    booked = [one.student_name for one in told if one.says == _SAYS["booking_confirmed"]]
    if booked:
        return f"{name}'s place is freed and goes to {wording.list_words(booked)}."
    return f"{name}'s place is freed. {otherwise}"


def told_words(told: Iterable[Told]) -> str:
    """Count who is being told, naming nobody."""
    channels = [one.channel for one in told]
    if not channels:
        return "Nobody needs to be told."
    counts = {
        "by email": channels.count(Channel.EMAIL),
        "by text message": channels.count(Channel.TEXT),
        "by phone (the office rings)": channels.count(Channel.PHONE),
        "by letter (the office posts it)": channels.count(Channel.LETTER),
    }
    parts = [f"{count} {how}" for how, count in counts.items() if count]
    return f"Being told: {wording.list_words(parts)}."
