"""Says why a run may not open for booking yet, in sentences the office can act on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from courses.enums import DeliveryMode, RunStatus, SessionStatus, TutorKind
from courses.models import CourseRun

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import QuerySet

_TUTORS_OF_A_RUN = 2


def missing_for_opening(run: CourseRun) -> list[str]:
    """List what a run still needs before people may book it; empty when nothing does."""
    missing = []
    if not any(one.status == SessionStatus.PLANNED for one in run.sessions.all()):
        missing.append("It has no sessions yet.")
    if run.mode != DeliveryMode.ONLINE and not run.venue_id:
        missing.append("It has no venue, and people come in person.")
    if not run.tutor_exception_reason.strip():
        kinds = [one.tutor.kind for one in run.run_tutors.all()]
        if len(kinds) < _TUTORS_OF_A_RUN:
            missing.append("It needs two tutors, or a written reason.")
        if TutorKind.PEER not in kinds:
            missing.append("It needs a peer tutor, or a written reason.")
    if not run.course.live:
        missing.append("Its course page is not published.")
    return missing


def worries_about(run: CourseRun, *, capacity: int) -> list[str]:
    """List what may be meant so of a run with so many places, and may be a slip."""
    if run.mode == DeliveryMode.ONLINE:
        return []
    rooms = [session.venue for session in run.sessions.planned().select_related("venue")]
    used = {run.venue, *rooms} - {None}
    return [
        f"{room} holds {room.room_capacity} people, and this run has {capacity} places. "
        "Check that everyone fits, the tutors too."
        for room in sorted(used, key=str)
        if room.room_capacity and capacity > room.room_capacity
    ]


def runs_being_prepared(*, at: dt.datetime) -> QuerySet[CourseRun]:
    """Return the runs of terms not yet over that wait to be opened, the next term first."""
    return (
        CourseRun.objects.filter(status=RunStatus.PREPARING, term__ends_on__gte=at.date())
        .select_related("course", "term", "venue")
        .prefetch_related("sessions", "run_tutors__tutor")
        .order_by("term__starts_on", "course__title", "id")
    )
