"""Reads what else there is for somebody who cannot book a run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db.models import Count, F, Q

from bookings.enums import Refusal
from bookings.queries import places, rules
from bookings.queries.journey import page_address, with_places_taken
from bookings.queries.windows import booking_window
from courses.enums import RunStatus, SessionStatus
from courses.models import Term
from courses.queries import freshness

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection
    from uuid import UUID

    from accounts.models import Student
    from bookings.queries.journey import RunToBook
    from courses.models import CourseRun, CourseSession


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherRun:
    """Another run that can be booked at this moment."""

    uuid: UUID
    title: str
    address: str
    first: CourseSession
    """The first session that is not over."""
    last: CourseSession
    place: str
    has_begun: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherWays:
    """What else there is for somebody who cannot book a run."""

    same_course: tuple[OtherRun, ...]
    similar: tuple[OtherRun, ...]
    next_term: Term | None = None
    """The one whose booking opens next, where this one is full for the student."""


_LOOKED_AT = 40
_SHOWN = 3
_KEPT_SECONDS = 120


def other_ways(run: CourseRun, *, at: dt.datetime) -> OtherWays:
    """Return other dates of the course, and courses with the same topics, that have room.

    Many ask this in the moment when a popular run is full, and hear the same. So it is kept
    with a mark of all it was made from, and said again while that holds: two small queries,
    else five, however many runs there are.
    """
    mark = (freshness.public_mark(at), places.spoken_for_on_show(at))
    key = f"other-ways:{run.pk}"
    kept: tuple[object, OtherWays] | None = cache.get(key)
    if kept is not None and kept[0] == mark:
        return kept[1]
    found = _other_ways(run, at=at)
    cache.set(key, (mark, found), _KEPT_SECONDS)
    return found


def ways_instead(shown: RunToBook, student: Student | None, *, at: dt.datetime) -> OtherWays:
    """Return what else there is, for this student where the dates are refused to them alone."""
    if student and shown.refusal == Refusal.ENOUGH_THIS_TERM:
        return ways_beyond_the_term(shown.run, student, at=at)
    return other_ways(shown.run, at=at)


def ways_beyond_the_term(run: CourseRun, student: Student, *, at: dt.datetime) -> OtherWays:
    """Return what somebody with a full term can have: drop-ins, and what runs in other terms.

    Else the term whose booking opens next.
    """
    full = rules.full_terms(run, student)
    found = _other_ways(run, full_terms=full, at=at)
    later = Term.objects.filter(booking_opens_at__gt=at, is_paused=False).exclude(pk__in=full)
    next_term = later.order_by("booking_opens_at", "pk").first()
    return OtherWays(same_course=found.same_course, similar=found.similar, next_term=next_term)


def _other_ways(
    run: CourseRun, *, full_terms: Collection[int] | None = None, at: dt.datetime
) -> OtherWays:
    """Look through the runs of the course and those like it; drop-ins only where a term is full."""
    topics = list(run.course.topics.values_list("pk", flat=True))
    beyond = Q() if full_terms is None else Q(is_drop_in=True) | ~Q(term__in=full_terms)
    runs = list(
        with_places_taken()
        .filter(beyond)
        .filter(taken__lt=F("capacity"), course__live=True)
        .filter(Q(course=run.course_id) | Q(course__topics__in=topics))
        .exclude(pk=run.pk)
        .listed()
        .ending_after(at)
        .annotate(topics_shared=Count("course__topics", filter=Q(course__topics__in=topics)))
        .select_related("course", "term", "venue")
        .prefetch_related("sessions")
        .order_by("-topics_shared", "pk")[:_LOOKED_AT]
    )
    open_now = [
        shown for one in runs if (shown := _other_run(one, at, drop_ins=full_terms is not None))
    ]
    same = [
        found for one, found in open_now if one.course_id == run.course_id and not one.is_drop_in
    ]
    similar: dict[int, OtherRun] = {}
    for one, found in open_now:
        if one.course_id != run.course_id:
            similar.setdefault(one.course_id, found)
    same.sort(key=lambda found: found.first.starts_at)
    return OtherWays(
        same_course=tuple(same[:_SHOWN]), similar=tuple(list(similar.values())[:_SHOWN])
    )


def _other_run(
    run: CourseRun, at: dt.datetime, *, drop_ins: bool
) -> tuple[CourseRun, OtherRun] | None:
    sessions = list(run.sessions.all())
    refusal = booking_window(run, sessions).refusal(at)
    just_comes = (
        drop_ins
        and refusal == Refusal.DROP_IN
        and run.status == RunStatus.OPEN
        and not run.term.is_paused
    )
    if refusal and not just_comes:
        return None
    planned = [one for one in sessions if one.status == SessionStatus.PLANNED]
    # Somebody who joins late comes to what is left, so that is what they are told.
    coming = [one for one in planned if one.ends_at > at]
    return run, OtherRun(
        uuid=run.uuid,
        title=run.course.title,
        address=page_address(run.course),
        first=coming[0],
        last=coming[-1],
        has_begun=len(coming) < len(planned),
        place=run.venue.name if run.venue else "Online",
    )
