"""What happens when a mail comes back: the student is told another way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from accounts import delivery, outbox
from accounts.enums import Channel, MessageStatus
from accounts.models import Message

if TYPE_CHECKING:
    import datetime as dt

    from accounts.bounces import Bounce
    from accounts.models import User


class StillOnItsWay(Exception):
    """The worker has not written down yet that the message was sent. Read the bounce again."""


def take_bounce(*, bounce: Bounce, by: User | None, at: dt.datetime) -> bool:
    """Write down that a mail came back, and hand its message to the office to ring or write.

    A wrong address counts as not working until the student or the office changes it. Returns
    whether anything was done: the same bounce a second time, one of an unknown message, or of a
    copy that went elsewhere or earlier, changes nothing. `by` is nobody, since a mail server has
    spoken. Raises StillOnItsWay where the bounce was faster than the worker.
    """
    del by
    with transaction.atomic(durable=True):
        message = (
            Message.objects.select_for_update(of=("self",))
            .select_related("student")
            .filter(uuid=bounce.message, channel=Channel.EMAIL)
            .first()
        )
        if message is None or not _may_have_gone(message) or not _is_of_newest(bounce, message):
            return False
        if message.status == MessageStatus.SENDING:
            raise StillOnItsWay
        if bounce.is_wrong_address:
            delivery.mark_refused(message)
        outbox.tell_another_way(message=message, answer=bounce.answer, at=at)
        return True


def _may_have_gone(message: Message) -> bool:
    """Say whether a server has taken the message, or may have where the line went dead then."""
    if message.status == MessageStatus.QUEUED:
        return message.attempt_count > 0
    return message.status in {MessageStatus.SENT, MessageStatus.SENDING}


def _is_of_newest(bounce: Bounce, message: Message) -> bool:
    """Say whether it is the newest copy that came back, from the address where that went."""
    copy = str(message.facts.get("again") or "")
    went_there = not bounce.addresses or message.to_address.lower() in bounce.addresses
    return bounce.copy == copy and went_there
