"""Who is being told something, and how: read from the outbox for the office's previews."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts.enums import Channel
from accounts.models import Message
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
    "offer_ran_out": "the time to answer is over",
    "list_ended": "nobody can join these dates any more",
    "course_runs": "the course can be booked",
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
    rows = (
        Message.objects.filter(pk__gt=mark, created_at=at, student__isnull=False)
        .exclude(kind__in=_PARTS)
        .order_by("pk")
        .values_list("student__name", "channel", "kind")
    )
    return [
        Told(name, Channel(channel), _SAYS.get(kind, "something has changed"))
        for name, channel, kind in rows
    ]


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
