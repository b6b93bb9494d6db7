"""Tells tutors what the college has changed about the dates of their courses."""

from __future__ import annotations

import datetime as dt
import logging
from typing import TYPE_CHECKING

from django.conf import settings

from accounts import outbox
from accounts.enums import Pace
from bookings.messages.changes import NEAR
from bookings.messages.tutor_news import COURSE_CHANGED, what_tutors_hear
from bookings.models import TutorUpdate
from bookings.operations import locks
from bookings.queries import calendars, tutor_news

if TYPE_CHECKING:
    from bookings.queries.calendars import RunFacts

logger = logging.getLogger(__name__)

# Longer than any transaction lasts, as for the calendars of students.
_LOOK_BACK = dt.timedelta(minutes=10)


class RunBusy(Exception):
    """A run could not be looked at now; the next round tries again."""


def tell_tutors(*, at: dt.datetime) -> int:
    """Look at every run that may have changed; count the mails to tutors.

    Changes rest for a few minutes, so that several make one mail, except where a session of
    the next 24 hours is concerned. Run by the clock; twice at once does no harm.
    """
    told = 0
    for run_id in tutor_news.runs_to_look_at(at=at):
        try:
            told += tell_tutors_of(run_id=run_id, at=at)
        except RunBusy:
            logger.warning("Run %s is busy; its tutors wait for the next round.", run_id)
    return told


def tell_tutors_of(*, run_id: int, at: dt.datetime) -> int:
    """Tell the tutors of one run what is different from what they know; count the mails.

    Whoever made all of the changes is not told. Raises RunBusy where the turn never came.
    """
    with locks.one_transaction(busy=RunBusy()):
        locks.lock_run(run_id)
        facts = calendars.run_facts(run_id, at=at)
        last = tutor_news.last_told(run_id)
        if last is None:
            _keep(facts, at=at)
            return 0
        what = what_tutors_hear(facts, at=at)
        rest = dt.timedelta(seconds=settings.CALENDAR_REST_SECONDS)
        has_rested = facts.newest_change() <= at - rest
        if what is None:
            if has_rested:
                last.changes_since = at - _LOOK_BACK
                last.save(update_fields=["changes_since"])
            return 0
        is_near = what.soonest is not None and what.soonest.starts_at <= at + NEAR
        if not (has_rested or is_near):
            return 0
        changed_by = tutor_news.who_changed(run_id, since=last.changes_since)
        update = _keep(facts, at=at)
        tutors = [one for one in tutor_news.tutors_reached(run_id) if changed_by != {one.user_id}]
        for tutor in tutors:
            outbox.queue_message(
                kind=COURSE_CHANGED,
                student=None,
                facts={"update_id": update.pk, "tutor_id": tutor.pk},
                dedupe_key=f"{COURSE_CHANGED}:{update.pk}:{tutor.pk}",
                to_address=tutor.user.email if tutor.user else "",
                pace=Pace.NOW if is_near else Pace.SOON,
                at=at,
            )
        return len(tutors)


def _keep(facts: RunFacts, *, at: dt.datetime) -> TutorUpdate:
    return TutorUpdate.objects.create(
        run=facts.run,
        made_at=at,
        changes_since=at - _LOOK_BACK,
        sessions=[state.as_told() for state in tutor_news.states_of(facts)],
    )
