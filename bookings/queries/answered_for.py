"""Reads who let an offer, or a turn on a list, go for a student."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts.enums import AccessKind
from accounts.models import StudentAccess
from bookings.enums import Agreed, EntryStatus

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import Student, User
    from bookings.models import EntryEvent, WaitingListEntry

_LET_GO = (EntryStatus.PASSED, EntryStatus.LEFT)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredFor:
    """What somebody else answered for a student, and when."""

    who: str
    """The name of a helper; empty for the office."""
    said_not_this_time: bool
    at: dt.datetime


def is_somebody_else(user: User | None, student: Student) -> bool:
    """Say whether a login that did something is not the student's own.

    Nobody is signed in behind a link in a message: whoever has the message has answered.
    """
    if user is None:
        return False
    own = StudentAccess.objects.filter(user=user, student=student, kind=AccessKind.SELF)
    return not own.exists()


def answer_given(event: EntryEvent) -> AnsweredFor:
    """Tell who let a turn go, and how; to the office somebody says yes in a way it writes down."""
    by_office = event.agreed not in {"", Agreed.SELF}
    by = event.by
    return AnsweredFor(
        who="" if by_office or by is None else by.name or by.email,
        said_not_this_time=event.to_status == EntryStatus.PASSED,
        at=event.at,
    )


def answered_for(entry: WaitingListEntry) -> AnsweredFor | None:
    """Return who let this turn go for the student, where it was somebody else."""
    if entry.status not in _LET_GO:
        return None
    events = entry.events.select_related("by").filter(to_status=entry.status)
    event = events.order_by("pk").last()
    if event is None or not is_somebody_else(event.by, entry.student):
        return None
    return answer_given(event)
