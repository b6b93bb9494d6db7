"""What the clock demands, in order: each step is one operation and harmless when repeated."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.management import call_command
from django_tasks_db.models import DBTaskResult

from accounts import outbox
from accounts.operations import arrivals
from bookings.operations import (
    calendar_updates,
    certificates,
    group_messages,
    overtaken,
    reminders,
    tutor_news,
    waiting_due,
)

if TYPE_CHECKING:
    from collections.abc import Callable

logger = logging.getLogger(__name__)

_KEEP_FINISHED_TASKS = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, and what it means for the college."""

    meaning: str
    do: Callable[[dt.datetime], object]


def _forget_finished_tasks(at: dt.datetime) -> None:
    DBTaskResult.objects.finished().filter(finished_at__lt=at - _KEEP_FINISHED_TASKS).delete()


def _forget_old_sessions(at: dt.datetime) -> None:
    del at
    call_command("clearsessions", verbosity=0)


STEPS = (
    Step("hand stuck messages to the worker again", lambda at: outbox.rescue_stuck_messages(at=at)),
    Step("pass free places on to those who wait", lambda at: waiting_due.pass_on_all(at=at)),
    Step(
        "tell calendars what has changed",
        lambda at: calendar_updates.follow_up_runs(at=at),
    ),
    Step("tell tutors what has changed", lambda at: tutor_news.tell_tutors(at=at)),
    Step(
        "forget what calendars once showed",
        lambda at: calendar_updates.forget_old_updates(at=at),
    ),
    Step("drop calls nobody needs any more", lambda at: overtaken.leave_overtaken(at=at)),
    Step(
        "give certificates that waited for a session to begin",
        lambda at: certificates.settle_what_has_begun(at=at),
    ),
    Step("remind students of their sessions", lambda at: reminders.queue_due_reminders(at=at)),
    Step("ask whether texts arrived", lambda at: arrivals.ask_about_texts(at=at)),
    Step("hand out news", lambda at: group_messages.hand_out_news(at=at)),
    Step("forget the words of old messages", lambda at: outbox.forget_old_words(at=at)),
    Step(
        "forget the words of old group messages",
        lambda at: group_messages.forget_old_words(at=at),
    ),
    Step("forget finished tasks after a week", _forget_finished_tasks),
    Step("forget sessions that have ended", _forget_old_sessions),
)


def do_all(*, at: dt.datetime, steps: tuple[Step, ...]) -> list[str]:
    """Do every step; one that cannot be done is logged and does not stop the next.

    Returns the meanings of the steps that could not be done.
    """
    undone = []
    for step in steps:
        try:
            step.do(at)
        except Exception:
            # Whatever one step does wrong, the others are still due.
            logger.exception("Could not %s; the next round tries again.", step.meaning)
            undone.append(step.meaning)
    return undone
