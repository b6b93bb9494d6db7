"""Time zones in calendar files: a short VTIMEZONE with a yearly rule for each clock change.

Calendars disagree about long lists of change dates (RDATE); a yearly rule each for summer
and winter time is read alike by all of them. A zone that no such rules describe gets
none, and its times are then written in UTC.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard
from icalendar.prop import vRecur

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

# The rules are written as if they had always held; sessions before this year get UTC times.
FIRST_YEAR = 1971
_RULES_SINCE = 1970
_YEARS_TO_STUDY = 12
_DAYS_IN_WEEK = 7
_SHORTEST = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True)
class _Change:
    """One clock change, as the clock on the wall showed it just before."""

    wall: datetime
    before: timedelta
    after: timedelta
    name: str


@dataclass(frozen=True, slots=True)
class _YearlyRule:
    """A weekday of a month: the n-th (-1 for the last), or the first one from a day on."""

    month: int
    weekday: int
    nth: int = 0
    from_day: int = 0

    def falls_on(self, day: date) -> bool:
        """Tell whether the rule picks this day."""
        if (day.month, day.weekday()) != (self.month, self.weekday):
            return False
        if self.from_day:
            return self.from_day <= day.day < self.from_day + _DAYS_IN_WEEK
        if self.nth < 0:
            return day.day + _DAYS_IN_WEEK > monthrange(day.year, day.month)[1]
        return (day.day - 1) // _DAYS_IN_WEEK + 1 == self.nth

    def first_since(self, year: int) -> date:
        """Find the day the rule picks in a year."""
        days = (date(year, self.month, n + 1) for n in range(monthrange(year, self.month)[1]))
        return next(day for day in days if self.falls_on(day))

    def as_recurrence(self) -> vRecur:
        """Write the rule as a yearly RRULE (RFC 5545 3.6.5)."""
        weekday = _WEEKDAYS[self.weekday]
        parts: dict[str, object] = {"FREQ": "YEARLY", "BYMONTH": self.month}
        if self.from_day:
            parts["BYMONTHDAY"] = list(range(self.from_day, self.from_day + _DAYS_IN_WEEK))
            parts["BYDAY"] = weekday
        else:
            parts["BYDAY"] = f"{self.nth}{weekday}"
        return vRecur(parts)


@lru_cache(maxsize=64)
def timezone_for(zone: ZoneInfo, first_year: int, last_year: int) -> Timezone | None:
    """Write the zone's VTIMEZONE for sessions in these years, or None if no rules describe it."""
    if first_year < FIRST_YEAR:
        return None
    changes = tuple(_changes(zone, first_year - 1, last_year + _YEARS_TO_STUDY))
    needed = [change for change in changes if change.wall.year <= last_year + 1]
    timezone = Timezone()
    timezone.add("TZID", zone.key)
    if not needed:
        offset = _offset(zone, datetime(first_year, 1, 1, tzinfo=UTC))
        if offset is None:
            return None
        name = datetime(first_year, 1, 1, tzinfo=zone).tzname() or zone.key
        steady = _Change(datetime(_RULES_SINCE, 1, 1), offset, offset, name)  # noqa: DTZ001 -- a wall clock time
        timezone.add_component(_observance(steady, None))
        return timezone
    studied = range(first_year - 1, last_year + _YEARS_TO_STUDY + 1)
    pair = _two_observances(changes, studied) or _two_observances(
        tuple(needed), range(first_year - 1, last_year + 2)
    )
    if pair is None:
        return None
    for observance in pair:
        timezone.add_component(observance)
    return timezone


def can_be_written(zone: ZoneInfo, wall: datetime) -> bool:
    """Tell whether a time on the wall clock means exactly one moment in this zone.

    It does not in the hour skipped in spring and in the hour that comes twice in autumn.
    """
    early, late = wall.replace(tzinfo=zone, fold=0), wall.replace(tzinfo=zone, fold=1)
    same = early.utcoffset() == late.utcoffset()
    return same and early.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == wall


def _two_observances(
    changes: tuple[_Change, ...], years: range
) -> tuple[TimezoneStandard | TimezoneDaylight, ...] | None:
    """Find one rule for going back and one for going forward that hold in all these years."""
    forward = [change for change in changes if change.after > change.before]
    back = [change for change in changes if change.after < change.before]
    written = []
    for group in (back, forward):
        shape = {(change.before, change.after, change.wall.time()) for change in group}
        rule = _rule_for([change.wall.date() for change in group])
        if len(shape) != 1 or rule is None or [change.wall.year for change in group] != list(years):
            return None
        written.append(_observance(group[0], rule))
    return tuple(written)


def _rule_for(days: list[date]) -> _YearlyRule | None:
    """Find the yearly rule that picks exactly these days, one in each year."""
    if not days or len({day.year for day in days}) != len(days):
        return None
    day = days[0]
    month, weekday = day.month, day.weekday()
    starts = range(max(1, day.day - _DAYS_IN_WEEK + 1), day.day + 1)
    candidates = [
        _YearlyRule(month, weekday, nth=-1),
        _YearlyRule(month, weekday, nth=(day.day - 1) // _DAYS_IN_WEEK + 1),
        # A window that ran past the month's end would pick no day in some years.
        *(
            _YearlyRule(month, weekday, from_day=start)
            for start in starts
            if start + _DAYS_IN_WEEK - 1 <= _SHORTEST[month - 1]
        ),
    ]
    return next((rule for rule in candidates if all(map(rule.falls_on, days))), None)


def _observance(change: _Change, rule: _YearlyRule | None) -> TimezoneStandard | TimezoneDaylight:
    summer = change.after > change.before
    part = TimezoneDaylight() if summer else TimezoneStandard()
    starts = change.wall
    if rule is not None:
        starts = datetime.combine(rule.first_since(_RULES_SINCE), change.wall.time())
        part.add("RRULE", rule.as_recurrence())
    part.add("DTSTART", starts)
    part.add("TZOFFSETFROM", change.before)
    part.add("TZOFFSETTO", change.after)
    part.add("TZNAME", change.name)
    return part


def _changes(zone: ZoneInfo, first_year: int, last_year: int) -> Iterator[_Change]:
    """Walk through the years and give every clock change, exact to the minute."""
    day = timedelta(days=1)
    moment = datetime(first_year, 1, 1, tzinfo=UTC)
    end = datetime(last_year + 1, 1, 1, tzinfo=UTC)
    before = _offset(zone, moment)
    while moment < end:
        after = _offset(zone, moment + day)
        if before is not None and after is not None and after != before:
            at = _minute_of_change(zone, moment, moment + day)
            name = at.astimezone(zone).tzname() or zone.key
            yield _Change((at + before).replace(tzinfo=None), before, after, name)
        before, moment = after, moment + day


def _minute_of_change(zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    start = _offset(zone, low)
    while high - low > timedelta(minutes=1):
        half = low + timedelta(minutes=(high - low) // timedelta(minutes=2))
        if _offset(zone, half) == start:
            low = half
        else:
            high = half
    return high


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta | None:
    return moment.astimezone(zone).utcoffset()
