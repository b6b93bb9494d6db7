"""Finds the pattern in a run's dates: one recurring event, or a separate event each.

A series is one event with a rule (RFC 5545 3.3.10), EXDATE for weeks without a session and
RECURRENCE-ID for sessions that differ. Extra dates (RDATE) are not used, since many
calendars ignore them. A session on another day never jumps over a neighbour or lands on
its day, since Outlook refuses that.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from bookings.itip import zones

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from zoneinfo import ZoneInfo

    from bookings.itip.facts import SessionFacts

_WEEK = 7
_DAILY_STEPS = range(1, _WEEK)
_WEEKLY_STEPS = range(1, 5)
_MOST_DAYS_IN_A_WEEK = 5
_FEWEST_FOR_MIXED_DAYS = 4
# A session on another day than the rest spoils a pattern as much as three weeks left out.
_COST_OF_MOVING = 3
_LONGEST_SERIES_IN_DAYS = 800


@dataclass(frozen=True, slots=True)
class Rule:
    """How often: every `step` days, or every `step` weeks, on the named days if there are any."""

    frequency: str
    step: int
    weekdays: tuple[int, ...] = ()

    def days(self, first: date, last: date) -> list[date]:
        """List the rule's days from the first until one step after the last."""
        if self.weekdays:
            span = (last - first).days + _WEEK
            days = (first + timedelta(days=n) for n in range(span + 1))
            return [day for day in days if day.weekday() in self.weekdays]
        gap = self.step * (_WEEK if self.frequency == "WEEKLY" else 1)
        return [first + timedelta(days=n) for n in range(0, (last - first).days + gap + 1, gap)]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A series, in the wall-clock time of its zone.

    `slots` names, for each session in turn, the time at which the rule alone would have
    put it; `skipped` the times of the rule at which nothing takes place.
    """

    rule: Rule
    count: int
    first: datetime
    length: timedelta
    slots: tuple[datetime, ...]
    skipped: tuple[datetime, ...]


def series_or_singles(sessions: Sequence[SessionFacts], zone: ZoneInfo) -> Pattern | None:
    """Say how one recurring event can show all these sessions, or None for one event each.

    `sessions` are in the order of time and all take place. One session alone is no series.
    """
    if len(sessions) < 2:  # noqa: PLR2004 -- a series has a second time
        return None
    starts = [session.starts_at.astimezone(zone).replace(tzinfo=None) for session in sessions]
    ends = [session.ends_at.astimezone(zone).replace(tzinfo=None) for session in sessions]
    days = [start.date() for start in starts]
    crowded = any(later <= earlier for earlier, later in pairwise(days))
    overlapping = any(b.starts_at < a.ends_at for a, b in pairwise(sessions))
    if crowded or overlapping or (days[-1] - days[0]).days > _LONGEST_SERIES_IN_DAYS:
        return None
    if zones.timezone_for(zone, days[0].year - 1, days[-1].year + 1) is None:
        return None
    best = _best_fit(days)
    if best is None:
        return None
    usual = _usual_hours(sessions, starts, ends, best)
    return None if usual is None else _pattern(best, usual, zone)


@dataclass(frozen=True, slots=True)
class Layout:
    """How sessions stand in a calendar: those that are shown, and the pattern they follow."""

    shown: tuple[SessionFacts, ...]
    pattern: Pattern | None

    @property
    def is_one_event(self) -> bool:
        """Say whether one event, recurring or not, can show all of it."""
        return len(self.shown) == 1 or self.pattern is not None


def lay_out(sessions: Sequence[SessionFacts], zone: ZoneInfo) -> Layout:
    """Lay sessions out, those that are left out between others as gaps in the pattern.

    With the gaps the pattern stays the same when a session is left out, so that a series
    remains a series; what is left out before and after them helps where they show none alone.
    """
    in_order = sorted(sessions, key=lambda session: (session.starts_at, session.uid))
    shown = tuple(session for session in in_order if not session.cancelled)
    if len(shown) < 2:  # noqa: PLR2004 -- a series has a second time
        return Layout(shown, None)
    first, last = in_order.index(shown[0]), in_order.index(shown[-1])
    between = in_order[first : last + 1]
    pattern = series_or_singles(between, zone) if len(between) > len(shown) else None
    if pattern is None:
        pattern = series_or_singles(shown, zone)
        if pattern is not None or len(in_order) == len(between):
            return Layout(shown, pattern)
        pattern = series_or_singles(in_order, zone)
        between = in_order
    if pattern is None:
        return Layout(shown, None)
    slots = zip(between, pattern.slots, strict=True)
    return Layout(shown, _cut(pattern, [slot for one, slot in slots if not one.cancelled], zone))


def _cut(pattern: Pattern, kept: list[datetime], zone: ZoneInfo) -> Pattern | None:
    """Keep of a pattern what lies between the first and the last of these slots.

    None where the clocks change during the session that comes first then.
    """
    first, last = kept[0], kept[-1]
    times = [when for when in (*pattern.slots, *pattern.skipped) if first <= when <= last]
    if not _can_begin(first, pattern.length, zone):
        return None
    return replace(
        pattern,
        count=len(times),
        first=first,
        slots=tuple(kept),
        skipped=tuple(sorted(set(times) - set(kept))),
    )


def _can_begin(first: datetime, length: timedelta, zone: ZoneInfo) -> bool:
    """Say whether a series can begin with this session: it lasts as long by clock and by sun."""
    lasts = _moment(first + length, zone) - _moment(first, zone)
    return lasts == length and zones.can_be_written(zone, first + length)


@dataclass(frozen=True, slots=True)
class _Fit:
    """A rule laid over the dates: the rule's days, and which of them each session takes."""

    rule: Rule
    rule_days: tuple[date, ...]
    taken: tuple[int, ...]
    moved: frozenset[int]

    @property
    def cost(self) -> int:
        skipped = self.taken[-1] + 1 - len(self.taken)
        return _COST_OF_MOVING * len(self.moved) + skipped

    @property
    def sensible(self) -> bool:
        """Tell whether people would call it a pattern: it fits more often than it does not."""
        return self.cost <= len(self.taken)


def _best_fit(days: list[date]) -> _Fit | None:
    fits = [
        fit
        for rule in _rules(days)
        for first in _first_days(rule, days)
        if (fit := _lay_over(rule, first, days)) is not None and fit.sensible
    ]
    return min(fits, key=lambda fit: fit.cost, default=None)


def _rules(days: list[date]) -> Iterator[Rule]:
    """List the rules worth trying, the plainest first."""
    yield from (Rule("WEEKLY", step) for step in _WEEKLY_STEPS)
    yield from (Rule("DAILY", step) for step in _DAILY_STEPS)
    if len(days) < _FEWEST_FOR_MIXED_DAYS:
        return
    seen = Counter(day.weekday() for day in days)
    often = sorted(weekday for weekday, times in seen.items() if times > 1)
    for size in range(2, min(len(often), _MOST_DAYS_IN_A_WEEK) + 1):
        yield from (Rule("WEEKLY", 1, weekdays) for weekdays in combinations(often, size))


def _first_days(rule: Rule, days: list[date]) -> list[date]:
    """List the days on which the rule could begin, given that any session may be the odd one."""
    if rule.weekdays:
        nearby = (days[0] + timedelta(days=n) for n in range(-_WEEK + 1, _WEEK))
        return [day for day in nearby if day.weekday() in rule.weekdays]
    gap = rule.step * (_WEEK if rule.frequency == "WEEKLY" else 1)
    remainders = {(day - days[0]).days % gap for day in days}
    return sorted(
        {days[0] + timedelta(days=rest - back) for rest in remainders for back in (0, gap)}
    )


def _lay_over(rule: Rule, first: date, days: list[date]) -> _Fit | None:
    """Give each session one of the rule's days, in order, or None where it can't be done."""
    slots = rule.days(first, days[-1])
    place = {day: index for index, day in enumerate(slots)}
    taken: list[int] = []
    moved: set[int] = set()
    for index, day in enumerate(days):
        slot = place.get(day)
        if slot is None:
            after = bisect_left(slots, day)
            # The rule's day before if it is free, else the one after.
            nearest = (near for near in (after - 1, after) if _last(taken) < near < len(slots))
            slot = next(nearest, None)
            moved.add(index)
        if slot is None or slot <= _last(taken):
            return None
        taken.append(slot)
    start = taken[0]
    return _Fit(
        rule=rule,
        rule_days=tuple(slots[start : taken[-1] + 1]),
        taken=tuple(slot - start for slot in taken),
        moved=frozenset(moved),
    )


def _last(taken: list[int]) -> int:
    return taken[-1] if taken else -1


def _usual_hours(
    sessions: Sequence[SessionFacts],
    starts: list[datetime],
    ends: list[datetime],
    fit: _Fit,
) -> tuple[time, timedelta] | None:
    """Find the hours most sessions keep, among those on the rule's own days.

    A session during which the clocks change is left out: calendars disagree about whether
    it lasts as long by the clock or by the sun.
    """
    hours = Counter(
        (start.time(), end - start)
        for index, (session, start, end) in enumerate(zip(sessions, starts, ends, strict=True))
        if index not in fit.moved
        and end - start == session.ends_at.astimezone(UTC) - session.starts_at.astimezone(UTC)
    )
    return hours.most_common(1)[0][0] if hours else None


def _pattern(fit: _Fit, usual: tuple[time, timedelta], zone: ZoneInfo) -> Pattern | None:
    """Put the rule's days and the usual hours together, if every time can be written down."""
    start, length = usual
    times = [datetime.combine(day, start) for day in fit.rule_days]
    shortest = min((b - a for a, b in pairwise(times)), default=length)
    if length > shortest or not _can_begin(times[0], length, zone):
        return None
    if not all(zones.can_be_written(zone, when) for when in times):
        return None
    kept = set(fit.taken)
    return Pattern(
        rule=fit.rule,
        count=len(times),
        first=times[0],
        length=length,
        slots=tuple(times[index] for index in fit.taken),
        skipped=tuple(when for index, when in enumerate(times) if index not in kept),
    )


def _moment(wall: datetime, zone: ZoneInfo) -> datetime:
    return wall.replace(tzinfo=zone).astimezone(UTC)
