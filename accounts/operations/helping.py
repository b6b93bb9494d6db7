"""Keeps and tells who helps a student and who does not any more; for other operations only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wagtail.log_actions import log

from accounts import outbox
from accounts.enums import Channel, MessageStatus
from accounts.models import Message
from accounts.queries import HELPER_ADDED, HELPER_REMOVED

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import StudentAccess, User


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
            "access": access.pk,
            "agreed": access.agreed,
            "agreed_on": access.agreed_on.isoformat() if access.agreed_on else "",
        },
    )


def tell_helper_added(access: StudentAccess, *, at: dt.datetime) -> None:
    """Tell a student who helps them and how to take over, unless only the helper would hear."""
    _tell(HELPER_ADDED, access, {"access_id": access.pk}, at=at)


def end_helping(access: StudentAccess, *, by: User, at: dt.datetime) -> None:
    """Take a helper's access away, forget their address, and tell the student if we still can.

    The log keeps whose login it was: it does not become the student's at its next sign-in. The
    links in messages that went to the helper stop working at once.
    """
    log_helper(access, "accounts.helper_removed", by=by, at=at)
    _stop_links(access)
    _forget_address(access)
    _tell_helper_removed(access, at=at)
    access.delete()


def _stop_links(access: StudentAccess) -> None:
    """Let no link do anything that stands in a message which the helper has had."""
    student, email = access.student, access.user.email
    had_messages = Message.objects.filter(student=student, to_address__iexact=email)
    if student.email.lower() == email.lower() or had_messages.exists():
        student.link_series += 1
        student.save(update_fields=["link_series"])


def _forget_address(access: StudentAccess) -> None:
    """Write to a student no longer through whoever helped them.

    What has not gone out yet goes another way; with none left the office is asked to see to it.
    """
    student, email = access.student, access.user.email
    if student.email.lower() == email.lower():
        student.email = ""
        student.save(update_fields=["email", "changed_at"])
    unsent = Message.objects.filter(
        student=student,
        channel=Channel.EMAIL,
        to_address__iexact=email,
        status=MessageStatus.QUEUED,
    )
    channel = student.channel
    unsent.update(channel=channel, to_address=student.address_for(channel), composed_at=None)


def _tell_helper_removed(access: StudentAccess, *, at: dt.datetime) -> None:
    """Tell a student that somebody does not act for them any more, unless only they would hear."""
    _tell(HELPER_REMOVED, access, {"login_id": access.user_id}, at=at)


def _tell(kind: str, access: StudentAccess, facts: dict[str, int], *, at: dt.datetime) -> None:
    student = access.student
    if student.email and student.email.lower() == access.user.email.lower():
        return
    if not student.can_be_reached():
        return
    outbox.queue_message(
        kind=kind, student=student, facts=facts, dedupe_key=f"{kind}:{access.pk}", at=at
    )
