"""Composes one person's copy of a message that a tutor or the office wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from accounts import outbox
from accounts.composing import stop_news_page
from accounts.enums import Channel
from accounts.models import Message, Student
from accounts.wording import wording_of
from bookings.messages import parts
from bookings.messages.texts import first_words
from bookings.models import GroupMessage
from bookings.queries.group_messages import GROUP_MESSAGE, NEWS
from bookings.queries.overtaken import is_overtaken

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import User
    from courses.models import CourseRun


# So much of what somebody wrote goes into a text; in news a link stands beside it.
_IN_TEXTS, _IN_NEWS = 370, 230


def register_composers() -> None:
    """Say how this kind of message gets its words."""
    outbox.register_composer(GROUP_MESSAGE, compose_group_message, is_needed=is_needed)


def is_needed(message: Message, *, at: dt.datetime) -> bool:
    """Say whether it was not stopped, and the student is still one of those it is for."""
    return not is_overtaken(message, at=at)


def compose_group_message(message: Message, *, at: dt.datetime) -> outbox.Parts:
    """Compose what was written, between the greeting and where help is.

    Raises NoLongerNeeded where its words are no longer kept.
    """
    del at
    group = GroupMessage.objects.select_related("run__course", "written_by").get(
        pk=message.facts["group_id"]
    )
    if message.student is None or not group.words:
        raise outbox.NoLongerNeeded
    return _compose(group, message, message.student)


def looks_like(*, subject: str, words: str, run: CourseRun | None, by: User) -> str:
    """Return the HTML of what somebody is about to write, as a student called Sam gets it."""
    student = Student(name="Sam")
    message = Message(student=student, channel=Channel.EMAIL, is_news=run is None)
    group = GroupMessage(subject=subject, words=words, run=run, written_by=by)
    return _compose(group, message, student).html


def _compose(group: GroupMessage, message: Message, student: Student) -> outbox.Parts:
    context: dict[str, object] = {
        "group": group,
        "paragraphs": paragraphs_of(group.words),
        "text_words": first_words(group.words, longest=_IN_NEWS if message.is_news else _IN_TEXTS),
        "writer": group.written_by.name if group.written_by else "",
        "course": group.run.course if group.run else None,
        "stop_page": stop_news_page(student) if message.is_news else "",
        "page": parts.courses_page() if message.is_news else _my_courses(),
    }
    # News have a frame of their own.
    wording = wording_of(NEWS if message.is_news else GROUP_MESSAGE)
    return parts.parts(GROUP_MESSAGE, message, student, context, wording=wording)


def paragraphs_of(words: str) -> list[str]:
    """Take apart what somebody has written, where it has an empty line."""
    return [part for part in words.replace("\r\n", "\n").split("\n\n") if part.strip()]


def _my_courses() -> str:
    return settings.SITE_ADDRESS + reverse("bookings:my_courses")
