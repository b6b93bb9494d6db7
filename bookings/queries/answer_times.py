"""Until when an offered place is held: long enough to think, and never in the night.

An offer is held for the college's hours (48 unless it says otherwise), or for half of the
time that is left where that is shorter, so that somebody else can still have the place. It
ends two hours before the first session at the latest, and never between 8pm and 8am, on a
weekend or on a bank holiday: then it is held until noon of the next working day.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils import timezone

from courses.queries import dates
from home.queries import frame
from home.queries.bank_holidays import bank_holidays

if TYPE_CHECKING:
    from collections.abc import Iterable

    from courses.models import CourseRun, CourseSession

EARLIEST = dt.time(8)
LATEST = dt.time(20)
BEFORE_THE_START = dt.timedelta(hours=2)
# Nobody is asked to decide in less; whoever is next is rung up instead.
SHORTEST = dt.timedelta(hours=2)
_NOON = dt.time(12)
_A_DAY = dt.timedelta(days=1)
_QUARTER = dt.timedelta(minutes=15)
_SATURDAY = 5


def answer_by(
    *, at: dt.datetime, hours: int, sessions: Iterable[CourseSession], region: str
) -> dt.datetime | None:
    """Return until when an offer made at ``at`` is held (UTC), or None where there is no time.

    ``sessions`` are the run's that take place. The times of day are the college's own.
    """
    coming = sorted(session.starts_at for session in sessions if session.starts_at > at)
    if not coming:
        return None
    latest = coming[0] - BEFORE_THE_START
    wanted = at + min(dt.timedelta(hours=hours), (latest - at) / 2)
    wanted = max(wanted, at + SHORTEST)
    wanted += (dt.datetime.min.replace(tzinfo=dt.UTC) - wanted) % _QUARTER
    held_until = _not_before(wanted, region)
    if held_until > latest:
        held_until = _not_after(latest, region)
    return held_until if held_until >= at + SHORTEST else None


def answer_by_for(
    run: CourseRun, sessions: Iterable[CourseSession], *, at: dt.datetime
) -> dt.datetime | None:
    """Return until when a place on a run is held that is offered at ``at``, by the college's rules.

    Counted to the last session that somebody can still join by.
    """
    college = frame.college_settings()
    return answer_by(
        at=at,
        hours=college.offer_hours,
        sessions=dates.sessions_to_join(run, sessions),
        region=college.bank_holidays_of,
    )


def is_kind(moment: dt.datetime, region: str) -> bool:
    """Say whether an offer may end at this moment."""
    local = timezone.localtime(moment, timezone.get_default_timezone())
    return _is_working_day(local.date(), region) and EARLIEST <= local.time() <= LATEST


def _is_working_day(day: dt.date, region: str) -> bool:
    return day.weekday() < _SATURDAY and day not in bank_holidays(day.year, region)


def _not_before(moment: dt.datetime, region: str) -> dt.datetime:
    """Return the moment itself, or noon of the next working day."""
    if is_kind(moment, region):
        return moment
    local = timezone.localtime(moment, timezone.get_default_timezone())
    day = local.date()
    if local.time() > LATEST:
        day += _A_DAY
    while not _is_working_day(day, region):
        day += _A_DAY
    return _local(day, _NOON)


def _not_after(moment: dt.datetime, region: str) -> dt.datetime:
    """Return the moment itself, or the end of the working day before."""
    if is_kind(moment, region):
        return moment
    local = timezone.localtime(moment, timezone.get_default_timezone())
    day = local.date()
    if local.time() < EARLIEST:
        day -= _A_DAY
    while not _is_working_day(day, region):
        day -= _A_DAY
    return _local(day, LATEST)


def _local(day: dt.date, time: dt.time) -> dt.datetime:
    zone = timezone.get_default_timezone()
    return dt.datetime.combine(day, time, tzinfo=zone).astimezone(dt.UTC)
