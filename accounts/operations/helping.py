"""Tells students who helps them and who does not any more; for other operations only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts import outbox
from accounts.queries import HELPER_ADDED, HELPER_REMOVED

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import StudentAccess


def tell_helper_added(access: StudentAccess, *, at: dt.datetime) -> None:
    """Tell a student who helps them and how to take over, unless only the helper would hear."""
    _tell(HELPER_ADDED, access, {"access_id": access.pk}, at=at)


def tell_helper_removed(access: StudentAccess, *, at: dt.datetime) -> None:
    """Tell a student that somebody does not act for them any more, unless only they would hear."""
    _tell(HELPER_REMOVED, access, {"login_id": access.user_id}, at=at)


def _tell(kind: str, access: StudentAccess, facts: dict[str, int], *, at: dt.datetime) -> None:
    student = access.student
    if student.email and student.email.lower() == access.user.email.lower():
        return
    if not (student.email or student.phone or student.postal_address):
        return
    outbox.queue_message(
        kind=kind, student=student, facts=facts, dedupe_key=f"{kind}:{access.pk}", at=at
    )
