"""What the worker does for people and messages."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone
from django_tasks import default_task_backend, task

from accounts import delivery
from accounts.enums import MessageStatus, Pace
from accounts.models import Message
from accounts.pacing import Pacer

# Somebody sits in front of the sign-in page and waits for the code.
_FIRST_OF_ALL = 50
# So what is for one person never waits behind what is for many.
_PRIORITIES = {Pace.NOW: 40, Pace.SOON: 0, Pace.MANY: -20, Pace.BULK: -50}
# Each goes in turns of its own: a course that is cancelled does not wait for the news.
_pacers = {Pace.MANY: Pacer(), Pace.BULK: Pacer()}


@task()
def deliver_message(message_id: int, **extra: object) -> str:
    """Deliver one message, and arrange the next try where this one did not succeed.

    `extra` leaves room for what later versions put into the queue. The try's number comes
    that way: a task that was queued twice then does its work once.
    """
    attempts = extra.get("attempts")
    expected = attempts if isinstance(attempts, int) else None
    pace = extra.get("pace")
    if pace in _pacers and _has_to_wait(message_id, expected, Pace(str(pace))):
        return "in its turn"
    message = delivery.deliver(message_id, at=timezone.now(), expected_attempts=expected)
    if message is None:
        return "nothing to do"
    if message.status == MessageStatus.QUEUED and default_task_backend.supports_defer:
        enqueue_delivery(message, later=True)
    return str(message.status)


def enqueue_delivery(message: Message, *, later: bool = False) -> None:
    """Put one message into the worker's queue; `later` waits until the message is due."""
    pace = Pace(message.pace)
    extra = {"pace": str(pace)} if pace in _pacers else {}
    deliver_message.using(
        priority=_FIRST_OF_ALL if message.is_secret else _PRIORITIES[pace],
        run_after=message.due_at if later else None,
    ).enqueue(message.pk, attempts=message.attempt_count, **extra)


def _has_to_wait(message_id: int, attempts: int | None, pace: Pace) -> bool:
    """Give one of many messages its turn; nothing sleeps, so that others go meanwhile."""
    if not default_task_backend.supports_defer:
        return False
    now = timezone.now()
    turns = (
        {"per_minute": settings.MESSAGE_BULK_PER_MINUTE}
        if pace == Pace.BULK
        else {
            "per_minute": settings.MESSAGE_MANY_PER_MINUTE,
            "at_once": settings.MESSAGE_MANY_AT_ONCE,
        }
    )
    moment = _pacers[pace].moment(now=now, **turns)
    if moment <= now:
        return False
    # So that the clock does not take it for one that nobody picked up.
    Message.objects.filter(pk=message_id, status=MessageStatus.QUEUED).update(due_at=moment)
    # Its turn has come then: the task says no more that it is one of many.
    turn = deliver_message.using(priority=_PRIORITIES[pace], run_after=moment)
    turn.enqueue(message_id, attempts=attempts)
    return True
