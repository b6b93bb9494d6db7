"""What the worker does for people and messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django_tasks import default_task_backend, task

from accounts import delivery
from accounts.enums import MessageStatus

if TYPE_CHECKING:
    from accounts.models import Message

# Somebody sits in front of the sign-in page and waits for the code.
_FIRST_OF_ALL = 50


@task()
def deliver_message(message_id: int, **extra: object) -> str:
    """Deliver one message, and arrange the next try where this one did not succeed.

    `extra` leaves room for what later versions put into the queue. The try's number comes
    that way: a task that was queued twice then does its work once.
    """
    attempts = extra.get("attempts")
    expected = attempts if isinstance(attempts, int) else None
    message = delivery.deliver(message_id, at=timezone.now(), expected_attempts=expected)
    if message is None:
        return "nothing to do"
    if message.status == MessageStatus.QUEUED and default_task_backend.supports_defer:
        enqueue_delivery(message, later=True)
    return str(message.status)


def enqueue_delivery(message: Message, *, later: bool = False) -> None:
    """Put one message into the worker's queue; `later` waits until the message is due."""
    deliver_message.using(
        priority=_FIRST_OF_ALL if message.is_secret else 0,
        run_after=message.due_at if later else None,
    ).enqueue(message.pk, attempts=message.attempt_count)
