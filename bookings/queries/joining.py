"""Says when the link to join online is shown to those with a place."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from courses.enums import DeliveryMode, SessionStatus

if TYPE_CHECKING:
    from collections.abc import Iterable

    from courses.models import CourseRun, CourseSession


def has_joining_link(run: CourseRun) -> bool:
    """Say whether a run can be joined online, now or later."""
    return run.mode != DeliveryMode.IN_PERSON and bool(run.online_link)


def joining_link_shown(
    run: CourseRun, sessions: Iterable[CourseSession], *, at: dt.datetime
) -> str:
    """Return the link to join a run online, or nothing where it has none, or not yet.

    A run may show it only from some days before its first session on. Whether the person
    has a place is for the caller to know.
    """
    if not has_joining_link(run):
        return ""
    if run.online_link_days is None:
        return run.online_link
    starts = [one.starts_at for one in sessions if one.status == SessionStatus.PLANNED]
    first = min(starts, default=None)
    waits = first is None or at < first - dt.timedelta(days=run.online_link_days)
    return "" if waits else run.online_link
