"""The outbox: write down now what to tell someone, in the transaction that causes it.

Nothing is composed or sent here. The worker does both after the commit, so a message
exists exactly when its cause does, and no place stays locked while words are written.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django_tasks import default_task_backend
from wagtail.log_actions import log

from accounts.composing import (
    Composer,
    NoLongerNeeded,
    Parts,
    Sender,
    UrgentHelp,
    compose,
    current_sender,
    current_urgent_help,
    is_still_needed,
    register_composer,
    register_sender,
    register_urgent_help,
)
from accounts.delivery import other_way, quiet_until
from accounts.enums import MESSAGE_MOVES, Channel, MessageStatus, Pace
from accounts.kinds import Kind, Sample, register_kind
from accounts.models import Message, MessageAttempt
from accounts.tasks import enqueue_delivery

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from django.db.models import QuerySet

    from accounts.models import Student, User

__all__ = [
    "CannotSendAgain",
    "Composer",
    "Kind",
    "NoLongerNeeded",
    "Overtaken",
    "Parts",
    "Sample",
    "Sender",
    "UrgentHelp",
    "can_send_again",
    "current_sender",
    "current_urgent_help",
    "enqueue",
    "leave_unneeded",
    "mark_passed_on",
    "note_untold",
    "queue_message",
    "register_composer",
    "register_kind",
    "register_sender",
    "register_urgent_help",
    "rescue_stuck_messages",
    "send_again",
]

# A message being sent may be queued again too, but only when its worker has died.
_MAY_GO_AGAIN = frozenset(
    status for status, moves in MESSAGE_MOVES.items() if MessageStatus.QUEUED in moves
) - {MessageStatus.SENDING}
# So many rows are held in memory together, however many there are.
_AT_A_TIME = 500
_INTERRUPTED = "The worker was stopped before the mail server answered."


class CannotSendAgain(Exception):
    """A message is on its way, or was a secret that is gone."""


class Overtaken(CannotSendAgain):
    """What a message says is not so any more."""


def queue_message(
    *,
    kind: str,
    student: Student | None,
    facts: Mapping[str, int | str],
    dedupe_key: str,
    at: dt.datetime,
    to_address: str = "",
    is_secret: bool = False,
    pace: Pace = Pace.SOON,
    is_news: bool = False,
    deadline_at: dt.datetime | None = None,
    not_before: dt.datetime | None = None,
    parts: Parts | None = None,
    by_phone: bool = False,
) -> None:
    """Write down one message to one person; the worker composes and delivers it.

    Asking again with the same `dedupe_key` is harmless, also inside a transaction. `facts`
    hold ids only. A student without email gets the message through the office.

    It does not go `not_before` a time, and waits for the end of quiet hours unless its `pace`
    says that it cannot: that is for changes to the next day. News go only to those who asked for
    them, and, like everything of pace BULK, a few a minute. After `deadline_at` it is too late
    to ring somebody about it. What is said `by_phone` the office rings about, however the student
    likes to hear from us otherwise. `parts` are for the rare message whose words exist only now,
    such as a sign-in code; being `is_secret` keeps it from staff and wipes it once it has been
    sent.
    """
    if is_news and (student is None or not student.news_agreed):
        return
    channel = student.channel if student and not to_address else Channel.EMAIL
    if by_phone:
        channel = Channel.PHONE
    message = Message(
        kind=kind,
        student=student,
        channel=channel,
        to_address=to_address or (student.address_for(channel) if student else ""),
        facts=dict(facts),
        dedupe_key=dedupe_key,
        is_secret=is_secret,
        pace=Pace.BULK if is_news else pace,
        is_news=is_news,
        deadline_at=deadline_at,
        created_at=at,
        due_at=at,
    )
    goes_at = max(at, not_before) if not_before else at
    message.due_at = quiet_until(message, at=goes_at) or goes_at
    if parts:
        message.subject, message.text, message.html = parts.subject, parts.text, parts.html
        message.short, message.composed_at = parts.short, at
        message.sender_name = parts.sender_name
    # The conflict is settled inside the statement: an error would spoil the caller's
    # transaction on PostgreSQL.
    Message.objects.bulk_create([message], ignore_conflicts=True)
    written_id, written_uuid = Message.objects.values_list("pk", "uuid").get(dedupe_key=dedupe_key)
    if written_uuid == message.uuid:
        message.pk = written_id
        enqueue(message)


def note_untold(
    *,
    kind: str,
    student: Student,
    facts: Mapping[str, int | str],
    dedupe_key: str,
    why: str,
    at: dt.datetime,
) -> None:
    """Write down for the office that a student is not told something, and why.

    Twice with the same `dedupe_key` is harmless.
    """
    message, is_new = Message.objects.get_or_create(
        dedupe_key=dedupe_key,
        defaults={
            "kind": kind,
            "student": student,
            "channel": student.channel,
            "facts": dict(facts),
            "status": MessageStatus.NOT_NEEDED,
            "created_at": at,
            "due_at": at,
            "finished_at": at,
        },
    )
    if is_new:
        MessageAttempt.objects.create(message=message, at=at, succeeded=False, answer=why)


def rescue_stuck_messages(at: dt.datetime) -> int:
    """Queue again what a stopped worker left half done or nobody picked up; count it.

    Run by the clock; twice at once does no harm. A message may then reach its person a
    second time, if the server had taken it before the worker died; it is never lost.
    """
    limit = at - dt.timedelta(seconds=settings.MESSAGE_STUCK_SECONDS)
    rescued = 0
    stuck = Message.objects.filter(status=MessageStatus.SENDING, claimed_at__lt=limit)
    for message in _one_by_one(stuck):
        rescued += _take_from_dead_worker(message, at=at)
    # Where no task can wait, nobody but the clock knows that a message is due.
    due = {"due_at__lt": limit} if default_task_backend.supports_defer else {"due_at__lte": at}
    for message in _one_by_one(Message.objects.filter(status=MessageStatus.QUEUED, **due)):
        # Moving the due time keeps the next round from queueing it a second time.
        overdue = Message.objects.filter(
            pk=message.pk, status=MessageStatus.QUEUED, due_at=message.due_at
        )
        with transaction.atomic():
            if overdue.update(due_at=at):
                enqueue_delivery(message)
                rescued += 1
    return rescued


def forget_old_words(at: dt.datetime) -> int:
    """Empty the words of messages from long ago; the fact stays. Count them.

    Calls and letters that nobody got round to in all that time leave the office's lists. A few
    at a time, so that nobody waits for it; what is left over comes in the next round.
    """
    old = Message.objects.with_old_words(at - dt.timedelta(days=settings.MESSAGE_WORDS_DAYS))
    chosen = list(old.order_by("created_at").values_list("pk", flat=True)[:_AT_A_TIME])
    with transaction.atomic():
        Message.objects.for_the_office().filter(pk__in=chosen).update(
            status=MessageStatus.NOT_NEEDED, finished_at=at
        )
        return Message.objects.filter(pk__in=chosen).update(
            text="", short="", html="", calendar="", words_gone_at=at
        )


def can_send_again(message: Message) -> bool:
    """Say whether the office may send this message once more, or by email after all."""
    if message.is_secret or message.words_gone_at or message.status not in _MAY_GO_AGAIN:
        return False
    student = message.student
    for_office = message.status == MessageStatus.FOR_OFFICE
    return not for_office or (student is not None and student.channel in Channel.TRAVEL_ALONE)


def send_again(*, message: Message, by: User, at: dt.datetime) -> None:
    """Queue a message once more, to the address the student has now, in words put together anew.

    Whatever has changed since is told as it is now, and a calendar sees that it is newer.
    Raises CannotSendAgain for a message on its way and for a secret, whose words are gone, and
    Overtaken where something has happened since, such as a place given up after a reminder.
    """
    with transaction.atomic(durable=True):
        messages = Message.objects.select_related("student").select_for_update(of=("self",))
        message = messages.get(pk=message.pk)
        if not can_send_again(message):
            raise CannotSendAgain
        message.composed_at, message.batch = None, None
        if not is_still_needed(message, at=at):
            raise Overtaken
        student = message.student
        if student is not None:
            message.channel = student.channel
            message.to_address = student.address_for(student.channel)
        if message.status == MessageStatus.SENT:
            # Some mail servers hide a mail whose id they have seen.
            message.facts["again"] = message.facts.get("again", 0) + 1
        message.ask_at, message.arrived_at = None, None
        message.status = MessageStatus.QUEUED
        message.attempt_count, message.finished_at = 0, None
        message.due_at = max(at, message.created_at)
        message.save()
        enqueue(message)
        log(message, "accounts.message_sent_again", user=by)


def mark_passed_on(*, message: Message, by: User, at: dt.datetime) -> None:
    """Write down that the office has told the student, by letter or on the phone.

    Doing it twice is harmless.
    """
    with transaction.atomic(durable=True):
        waiting = Message.objects.filter(pk=message.pk, status=MessageStatus.FOR_OFFICE)
        if waiting.update(status=MessageStatus.PASSED_ON, finished_at=at):
            log(message, "accounts.message_passed_on", user=by)


def leave_unneeded(*, message_ids: Collection[int], at: dt.datetime) -> int:
    """Write down that nobody needs to hear these any more, and count them.

    Only what still waits for the office: what was passed on, or printed, stays as it is.
    """
    if not message_ids:
        return 0
    waiting = Message.objects.for_the_office().filter(pk__in=message_ids, batch=None)
    return waiting.update(status=MessageStatus.NOT_NEEDED, finished_at=at)


def ring_instead(*, message_ids: Collection[int]) -> None:
    """Let the office ring about letters that would come too late, unless they are printed."""
    if message_ids:
        waiting = Message.objects.for_the_office().filter(pk__in=message_ids, batch=None)
        waiting.update(channel=Channel.PHONE)


def compose_anew(*, message_ids: Collection[int], at: dt.datetime) -> None:
    """Put what waits for the office into words once more, as things are now.

    What was passed on, or printed, stays as it is.
    """
    for message_id in message_ids:
        with transaction.atomic(durable=True):
            waiting = Message.objects.for_the_office().filter(pk=message_id, batch=None)
            message = waiting.select_for_update(of=("self",)).select_related("student").first()
            if message is not None:
                with contextlib.suppress(NoLongerNeeded):
                    compose(message, at=at)


def tell_another_way(*, message: Message, answer: str, at: dt.datetime) -> None:
    """Let the office tell what was taken, and then came back or was lost, where that still helps.

    For a message that the caller has locked. Whether it is still so its composer is asked, as at
    every try.
    """
    MessageAttempt.objects.create(message=message, at=at, succeeded=False, answer=answer)
    message.ask_at, message.finished_at = None, at
    channel = other_way(message)
    if message.deadline_at is not None and message.deadline_at <= at:
        message.status = MessageStatus.NOT_NEEDED
    elif channel is None:
        message.status = MessageStatus.FAILED
    else:
        message.status, message.channel = MessageStatus.QUEUED, channel
        message.composed_at, message.finished_at = None, None
        message.attempt_count, message.due_at = 0, max(at, message.created_at)
    message.save()
    if message.status == MessageStatus.QUEUED:
        enqueue(message)


def enqueue(message: Message) -> None:
    """Queue the delivery in the caller's transaction, so both are there or neither is.

    A backend that cannot keep a task for later would do it now; that has to wait for the
    commit, and a message that is to wait for longer is picked up by the clock.
    """
    is_for_later = message.due_at > message.created_at
    if default_task_backend.supports_defer:
        enqueue_delivery(message, later=is_for_later)
    elif not is_for_later:
        transaction.on_commit(lambda: enqueue_delivery(message))


def _one_by_one(messages: QuerySet[Message]) -> Iterator[Message]:
    """Give messages in the order of their age, reading some at a time and their words never."""
    last = 0
    while True:
        some = list(
            messages.filter(pk__gt=last)
            .order_by("pk")
            .only("pk", "status", "due_at", "created_at", "claimed_at", "attempt_count",
                  "is_secret", "pace", "student_id")[:_AT_A_TIME]
        )  # fmt: skip
        yield from some
        if len(some) < _AT_A_TIME:
            return
        last = some[-1].pk


def _take_from_dead_worker(message: Message, *, at: dt.datetime) -> int:
    """Make a message that a stopped worker held ready for the next one."""
    held = Message.objects.filter(
        pk=message.pk, status=MessageStatus.SENDING, claimed_at=message.claimed_at
    )
    given_up = message.attempt_count >= settings.MESSAGE_ATTEMPTS
    with transaction.atomic():
        if given_up:
            changed = held.update(status=MessageStatus.FAILED, finished_at=at)
        else:
            due_at = max(at, message.created_at)
            changed = held.update(status=MessageStatus.QUEUED, due_at=due_at)
        if changed:
            MessageAttempt.objects.create(
                message=message, at=at, succeeded=False, answer=_INTERRUPTED
            )
            if not given_up:
                enqueue_delivery(message)
    return changed
