"""The dates anybody may put in a calendar or a news reader."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db.models import Prefetch

from courses.enums import DeliveryMode, RunStatus
from courses.models import CourseRun, CourseSession, Topic
from courses.queries import course_page, prospectus

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from courses.models import Venue
    from courses.queries.prospectus import RunDates

# A reader shows what is new; whoever wants everything has the calendar and the prospectus.
NEWEST = 50


@dataclass(frozen=True, slots=True)
class PublicRun:
    """One run that can be booked now, with what is still to come, cancelled or not."""

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


def open_runs(
    at: dt.datetime, *, topic: Topic | None = None, venue: Venue | None = None
) -> list[PublicRun]:
    """Return the runs of published courses that people can book or wait for, in two queries.

    The soonest first; none of which booking has not begun, or that it is too late to join.
    Only those of one topic, or with something still to come at one place, where that is asked.
    """
    sessions = CourseSession.objects.select_related("venue").order_by("starts_at")
    runs = (
        CourseRun.objects.listed()
        .ending_after(at)
        .filter(status=RunStatus.OPEN, course__live=True, course__view_restrictions__isnull=True)
        .select_related("course", "term", "venue")
        .prefetch_related(Prefetch("sessions", sessions))
    )
    if topic:
        runs = runs.filter(course__topics=topic)
    described = [prospectus.describe(run, at=at) for run in runs]
    shown = [_public(dates, at) for dates in described if dates.is_booking_now]
    if venue:
        there = [replace(one, coming=_at(one, venue)) for one in shown]
        shown = [one for one in there if one.coming]
    return sorted(shown, key=lambda one: (one.dates.next_starts_at, one.run.pk))


def _place_of(one: PublicRun, session: CourseSession) -> Venue | None:
    own = None if one.run.mode == DeliveryMode.ONLINE else one.run.venue
    return session.venue or own


def _at(one: PublicRun, venue: Venue) -> list[CourseSession]:
    """Return what is still to come at one place."""
    return [session for session in one.coming if _place_of(one, session) == venue]


@dataclass(frozen=True, slots=True)
class Calendars:
    """The topics and places that have a calendar of their own: those with open dates."""

    topics: Sequence[Topic]
    venues: Sequence[Venue]


def calendars_on_offer(at: dt.datetime) -> Calendars:
    """Return every topic and place with open dates, in four queries."""
    runs = open_runs(at)
    courses = {one.run.course_id for one in runs}
    places = {_place_of(one, session) for one in runs for session in one.coming}
    venues = [place for place in places if place]
    return Calendars(
        topics=list(Topic.objects.filter(courses__in=courses).distinct()),
        venues=sorted(venues, key=lambda venue: venue.name),
    )


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
    """Return the open runs that people can join now, if there is room, the newest first."""
    return sorted(open_runs(at), key=lambda one: one.opened_at, reverse=True)[:NEWEST]
