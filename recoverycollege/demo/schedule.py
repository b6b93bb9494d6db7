"""Plans and opens the demo college's runs, through the office's own operations."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from courses.enums import DeliveryMode, Rhythm
from courses.models import CoursePage, CourseRun, RunTutor
from courses.operations import runs
from courses.queries.session_plans import Pattern
from recoverycollege.demo.courses import COURSES
from recoverycollege.demo.dates.reckoning import LONDON, local

if TYPE_CHECKING:
    from collections.abc import Mapping

    from accounts.models import User
    from courses.models import Term, Tutor, Venue
    from recoverycollege.demo.dates.plans import RunPlan
    from recoverycollege.demo.timetable import Timetable

_PLANNED_BEFORE_OPENING = dt.timedelta(days=10)
_OPENED_BEFORE_OPENING = dt.timedelta(days=2)
_OUTLINES = {course.slug: course.sessions for course in COURSES}


def plan_runs(
    timetable: Timetable,
    *,
    terms: Mapping[str, Term],
    venues: Mapping[str, Venue],
    tutors: Mapping[str, Tutor],
    by: User,
    at: dt.datetime,
) -> dict[str, CourseRun]:
    """Make every run with its sessions, and open those that people may book."""
    pages = {page.slug: page for page in CoursePage.objects.all()}
    planned: dict[str, CourseRun] = {}
    for plan in timetable.runs:
        term = terms[timetable.term_of(plan).name]
        run = CourseRun.objects.create(
            course=pages[plan.course],
            term=term,
            name=plan.name,
            mode=DeliveryMode(plan.mode),
            venue=venues.get(plan.venue),
            online_link=_link(plan),
            capacity=plan.capacity,
            is_listed=plan.listed,
            is_drop_in=plan.drop_in,
            last_joining_session=plan.join_until,
            booking_opens_at=_opening(plan, at),
        )
        RunTutor.objects.bulk_create(RunTutor(run=run, tutor=tutors[key]) for key in plan.tutors)
        opening = min(term.booking_opens_at, at)
        _plan_sessions(run, plan, by=by, at=opening - _PLANNED_BEFORE_OPENING)
        if not plan.listed:
            run = runs.replace_private_link(run=run, by=by, at=opening - _PLANNED_BEFORE_OPENING)
        if not plan.prepared_only:
            run = runs.open_run(run=run, by=by, at=opening - _OPENED_BEFORE_OPENING)
        planned[plan.key] = run
    return planned


def _opening(plan: RunPlan, at: dt.datetime) -> dt.datetime | None:
    """Return when booking opens, where it is not with the term's."""
    if not plan.opens_in_days:
        return None
    day = at.astimezone(LONDON).date() + dt.timedelta(days=plan.opens_in_days)
    return local(day, dt.time(9))


def _link(plan: RunPlan) -> str:
    if plan.mode == DeliveryMode.IN_PERSON:
        return ""
    return f"https://meet.willowbrook.example/{plan.key}"


def _plan_sessions(run: CourseRun, plan: RunPlan, *, by: User, at: dt.datetime) -> None:
    """Put the dates down, and what each session is about beside them."""
    pattern = Pattern(
        rhythm=Rhythm.CHOSEN, starts=plan.starts, ends=plan.ends, chosen=tuple(plan.days)
    )
    sessions = runs.plan_sessions(run=run, pattern=pattern, by=by, at=at)
    outlines = _OUTLINES[plan.course]
    for number, session in enumerate(sessions):
        session.title = outlines[number % len(outlines)].title if len(outlines) > 1 else ""
        session.is_optional = plan.optional_last and session is sessions[-1]
        session.save(update_fields=["title", "is_optional"])
    # The rows' own clock is the machine's; nobody is reminded of what was changed a minute ago.
    run.sessions.update(changed_at=at)
