"""Tells those who only wait for a run that its dates have changed; under the run's lock.

Calendars follow by themselves where somebody has a place (``calendar_updates``). Who waits has
no calendar of ours, and hears in words: once, as soon as the changes have rested.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings

from bookings.operations import moves, notices
from bookings.queries.dates_shown import dates_shown, is_news

if TYPE_CHECKING:
    from collections.abc import Sequence

    from courses.models import CourseRun, CourseSession


def tell_of_new_dates(run: CourseRun, sessions: Sequence[CourseSession], *, at: dt.datetime) -> int:
    """Tell everybody who waits for a run, or is offered a place, of its new dates; count them.

    Whoever heard of these dates already, or whose dates nobody has written down yet, hears
    nothing. Doing it again tells nobody twice.
    """
    moves.refuse_outside_transaction()
    now = dates_shown(run, sessions)
    newest = max([run.changed_at, *(one.changed_at for one in sessions)])
    has_rested = newest <= at - dt.timedelta(seconds=settings.CALENDAR_REST_SECONDS)
    told = 0
    for entry in run.waiting_list.live().select_related("student").in_order():
        is_changed = entry.dates_told is not None and is_news(entry.dates_told, now, at=at)
        if entry.dates_told == now or (is_changed and not has_rested):
            continue
        entry.dates_told = now
        entry.save(update_fields=["dates_told"])
        if is_changed and now:
            notices.tell_dates_changed(entry=entry, at=at)
            told += 1
    return told
