"""When we leave people in peace: pure sums with times of day."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

Hours = tuple[dt.time, dt.time]


_NOON = 12


def hour_words(time: dt.time) -> str:
    """Write a time of day as people say it: 9pm, 8:30am, midnight."""
    if (time.hour % _NOON, time.minute) == (0, 0):
        return "12 noon" if time.hour else "midnight"
    minutes = f":{time.minute:02}" if time.minute else ""
    half = "am" if time.hour < _NOON else "pm"
    return f"{time.hour % _NOON or _NOON}{minutes}{half}"


def hours_words(hours: Hours | None) -> str:
    """Write hours as people say them, or nothing where there are none."""
    return f"{hour_words(hours[0])} to {hour_words(hours[1])}" if hours else ""


def end_of_quiet(hours: Hours | None, *, at: dt.datetime, zone: ZoneInfo) -> dt.datetime | None:
    """Return when the quiet hours that a moment falls into are over, or None outside them.

    Told by the clock on the wall: the night the clocks change is an hour shorter or longer.
    """
    if hours is None or hours[0] == hours[1]:
        return None
    start, end = hours
    local = at.astimezone(zone)
    wall = local.time()
    if start < end:
        if not start <= wall < end:
            return None
        day = local.date()
    elif wall >= start:
        day = local.date() + dt.timedelta(days=1)
    elif wall < end:
        day = local.date()
    else:
        return None
    return dt.datetime.combine(day, end, tzinfo=zone).astimezone(dt.UTC)
