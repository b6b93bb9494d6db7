"""Reads head counts: the one that holds, and those before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import OuterRef, Subquery

from bookings.models import HeadCount

if TYPE_CHECKING:
    from courses.models import CourseSession


def latest_count(session: OuterRef) -> Subquery:
    """Return the expression for the count that holds for a session."""
    counts = HeadCount.objects.filter(session=session).order_by("-at", "-pk")
    return Subquery(counts.values("count")[:1])


def counts_of(session: CourseSession) -> list[HeadCount]:
    """Return every count of a session, the one that holds first."""
    counts = HeadCount.objects.filter(session=session).select_related("by")
    return list(counts.order_by("-at", "-pk"))
