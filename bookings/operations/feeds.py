"""Giving a login an address for its own calendars, replacing it, and ending it."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING

from django.db import transaction

from bookings.models import CalendarFeed
from bookings.queries import feeds

if TYPE_CHECKING:
    from accounts.models import User
    from bookings.enums import FeedKind


def make_feed(*, kind: FeedKind, by: User, at: dt.datetime) -> CalendarFeed:
    """Give a login a private address for its calendars; the one that it has stays as it is."""
    with transaction.atomic(durable=True):
        known = CalendarFeed.objects.select_for_update().filter(user=by, kind=kind).first()
        if known:
            return known
        feed = _with_new_address(CalendarFeed(user=by, kind=kind), at=at)
        CalendarFeed.objects.bulk_create([feed], ignore_conflicts=True)
        # Where the same button was pressed twice at once, the first stays.
        return CalendarFeed.objects.get(user=by, kind=kind)


def replace_feed(*, kind: FeedKind, by: User, at: dt.datetime) -> CalendarFeed | None:
    """Give a login another address; whoever has only the old one reads nothing any more.

    Returns None where there was none.
    """
    with transaction.atomic(durable=True):
        feed = CalendarFeed.objects.select_for_update().filter(user=by, kind=kind).first()
        if feed:
            _with_new_address(feed, at=at).save()
        return feed


def stop_feed(*, kind: FeedKind, by: User, at: dt.datetime) -> None:
    """End a login's address. Ending it twice is harmless."""
    del at
    CalendarFeed.objects.filter(user=by, kind=kind).delete()


def show_waiting(*, shows: bool, by: User, kind: FeedKind, at: dt.datetime) -> None:
    """Let the calendar show, or not, the courses that somebody waits for."""
    del at
    CalendarFeed.objects.filter(user=by, kind=kind).update(shows_waiting=shows)


def note_read(feed: CalendarFeed, *, mark: str, at: dt.datetime) -> None:
    """Remember when a calendar last read something new, and what that was.

    In the header that tells it there are only whole seconds, so each change has its own.
    """
    if feed.mark != mark:
        is_first = not feed.mark
        feed.changed_at = at if is_first else max(at, feed.changed_at + dt.timedelta(seconds=1))
        feed.mark = mark
    feed.read_at = at
    feed.save(update_fields=("changed_at", "mark", "read_at"))


def _with_new_address(feed: CalendarFeed, *, at: dt.datetime) -> CalendarFeed:
    feed.nonce = uuid.uuid4()
    feed.token_hash = feeds.hash_of(feeds.token_of(feed))
    feed.made_at, feed.changed_at = at, at
    feed.read_at, feed.mark = None, ""
    return feed
