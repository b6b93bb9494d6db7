"""Composes one person's copy of a message that a tutor or the office wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts import outbox
from accounts.composing import stop_news_page
from bookings.messages import parts
from bookings.models import GroupMessage
from bookings.queries.group_messages import GROUP_MESSAGE

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import Message


def register_composers() -> None:
    """Say how this kind of message gets its words."""
    outbox.register_composer(GROUP_MESSAGE, compose_group_message)


def compose_group_message(message: Message, *, at: dt.datetime) -> outbox.Parts:
    """Compose what was written, between the greeting and where help is.

    Raises NoLongerNeeded where it was taken back in time, somebody has ended the news since, or
    its words are no longer kept.
    """
    del at
    group = GroupMessage.objects.select_related("run__course", "written_by").get(
        pk=message.facts["group_id"]
    )
    if group.taken_back_at is not None or message.student is None or not group.words:
        raise outbox.NoLongerNeeded
    if message.is_news and not message.student.news_agreed:
        raise outbox.NoLongerNeeded
    context = {
        "group": group,
        "paragraphs": [part for part in group.words.split("\n\n") if part.strip()],
        "writer": group.written_by.name if group.written_by else "",
        "course": group.run.course if group.run else None,
        "stop_page": stop_news_page(message.student) if message.is_news else "",
    }
    return parts.parts(GROUP_MESSAGE, message, message.student, context)
