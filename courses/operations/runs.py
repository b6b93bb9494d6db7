"""What the office does with a run: plan its sessions, open it for booking, close it again.

Cancelling touches people's places, so it belongs to the bookings app.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.db import transaction
from wagtail.log_actions import log

from courses.enums import RunStatus, SessionStatus
from courses.models import CourseRun, CourseSession
from courses.queries.readiness import missing_for_opening
from courses.queries.session_plans import planned_dates

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import QuerySet

    from accounts.models import User
    from courses.queries.session_plans import Pattern

# More than any course ever had; a slip of the finger does not fill the calendar.
MOST_SESSIONS = 60


class CannotPlan(Exception):
    """The sessions could not be made. Carries the sentence to show."""


class CannotOpen(Exception):
    """The run may not open for booking. Carries everything that is missing."""

    def __init__(self, missing: list[str]) -> None:
        self.missing = missing
        super().__init__(" ".join(missing))


class CannotClose(Exception):
    """The run cannot be closed for booking. Carries the sentence to show."""


class CannotCallOff(Exception):
    """One session cannot be called off, or held after all. Carries the sentence to show."""


def plan_sessions(
    *, run: CourseRun, pattern: Pattern, by: User | None, at: dt.datetime
) -> list[CourseSession]:
    """Make a run's sessions from a pattern, in the college's own time.

    Doing it twice adds nothing: a session that starts at the same moment is already there.
    Returns the run's sessions at the pattern's dates, new and old.

    Raises CannotPlan when the pattern gives no date, too many, or the run is cancelled, and
    TimeDoesNotExist for a time the clocks jump over.
    """
    with transaction.atomic(durable=True):
        run = _locked(run)
        if run.status == RunStatus.CANCELLED:
            msg = "This run is cancelled, so it gets no more sessions."
            raise CannotPlan(msg)
        dates = planned_dates(pattern, run.term)
        moments = [(one.starts_at, one.ends_at) for one in dates if one.starts_at and one.ends_at]
        if not moments:
            msg = "There is no date left to teach on. Choose other dates."
            raise CannotPlan(msg)
        if len(moments) > MOST_SESSIONS:
            msg = f"A run has at most {MOST_SESSIONS} sessions."
            raise CannotPlan(msg)
        known = set(run.sessions.values_list("starts_at", flat=True))
        new = [moment for moment in moments if moment[0] not in known]
        for starts_at, ends_at in new:
            CourseSession.objects.create(run=run, starts_at=starts_at, ends_at=ends_at)
        if new:
            run.save(update_fields=["changed_at"])
            _log(run, by=by, at=at, data={"sessions_added": len(new)})
        return list(run.sessions.filter(starts_at__in=[starts for starts, _ in moments]))


def open_run(*, run: CourseRun, by: User | None, at: dt.datetime) -> CourseRun:
    """Let people book a run. Asking again for an open run changes nothing.

    Raises CannotOpen with every reason against it: no session, no venue, not two tutors of whom
    one is a peer and no written reason, a course page that is not published, a cancelled run.
    """
    with transaction.atomic(durable=True):
        run = _locked(run)
        if run.status == RunStatus.OPEN:
            return run
        if not run.can_move_to(RunStatus.OPEN):
            raise CannotOpen(["It is cancelled."])
        if missing := missing_for_opening(run):
            raise CannotOpen(missing)
        _move(run, RunStatus.OPEN, by=by, at=at)
        return run


def close_run(*, run: CourseRun, by: User | None, at: dt.datetime) -> CourseRun:
    """Take no more bookings for a run; every place stays. Asking again changes nothing.

    Raises CannotClose when the run was never open or is cancelled.
    """
    with transaction.atomic(durable=True):
        run = _locked(run)
        if run.status == RunStatus.CLOSED:
            return run
        if not run.can_move_to(RunStatus.CLOSED):
            msg = f"This run is {run.get_status_display().lower()}, so there is nothing to close."
            raise CannotClose(msg)
        _move(run, RunStatus.CLOSED, by=by, at=at)
        return run


def call_off_session(
    *, run: CourseRun, session: CourseSession, by: User | None, at: dt.datetime
) -> CourseSession:
    """Say that one session of a run will not take place; the others do. Twice is harmless.

    Whoever has a place hears of it when the calendars are followed up. Raises CannotCallOff
    where it is over, or is the last one left: then the whole run is to be cancelled.
    """
    with transaction.atomic(durable=True):
        run = _locked(run)
        session = run.sessions.get(pk=session.pk)
        if session.status == SessionStatus.CANCELLED:
            return session
        _refuse_what_is_past(run, session, at=at)
        if not run.sessions.planned().exclude(pk=session.pk).exists():
            msg = "This is the only session left. Cancel the run instead: everybody is told why."
            raise CannotCallOff(msg)
        _set_status(run, session, SessionStatus.CANCELLED, by=by, at=at)
        return session


def hold_session_after_all(
    *, run: CourseRun, session: CourseSession, by: User | None, at: dt.datetime
) -> CourseSession:
    """Say that a session that was called off takes place after all. Twice is harmless.

    Raises CannotCallOff where its time is over.
    """
    with transaction.atomic(durable=True):
        run = _locked(run)
        session = run.sessions.get(pk=session.pk)
        if session.status == SessionStatus.PLANNED:
            return session
        _refuse_what_is_past(run, session, at=at)
        _set_status(run, session, SessionStatus.PLANNED, by=by, at=at)
        return session


def replace_private_link(*, run: CourseRun, by: User | None, at: dt.datetime) -> CourseRun:
    """Give a run a new private link. Whoever has only the old one cannot book with it any more.

    Places that are booked stay. The log says that it was done, never the key.
    """
    with transaction.atomic(durable=True):
        run = _locked(run)
        run.private_key = secrets.token_urlsafe(32)
        run.save(update_fields=["private_key", "changed_at"])
        _log(run, by=by, at=at, data={"private_link": "replaced"})
        return run


def _locked(run: CourseRun) -> CourseRun:
    """Read the run again under its lock, so that two people at once take turns."""
    runs: QuerySet[CourseRun] = CourseRun.objects.select_related("term", "course")
    return runs.select_for_update(of=("self",)).get(pk=run.pk)


def _refuse_what_is_past(run: CourseRun, session: CourseSession, *, at: dt.datetime) -> None:
    if session.ends_at <= at or run.status == RunStatus.CANCELLED:
        msg = "This session is over, or its run is cancelled."
        raise CannotCallOff(msg)


def _set_status(
    run: CourseRun,
    session: CourseSession,
    status: SessionStatus,
    *,
    by: User | None,
    at: dt.datetime,
) -> None:
    session.status = status
    session.save(update_fields=["status", "changed_at"])
    run.save(update_fields=["changed_at"])
    data: dict[str, object] = {"session": str(session.uuid), "to": status.value}
    _log(run, by=by, at=at, data=data)


def _move(run: CourseRun, status: RunStatus, *, by: User | None, at: dt.datetime) -> None:
    before = run.status
    run.status = status
    run.save(update_fields=["status", "changed_at"])
    _log(run, by=by, at=at, data={"from": before, "to": status.value})


def _log(run: CourseRun, *, by: User | None, at: dt.datetime, data: dict[str, object]) -> None:
    log(run, "wagtail.edit", user=by, timestamp=at, data=data, content_changed=True)
