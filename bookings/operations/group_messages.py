"""Writing to everybody on a run, and taking it back within a minute."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction

from accounts import outbox
from bookings.models import GroupMessage
from bookings.queries.group_messages import GROUP_MESSAGE, key_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from accounts.models import Student, User
    from courses.models import CourseRun

CAN_BE_TAKEN_BACK = dt.timedelta(minutes=1)


class CannotWrite(Exception):
    """The message has nobody to go to. Carries the sentence to show."""


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
    where there is nobody to write to.
    """
    if not students:
        msg = "There is nobody to write to."
        raise CannotWrite(msg)
    with transaction.atomic(durable=True):
        group, is_new = GroupMessage.objects.get_or_create(
            uuid=uuid,
            defaults={
                "run": run,
                "audience": audience,
                "subject": subject,
                "words": words,
                "written_by": by,
                "written_at": at,
                "goes_at": at + CAN_BE_TAKEN_BACK,
            },
        )
        if not is_new:
            return group
        for student in students:
            outbox.queue_message(
                kind=GROUP_MESSAGE,
                student=student,
                facts={"group_id": group.pk},
                dedupe_key=key_of(group, student.pk),
                not_before=group.goes_at,
                at=at,
            )
        return group


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
