"""Delivers one message: has its words composed, hands it to a server, records the answer.

Knows nothing of courses or bookings. Runs in the worker; nothing here runs while a place is
being booked.
"""

from __future__ import annotations

import datetime as dt
import logging
import random
import smtplib
from email.charset import QP, Charset
from email.utils import format_datetime, formataddr
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import F

from accounts import quiet, texting
from accounts.composing import NoLongerNeeded, compose, current_sender, stop_news_page
from accounts.discretion import in_mail
from accounts.enums import Channel, MessageStatus, Pace
from accounts.models import Message, MessageAttempt, Student
from accounts.refusals import Refusal, refusal_in

if TYPE_CHECKING:
    from accounts.models.message import MessageQuerySet

logger = logging.getLogger(__name__)

# How far a retry may move from its time, so that many messages do not come back at once.
_JITTER = 0.25
_LONGEST_ANSWER = 300
# Most texts are on the telephone by then.
_FIRST_ASKED_AFTER = dt.timedelta(minutes=5)


def deliver(
    message_id: int, *, at: dt.datetime, expected_attempts: int | None = None
) -> Message | None:
    """Try once to deliver a message, and record how it went.

    Only one worker at a time gets hold of a message, and each try is made once: a task
    that arrives twice finds nothing to do, and None is returned. A message that could not
    be delivered is due again later, or given to the office after the last try. One that
    would break into quiet hours is due when they are over.
    """
    waiting = _waiting(message_id, expected_attempts).select_related("student").first()
    if waiting is not None and (due_at := quiet_until(waiting, at=at)):
        return _put_off(waiting, due_at=due_at)
    message = _claim(message_id, at=at, expected_attempts=expected_attempts)
    if message is None:
        return None
    try:
        compose(message, at=at)
        if message.channel not in Channel.TRAVEL_ALONE:
            return _hand_to_office(message)
        _send(message)
    except NoLongerNeeded:
        return _leave_unsent(message, at=at)
    except Exception as error:  # noqa: BLE001 -- whatever went wrong, the message must not be lost
        return _record_trouble(message, error, at=at)
    return _record_success(message, at=at)


def _send(message: Message) -> None:
    """Hand a message to the server that carries it."""
    if message.channel == Channel.EMAIL:
        build_mail(message).send()
        return
    texting.send(
        number=message.to_address,
        words=message.short,
        reference=mark_of(message),
        is_repeat=message.attempt_count > 1,
    )


def build_mail(message: Message) -> CollegeMail:
    """Build the mail exactly as it was or would be sent; the same bytes every time."""
    sender = current_sender()
    domain = sender.address.rpartition("@")[2] or "localhost"
    name = message.sender_name or sender.name
    headers = {
        # RFC 3834: keeps out-of-office answers away.
        "Auto-Submitted": "auto-generated",
        # The same at every try, so that a mail server can tell a repetition.
        "Message-ID": f"<{mark_of(message)}@{domain}>",
        "Date": format_datetime(message.composed_at or message.created_at),
    }
    if message.is_news and message.student:
        # RFC 8058: one tap in the mail reader. Mail about a place cannot be turned off like that.
        headers["List-Unsubscribe"] = f"<{stop_news_page(message.student)}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail = CollegeMail(
        subject=in_mail(message.student).subject(message.subject),
        body=message.text,
        from_email=formataddr((name, sender.address)) if name else sender.address,
        to=[message.to_address],
        reply_to=[sender.answers_to] if sender.answers_to not in {"", sender.address} else None,
        headers=headers,
        connection=get_connection(),
    )
    mail.boundary = f"=_{message.uuid.hex}"
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    if message.calendar:
        # Last, as the richest form, and with the method of the file (RFC 6047 2.4). Never as
        # an attachment: some calendars would enter it a second time.
        kind = f"text/calendar; method={message.calendar_method}"
        mail.attach_alternative(message.calendar, kind)
    return mail


class CollegeMail(EmailMultiAlternatives):
    """A mail with parts in quoted-printable, which passes every server, and a fixed boundary."""

    boundary = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        utf_8 = Charset("utf-8")
        utf_8.body_encoding = QP
        self.encoding = utf_8

    def message(self, **options: Any) -> Any:
        """Build the MIME message."""
        built = super().message(**options)
        if built.is_multipart() and self.boundary:
            built.set_boundary(self.boundary)
        return built


def mark_of(message: Message) -> str:
    """Return what a server can tell a repetition by: another one when the office sends again."""
    again = message.facts.get("again")
    return f"{message.uuid}.{again}" if again else str(message.uuid)


def quiet_until(message: Message, *, at: dt.datetime) -> dt.datetime | None:
    """Return when a message may go that would now break into quiet hours, or None.

    A telephone lies beside the bed, so a text keeps to the student's own hours or else the
    college's; a mail only to hours that the student chose. Calls are made by people, who see
    the hours. What cannot wait (a change to the next day, a sign-in code) goes at once.
    """
    hours = quiet_hours_of(message)
    return quiet.end_of_quiet(hours, at=at, zone=ZoneInfo(settings.TIME_ZONE))


def quiet_hours_of(message: Message) -> quiet.Hours | None:
    """Return the hours that a message does not break into, or None where it does not matter."""
    student = message.student
    if student is None or message.is_secret or message.pace == Pace.NOW:
        return None
    if message.channel == Channel.TEXT:
        return student.quiet_hours or settings.QUIET_HOURS
    return student.quiet_hours if message.channel == Channel.EMAIL else None


def waits_quietly_until(message: Message, *, at: dt.datetime) -> dt.datetime | None:
    """Return when a message goes that waits only for quiet hours to be over, or None."""
    if message.status != MessageStatus.QUEUED:
        return None
    if over_at := quiet_until(message, at=max(at, message.due_at)):
        return over_at
    # It was put off already: then it is due when they are over.
    return message.due_at if quiet_until(message, at=at) == message.due_at else None


def _put_off(message: Message, *, due_at: dt.datetime) -> Message | None:
    """Let a message wait until a time; None where it is in other hands by now."""
    message.due_at = max(due_at, message.created_at)
    moved = _waiting(message.pk, message.attempt_count).update(due_at=message.due_at)
    return message if moved else None


def _waiting(message_id: int, expected_attempts: int | None) -> MessageQuerySet:
    """Find a message that waits, after this many tries where the number is known."""
    waiting = Message.objects.filter(pk=message_id, status=MessageStatus.QUEUED)
    if expected_attempts is None:
        return waiting
    return waiting.filter(attempt_count=expected_attempts)


def _claim(message_id: int, *, at: dt.datetime, expected_attempts: int | None) -> Message | None:
    """Get hold of a waiting message; one UPDATE, so two workers never both succeed."""
    claimed = _waiting(message_id, expected_attempts).update(
        status=MessageStatus.SENDING, claimed_at=at, attempt_count=F("attempt_count") + 1
    )
    return Message.objects.select_related("student").get(pk=message_id) if claimed else None


def _hand_to_office(message: Message) -> Message:
    """Leave a message for somebody without email with the office, to print or to ring."""
    _mine(message).update(status=MessageStatus.FOR_OFFICE)
    message.status = MessageStatus.FOR_OFFICE
    return message


def _leave_unsent(message: Message, *, at: dt.datetime) -> Message:
    """Write down that a message was overtaken by what happened, and went to nobody."""
    _mine(message).update(status=MessageStatus.NOT_NEEDED, finished_at=at)
    message.status = MessageStatus.NOT_NEEDED
    return message


def _record_success(message: Message, *, at: dt.datetime) -> Message:
    """Write down that the mail server took the message; wipe it if it was a secret."""
    with transaction.atomic():
        MessageAttempt.objects.create(message=message, at=at, succeeded=True)
        _mine(message).update(
            status=MessageStatus.SENT,
            finished_at=at,
            ask_at=at + _FIRST_ASKED_AFTER if message.channel == Channel.TEXT else None,
            arrived_at=None,
            **_wiped(message),
        )
    message.status = MessageStatus.SENT
    return message


def _record_trouble(message: Message, error: Exception, *, at: dt.datetime) -> Message | None:
    """Write down what the server said, and when to try again if there is still hope."""
    answer = _answer(error)
    logger.warning(
        "Message %s, try %s: not delivered (%s)",
        message.uuid,
        message.attempt_count,
        type(error).__name__,
        # What went wrong in our own code needs its place; a server's answer may name a person.
        exc_info=None if isinstance(error, (OSError, texting.CannotText)) else error,
    )
    refusal = _refusal_in(error)
    was_last = message.attempt_count >= settings.MESSAGE_ATTEMPTS
    is_refused = refusal in {Refusal.WRONG_ADDRESS, Refusal.FOR_GOOD}
    is_refused |= refusal == Refusal.FOR_NOW and was_last
    if refusal == Refusal.WRONG_ADDRESS:
        mark_refused(message)
    if is_refused and (channel := other_way(message)):
        return _go_another_way(message, channel, answer, at=at)
    hopeless = is_refused or was_last
    if hopeless:
        changes = {"status": MessageStatus.FAILED, "finished_at": at, **_wiped(message)}
    else:
        message.due_at = max(at + wait_before_next(message.attempt_count), message.created_at)
        changes = {"status": MessageStatus.QUEUED, "due_at": message.due_at}
    with transaction.atomic():
        MessageAttempt.objects.create(message=message, at=at, succeeded=False, answer=answer)
        _mine(message).update(**changes)
    message.status = MessageStatus.FAILED if hopeless else MessageStatus.QUEUED
    return message


def other_way(message: Message) -> Channel | None:
    """Return how else to reach somebody whose address or number was refused for good."""
    student = message.student
    if student is None or message.is_secret:
        return None
    if student.phone.strip():
        return Channel.PHONE
    return Channel.LETTER if student.postal_address.strip() else None


def mark_refused(message: Message) -> None:
    """Let an address or a number count as not working until the student or office changes it."""
    if not message.student_id or not message.to_address:
        return
    student = Student.objects.filter(pk=message.student_id)
    if message.channel == Channel.EMAIL:
        student.filter(email__iexact=message.to_address).update(refused_email=message.to_address)
    elif message.channel == Channel.TEXT:
        student.filter(phone=message.to_address).update(refused_phone=message.to_address)


def _go_another_way(
    message: Message, channel: Channel, answer: str, *, at: dt.datetime
) -> Message | None:
    """Hand a message that was refused to the office at once, in words for its new way."""
    with transaction.atomic():
        MessageAttempt.objects.create(message=message, at=at, succeeded=False, answer=answer)
        _mine(message).update(
            status=MessageStatus.QUEUED,
            channel=channel,
            composed_at=None,
            due_at=max(at, message.created_at),
        )
    return deliver(message.pk, at=at)


def wait_before_next(attempts: int) -> dt.timedelta:
    """Say how long to wait after this many tries: twice as long each time, a little scattered."""
    seconds = min(
        settings.MESSAGE_FIRST_RETRY_SECONDS * 2 ** (attempts - 1),
        settings.MESSAGE_LONGEST_RETRY_SECONDS,
    )
    scatter = random.uniform(1 - _JITTER, 1 + _JITTER)  # noqa: S311 -- spreads load, guards nothing
    return dt.timedelta(seconds=seconds * scatter)


def _mine(message: Message) -> MessageQuerySet:
    """Find the row as long as this worker's hold on it stands; a rescued one is another's."""
    return Message.objects.filter(
        pk=message.pk, status=MessageStatus.SENDING, claimed_at=message.claimed_at
    )


def _wiped(message: Message) -> dict[str, Any]:
    """Say what to empty: a secret's words, which nobody needs once it is over."""
    if not message.is_secret:
        return {}
    return {"subject": "", "text": "", "short": "", "html": "", "facts": {}}


def _answer(error: Exception) -> str:
    """Put an error into one short line for the office."""
    if isinstance(error, texting.CannotText):
        words = str(error)
    elif isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
        words = f"{code} {_text(said)}"
    elif isinstance(error, smtplib.SMTPResponseException):
        words = f"{error.smtp_code} {_text(error.smtp_error)}"
    elif isinstance(error, OSError):
        words = f"The mail server could not be reached: {error}"
    else:
        words = f"The message could not be put together ({type(error).__name__})."
    return " ".join(words.split())[:_LONGEST_ANSWER]


def _text(said: bytes | str) -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else said


def _refusal_in(error: Exception) -> Refusal:
    """Say what an error at a try to send means."""
    if isinstance(error, texting.CannotText):
        if error.is_wrong_number:
            return Refusal.WRONG_ADDRESS
        return Refusal.FOR_GOOD if error.is_for_good else Refusal.NONE
    return refusal_in(error)
