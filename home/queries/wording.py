"""How the college writes dates, times and lists: one place, used by every page and message.

“Tuesday 12 January 2027, 10am to 12 noon.” Times are turned to the college's own zone first.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    from collections.abc import Sequence

MINUTES_IN_HOUR = 60
NOON = 12
DAYS_IN_WEEK = 7
_SOON = ("today", "tomorrow")


def local_date(moment: date | datetime) -> date:
    """Return the day a moment falls on where the college is."""
    if isinstance(moment, datetime):
        return timezone.localtime(moment).date() if timezone.is_aware(moment) else moment.date()
    return moment


def date_words(moment: date | datetime) -> str:
    """Write a day in full: “Tuesday 12 January 2027”."""
    day = local_date(moment)
    return f"{day:%A} {day.day} {day:%B} {day.year}"


def short_date_words(moment: date | datetime) -> str:
    """Write a day for a narrow table: “Tue 12 Jan 2027”."""
    day = local_date(moment)
    return f"{day:%a} {day.day} {day:%b} {day.year}"


def day_and_month_words(moment: date | datetime) -> str:
    """Write a day whose year is clear from what is around it: “Tuesday 12 January”."""
    day = local_date(moment)
    return f"{day:%A} {day.day} {day:%B}"


def month_words(moment: date | datetime) -> str:
    """Write a month: “January 2027”."""
    day = local_date(moment)
    return f"{day:%B} {day.year}"


def time_words(moment: time | datetime) -> str:
    """Write a time of day: “10am”, “2:30pm”, “12 noon”, “12 midnight”."""
    if isinstance(moment, datetime) and timezone.is_aware(moment):
        moment = timezone.localtime(moment)
    if moment.minute == 0 and moment.hour == NOON:
        return "12 noon"
    if moment.minute == 0 and moment.hour == 0:
        return "12 midnight"
    half = "am" if moment.hour < NOON else "pm"
    hour = moment.hour % NOON or NOON
    return f"{hour}:{moment.minute:02}{half}" if moment.minute else f"{hour}{half}"


def times_words(starts_at: time | datetime, ends_at: time | datetime) -> str:
    """Write from when to when: “10am to 12 noon”."""
    return f"{time_words(starts_at)} to {time_words(ends_at)}"


def when_words(starts_at: datetime, ends_at: datetime) -> str:
    """Write one session: “Tuesday 12 January 2027, 10am to 12 noon”.

    A session that ends on another day names both days.
    """
    if local_date(starts_at) == local_date(ends_at):
        return f"{date_words(starts_at)}, {times_words(starts_at, ends_at)}"
    return (
        f"{date_words(starts_at)}, {time_words(starts_at)} "
        f"to {date_words(ends_at)}, {time_words(ends_at)}"
    )


def moment_words(moment: datetime) -> str:
    """Write one moment: “Wednesday 2 December 2026 at 3pm”."""
    return f"{date_words(moment)} at {time_words(moment)}"


def date_range_words(first: date | datetime, last: date | datetime) -> str:
    """Write the span of a run: “12 January to 2 February 2027”, or one day in full."""
    start, end = local_date(first), local_date(last)
    if start == end:
        return date_words(start)
    if start.year != end.year:
        return f"{start.day} {start:%B} {start.year} to {end.day} {end:%B} {end.year}"
    if start.month != end.month:
        return f"{start.day} {start:%B} to {end.day} {end:%B} {end.year}"
    return f"{start.day} to {end.day} {end:%B} {end.year}"


def duration_words(length: timedelta | int) -> str:
    """Write a length of time, given as a timedelta or minutes: “1 hour 30 minutes”."""
    minutes = length if isinstance(length, int) else round(length.total_seconds() / 60)
    hours, rest = divmod(minutes, MINUTES_IN_HOUR)
    parts = []
    if hours:
        parts.append(f"{hours} hour{'' if hours == 1 else 's'}")
    if rest or not hours:
        parts.append(f"{rest} minute{'' if rest == 1 else 's'}")
    return " ".join(parts)


def days_until_words(moment: datetime, *, at: datetime) -> str:
    """Write how far off a day is, as people say it: “today”, “tomorrow”, “in one week”."""
    days = (local_date(moment) - local_date(at)).days
    weeks, rest = divmod(days, DAYS_IN_WEEK)
    if days < len(_SOON):
        return _SOON[max(days, 0)]
    if rest == 0:
        return "in one week" if weeks == 1 else f"in {weeks} weeks"
    return f"in {days} days"


def list_words(items: Sequence[object]) -> str:
    """Join names as people say them: “Amina, Tom and Grace”."""
    words = [str(item) for item in items]
    if len(words) > 1:
        return f"{', '.join(words[:-1])} and {words[-1]}"
    return "".join(words)
