"""Tells what a person wrote into the answer of their calendar from what the calendar wrote.

Where it cannot be told, it counts as written by a person: somebody then reads it in vain, which is
better than nobody reading what somebody needed to say.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.html import strip_tags

if TYPE_CHECKING:
    from email.message import EmailMessage

_ANSWERED = r"(?:tentatively |provisionally )?(?:accepted|declined)"
_INVITATION = r"(?:this|your|the|an) (?:calendar |event |meeting )?(?:invitation|event|meeting)"
# Whole lines, as calendars write them.
_BY_CALENDARS = re.compile(
    rf"(?:.{{1,80}} )?(?:has |have )?{_ANSWERED}[.!]?"
    rf"|(?:.{{1,80}} )?(?:has |have )?{_ANSWERED} {_INVITATION}"
    r"(?:: .{1,200}| to [“\"'].{1,200}[”\"'])?[.!]?"
    rf"|{_ANSWERED}: .{{1,200}}"
    r"|sent from (?:my|the) .{1,40}|get outlook for .{1,20}"
    r"|[\W_]*",
    re.IGNORECASE,
)
# This one writes the whole event into its answer, and says so where there is a note.
_FROM_GOOGLE = "calendar.google.com"
_WITH_NOTE = re.compile(r"with (?:this|the following|a) (?:note|message|comment)", re.IGNORECASE)


def are_in(mail: EmailMessage) -> bool:
    """Say whether a person has written something into this mail, as far as can be told."""
    text = _text_of(mail)
    if _FROM_GOOGLE in text:
        return bool(_WITH_NOTE.search(text))
    lines = (" ".join(line.split()) for line in text.splitlines())
    return any(not _BY_CALENDARS.fullmatch(line) for line in lines)


def _text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain", "html"))
    if body is None:
        return ""
    content = str(body.get_content())
    return strip_tags(content) if body.get_content_subtype() == "html" else content
