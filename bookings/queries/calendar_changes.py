"""Finds the runs whose students' calendars may show something that is not so any more."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db.models import Exists, F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from bookings.enums import BookingStatus
from bookings.itip.state import WISHES_REACH_BACK
from bookings.models import Booking, CalendarEntry, SessionApology
from courses.models import CourseRun, CourseSession

if TYPE_CHECKING:
    from django.db.models import QuerySet

# What has no time of change, such as a tutor's name, is found by a look once a day.
_LOOK_AGAIN = dt.timedelta(hours=24)


def runs_to_look_at(*, at: dt.datetime) -> list[int]:
    """Return the runs that have something to come and changed since the last look.

    Those not long over as well, where a student may wish their calendar to tell more or less
    of it. Two queries, however many runs there are.
    """
    since = OuterRef("calendar__changes_since")
    sessions = CourseSession.objects.filter(run=OuterRef("pk"))
    bookings = Booking.objects.filter(run=OuterRef("pk"))
    entries = CalendarEntry.objects.filter(booking__run=OuterRef("pk")).shown_after(at)
    apologies = SessionApology.objects.filter(booking__run=OuterRef("pk"))
    left_behind = CalendarEntry.objects.left_behind().filter(booking__run=OuterRef("pk"))
    has_calendars = Exists(entries) | (
        Exists(sessions.ending_after(at)) & (Exists(bookings.active()) | Exists(left_behind))
    )
    has_wishes = Exists(bookings.active().filter(student__changed_at__gt=since))
    is_not_long_over = Exists(sessions.ending_after(at - WISHES_REACH_BACK))
    # A new reason why a calendar may show something else gets its line here.
    changed = (
        Q(calendar=None)
        | Q(calendar__looked_at__lt=at - _LOOK_AGAIN)
        | Q(changed_at__gt=F("calendar__changes_since"))
        | Q(course__changed_at__gt=F("calendar__changes_since"))
        | Q(venue__changed_at__gt=F("calendar__changes_since"))
        | Exists(sessions.filter(Q(changed_at__gt=since) | Q(venue__changed_at__gt=since)))
        | Exists(bookings.filter(changed_at__gt=since))
        | has_wishes
        | Exists(left_behind.filter(booking__student__changed_at__gt=since))
        | Exists(apologies.filter(Q(made_at__gt=since) | Q(withdrawn_at__gt=since)))
        | Q(pk__in=_link_has_become_due(at))
    )
    runs = CourseRun.objects.filter(has_calendars & changed | is_not_long_over & has_wishes)
    return list(runs.order_by("pk").values_list("pk", flat=True))


def _link_has_become_due(at: dt.datetime) -> list[int]:
    """Find the runs whose link to join is shown since the last look, as the start is near."""
    first = CourseSession.objects.planned().filter(run=OuterRef("pk")).order_by("starts_at")
    rows = (
        CourseRun.objects.exclude(online_link="")
        .filter(online_link_days__isnull=False, calendar__isnull=False)
        .annotate(first=Subquery(first.values("starts_at")[:1]))
        .filter(first__gt=at - dt.timedelta(days=1))
        .values_list("pk", "first", "online_link_days", "calendar__looked_at")
    )
    return [
        pk
        for pk, starts_at, days, looked_at in rows
        if looked_at < starts_at - dt.timedelta(days=days) <= at
    ]


def bookings_to_look_at(run_id: int, *, at: dt.datetime) -> QuerySet[Booking]:
    """Return a run's places, and those given up that a calendar still shows."""
    entries = CalendarEntry.objects.filter(booking=OuterRef("pk"))
    is_shown = Exists(entries.shown_after(at)) | Exists(entries.left_behind())
    bookings = Booking.objects.filter(run_id=run_id).select_related("student")
    return bookings.filter(Q(status__in=BookingStatus.ACTIVE) | is_shown)


def newest_of_bookings(run_id: int) -> list[dt.datetime]:
    """Return when somebody last gave up a place, or said that they cannot come, or can."""
    newest = SessionApology.objects.filter(booking__run=run_id).aggregate(
        newest=Max(Coalesce("withdrawn_at", "made_at"))
    )["newest"]
    return [newest] if newest else []
