"""No line of the log points at a person."""

from __future__ import annotations

import logging

import pytest

from recoverycollege.logs import ImpersonalFormatter, without_people


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("Mail to fatima.o'brien+x@mail.example.org bounced", "Mail to <email> bounced"),
        ("GET /courses/?q=voices&place=2 200", "GET /courses/?… 200"),
        ('"GET /check/?code=AB12 HTTP/1.1"', '"GET /check/?… HTTP/1.1"'),
        ("/my-courses/0f8e6c1e-0a4b-4a52-8a55-3d2f6c1b9e10/ 500", None),
        ("Not Found: /closed/aB3_x-9/", "Not Found: /closed/…/"),
        ('"GET /closed/aB3_x-9 HTTP/1.1"', '"GET /closed/… HTTP/1.1"'),
        ("Forbidden: /answer/offer/eyJpZCI6:1x:aB-c/", "Forbidden: /answer/offer/…/"),
        ("Not Found: /news/stop/eyJpZCI6:1x:aB-c/", "Not Found: /news/stop/…/"),
        ('"POST /answer/place/eyJ:1x:aB HTTP/1.1"', '"POST /answer/place/… HTTP/1.1"'),
        ("Is the door open? Yes.", None),
    ],
)
def test_addresses_and_queries_are_left_out(line, kept):
    assert without_people(line) == (kept or line)


def test_tracebacks_are_cleaned_too():
    error = ValueError("no such mailbox: fatima@example.org")
    record = logging.LogRecord(
        "x", logging.ERROR, __file__, 1, "could not", None, (ValueError, error, None)
    )

    line = ImpersonalFormatter("{message}", style="{").format(record)

    assert line == "could not\nValueError: no such mailbox: <email>"
