"""Keeps and tells who helps a student and who does not any more; for other operations only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wagtail.log_actions import log

from accounts import outbox
from accounts.queries import HELPER_ADDED, HELPER_REMOVED

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import Student, StudentAccess, User


def can_be_told(student: Student) -> bool:
    """Say whether there is any way to reach a student."""
    return bool(student.email or student.phone or student.postal_address)


def log_helper(access: StudentAccess, action: str, *, by: User, at: dt.datetime) -> None:
    """Keep in the student's log that a login was linked or removed, and how they agreed."""
    log(
        access.student,
        action,
        user=by,
        # Wagtail's log would keep the name for ever, out of reach of an erasure.
        title=f"Student {str(access.student.uuid)[:8]}",
        timestamp=at,
        data={
            "login": access.user_id,
            "agreed": access.agreed,
            "agreed_on": access.agreed_on.isoformat() if access.agreed_on else "",
        },
    )


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
    if not can_be_told(student):
        return
    outbox.queue_message(
        kind=kind, student=student, facts=facts, dedupe_key=f"{kind}:{access.pk}", at=at
    )
