"""Signing in: sending a code to an address."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import transaction
from django.template.loader import render_to_string

from accounts import discretion, outbox, queries
from accounts.plain_words import plain_words
from accounts.queries import SIGN_IN_CODE, address_mark

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import User

CODE_MINUTES = 15


def send_code(*, email: str, code: str, by: User | None, at: dt.datetime) -> None:
    """Queue one sign-in code. It is the same for known and for unknown addresses.

    The message is secret: staff cannot read it, and its words are wiped once it is sent.
    """
    del by  # nobody is signed in yet
    words = discretion.DISCREET if queries.wants_quiet_mail(email) else discretion.PLAIN
    parts = _parts(code, words)
    with transaction.atomic(durable=True):
        outbox.queue_message(
            kind=SIGN_IN_CODE,
            student=None,
            to_address=email,
            facts={},
            dedupe_key=f"sign-in-code:{address_mark(email)}:{uuid.uuid4().hex}",
            is_secret=True,
            parts=parts,
            at=at,
        )


def register_kinds() -> None:
    """Tell the office of the code, whose words are fixed."""
    outbox.register_kind(
        outbox.Kind(
            name=SIGN_IN_CODE,
            label="Code to sign in",
            sent_when="somebody signs in; nobody but them ever sees the real one",
            sample=lambda _message, _wording: _parts("123456", discretion.PLAIN),
        )
    )


def _parts(code: str, words: discretion.Words) -> outbox.Parts:
    """Put the code into words. The subject shows on locked telephones, so it is not in it."""
    urgent_help = outbox.current_urgent_help()
    college = {
        "name": outbox.current_sender().name,
        "phone": "",
        "email": "",
        "urgent_help_introduction": urgent_help.introduction,
    }
    context = {
        "code": code,
        "minutes": CODE_MINUTES,
        "college": college,
        "student": {"name": "there"},
        "words": words,
        "opening": [],
        "help_lines": urgent_help.lines,
    }
    folder = "messages/sign_in_code"
    html = render_to_string(f"{folder}/body.html", context)
    return outbox.Parts(
        subject=render_to_string(f"{folder}/subject.txt").strip(),
        text=plain_words(html) + "\n",
        html=html,
        sender_name=words.sender,
    )
