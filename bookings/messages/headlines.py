"""Says in a few words what is new about one session: a subject, a call's title, a text message.

It shows on locked telephones, so it names the time and no course, no person and no address.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from home.queries import wording

if TYPE_CHECKING:
    from bookings.itip.state import SessionState


def headline(
    was: SessionState | None, now: SessionState | None, *, is_discreet: bool = False
) -> str:
    """Tell how a session is from now on, and at what time it was, where that is another.

    Either is None where a calendar shows nothing of it. Who is discreet is told only times.
    """
    if now is None:
        return f"Off: {_when(was)}" if was else ""
    if was is None:
        return f"New: {_when(now)}"
    elsewhere = "" if is_discreet else _elsewhere(was, now)
    if was.starts_at != now.starts_at:
        return f"Now {_when(now)} (it was {_when_before(was, now)}){elsewhere and f', {elsewhere}'}"
    if was.ends_at != now.ends_at:
        ends, ended = wording.time_words(now.ends_at), wording.time_words(was.ends_at)
        until = f"it now ends at {ends}, not {ended}"
        return f"{_when(now)}: {until}{elsewhere and f', {elsewhere}'}"
    return f"{_when(now)}: {elsewhere or 'there is news'}"


def _when(one: SessionState) -> str:
    return f"{wording.day_and_month_words(one.starts_at)} at {wording.time_words(one.starts_at)}"


def _when_before(was: SessionState, now: SessionState) -> str:
    """Name the day it was on only where that was another."""
    if wording.local_date(was.starts_at) == wording.local_date(now.starts_at):
        return wording.time_words(was.starts_at)
    return _when(was)


def _elsewhere(was: SessionState, now: SessionState) -> str:
    """Say that one goes another way, not where to: an address is for the message itself."""
    if was.place != now.place:
        if not now.place:
            return "now online"
        return "now in another place" if was.place else "now not online"
    if was.link != now.link:
        return "there is a new link" if now.link else "the old link is off"
    return ""
