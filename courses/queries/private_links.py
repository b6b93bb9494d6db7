"""Finds the run that a private link leads to."""

from __future__ import annotations

from courses.enums import RunStatus
from courses.models import CourseRun


def run_with_key(key: str) -> CourseRun | None:
    """Return the run whose present private link has this key; drafts have none to show."""
    runs = CourseRun.objects.exclude(status=RunStatus.PREPARING)
    return runs.filter(private_key=key).first() if key else None
