"""Work for the worker: load, call delivery, record the result."""

from __future__ import annotations

from django_tasks import task


@task()
def deliver_message(message_uuid: str, **_more: object) -> None:
    """Deliver one message of the outbox."""
    _ = message_uuid
