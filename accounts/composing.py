"""How messages get their words: each kind brings its own composer, the site says who sends.

Nothing is sent here. The words are kept on the message, and every later try sends the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from django.conf import settings
from django.core import signing
from django.urls import reverse

from accounts.discretion import in_mail, in_texts
from accounts.queries import STOP_NEWS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from accounts.models import Message, Student


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The words of one message; the calendar part and its method only where there is one."""

    subject: str
    text: str
    html: str = ""
    short: str = ""
    """The same in one or two plain sentences, for a text message."""
    calendar: str = ""
    calendar_method: str = ""
    deadline_at: dt.datetime | None = None
    """When it is too late to tell them, if ever."""
    sender_name: str = ""
    """Who it is from, where that is not for the college or the student's wish to say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who our mail comes from, and who gets the answers where that is somebody else."""

    name: str
    address: str
    answers_to: str = ""
    postal_address: str = ""
    phone: str = ""


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


class StillNeeded(Protocol):
    """Says whether what a message was to say is still true."""

    def __call__(self, message: Message, *, at: dt.datetime) -> bool:
        """Look at the facts as they are at this moment."""


class SenderOfMail(Protocol):
    """Says who the sender is at the moment."""

    def __call__(self) -> Sender:
        """Read the sender from where the college keeps it."""


class HelpInMail(Protocol):
    """Says where people can turn in an emergency, at the moment."""

    def __call__(self) -> UrgentHelp:
        """Read the lines from where the college keeps them."""


class NoLongerNeeded(Exception):
    """What a message was to say is no longer true, so nobody should hear it."""


_composers: dict[str, Composer] = {}
_still_needed: dict[str, StillNeeded] = {}
_out_of_date: dict[str, StillNeeded] = {}
_senders: list[SenderOfMail] = []
_help: list[HelpInMail] = []


def register_composer(
    kind: str,
    composer: Composer,
    *,
    is_needed: StillNeeded | None = None,
    is_out_of_date: StillNeeded | None = None,
) -> None:
    """Say how one kind of message gets its words; called once, when the site starts.

    ``is_needed`` is asked before every try: what was overtaken meanwhile goes to nobody.
    ``is_out_of_date`` is asked then of words that are there: whether what they tell has changed.
    """
    _composers[kind] = composer
    if is_out_of_date:
        _out_of_date[kind] = is_out_of_date
    if is_needed:
        _still_needed[kind] = is_needed


def is_still_needed(message: Message, *, at: dt.datetime) -> bool:
    """Say whether what a message was to say is still true."""
    is_needed = _still_needed.get(message.kind)
    return is_needed is None or is_needed(message, at=at)


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


_COMPOSED = (
    "sender_name", "subject", "text", "short", "html", "calendar", "calendar_method",
    "deadline_at", "composed_at",
)  # fmt: skip


def compose(message: Message, *, at: dt.datetime) -> None:
    """Give a message its words; every later try sends the same, unless they are out of date.

    Raises NoLongerNeeded where something has happened since, also when it has its words.
    """
    if not is_still_needed(message, at=at):
        raise NoLongerNeeded
    is_out_of_date = _out_of_date.get(message.kind)
    if message.composed_at is not None and not (is_out_of_date and is_out_of_date(message, at=at)):
        return
    parts = _composers[message.kind](message, at=at)
    message.sender_name = in_mail(message.student).sender
    # Told apart under “My messages”; what shows from outside is put in when the mail is built.
    message.subject = " ".join(parts.subject.split())[:200]
    message.text, message.html = parts.text, parts.html
    message.short = parts.short or as_text(_short(message))
    message.calendar, message.calendar_method = parts.calendar, parts.calendar_method
    message.deadline_at = parts.deadline_at or message.deadline_at
    message.composed_at = at
    message.save(update_fields=_COMPOSED)


def _short(message: Message) -> str:
    """Say that there is something to read, where a kind has no short form of its own."""
    says = in_texts(message.student).subject(message.subject)
    phone = current_sender().phone
    return f"{says}. You can read it here: {messages_page()}{phone and f' or ring {phone}'}"


_HELP_IN_TEXTS = "In danger? Ring 999."
# Letters with one of which a text holds less than half as much.
_DEAR = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019", "'"),
        **dict.fromkeys("\u201c\u201d", '"'),
        **dict.fromkeys("\u2013\u2014", "-"),
        "\u2026": "...",
        "\u00a0": " ",
    }
)


def as_text(words: str) -> str:
    """Finish a text message: in the letters of telephones, with where to turn in an emergency."""
    plain = words.translate(_DEAR).rstrip()
    last = plain.rpartition(" ")[2]
    # A full stop after a link would be taken for a part of it.
    stop = "" if last.startswith("http") or plain.endswith((".", "!", "?")) else "."
    return f"{plain}{stop} {_HELP_IN_TEXTS}"


def messages_page() -> str:
    """Return the whole address of the page where students read what was sent to them."""
    return settings.SITE_ADDRESS + reverse("accounts:my_messages")


def stop_news_page(student: Student) -> str:
    """Return the whole address where one tap ends the newsletter, without signing in.

    It is good for ever, and the same at every try.
    """
    token = signing.Signer(salt=STOP_NEWS).sign(student.uuid.hex)
    return settings.SITE_ADDRESS + reverse("accounts:stop_news", args=[token])
