"""The dates and places of a run as somebody who waits for it was told them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from courses.enums import DeliveryMode
from courses.queries import dates

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from courses.models import CourseRun, CourseSession

    # Which session, when it starts and ends, and where.
    DatesShown = list[list[str]]


def dates_shown(run: CourseRun, sessions: Iterable[CourseSession]) -> DatesShown:
    """Return what a run's dates and places are, to be kept and compared later."""
    is_online = run.mode == DeliveryMode.ONLINE
    return [
        [
            str(one.uuid),
            one.starts_at.astimezone(dt.UTC).isoformat(),
            one.ends_at.astimezone(dt.UTC).isoformat(),
            "" if is_online else str(one.venue_id or run.venue_id or ""),
        ]
        for one in dates.sessions_held(sessions)
    ]


def is_news(then: DatesShown, now: DatesShown, *, at: dt.datetime) -> bool:
    """Say whether something has changed about what is still to come."""
    return _to_come(then, at) != _to_come(now, at)


def _to_come(shown: Sequence[Sequence[str]], at: dt.datetime) -> list[Sequence[str]]:
    return [one for one in shown if dt.datetime.fromisoformat(one[2]) > at]
