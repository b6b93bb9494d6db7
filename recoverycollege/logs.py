"""Keeps people out of the log: what looks like an email address or a query is left out."""

from __future__ import annotations

import logging
import re

_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(\.[\w-]+)+")
_QUERY = re.compile(r"(?<=[\w/])\?[^\s\"']+")
# A private link lets whoever has it book, one in a message lets them answer for a student or end
# their news, and a calendar's address lets them read somebody's dates.
_SECRET_LINK = re.compile(r"(/closed/|/answer/[a-z-]+/|/news/stop/|/calendar/)[^/\s\"']+")


def without_people(text: str) -> str:
    """Leave email addresses, query strings and what is secret in a link out of a line."""
    return _SECRET_LINK.sub(r"\1…", _QUERY.sub("?…", _EMAIL.sub("<email>", text)))


class ImpersonalFormatter(logging.Formatter):
    """Formats every line, tracebacks included, without addresses of people."""

    def format(self, record: logging.LogRecord) -> str:
        """Format the record, then take out what could point at a person."""
        return without_people(super().format(record))
