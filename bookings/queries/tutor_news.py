"""Reads what the tutors of a run know of its dates, and which runs may have news for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q, Subquery
from wagtail.models import ModelLogEntry

from bookings.itip.state import LeftOut, SessionState, from_told
from bookings.models import TutorUpdate
from courses.enums import DeliveryMode, RunStatus, SessionStatus
from courses.models import CourseRun, CourseSession, Tutor

if TYPE_CHECKING:
    import datetime as dt

    from bookings.queries.calendars import RunFacts


def runs_to_look_at(*, at: dt.datetime) -> list[int]:
    """Return the runs with something to come that changed since the last look: one query."""
    newest = TutorUpdate.objects.filter(run=OuterRef("pk")).order_by("-pk")
    since = OuterRef("since")
    sessions = CourseSession.objects.filter(run=OuterRef("pk"))
    runs = CourseRun.objects.exclude(status=RunStatus.PREPARING).annotate(
        since=Subquery(newest.values("changes_since")[:1])
    )
    changed = (
        Q(since=None)
        | Q(changed_at__gt=F("since"))
        | Q(course__changed_at__gt=F("since"))
        | Q(venue__changed_at__gt=F("since"))
        | Exists(sessions.filter(Q(changed_at__gt=since) | Q(venue__changed_at__gt=since)))
    )
    found = runs.filter(Exists(sessions.ending_after(at)) & changed)
    return list(found.order_by("pk").values_list("pk", flat=True))


def states_of(facts: RunFacts) -> tuple[SessionState, ...]:
    """Return a run's sessions with what their tutors have to know: when, where, what, or off."""
    run = facts.run
    own = None if run.mode == DeliveryMode.ONLINE else run.venue
    is_off = run.status == RunStatus.CANCELLED
    return tuple(
        SessionState(
            uuid=one.uuid.hex,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            course=run.course.title,
            topic=one.title,
            place=venue.address_line if (venue := one.venue or own) else "",
            left_out=LeftOut.OFF if is_off or one.status != SessionStatus.PLANNED else LeftOut.NO,
        )
        for one in facts.sessions
    )


def states_told(update: TutorUpdate) -> list[SessionState]:
    """Return the sessions as tutors were told of them."""
    return [from_told(one) for one in update.sessions]


def last_told(run_id: int, *, before: int | None = None) -> TutorUpdate | None:
    """Return what the tutors of a run heard last, or last before another time."""
    updates = TutorUpdate.objects.filter(run=run_id)
    return (updates if before is None else updates.filter(pk__lt=before)).order_by("-pk").first()


def tutors_reached(run_id: int) -> list[Tutor]:
    """Return the tutors of a run to whom mail can go: those with a login that works."""
    tutors = Tutor.objects.filter(runs=run_id, is_active=True, user__is_active=True)
    return list(tutors.exclude(user__email="").select_related("user").order_by("name", "pk"))


def who_changed(run_id: int, *, since: dt.datetime) -> set[int | None]:
    """Return the logins that changed a run since a moment."""
    run = CourseRun(pk=run_id)
    entries = ModelLogEntry.objects.for_instance(run).filter(timestamp__gt=since)
    return set(entries.values_list("user_id", flat=True))
