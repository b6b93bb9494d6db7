"""Writing down what has to be told, in the transaction that caused it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.enums import Channel, MessageStatus
from accounts.models import Message
from accounts.tasks import deliver_message

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import Student


def queue_message(
    *,
    kind: str,
    facts: dict[str, object],
    dedupe_key: str,
    at: dt.datetime,
    student: Student | None = None,
    to_address: str = "",
    is_secret: bool = False,
) -> None:
    """Write one message down, to be composed and delivered by the worker after commit.

    ``facts`` holds ids only. The same ``dedupe_key`` never makes a second message,
    however often it is asked for. A student whom e-mail does not reach gets a message
    that the office passes on.
    """
    message = Message(
        kind=kind,
        student=student,
        channel=student.channel if student else Channel.EMAIL,
        to_address=student.email if student else to_address,
        facts=facts,
        dedupe_key=dedupe_key,
        is_secret=is_secret,
        status=MessageStatus.QUEUED,
        created_at=at,
        due_at=at,
    )
    # One statement, which neither fails nor writes when the key is already there; the
    # task of a message that was not written finds nothing and ends.
    Message.objects.bulk_create([message], ignore_conflicts=True)
    deliver_message.enqueue(str(message.uuid))
