"""When a student is reminded of a session: days before at ten, or early on the day itself.

All times of day are the college's own, so a reminder keeps its hour when the clocks change.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    from courses.models import CourseSession

DAYS_BEFORE_AT = dt.time(10)
ON_THE_DAY_AT = dt.time(8)
# An early session is told of early enough to get ready, but nobody is woken.
BEFORE_THE_START = dt.timedelta(hours=2)
NEVER_BEFORE = dt.time(7)
# A reminder that could not go out on its day is dropped: "in two days" would be untrue.
LAST_HOUR = dt.time(20)


def reminder_at(session: CourseSession, days: int) -> dt.datetime:
    """Return when to remind of a session so many days before it (UTC)."""
    starts = _local(session.starts_at)
    if days:
        return _moment(starts.date() - dt.timedelta(days=days), DAYS_BEFORE_AT)
    early = _local(session.starts_at - BEFORE_THE_START)
    if early.date() < starts.date():
        return _moment(starts.date(), NEVER_BEFORE)
    at = min(ON_THE_DAY_AT, early.time())
    return _moment(starts.date(), max(at, NEVER_BEFORE))


def is_too_late(session: CourseSession, days: int, *, at: dt.datetime) -> bool:
    """Say whether the day on which this reminder makes sense is over."""
    if at >= session.starts_at:
        return True
    day = _local(session.starts_at).date() - dt.timedelta(days=days)
    return bool(days) and at >= _moment(day, LAST_HOUR)


def _local(moment: dt.datetime) -> dt.datetime:
    return timezone.localtime(moment, timezone.get_default_timezone())


def _moment(day: dt.date, time: dt.time) -> dt.datetime:
    local = dt.datetime.combine(day, time, tzinfo=timezone.get_default_timezone())
    return local.astimezone(dt.UTC)
