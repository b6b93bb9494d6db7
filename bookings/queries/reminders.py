"""Which reminders are due: for every session of every booking, as often as its run reminds."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from accounts.models import Message
from bookings.models import Booking, SessionApology
from bookings.queries.reminder_times import is_too_late, reminder_at
from courses.enums import RunStatus
from courses.models import CourseSession
from home.queries import frame
from home.reminder_days import NONE, reminder_days

if TYPE_CHECKING:
    from collections.abc import Iterator


REMINDER = "reminder"
_TAUGHT = (RunStatus.OPEN, RunStatus.CLOSED)
_FURTHEST = dt.timedelta(days=31)


@dataclass(frozen=True, slots=True, kw_only=True)
class DueReminder:
    """One session that is to be reminded of now, and how many days before it that is."""

    session: CourseSession
    days: int
    since: dt.datetime

    def key(self, booking_id: int) -> str:
        """Return what makes this reminder to this student the only one; another time is another."""
        starts = int(self.session.starts_at.timestamp())
        return f"{REMINDER}:{booking_id}:{self.session.pk}:{self.days}:{starts}"


def due_reminders(at: dt.datetime) -> Iterator[DueReminder]:
    """Go through the sessions that somebody may have to be reminded of at this moment.

    A session that was changed after its reminder was due has just been told of, so it is left
    out; where two reminders are due at once, only the one nearest to the session is given.
    """
    usual = frame.college_settings().reminder_days
    sessions = (
        CourseSession.objects.planned()
        .filter(starts_at__gt=at, starts_at__lte=at + _FURTHEST, run__status__in=_TAUGHT)
        .select_related("run")
        .order_by("starts_at", "pk")
    )
    for session in sessions.iterator():
        due = [
            DueReminder(session=session, days=days, since=reminder_at(session, days))
            for days in reminder_days(session.run.reminder_days or usual or NONE)
        ]
        now = [one for one in due if one.since <= at and not is_too_late(session, one.days, at=at)]
        if now and session.changed_at <= now[-1].since:
            yield now[-1]


def bookings_to_remind(due: DueReminder) -> list[Booking]:
    """Return the places whose student has not had this reminder and should have it.

    Whoever booked after it was due knows the date already, and whoever has said that they
    cannot come to the session is not asked again.
    """
    excused = SessionApology.objects.standing().filter(booking=OuterRef("pk"), session=due.session)
    bookings = list(
        Booking.objects.active()
        .filter(run=due.session.run_id, booked_at__lt=due.since)
        .exclude(Exists(excused))
        .select_related("student")
        .order_by("pk")
    )
    keys = {due.key(booking.pk): booking for booking in bookings}
    known = Message.objects.filter(dedupe_key__in=keys).values_list("dedupe_key", flat=True)
    for key in known:
        del keys[key]
    return list(keys.values())
