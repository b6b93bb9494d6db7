"""What comes back to the college by mail, read by a machine: calendar replies and bounces.

Everything else is for people and is left where it is, and so is a reply into which somebody wrote
words of their own, or of whose “no” nothing comes.
"""

from __future__ import annotations

import logging
from email import message_from_bytes, policy
from email.utils import parseaddr
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings

from accounts.bounces import read_bounce
from accounts.operations import bounces
from bookings.itip.replies import read_replies
from bookings.operations import apologies, calendar_replies
from bookings.operations.wishes import THROUGH_A_CALENDAR
from bookings.queries.calendar_replies import (
    Meaning,
    comes_to_nothing,
    understand,
    words_of_invitations,
)
from recoverycollege import words_of_people

if TYPE_CHECKING:
    import datetime as dt
    from email.message import EmailMessage

    from bookings.itip.replies import Answers, CalendarReply
    from bookings.models import CalendarEntry
    from courses.models import CourseSession

logger = logging.getLogger(__name__)

# Nothing that a calendar or a mail server writes is longer; the rest is for people.
LONGEST_MAIL = 2_000_000
# What reading says of a mail that is broken, or folded into itself a thousand times.
_UNREADABLE = (ValueError, LookupError, AttributeError, TypeError, RecursionError)


def take_mail(content: bytes, *, at: dt.datetime) -> bool:
    """Do what one mail asks for; return whether nobody needs to read it any more.

    Reading the same mail twice changes nothing the second time. Raises what the database and
    busy operations raise, so that the mail is read again later.
    """
    if len(content) > LONGEST_MAIL:
        return False
    try:
        mail = message_from_bytes(content, policy=policy.default)
        bounce = read_bounce(mail)
        replies, is_all = ([], True) if bounce else _replies_in(mail)
        sender = parseaddr(str(mail.get("From", "")))[1]
    except _UNREADABLE as error:
        # A mail that cannot be read at all is for people.
        logger.info("A mail could not be read (%s).", type(error).__name__)
        return False
    if bounce:
        taken = bounces.take_bounce(bounce=bounce, by=None, at=at)
        logger.info("A message came back%s.", "" if taken else "; nothing to do")
        return True
    if not replies:
        return False
    is_done = [_take_reply(reply, sender=sender, at=at) for reply in replies]
    return all(is_done) and is_all and not _has_words(mail, replies)


def _has_words(mail: EmailMessage, replies: list[CalendarReply]) -> bool:
    invited = words_of_invitations(replies)
    try:
        return words_of_people.are_in(mail, replies, invited)
    except _UNREADABLE:
        # What cannot be read here can perhaps be read by people.
        return True


def _replies_in(mail: EmailMessage) -> tuple[list[CalendarReply], bool]:
    """Return the answers in a mail, and whether those are all: the rest is for people."""
    found: list[Answers] = []
    for part in mail.walk():
        if part.get_content_type() in words_of_people.CALENDARS:
            content = part.get_payload(decode=True)
            written = content if isinstance(content, bytes) else b""
            found.append(read_replies(written, zone=ZoneInfo(settings.TIME_ZONE)))
    # The same file is often there twice: as a part and as an attachment.
    read = dict.fromkeys(reply for answers in found for reply in answers.read)
    return list(read), all(answers.is_all for answers in found)


def _take_reply(reply: CalendarReply, *, sender: str, at: dt.datetime) -> bool:
    """Do what an answer asks for; return whether that is all there is to it."""
    understood = understand(reply, sender=sender, at=at)
    entry, session = understood.entry, understood.session
    logger.info("A calendar replied: %s.", understood.meaning)
    if understood.meaning == Meaning.APOLOGY and entry and session:
        _take_apology(entry, session, reply, at=at)
    elif understood.meaning == Meaning.COMING and entry and session:
        apologies.take_back_apology(
            booking=entry.booking, session=session, basis=THROUGH_A_CALENDAR, by=None, at=at
        )
    elif understood.meaning == Meaning.QUESTION and entry:
        _ask(entry, reply, at=at)
    # Of the dates that follow nothing is known here.
    return not (understood.is_for_people or reply.and_later)


def _ask(entry: CalendarEntry, reply: CalendarReply, *, at: dt.datetime) -> None:
    calendar_replies.ask_to_give_up(
        booking=entry.booking, sequence=entry.sequence, said_at=reply.stamp, by=None, at=at
    )


def _take_apology(
    entry: CalendarEntry, session: CourseSession, reply: CalendarReply, *, at: dt.datetime
) -> None:
    """Excuse a student from one date; who comes to none any more is asked about the place."""
    try:
        apologies.apologise(
            booking=entry.booking, session=session, basis=THROUGH_A_CALENDAR, by=None, at=at
        )
    except apologies.Busy:
        # It is said again when the mail is read again.
        raise
    except apologies.CannotApologise:
        # It was called off, or the place given up, while the mail was read.
        logger.info("Nothing to be excused from any more.")
    else:
        if comes_to_nothing(entry.booking, at=at):
            _ask(entry, reply, at=at)
