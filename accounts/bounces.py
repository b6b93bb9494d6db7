"""Reads the mail with which a mail server says that a message did not arrive.

Most write it as RFC 3464 has it, some within another kind of multipart than they should; qmail
and its heirs write it in plain text (QSBMF).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import message_from_bytes, message_from_string, policy
from email.utils import parseaddr
from typing import TYPE_CHECKING
from uuid import UUID

from accounts.refusals import is_wrong_address

if TYPE_CHECKING:
    from email.message import EmailMessage, Message

_LONGEST_ANSWER = 300
_REPORT = "message/delivery-status"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """One message of ours that did not arrive."""

    message: UUID
    copy: str
    """Which copy it was, where the office had sent it again: what follows the id in its mark."""
    addresses: frozenset[str]
    """Where it was to go, as far as the mail says, in small letters: ours and one it led to."""
    is_wrong_address: bool
    answer: str
    """What the server said, in one line."""


def read_bounce(mail: EmailMessage) -> Bounce | None:
    """Return which message did not arrive, or None where the mail says nothing of the kind.

    A server that is only late says so too; that is no bounce.
    """
    if mail.get_content_type() != "multipart/report" and not _is_by_a_machine(mail):
        return None
    report = next((part for part in mail.walk() if part.get_content_type() == _REPORT), None)
    if report is None:
        return _as_qmail_writes(mail)
    original = _original_in(mail)
    mark = _marked(original)
    if original is None or mark is None:
        return None
    for recipient in _blocks(report):
        if str(recipient.get("Action", "")).strip().lower() != "failed":
            continue
        status = str(recipient.get("Status", "")).strip().split(" ")[0]
        said = " ".join(str(recipient.get("Diagnostic-Code", "") or status).split())
        return Bounce(
            message=mark[0],
            copy=mark[1],
            addresses=_addresses(
                original.get("To"),
                *(recipient.get(name) for name in ("Original-Recipient", "Final-Recipient")),
            ),
            is_wrong_address=is_wrong_address(status, said),
            answer=f"Came back: {said}"[:_LONGEST_ANSWER],
        )
    return None


# What qmail's heirs begin and part their mails with, whatever they call themselves.
_HELLO = re.compile(r"Hi\. This is the [^\n]{1,200}\n")
_COPY = re.compile(
    r"\n--- (?:Below this line is a copy|Enclosed are the original headers)[^\n]*\n+"
)
_STATUS = re.compile(r"#(\d\.\d{1,3}\.\d{1,3})")


def _is_by_a_machine(mail: EmailMessage) -> bool:
    """Say whether a mail server wrote this itself, and no person who passes a bounce on."""
    writer = parseaddr(str(mail.get("From", "")))[1].partition("@")[0].lower()
    return writer in {"mailer-daemon", "postmaster"}


def _as_qmail_writes(mail: EmailMessage) -> Bounce | None:
    """Read a failure in plain text: a greeting, an address with the reason, and the mail's copy."""
    if mail.get_content_type() != "text/plain":
        return None
    text = mail.get_content().replace("\r\n", "\n")
    told, copy = _parted(text)
    original = message_from_string(copy)
    mark = _marked(original)
    if mark is None or not _HELLO.match(told):
        return None
    # Each paragraph after the greeting begins with an address that was not reached.
    reasons = [part for part in told.split("\n\n") if part.startswith("<")]
    status = _STATUS.search(reasons[0]) if reasons else None
    code = status[1] if status else ""
    if not reasons or code.startswith(("2.", "4.")):
        return None
    said = " ".join(reasons[0].partition(":\n")[2].split())
    return Bounce(
        message=mark[0],
        copy=mark[1],
        addresses=_addresses(original.get("To"), reasons[0][1:].partition(">")[0]),
        is_wrong_address=is_wrong_address(code, said),
        answer=f"Came back: {said}"[:_LONGEST_ANSWER],
    )


def _parted(text: str) -> tuple[str, str]:
    """Take what is told apart from the copy of what came back."""
    found = _COPY.search(text)
    return (text[: found.start()], text[found.end() :]) if found else (text, "")


def _blocks(report: Message) -> list[Message]:
    payload = report.get_payload()
    if isinstance(payload, list):
        return [block for block in payload if not isinstance(block, str)]
    blocks = str(payload).replace("\r\n", "\n").split("\n\n")
    return [message_from_string(block) for block in blocks if block.strip()]


def _addresses(*written: object) -> frozenset[str]:
    """Read addresses as a header has them, or after the kind that a report begins with."""
    found = (parseaddr(str(one or "").rpartition(";")[2])[1] for one in written)
    return frozenset(address.lower() for address in found if address)


def _original_in(mail: EmailMessage) -> Message | None:
    """Find what came back, or its head."""
    for part in mail.walk():
        kind = part.get_content_type()
        if kind == "message/rfc822":
            inner = part.get_payload()
            original = inner[0] if isinstance(inner, list) and inner else None
        elif kind == "text/rfc822-headers":
            content = part.get_payload(decode=True)
            content = content if isinstance(content, bytes) else b""
            original = message_from_bytes(content, policy=policy.compat32)
        else:
            continue
        if original is not None and not isinstance(original, str):
            return original
    return None


def _marked(original: Message | None) -> tuple[UUID, str] | None:
    """Return a message's own id and which copy it is, as its Message-ID has them."""
    if original is None:
        return None
    mark = str(original.get("Message-ID", "")).strip().lstrip("<").partition("@")[0]
    identity, _, copy = mark.partition(".")
    try:
        return UUID(identity), copy
    except ValueError:
        return None
