"""Writing to everybody on a run, or news to all who want them; taken back within a minute."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from accounts import outbox
from accounts.enums import Pace
from bookings.enums import Audience
from bookings.models import GroupMessage
from bookings.queries.group_messages import (
    GROUP_MESSAGE,
    key_of,
    news_readers,
    news_to_hand_out,
    readers_of,
    told_by,
)
from bookings.queries.reaching import is_rung_instead

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from accounts.models import Student, User
    from courses.models import CourseRun

CAN_BE_TAKEN_BACK = dt.timedelta(minutes=1)
_AT_A_TIME = 50


class CannotWrite(Exception):
    """The message has nobody to go to. Carries the sentence to show."""


class AlreadyWritten(Exception):
    """The key belongs to a message that says something else, or to other people."""


class TooLate(Exception):
    """The message is on its way."""


def write_to_group(
    *,
    uuid: UUID,
    run: CourseRun,
    audience: str,
    students: Sequence[Student],
    subject: str,
    words: str,
    by: User,
    at: dt.datetime,
) -> GroupMessage:
    """Queue one message to each of these students, to go in a minute; nobody sees another.

    The same `uuid` again, from a button pressed twice, changes nothing. Raises CannotWrite
    where there is nobody to write to, and AlreadyWritten where the `uuid` is of another message.
    """
    if not students:
        msg = "There is nobody to write to."
        raise CannotWrite(msg)
    with transaction.atomic(durable=True):
        said = {"run": run, "audience": audience, "subject": subject, "words": words}
        group, is_new = _keep(uuid, said, by=by, at=at)
        if not is_new:
            # Who has a place may have changed since; who was chosen is what was asked for.
            is_chosen = audience == Audience.CHOSEN
            if is_chosen and {one.uuid for one in students} != readers_of(group):
                raise AlreadyWritten
            return group
        until = told_by(run, at=at)
        for student in students:
            by_phone = is_rung_instead(student, told_by=until, at=at)
            _queue_copy(group, student, by_phone=by_phone, at=at)
        return group


def write_news(*, uuid: UUID, subject: str, words: str, by: User, at: dt.datetime) -> GroupMessage:
    """Keep news for everybody who asked for them; the clock hands them out after a minute.

    The same `uuid` again, from a button pressed twice, changes nothing. Raises CannotWrite
    where nobody has asked for news, and AlreadyWritten where the `uuid` is of another message.
    """
    with transaction.atomic(durable=True):
        if not news_readers().exists():
            msg = "Nobody has asked for our news yet."
            raise CannotWrite(msg)
        said = {"run": None, "audience": Audience.NEWS, "subject": subject, "words": words}
        return _keep(uuid, said, by=by, at=at)[0]


def _keep(
    uuid: UUID, said: dict[str, Any], *, by: User, at: dt.datetime
) -> tuple[GroupMessage, bool]:
    """Keep a message under its key, and say whether it is new; raise where that is of another."""
    goes_at = at + CAN_BE_TAKEN_BACK
    group, is_new = GroupMessage.objects.get_or_create(
        uuid=uuid,
        defaults={**said, "written_by": by, "written_at": at, "goes_at": goes_at},
    )
    if any(getattr(group, name) != value for name, value in said.items()):
        raise AlreadyWritten
    return group, is_new


def hand_out_news(*, at: dt.datetime) -> int:
    """Queue the news whose minute is over for everybody who wants them now; count the people.

    Run by the clock, some people in each transaction, so that nobody who books waits for it. A
    round that was interrupted starts again, and two at once do no harm: each person has one
    message, by its key.
    """
    people = 0
    for group in news_to_hand_out(at=at):
        last = 0
        while some := list(news_readers().filter(pk__gt=last).order_by("pk")[:_AT_A_TIME]):
            with transaction.atomic(durable=True):
                for student in some:
                    _queue_copy(group, student, at=at)
            people, last = people + len(some), some[-1].pk
        with transaction.atomic(durable=True):
            GroupMessage.objects.filter(pk=group.pk).update(handed_out_at=at)
    return people


def _queue_copy(
    group: GroupMessage, student: Student, *, by_phone: bool = False, at: dt.datetime
) -> None:
    """Queue one person's copy."""
    outbox.queue_message(
        kind=GROUP_MESSAGE,
        student=student,
        facts={"group_id": group.pk},
        dedupe_key=key_of(group, student.pk),
        is_news=group.audience == Audience.NEWS,
        pace=Pace.MANY,
        by_phone=by_phone,
        not_before=group.goes_at,
        at=at,
    )


def take_back_message(*, message: GroupMessage, by: User, at: dt.datetime) -> None:
    """Stop a message that has not gone yet; twice is harmless.

    Raises TooLate once its minute is over.
    """
    del by
    with transaction.atomic(durable=True):
        held = GroupMessage.objects.select_for_update().get(pk=message.pk)
        if held.taken_back_at is not None:
            return
        if at >= held.goes_at:
            raise TooLate
        held.taken_back_at = at
        held.save(update_fields=["taken_back_at"])


def forget_old_words(*, at: dt.datetime) -> int:
    """Empty what was written to groups long ago; that it was written stays. Count the messages.

    Each person's own copy is emptied after the same time. Run by the clock; twice is harmless.
    """
    before = at - dt.timedelta(days=settings.MESSAGE_WORDS_DAYS)
    with transaction.atomic(durable=True):
        old = GroupMessage.objects.filter(written_at__lt=before).exclude(words="")
        return old.update(words="")
