"""The runs that the office can choose from when it books somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F, Min, Q
from django.utils import timezone

from bookings.enums import Refusal
from bookings.queries import by_hand
from bookings.queries.windows import booking_window
from courses.enums import RunStatus, SessionStatus
from courses.models import CourseRun
from courses.queries import dates
from home.queries.wording import moment_words, short_date_words, time_words

if TYPE_CHECKING:
    import datetime as dt

_MOST = 200


def runs_to_book(
    *,
    typed: str = "",
    without: CourseRun | None = None,
    course_first: int | None = None,
    at: dt.datetime | None = None,
) -> list[CourseRun]:
    """Return the runs that are not over, the next first, with their places, in two queries.

    Those that cannot be booked come last, with ``refusal`` saying why: a person may decide
    otherwise than a date. Drop-ins are left out. ``typed`` narrows them down by words of the
    course or of the run's name.
    """
    at = at or timezone.now()
    runs = (
        CourseRun.objects.filter(status__in=(RunStatus.OPEN, RunStatus.CLOSED), is_drop_in=False)
        .ending_after(at)
        .annotate(
            next_starts_at=Min(
                "sessions__starts_at",
                filter=Q(sessions__status=SessionStatus.PLANNED, sessions__ends_at__gt=at),
            ),
            spoken_for=by_hand.spoken_for(),
            waited_for=by_hand.waited_for(),
        )
        .select_related("course", "term", "venue")
        .prefetch_related("sessions")
    )
    if without:
        runs = runs.exclude(pk=without.pk)
    for word in typed.split():
        runs = runs.filter(Q(course__title__icontains=word) | Q(name__icontains=word))
    found: list[Any] = list(runs.order_by(F("next_starts_at").asc(nulls_last=True), "pk")[:_MOST])
    for run in found:
        held = dates.sessions_held(run.sessions.all())
        run.refusal = booking_window(run, held).refusal(at)
        run.has_begun = bool(held) and held[0].starts_at <= at
    others = course_first is not None
    found.sort(key=lambda run: (run.refusal is not None, others and run.course_id != course_first))
    return found


def state_words(run: CourseRun, *, at: dt.datetime) -> str:
    """Say whether a run can be booked at this moment; one that is ready may not be open yet."""
    if run.status != RunStatus.OPEN:
        return str(run.get_status_display())
    window = booking_window(run, run.sessions.all())
    refusal = window.refusal(at)
    if refusal == Refusal.NOT_OPEN_YET:
        return f"Ready: booking opens on {moment_words(window.opens_at)}"
    return str(refusal.label if refusal else run.get_status_display())


def free_words(run: Any) -> str:
    """Say how many places are free, and how many are waited for, as the page of places does."""
    waited_for = run.waited_for or 0
    free = max(run.capacity - (run.spoken_for - waited_for), 0)
    words = f"{free} free" if free else "full"
    return f"{words}, {waited_for} waited for" if waited_for else words


def run_in_a_line(run: Any) -> str:
    """Tell one run from the others in a list of choices: course, next date, place, room."""
    starts = run.next_starts_at
    when = f"{short_date_words(starts)}, {time_words(starts)}" if starts else "no date left"
    begun = "has begun, next on" if run.has_begun else "from"
    closed = f". {run.refusal.label}" if run.refusal else ""
    where = run.venue.name if run.venue else "online"
    name = f" ({run.name})" if run.name else ""
    return f"{run.course.title}{name}: {begun} {when}, {where}, {free_words(run)}{closed}"
