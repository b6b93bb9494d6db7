"""Reads the mail with which a mail server says that a message did not arrive (RFC 3464)."""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes, message_from_string, policy
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from email.message import EmailMessage, Message

_LONGEST_ANSWER = 300
_REPORT = "message/delivery-status"
# RFC 3463: no such address, or one that is switched off. A full mailbox gets emptied.
_WRONG_ADDRESS = ("5.0.0", "5.1.", "5.2.1", "5.4.4", "5.4.310")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """One message of ours that did not arrive."""

    message: UUID
    is_wrong_address: bool
    answer: str
    """What the server said, in one line."""


def read_bounce(mail: EmailMessage) -> Bounce | None:
    """Return which message did not arrive, or None where the mail says nothing of the kind.

    A server that is only late says so too; that is no bounce.
    """
    if mail.get_content_type() != "multipart/report":
        return None
    report = next((part for part in mail.walk() if part.get_content_type() == _REPORT), None)
    message = _message_of_ours(mail)
    if report is None or message is None:
        return None
    for recipient in _blocks(report):
        if str(recipient.get("Action", "")).strip().lower() != "failed":
            continue
        status = str(recipient.get("Status", "")).strip().split(" ")[0]
        said = " ".join(str(recipient.get("Diagnostic-Code", "") or status).split())
        return Bounce(
            message=message,
            is_wrong_address=status.startswith(_WRONG_ADDRESS),
            answer=f"Came back: {said}"[:_LONGEST_ANSWER],
        )
    return None


def _blocks(report: Message) -> list[Message]:
    payload = report.get_payload()
    if isinstance(payload, list):
        return [block for block in payload if not isinstance(block, str)]
    blocks = str(payload).replace("\r\n", "\n").split("\n\n")
    return [message_from_string(block) for block in blocks if block.strip()]


def _message_of_ours(mail: EmailMessage) -> UUID | None:
    """Find the Message-ID of what came back; its first part is the message's own id."""
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
            mark = str(original.get("Message-ID", "")).strip().lstrip("<").partition("@")[0]
            try:
                return UUID(mark.partition(".")[0])
            except ValueError:
                return None
    return None
