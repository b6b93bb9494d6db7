"""Passing messages on by hand: calls with their outcome, letters printed and posted together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from wagtail.log_actions import log

from accounts.enums import CallOutcome, Channel, MessageStatus
from accounts.models import CallAttempt, LetterBatch, Message
from accounts.post import LETTER_TAKES

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from uuid import UUID

    from accounts.models import Student, User


class CannotPassOn(Exception):
    """What was said of a call cannot be. Carries the sentence to show."""


def record_call(
    *,
    student: Student,
    told: Iterable[UUID],
    outcome: CallOutcome,
    try_again_at: dt.datetime | None,
    insists: bool = False,
    by: User,
    at: dt.datetime,
) -> int:
    """Write down how a call to a student about some messages ended; return how many it was about.

    Reached: they are passed on. A message left: passed on too, or rung about again if a time is
    given. Nobody answered: due again at that time. A letter instead: they wait to be printed.
    What somebody else has passed on meanwhile is left alone, so a double click is harmless.

    Raises CannotPassOn where it is not safe to leave a message, where a time to ring again is
    missing, over or too late, and where there is no address to write to. Also where a letter
    would come too late, unless the office ``insists`` and there is no number to ring.
    """
    with transaction.atomic(durable=True):
        _check(student, outcome, try_again_at, at=at)
        waiting = Message.objects.to_ring().filter(student=student, uuid__in=list(told))
        messages = list(waiting.select_for_update(of=("self",)))
        if last := told_by(messages, at=at):
            insists = insists and not student.phone
            _check_in_time(student, last, outcome, try_again_at, insists=insists, at=at)
        for message in messages:
            CallAttempt.objects.create(
                message=message, outcome=outcome, try_again_at=try_again_at, made_at=at, made_by=by
            )
            _move_on(message, outcome, try_again_at, by=by, at=at)
        return len(messages)


def _check(
    student: Student, outcome: CallOutcome, try_again_at: dt.datetime | None, *, at: dt.datetime
) -> None:
    if outcome == CallOutcome.LEFT_MESSAGE and not student.may_leave_message:
        msg = "It is not safe to leave this student a message. Ring again later."
        raise CannotPassOn(msg)
    if outcome == CallOutcome.TRY_AGAIN and try_again_at is None:
        msg = "Say when to ring again."
        raise CannotPassOn(msg)
    if try_again_at is not None and try_again_at <= at:
        msg = "Choose a time that is still to come."
        raise CannotPassOn(msg)
    if outcome == CallOutcome.LETTER and not student.postal_address.strip():
        msg = "We have no postal address of this student."
        raise CannotPassOn(msg)


def told_by(messages: Iterable[Message], *, at: dt.datetime) -> dt.datetime | None:
    """Return until when the most urgent of these has to be told, if that is still to come."""
    times = [one.deadline_at for one in messages if one.deadline_at and one.deadline_at > at]
    return min(times, default=None)


def comes_too_late(last: dt.datetime | None, *, at: dt.datetime) -> bool:
    """Say whether a letter written now would come after it has to be told."""
    return last is not None and last < at + LETTER_TAKES


def _check_in_time(
    student: Student,
    last: dt.datetime,
    outcome: CallOutcome,
    try_again_at: dt.datetime | None,
    *,
    insists: bool,
    at: dt.datetime,
) -> None:
    is_later = try_again_at is not None and try_again_at >= last
    if outcome == CallOutcome.TRY_AGAIN and is_later:
        msg = "By then it is too late to tell them. Choose an earlier time to ring again."
        raise CannotPassOn(msg)
    if outcome == CallOutcome.LETTER and comes_too_late(last, at=at) and not insists:
        post = f"The post takes {LETTER_TAKES.days} days, so a letter comes too late for this."
        way = (
            "Ring again in time. Is the number wrong? Put it right in their record, or take it "
            "out: then you can write all the same."
            if student.phone
            else "If there is no other way, tick “Write all the same”."
        )
        msg = f"{post} {way}"
        raise CannotPassOn(msg)


def _move_on(
    message: Message,
    outcome: CallOutcome,
    try_again_at: dt.datetime | None,
    *,
    by: User,
    at: dt.datetime,
) -> None:
    """Let one message go where its call leads."""
    if outcome == CallOutcome.LETTER:
        message.channel = Channel.LETTER
    elif try_again_at is not None:
        message.due_at = max(try_again_at, message.created_at)
    else:
        message.status, message.finished_at = MessageStatus.PASSED_ON, at
        log(message, "accounts.message_passed_on", user=by)
    message.save(update_fields=["channel", "due_at", "status", "finished_at"])


def make_letter_batch(*, by: User, at: dt.datetime) -> LetterBatch | None:
    """Put every letter that waits and has an address into one batch to print, if there is any.

    Two people who do it at once make one batch: what is in a batch is in no other.
    """
    with transaction.atomic(durable=True):
        found = Message.objects.to_post().exclude(student__postal_address="")
        waiting = list(found.select_for_update(of=("self",)).values_list("pk", flat=True))
        if not waiting:
            return None
        batch = LetterBatch.objects.create(made_at=at, made_by=by)
        Message.objects.filter(pk__in=waiting, batch=None).update(batch=batch)
        return batch


def mark_posted(*, batch: LetterBatch, by: User, at: dt.datetime) -> int:
    """Write down that a batch is in the post; return how many letters. Twice is harmless."""
    with transaction.atomic(durable=True):
        not_yet = LetterBatch.objects.filter(pk=batch.pk, posted_at=None)
        if not not_yet.update(posted_at=at, posted_by=by):
            return 0
        letters = Message.objects.filter(batch=batch, status=MessageStatus.FOR_OFFICE)
        for message in letters:
            log(message, "accounts.message_passed_on", user=by)
        return letters.update(status=MessageStatus.PASSED_ON, finished_at=at)
