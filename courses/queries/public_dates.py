"""The dates anybody may put in a calendar or a news reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Prefetch

from courses.enums import RunStatus
from courses.models import CourseRun, CourseSession
from courses.queries import course_page, prospectus

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from courses.queries.prospectus import RunDates

# A reader shows what is new; whoever wants everything has the calendar and the prospectus.
NEWEST = 50


@dataclass(frozen=True, slots=True)
class PublicRun:
    """One run that is open, with every session still to come, cancelled ones among them."""

    title: str
    summary: str
    path: str
    dates: RunDates
    coming: Sequence[CourseSession]
    opened_at: dt.datetime

    @property
    def run(self) -> CourseRun:
        """Return the run itself."""
        return self.dates.run


def open_runs(at: dt.datetime) -> list[PublicRun]:
    """Return the runs of published courses that are open, soonest first, in two queries."""
    sessions = CourseSession.objects.select_related("venue").order_by("starts_at")
    runs = (
        CourseRun.objects.listed()
        .ending_after(at)
        .filter(status=RunStatus.OPEN, course__live=True, course__view_restrictions__isnull=True)
        .select_related("course", "term", "venue")
        .prefetch_related(Prefetch("sessions", sessions))
    )
    shown = [_public(prospectus.describe(run, at=at), at) for run in runs]
    return sorted(shown, key=lambda one: (one.dates.next_starts_at, one.run.pk))


def _public(dates: RunDates, at: dt.datetime) -> PublicRun:
    course = dates.run.course
    return PublicRun(
        title=course.title,
        summary=course.summary,
        path=course_page.address_of(course),
        dates=dates,
        coming=[session for session in dates.run.sessions.all() if session.ends_at > at],
        opened_at=dates.run.booking_opens_at or dates.run.term.booking_opens_at,
    )


def newest_open_runs(at: dt.datetime) -> list[PublicRun]:
    """Return the open runs whose booking has begun, the newest first."""
    begun = [one for one in open_runs(at) if one.opened_at <= at]
    return sorted(begun, key=lambda one: one.opened_at, reverse=True)[:NEWEST]
