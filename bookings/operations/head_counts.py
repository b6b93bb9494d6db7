"""Writing down how many people came to a session that needs no booking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from bookings.models import HeadCount
from bookings.models.head_count import MOST_HEADS
from courses.enums import RunStatus, SessionStatus
from courses.models import CourseSession
from home.queries import wording

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import User


class CannotCount(Exception):
    """The people cannot be counted. Carries the sentence to show."""


def refusal_to_count(session: CourseSession, *, at: dt.datetime) -> str:
    """Say why a session's people cannot be counted now, or nothing where they can."""
    if not session.run.is_drop_in:
        return "People book this course, so it has a register."
    if session.run.status == RunStatus.CANCELLED or session.status == SessionStatus.CANCELLED:
        return "This session is cancelled, so there is nobody to count."
    if wording.local_date(session.starts_at) > wording.local_date(at):
        return "You can count from the day of the session on."
    return ""


def record_head_count(
    *, session: CourseSession, count: int, by: User | None, at: dt.datetime
) -> HeadCount:
    """Keep how many people came. The same number again changes nothing; another corrects it.

    What was written before stays in the history. Raises CannotCount before the day, for a
    session that is cancelled or that people book, and for a number that is no group.
    """
    if not 0 <= count <= MOST_HEADS:
        msg = f"Write a number from 0 to {MOST_HEADS}."
        raise CannotCount(msg)
    with transaction.atomic(durable=True):
        sessions = CourseSession.objects.select_related("run")
        session = sessions.select_for_update(of=("self",)).get(pk=session.pk)
        if refusal := refusal_to_count(session, at=at):
            raise CannotCount(refusal)
        latest: HeadCount | None = session.head_counts.order_by("-at", "-pk").first()
        if latest and latest.count == count:
            return latest
        return HeadCount.objects.create(session=session, count=count, at=at, by=by)
