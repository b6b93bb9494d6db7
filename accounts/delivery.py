"""Delivers one message: has its words composed, hands it to the mail server, records the answer.

Knows nothing of courses or bookings: each kind of message brings its own composer, and
the site says who the sender is. Runs in the worker; nothing here runs while a place is
being booked.
"""

from __future__ import annotations

import datetime as dt
import logging
import random
import smtplib
from dataclasses import dataclass
from email.charset import QP, Charset
from email.utils import format_datetime, formataddr
from typing import TYPE_CHECKING, Any, Protocol

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import F

from accounts.enums import Channel, MessageStatus
from accounts.models import Message, MessageAttempt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.models.message import MessageQuerySet

logger = logging.getLogger(__name__)

_PERMANENT = 500
# How far a retry may move from its time, so that many messages do not come back at once.
_JITTER = 0.25
_LONGEST_ANSWER = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The words of one message; the calendar part and its method only where there is one."""

    subject: str
    text: str
    html: str = ""
    calendar: str = ""
    calendar_method: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who our mail comes from, and who gets the answers where that is somebody else."""

    name: str
    address: str
    answers_to: str = ""


class HelpLine(Protocol):
    """One place to turn to in an emergency."""

    @property
    def when(self) -> str:
        """When to turn there."""

    @property
    def who(self) -> str:
        """Whom to turn to, and how."""

    @property
    def link(self) -> str:
        """Where a tap leads, if anywhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgentHelp:
    """What stands at the end of every message."""

    introduction: str = ""
    lines: Sequence[HelpLine] = ()


class Composer(Protocol):
    """Turns a message's facts into its words."""

    def __call__(self, message: Message, *, at: dt.datetime) -> Parts:
        """Compose the parts from the facts as they are at this moment."""


class SenderOfMail(Protocol):
    """Says who the sender is at the moment."""

    def __call__(self) -> Sender:
        """Read the sender from where the college keeps it."""


class HelpInMail(Protocol):
    """Says where people can turn in an emergency, at the moment."""

    def __call__(self) -> UrgentHelp:
        """Read the lines from where the college keeps them."""


_composers: dict[str, Composer] = {}
_senders: list[SenderOfMail] = []
_help: list[HelpInMail] = []


def register_composer(kind: str, composer: Composer) -> None:
    """Say how one kind of message gets its words; called once, when the site starts."""
    _composers[kind] = composer


def register_sender(sender: SenderOfMail) -> None:
    """Say where the college keeps its sender's name and address."""
    _senders[:] = [sender]


def current_sender() -> Sender:
    """Give the sender of our mail, and the organiser of our invitations."""
    if _senders:
        return _senders[0]()
    return Sender(name="", address=settings.DEFAULT_FROM_EMAIL)


def register_urgent_help(urgent_help: HelpInMail) -> None:
    """Say where the college keeps its lines of urgent help."""
    _help[:] = [urgent_help]


def current_urgent_help() -> UrgentHelp:
    """Give the urgent help that a message composed here ends with."""
    return _help[0]() if _help else UrgentHelp()


def deliver(
    message_id: int, *, at: dt.datetime, expected_attempts: int | None = None
) -> Message | None:
    """Try once to deliver a message, and record how it went.

    Only one worker at a time gets hold of a message, and each try is made once: a task
    that arrives twice finds nothing to do, and None is returned. A message that could not
    be delivered is due again later, or given to the office after the last try.
    """
    message = _claim(message_id, at=at, expected_attempts=expected_attempts)
    if message is None:
        return None
    try:
        _compose(message, at=at)
        if message.channel != Channel.EMAIL:
            return _hand_to_office(message)
        build_mail(message).send()
    except Exception as error:  # noqa: BLE001 -- whatever went wrong, the message must not be lost
        return _record_trouble(message, error, at=at)
    return _record_success(message, at=at)


def build_mail(message: Message) -> CollegeMail:
    """Build the mail exactly as it was or would be sent; the same bytes every time."""
    sender = current_sender()
    domain = sender.address.rpartition("@")[2] or "localhost"
    mark = f"{message.uuid}.{again}" if (again := message.facts.get("again")) else message.uuid
    headers = {
        # RFC 3834: keeps out-of-office answers away.
        "Auto-Submitted": "auto-generated",
        # The same at every try, so that a mail server can tell a repetition.
        "Message-ID": f"<{mark}@{domain}>",
        "Date": format_datetime(message.composed_at or message.created_at),
    }
    mail = CollegeMail(
        subject=message.subject,
        body=message.text,
        from_email=formataddr((sender.name, sender.address)) if sender.name else sender.address,
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


def _claim(message_id: int, *, at: dt.datetime, expected_attempts: int | None) -> Message | None:
    """Get hold of a waiting message; one UPDATE, so two workers never both succeed."""
    waiting = Message.objects.filter(pk=message_id, status=MessageStatus.QUEUED)
    if expected_attempts is not None:
        waiting = waiting.filter(attempt_count=expected_attempts)
    claimed = waiting.update(
        status=MessageStatus.SENDING, claimed_at=at, attempt_count=F("attempt_count") + 1
    )
    return Message.objects.select_related("student").get(pk=message_id) if claimed else None


def _compose(message: Message, *, at: dt.datetime) -> None:
    """Give the message its words, once; every later try sends the same."""
    if message.composed_at is not None:
        return
    parts = _composers[message.kind](message, at=at)
    message.subject = " ".join(parts.subject.split())[:200]
    message.text, message.html = parts.text, parts.html
    message.calendar, message.calendar_method = parts.calendar, parts.calendar_method
    message.composed_at = at
    message.save(
        update_fields=["subject", "text", "html", "calendar", "calendar_method", "composed_at"]
    )


def _hand_to_office(message: Message) -> Message:
    """Leave a message for somebody without email with the office, to print or to ring."""
    _mine(message).update(status=MessageStatus.FOR_OFFICE)
    message.status = MessageStatus.FOR_OFFICE
    return message


def _record_success(message: Message, *, at: dt.datetime) -> Message:
    """Write down that the mail server took the message; wipe it if it was a secret."""
    with transaction.atomic():
        MessageAttempt.objects.create(message=message, at=at, succeeded=True)
        _mine(message).update(status=MessageStatus.SENT, finished_at=at, **_wiped(message))
    message.status = MessageStatus.SENT
    return message


def _record_trouble(message: Message, error: Exception, *, at: dt.datetime) -> Message:
    """Write down what the server said, and when to try again if there is still hope."""
    answer = _answer(error)
    logger.warning(
        "Message %s, try %s: not delivered (%s)",
        message.uuid,
        message.attempt_count,
        type(error).__name__,
        # What went wrong in our own code needs its place; a server's answer may name a person.
        exc_info=None if isinstance(error, OSError) else error,
    )
    hopeless = _is_refused_for_good(error) or message.attempt_count >= settings.MESSAGE_ATTEMPTS
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
    return {"subject": "", "text": "", "html": "", "facts": {}}


def _answer(error: Exception) -> str:
    """Put an error into one short line for the office."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
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


def _is_refused_for_good(error: Exception) -> bool:
    """Tell a wrong address, which will not get better, from trouble that may pass."""
    return isinstance(error, smtplib.SMTPRecipientsRefused) and all(
        code >= _PERMANENT for code, _ in error.recipients.values()
    )
