"""What the clock demands of waiting lists; each run in a transaction of its own."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from bookings.models import CourseInterest, Offer, WaitingListEntry
from bookings.operations import locks, passing_on, waiting_news
from bookings.operations.waiting import CannotMove
from courses.enums import RunStatus
from courses.models import CourseRun

if TYPE_CHECKING:
    import datetime as dt

logger = logging.getLogger(__name__)

_BUSY = "The waiting lists are busy; the next round goes on."


class SomeAreLeft(Exception):
    """The lists of some runs could not be seen to; all others were. The log says why."""


def pass_on_all(*, at: dt.datetime) -> int:
    """Let offers run out, offer what is free, end lists that nobody can join; count the runs.

    Whoever still waits hears where the dates have changed.

    It only tidies up: times decide, so nothing is wrong before it runs. Twice at once does no
    harm, because each run is locked while its list is looked at. A run that is busy, or that
    something is wrong with, keeps no other waiting: raises SomeAreLeft after the last.
    """
    live = WaitingListEntry.objects.live().filter(run=OuterRef("pk"))
    overdue = Offer.objects.open().filter(run=OuterRef("pk"), answer_by__lte=at)
    interested = CourseInterest.objects.filter(course=OuterRef("course"), ended_at=None)
    just_opened = Q(status=RunStatus.OPEN, goes_first_served_at=None) & Exists(interested)
    due = (
        CourseRun.objects.filter(Exists(live) | Exists(overdue) | just_opened)
        .exclude(status=RunStatus.CANCELLED)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    run_ids = list(due)
    left = 0
    for run_id in run_ids:
        try:
            _pass_on(run_id, at=at)
        except Exception:
            # Whatever is wrong with one run, people wait for the others.
            logger.exception("Could not see to the list of run %s; the next round does.", run_id)
            left += 1
    if left:
        msg = f"Could not see to the lists of {left} of {len(run_ids)} runs."
        raise SomeAreLeft(msg)
    return len(run_ids)


def _pass_on(run_id: int, *, at: dt.datetime) -> None:
    """Do for one run what the clock demands."""
    with locks.one_transaction(busy=CannotMove(_BUSY)):
        run = locks.lock_run(run_id)
        sessions = list(run.sessions.all())
        passing_on.shorten_offers(run, sessions, at=at)
        passing_on.pass_on_places(run, sessions=sessions, at=at)
        waiting_news.tell_of_new_dates(run, sessions, at=at)
