"""Reckoning with the demo college's days: its terms, its breaks and patterns of dates.

Everything is counted from the day the demo is loaded, so that there is always a term that
is past, one that runs, one that can be booked and one that is being prepared.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterable

LONDON = ZoneInfo("Europe/London")
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)
WEEK = timedelta(days=7)

_SEASONS = ("Spring", "Summer", "Autumn")
_FIRST_MONTHS = (1, 5, 9)
_STILL_CHOOSING = (
    "We are still choosing the dates of this term with our students. Come back in a few weeks."
)


@dataclass(frozen=True, kw_only=True)
class TermDates:
    """One term of the college's year, with its breaks and the moment its booking opens."""

    name: str
    starts_on: date
    ends_on: date
    booking_opens_at: datetime
    holidays: tuple[tuple[str, date, date], ...]
    paused_note: str = ""

    def day(self, week: int, weekday: int) -> date:
        """Return a weekday of a week of teaching; weeks of a break are not counted."""
        monday = on_or_after(self.starts_on, MONDAY)
        while True:
            if not any(first <= monday <= last for _, first, last in self.holidays):
                week -= 1
            if week == 0:
                return monday + timedelta(days=weekday)
            monday += WEEK

    def weekly(self, week: int, weekday: int, count: int, *, every: int = 1) -> tuple[date, ...]:
        """Return so many days, one in each week of teaching, or in every second one."""
        return tuple(self.day(week + number * every, weekday) for number in range(count))


def local(day: date, at: time) -> datetime:
    """Return a time of day where the college is."""
    return datetime.combine(day, at, tzinfo=LONDON)


def on_or_after(day: date, weekday: int) -> date:
    """Return the first such weekday from this day on."""
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def last_sunday_of_october(year: int) -> date:
    """Return the night the clocks go back."""
    return on_or_after(date(year, 10, 25), SUNDAY)


def working_day(day: date) -> date:
    """Return the day itself, or the Monday after a weekend."""
    return on_or_after(day, MONDAY) if day.weekday() >= SATURDAY else day


def quiet_days(today: date) -> frozenset[date]:
    """Return the days around the turn of the year on which nobody teaches."""
    return frozenset(
        date(year, month, day)
        for year in (today.year, today.year + 1)
        for month, day in ((12, 24), (12, 25), (12, 26), (12, 31), (1, 1))
    )


def weekly(first: date, count: int, *, skipping: Iterable[date] = ()) -> tuple[date, ...]:
    """Return so many weekly days, leaving out those in a break."""
    left_out = frozenset(skipping)
    days: list[date] = []
    day = first
    while len(days) < count:
        if day not in left_out:
            days.append(day)
        day += WEEK
    return tuple(days)


def fortnightly(first: date, count: int) -> tuple[date, ...]:
    """Return so many days, two weeks apart."""
    return tuple(first + number * 2 * WEEK for number in range(count))


def on_days(first: date, *after: int) -> tuple[date, ...]:
    """Return a day and others, each so many days after it."""
    return (first, *(first + timedelta(days=days) for days in after))


def terms_around(today: date) -> tuple[TermDates, TermDates, TermDates, TermDates]:
    """Return the term before this one, this one, the next, and the one after that."""
    number = today.year * 3 + (today.month - 1) // 4
    last, now, coming, later = (_term(number + step) for step in (-1, 0, 1, 2))
    # The coming term can be booked whatever the day, and the one after it never can.
    opens = min(coming.booking_opens_at, local(today - timedelta(days=16), time(9)))
    coming = replace(coming, booking_opens_at=opens)
    return last, now, coming, replace(later, paused_note=_STILL_CHOOSING)


def _term(number: int) -> TermDates:
    """Describe the term with this number, counting three a year."""
    year, season = divmod(number, 3)
    starts_on = date(year, _FIRST_MONTHS[season], 1)
    next_year, next_season = divmod(number + 1, 3)
    ends_on = date(next_year, _FIRST_MONTHS[next_season], 1) - timedelta(days=1)
    return TermDates(
        name=f"{_SEASONS[season]} {year}",
        starts_on=starts_on,
        ends_on=ends_on,
        booking_opens_at=local(working_day(starts_on - timedelta(days=42)), time(9)),
        holidays=_holidays(year, season),
    )


def _holidays(year: int, season: int) -> tuple[tuple[str, date, date], ...]:
    """Return a term's breaks, as schools around Willowbrook have them."""
    if season == 0:
        half_term = on_or_after(date(year, 2, 13), MONDAY)
        return (("Half-term", half_term, half_term + timedelta(days=4)),)
    if season == 1:
        half_term = on_or_after(date(year, 5, 25), MONDAY)
        return (
            ("Half-term", half_term, half_term + timedelta(days=4)),
            ("Summer break", date(year, 8, 10), date(year, 8, 28)),
        )
    half_term = last_sunday_of_october(year) + timedelta(days=1)
    return (
        ("Half-term", half_term, half_term + timedelta(days=4)),
        ("Winter break", date(year, 12, 22), date(year, 12, 31)),
    )


def months_before(day: date, months: int) -> date:
    """Return the same day so many months earlier, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)
    return date(year, month + 1, min(day.day, last.day))
