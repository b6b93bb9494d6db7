"""One whole booking of a returning student, request by request."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from benchmarks.load import Answer

_FORM = re.compile(rb'<form[^>]*action="([^"]*/check/)"[^>]*>(.*?)</form>', re.DOTALL)
# The first button of a form is the one that people press.
_INPUT = re.compile(rb"<(?:input|button)\b[^>]*>")
_NAME = re.compile(rb'\bname="([^"]*)"')
_VALUE = re.compile(rb'\bvalue="([^"]*)"')


class Visitor(Protocol):
    """Whoever can fetch pages and send forms: the load generator, or Django's test client."""

    def get(self, path: str) -> Answer:
        """Fetch a page."""

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        """Send a form."""


class NotBooked(Exception):
    """A booking did not come to its end."""


@dataclass(frozen=True, slots=True)
class Dates:
    """What a student books: the page of the course, and one run of it."""

    course_address: str
    run_uuid: str


def book(visitor: Visitor, dates: Dates) -> None:
    """Read the course page, look at the check page, book, read the confirmation."""
    _page(visitor.get(dates.course_address), f"book/{dates.run_uuid}/")
    check = visitor.get(f"/book/{dates.run_uuid}/")
    _page(check)
    address, fields = form_on(check)
    booked = visitor.post(address, fields)
    if booked.status != 302 or not booked.location.endswith("/booked/"):
        raise NotBooked(f"The form was answered with {booked.status} {booked.location}")
    _page(visitor.get(booked.location))


def form_on(answer: Answer) -> tuple[str, dict[str, str]]:
    """Return where the form of a check page goes, and what it says when nobody changes it."""
    form = _FORM.search(answer.body)
    if form is None:
        raise NotBooked("There is no form on the check page: " + _words(answer.body))
    fields: dict[str, str] = {}
    for found in _INPUT.findall(form[2]):
        name, value = _NAME.search(found), _VALUE.search(found)
        if name and value:
            key = html.unescape(name[1].decode())
            if key in fields and b" checked" not in found:
                # The first answer is the usual one, where none is chosen yet.
                continue
            fields[key] = html.unescape(value[1].decode())
    return html.unescape(form[1].decode()), fields


def _page(answer: Answer, holds: str = "") -> None:
    if answer.status != 200 or holds.encode() not in answer.body:
        raise NotBooked(f"{answer.status} {answer.location} {holds}: {_words(answer.body)}")


def _words(body: bytes) -> str:
    text = re.sub(rb"<head.*?</head>|<[^>]+>", b" ", body, flags=re.DOTALL)
    return b" ".join(text.split())[:600].decode(errors="replace")
