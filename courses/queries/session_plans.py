"""Works out the dates of a run's sessions from a pattern, and what they would clash with.

Nothing is written here: ``operations.runs.plan_sessions`` does that.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils import timezone

from courses.enums import DeliveryMode, Rhythm, RunStatus, SessionStatus
from courses.models import CourseSession
from home.queries import frame
from home.queries.bank_holidays import bank_holidays
from home.queries.wording import (
    date_words,
    day_and_month_words,
    list_words,
    time_words,
    times_words,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from courses.models import CourseRun, Term

_STEP_DAYS = {Rhythm.WEEKLY: 7, Rhythm.FORTNIGHTLY: 14, Rhythm.DAILY: 1}
_SATURDAY = 5
# However many days are skipped, a pattern is not followed further than this.
_LONGEST_SEARCH = 400


class TimeDoesNotExist(Exception):
    """The clocks jump over this time on this day. Carries the sentence to show."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """How a run's sessions are spread, in the college's own time."""

    rhythm: Rhythm
    starts: dt.time
    ends: dt.time
    first_on: dt.date | None = None
    count: int = 0
    chosen: tuple[dt.date, ...] = ()
    skips_weekends: bool = False
    skips_bank_holidays: bool = True


@dataclass(frozen=True, slots=True)
class PlannedDate:
    """One date of a pattern: a session to be, or a day left out and why."""

    day: dt.date
    starts_at: dt.datetime | None = None
    ends_at: dt.datetime | None = None
    skipped_because: str = ""
    warnings: tuple[str, ...] = ()


def college_zone() -> ZoneInfo:
    """Return the zone the college lives in, whatever zone a reader's screen is in."""
    return ZoneInfo(timezone.get_default_timezone_name())


def local_moment(day: dt.date, time: dt.time) -> dt.datetime:
    """Return the moment when the college's clock shows this time on this day.

    Of a time that comes twice, the first is meant. Raises TimeDoesNotExist for a time that the
    clocks jump over.
    """
    moment = dt.datetime.combine(day, time, tzinfo=college_zone())
    back = moment.astimezone(dt.UTC).astimezone(college_zone())
    if back.replace(tzinfo=None) != moment.replace(tzinfo=None):
        msg = (
            f"On {date_words(day)} the clocks go forward and there is no {time_words(time)}. "
            "Choose another time."
        )
        raise TimeDoesNotExist(msg)
    return moment


def planned_dates(pattern: Pattern, term: Term) -> list[PlannedDate]:
    """Return every date the pattern touches, in order: those to teach on and those left out.

    A chosen date is never left out, only warned about: somebody meant it. Raises
    TimeDoesNotExist, with a sentence for people.
    """
    breaks = {day: holiday.name for holiday in term.holidays.all() for day in holiday.days()}
    region = frame.college_settings().bank_holidays_of
    dates: list[PlannedDate] = []
    kept = 0
    for day in _candidates(pattern):
        reason = _reason_to_skip(day, pattern, breaks, region)
        if reason and pattern.rhythm != Rhythm.CHOSEN:
            dates.append(PlannedDate(day, skipped_because=reason))
            continue
        warnings = [f"This day is {reason}."] if reason else []
        if not term.starts_on <= day <= term.ends_on:
            warnings.append(f"This day is outside {term}.")
        dates.append(
            PlannedDate(
                day,
                starts_at=local_moment(day, pattern.starts),
                ends_at=local_moment(day, pattern.ends),
                warnings=tuple(warnings),
            )
        )
        kept += 1
        if pattern.rhythm != Rhythm.CHOSEN and kept == pattern.count:
            break
    # Days left out after the last session say nothing to anybody.
    while dates and dates[-1].skipped_because:
        dates.pop()
    return dates


def _candidates(pattern: Pattern) -> Iterator[dt.date]:
    if pattern.rhythm == Rhythm.CHOSEN:
        yield from sorted(set(pattern.chosen))
    elif pattern.first_on:
        step = dt.timedelta(days=_STEP_DAYS[pattern.rhythm])
        for number in range(_LONGEST_SEARCH):
            yield pattern.first_on + number * step


def _reason_to_skip(day: dt.date, pattern: Pattern, breaks: dict[dt.date, str], region: str) -> str:
    if day in breaks:
        return f"in {breaks[day]}"
    if pattern.skips_bank_holidays and day in bank_holidays(day.year, region):
        return f"a bank holiday, {bank_holidays(day.year, region)[day]}"
    if pattern.skips_weekends and day.weekday() >= _SATURDAY:
        return "at the weekend"
    return ""


def with_clashes(run: CourseRun, dates: list[PlannedDate]) -> list[PlannedDate]:
    """Add to each date a warning for every tutor or room that is busy then. Four queries.

    The run's own sessions come first: somebody may have made them already.
    """
    moments = [one for one in dates if one.starts_at and one.ends_at]
    if not moments:
        return dates
    others = list(
        CourseSession.objects.planned()
        .filter(
            starts_at__lt=max(one.ends_at for one in moments if one.ends_at),
            ends_at__gt=min(one.starts_at for one in moments if one.starts_at),
        )
        .exclude(run=run)
        .exclude(run__status=RunStatus.CANCELLED)
        .select_related("run__course", "run__venue", "venue")
        .prefetch_related("run__run_tutors__tutor")
    )
    tutor_ids = {one.tutor_id for one in run.run_tutors.all()}
    own = list(run.sessions.all())
    return [_with_clashes_of_one(run, _beside_own(one, own), others, tutor_ids) for one in dates]


def more_than_described(run: CourseRun, dates: list[PlannedDate]) -> str:
    """Say that a run would have more sessions than its course describes, or nothing."""
    described = len(run.course.session_outlines)
    own = list(run.sessions.all())
    there = sum(one.status == SessionStatus.PLANNED for one in own)
    new = {one.starts_at for one in dates if one.starts_at} - {one.starts_at for one in own}
    if not described or not new or there + len(new) <= described:
        return ""
    sessions = "1 session" if described == 1 else f"{described} sessions"
    if there >= described:
        has = f"This run has {'it' if described == 1 else 'them'} already."
    else:
        has = f"With these, this run would have {there + len(new)}."
    return f"The course page describes {sessions}. {has}"


def _beside_own(date: PlannedDate, own: list[CourseSession]) -> PlannedDate:
    """Say where the run has a session on that day already."""
    warnings = list(date.warnings)
    for session in own:
        starts_at = timezone.localtime(session.starts_at, college_zone())
        if date.starts_at is None or starts_at.date() != date.day:
            continue
        times = times_words(session.starts_at, session.ends_at)
        if session.status != SessionStatus.PLANNED:
            if session.starts_at == date.starts_at:
                warnings.append("This session was called off, so it is not made again.")
        elif session.starts_at == date.starts_at:
            warnings.append(f"This run has this session already, {times}. It stays as it is.")
        else:
            warnings.append(f"This run has another session on this day already, {times}.")
    return replace(date, warnings=tuple(warnings))


def _with_clashes_of_one(
    run: CourseRun, date: PlannedDate, others: list[CourseSession], tutor_ids: set[int]
) -> PlannedDate:
    if not date.starts_at or not date.ends_at:
        return date
    warnings = list(date.warnings)
    for other in others:
        if other.starts_at >= date.ends_at or other.ends_at <= date.starts_at:
            continue
        what = f"“{other.run.course}” on {day_and_month_words(other.starts_at)}"
        busy = [t.tutor.name for t in other.run.run_tutors.all() if t.tutor_id in tutor_ids]
        if busy:
            verb = "teaches" if len(busy) == 1 else "teach"
            warnings.append(f"{list_words(busy)} {verb} {what} then.")
        if run.mode != DeliveryMode.ONLINE and run.venue_id and _place_of(other) == run.venue_id:
            warnings.append(f"{run.venue} is taken by {what} then.")
    return PlannedDate(date.day, date.starts_at, date.ends_at, "", tuple(warnings))


def _place_of(session: CourseSession) -> int | None:
    if session.run.mode == DeliveryMode.ONLINE:
        return None
    return session.venue_id or session.run.venue_id
