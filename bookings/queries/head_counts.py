"""Reads head counts: the one that holds, and those before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import OuterRef, Subquery

from bookings.models import HeadCount
from courses.queries import dates

if TYPE_CHECKING:
    import datetime as dt

    from courses.models import CourseRun, CourseSession


def latest_count(session: OuterRef) -> Subquery:
    """Return the expression for the count that holds for a session."""
    counts = HeadCount.objects.filter(session=session).order_by("-at", "-pk")
    return Subquery(counts.values("count")[:1])


def counts_of(session: CourseSession) -> list[HeadCount]:
    """Return every count of a session, the one that holds first."""
    counts = HeadCount.objects.filter(session=session).select_related("by")
    return list(counts.order_by("-at", "-pk"))


def counts_by_session(
    run: CourseRun, *, at: dt.datetime
) -> list[tuple[CourseSession, HeadCount | None]]:
    """Return each session of a drop-in that has begun, with the count that holds: one query."""
    counts = HeadCount.objects.filter(session__run=run).select_related("by")
    # The latest of each session is read last.
    holds = {count.session_id: count for count in counts.order_by("at", "pk")}
    begun = [one for one in dates.sessions_held(run.sessions.all()) if one.starts_at <= at]
    return [(session, holds.get(session.pk)) for session in begun]
