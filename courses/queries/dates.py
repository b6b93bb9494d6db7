"""A run's dates in a few words, for lists where a table would be too much."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from courses.enums import SessionStatus
from home.queries import wording

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from courses.models import CourseRun, CourseSession


def sessions_held(sessions: Iterable[CourseSession]) -> list[CourseSession]:
    """Return the sessions that take place, in order; optional ones come as well."""
    return sorted(
        (session for session in sessions if session.status == SessionStatus.PLANNED),
        key=lambda session: session.starts_at,
    )


def sessions_to_join(run: CourseRun, sessions: Iterable[CourseSession]) -> list[CourseSession]:
    """Return the sessions at which people may still join the run, in order."""
    last = 1 if run.first_session_required else max(run.last_joining_session, 1)
    return sessions_held(sessions)[:last]


def is_needed_first(
    run: CourseRun, session: CourseSession, sessions: Iterable[CourseSession]
) -> bool:
    """Say whether a session is the first of a run that asks everybody to come to the first."""
    held = sessions_held(sessions) if run.first_session_required else []
    return bool(held) and held[0].pk == session.pk


def joining_ends_at(run: CourseRun, sessions: Iterable[CourseSession]) -> dt.datetime | None:
    """Return until when people may join a run that is booked; None without a date that is held.

    That is when the last session at which they may still join begins, or earlier where the
    run says so.
    """
    joining = sessions_to_join(run, sessions)
    if not joining:
        return None
    ends_at = joining[-1].starts_at
    return min(run.booking_closes_at, ends_at) if run.booking_closes_at else ends_at


def run_words(sessions: Iterable[CourseSession]) -> str:
    """Write when a run takes place, with its optional sessions named after the others."""
    held = sessions_held(sessions)
    main = [session for session in held if not session.is_optional]
    extra = [session for session in held if session.is_optional]
    if not main or not extra:
        return series_words(held)
    days = wording.list_words([wording.day_and_month_words(one.starts_at) for one in extra])
    return f"{series_words(main)}. If you like, also {days}"


def series_words(held: Sequence[CourseSession]) -> str:
    """Write when some sessions take place: “4 Tuesdays, 12 January to 2 February 2027”.

    A weekly series with a week left out is still called by its weekday. Times follow
    where all sessions share them. Of no sessions there is nothing to write.
    """
    if not held:
        return ""
    if len(held) == 1:
        return wording.when_words(held[0].starts_at, held[0].ends_at)
    starts = [timezone.localtime(session.starts_at) for session in held]
    ends = [timezone.localtime(session.ends_at) for session in held]
    weekdays = {start.weekday() for start in starts}
    days = f"{starts[0]:%A}s" if len(weekdays) == 1 else "sessions"
    if len(held) == 2 and starts[1].date() - starts[0].date() == timedelta(days=1):  # noqa: PLR2004 -- two days in a row
        days = "days"
    words = f"{len(held)} {days}, {wording.date_range_words(starts[0], starts[-1])}"
    if len({(start.time(), end.time()) for start, end in zip(starts, ends, strict=True)}) == 1:
        words += f", {wording.times_words(starts[0], ends[0])}"
    return words
