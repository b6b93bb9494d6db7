"""Tells what a person wrote into the answer of their calendar from what the calendar wrote.

Every line of the mail has to be known as a calendar's own, or as one that we wrote into the
invitation. Whatever else there is, in any language, counts as written by a person: somebody then
reads it in vain, which is better than nobody reading what somebody needed to say.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from email.utils import parseaddr
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings

from bookings.itip.replies import read_replies

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from email.message import EmailMessage

    from bookings.itip.replies import CalendarReply
    from bookings.queries.calendar_replies import Invited

# No calendar writes longer lines.
_LONGEST_LINE = 1000
_LONGEST_PAGE = 200_000
_MOST_UNSEEN = 200
CALENDARS = frozenset({"text/calendar", "application/ics"})

_ANSWERED = re.compile(
    r"(?:(?P<name>.{1,150}?) )?(?:has )?(?:tentatively |provisionally )?(?:accepted|declined)"
    r"(?: (?:this|your|the|an) (?:calendar |event |meeting )?(?:invitation|event|meeting))?"
    r"(?:(?::| to) (?P<title>.{1,300}?))?[.!]?",
    re.IGNORECASE,
)
# Whole lines, as calendars and telephones write them.
_OWN = re.compile(
    r"[-\s_=~*|/·⋅—–.]*"  # noqa: RUF001 -- as calendars write it
    r"|sent from (?:my |the )?(?:iphone|ipad|mac|phone|mobile(?: phone)?|tablet|android(?: phone)?"
    r"|(?:samsung )?galaxy(?: smartphone)?|samsung(?: mobile)?|mail for windows(?: 10)?"
    r"|outlook(?: for (?:ios|android|mac))?|yahoo mail(?: (?:on|for) (?:iphone|android))?)"
    r"|get outlook for (?:ios|android|mac)(?: ?<?https://aka\.ms/\w{1,20}>?)?"
    r"|view all guest info(?: https://calendar\.google\.com/[\w/?=&%.~-]{0,500})?"
    r"|you are receiving this e-?mail because you are an attendee on the event\."
    r"|forwarding this invitation could allow any recipient to send a response to the"
    r" organi[sz]er, be added to the guest list, invite others regardless of their own"
    r" invitation status, or modify your rsvp\."
    r"(?: learn more(?: https://support\.google\.com/calendar/answer/[\w#]{1,40})?)?"
    r"|learn more(?: https://support\.google\.com/calendar/answer/[\w#]{1,40})?",
    re.IGNORECASE,
)
_LABELS = re.compile(r"(?:when|where|guests|organi[sz]er|calendar|description):?", re.IGNORECASE)
# What follows a date in a subject: the zone, and whose calendar it is.
_AFTER_A_DATE = re.compile(r"(?: \((?:gmt|bst|[^\s()]{1,100}@[^\s()]{1,100})\))+$", re.IGNORECASE)
_FROM_GOOGLE = re.compile(
    r"invitation from google calendar(?::? https://calendar\.google\.com/(?:calendar/?)?)?",
    re.IGNORECASE,
)
_IN_A_DATE = re.compile(
    r"when:?|on|at|from|to|every|weekly|times|gmt|bst|united|kingdom|time"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:days?)?"
    r"|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
    r"|\d{1,4}|\d{1,2}(?:[:.]\d\d)?(?:am|pm)?|[-–⋅·]"  # noqa: RUF001 -- as calendars write it
)
_YEAR = re.compile(r"\b20\d\d\b")
_UNSEEN = re.compile(
    r"<(style|script|head|title)\b[^<>]*>.*?</\1\s*>|<!--.*?-->", re.DOTALL | re.IGNORECASE
)
_UNSEEN_STARTS = re.compile(r"<(?:style|script|head|title|!--)", re.IGNORECASE)
_BREAKS = re.compile(
    r"</?(?:p|div|br|hr|tr|td|th|li|ul|ol|table|h[1-6]|blockquote|pre|body|html)\b[^<>]*>",
    re.IGNORECASE,
)
_TAGS = re.compile(r"</?[a-z!][^<>]*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Known:
    """What may stand in a calendar's own lines."""

    names: frozenset[str]
    titles: frozenset[str]
    lines: frozenset[str]
    is_from_google: bool

    def has(self, line: str) -> bool:
        """Say whether a line is a calendar's own, or ours."""
        if len(line) > _LONGEST_LINE:
            return False
        if _OWN.fullmatch(line) or _FROM_GOOGLE.fullmatch(line) or line in self.lines:
            return True
        if self.is_from_google and (_LABELS.fullmatch(line) or _is_date(line)):
            return True
        answered = _ANSWERED.fullmatch(line)
        return answered is not None and self._knows(answered["name"], answered["title"])

    def _knows(self, name: str | None, title: str | None) -> bool:
        if name and name.lower() not in self.names:
            return False
        title, _, date = (title or "").strip("“”\"'").partition(" @ ")
        return title in self.titles | {""} and (not date or _is_date(_AFTER_A_DATE.sub("", date)))


def are_in(mail: EmailMessage, replies: Sequence[CalendarReply], invited: Invited) -> bool:
    """Say whether a person has written something into this mail, as far as can be told."""
    if any(reply.comment for reply in replies) or not all(map(_is_read, mail.walk())):
        return True
    lines = [str(mail.get("Subject", "")), *_lines_of(mail)]
    # Some calendars write a person's words where ours were.
    lines += [line for reply in replies for line in reply.description.splitlines()]
    lines = [" ".join(line.split()) for line in lines]
    known = _Known(
        names=_names_in(mail),
        titles=invited.titles,
        lines=invited.lines,
        is_from_google=any(_FROM_GOOGLE.fullmatch(line) for line in lines),
    )
    return any(not known.has(line) for line in lines)


def _is_read(part: EmailMessage) -> bool:
    """Say whether a part is of a kind that calendars send and that is read here."""
    kind = part.get_content_type()
    if kind.startswith("multipart/"):
        return part.is_multipart()
    if kind in CALENDARS:
        content = part.get_payload(decode=True)
        return isinstance(content, bytes) and bool(
            read_replies(content, zone=ZoneInfo(settings.TIME_ZONE)).read
        )
    return kind in {"text/plain", "text/html"}


def _lines_of(mail: EmailMessage) -> Iterator[str]:
    """Give the lines of every text in a mail, also of those that a mail reader may not show."""
    for part in mail.walk():
        kind = part.get_content_type()
        if kind == "text/plain":
            yield from part.get_content().splitlines()
        elif kind == "text/html":
            yield from _shown(part.get_content()).splitlines()


def _shown(written: str) -> str:
    """Return the words of a page; one that no calendar writes is shown as it is."""
    if len(written) > _LONGEST_PAGE or len(_UNSEEN_STARTS.findall(written)) > _MOST_UNSEEN:
        return written
    return html.unescape(_TAGS.sub("", _BREAKS.sub("\n", _UNSEEN.sub("", written))))


def _names_in(mail: EmailMessage) -> frozenset[str]:
    """Return what a calendar may call whoever answers, in small letters."""
    name, address = parseaddr(str(mail.get("From", "")))
    names = {" ".join(name.split()), name.partition(" ")[0], address, f"{name} <{address}>"}
    return frozenset(one.lower() for one in names if one)


def _is_date(line: str) -> bool:
    """Say whether a line is a date and nothing else."""
    words = line.lower().replace(",", " ").replace("(", " ").replace(")", " ").split()
    return bool(_YEAR.search(line)) and all(_IN_A_DATE.fullmatch(word) for word in words)
