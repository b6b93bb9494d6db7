"""What happens when a mail comes back: the student is told another way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from accounts import delivery, outbox
from accounts.enums import Channel, MessageStatus
from accounts.models import Message, MessageAttempt

if TYPE_CHECKING:
    import datetime as dt

    from accounts.bounces import Bounce
    from accounts.models import User


def take_bounce(*, bounce: Bounce, by: User | None, at: dt.datetime) -> bool:
    """Write down that a mail came back, and hand its message to the office to ring or write.

    A wrong address counts as not working until the student or the office changes it. Returns
    whether anything was done: the same bounce a second time, or one of an unknown message,
    changes nothing. `by` is nobody, since a mail server has spoken.
    """
    del by
    with transaction.atomic(durable=True):
        message = (
            Message.objects.select_for_update(of=("self",))
            .select_related("student")
            .filter(uuid=bounce.message, channel=Channel.EMAIL, status=MessageStatus.SENT)
            .first()
        )
        if message is None:
            return False
        MessageAttempt.objects.create(message=message, at=at, succeeded=False, answer=bounce.answer)
        if bounce.is_wrong_address:
            delivery.mark_refused(message)
        channel = delivery.other_way(message)
        if channel is None:
            message.status, message.finished_at = MessageStatus.FAILED, at
        else:
            message.status, message.channel = MessageStatus.QUEUED, channel
            message.composed_at, message.finished_at = None, None
            message.attempt_count, message.due_at = 0, max(at, message.created_at)
        message.save()
        if channel is not None:
            outbox.enqueue(message)
        return True
