"""Tells what a mail server means that takes a message not now, or never.

Only words about the address itself turn an address off: a list on which our own server stands
for an hour, or a full mailbox, says nothing against anybody's address.
"""

from __future__ import annotations

import re
import smtplib
from enum import StrEnum

_PERMANENT = 500
# RFC 3463 and its registry: no such mailbox or place, or one that is switched off, has moved, or
# takes no mail at all.
_WRONG_ADDRESS = {
    "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1", "5.4.4", "5.4.310"
}  # fmt: skip
_WRONG_ADDRESS_REPLIES = {550, 551, 553}
# A full mailbox gets emptied; a fault of ours, or of their machine, gets mended.
_PASSING = ("5.1.7", "5.1.8", "5.2.2", "5.3.", "5.7.")
_PASSING_REPLIES = {530, 535, 552}
_STATUS = re.compile(r"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?!\.?\d)")
_REPLY = re.compile(r"(?<![\d.#])5\d\d(?![\d.])")
_ABOUT_US = re.compile(
    r"spam|block|black|listed|reputation|polic|dnsbl|rbl|spf|dkim|dmarc|quota|full"
    r"|too (?:large|big)|\brate\b|limit|relay|authent|banned|virus|content|sender|\bclient\b",
    re.IGNORECASE,
)


class Refusal(StrEnum):
    """What a refusal means for the message."""

    WRONG_ADDRESS = "no mail arrives at this address"
    FOR_GOOD = "this message will not be taken"
    FOR_NOW = "refused for a reason that may pass"
    NONE = "trouble on the way"


def refusal_in(error: Exception) -> Refusal:
    """Say what an error at a try to send a mail means."""
    reply: int
    said: bytes | str
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        ((reply, said), *_) = error.recipients.values()
    elif isinstance(error, (smtplib.SMTPSenderRefused, smtplib.SMTPDataError)):
        reply, said = error.smtp_code, error.smtp_error
    else:
        return Refusal.NONE
    words = said.decode(errors="replace") if isinstance(said, bytes) else said
    if reply < _PERMANENT:
        return Refusal.NONE
    status = _status_in(words)
    # Without a status, only what is said of the recipient is about the recipient.
    is_of_recipient = isinstance(error, smtplib.SMTPRecipientsRefused)
    if (status or is_of_recipient) and is_wrong_address("", f"{reply} {words}"):
        return Refusal.WRONG_ADDRESS
    is_passing = (
        status.startswith(_PASSING)
        if status
        else reply in _PASSING_REPLIES or bool(_ABOUT_US.search(words))
    )
    return Refusal.FOR_NOW if is_passing else Refusal.FOR_GOOD


def is_wrong_address(status: str, said: str) -> bool:
    """Say whether a server means that there is no such address.

    What it `said` counts before the `status` of a report, which often says little.
    """
    status = _status_in(said) or _status_in(status)
    if status:
        return status in _WRONG_ADDRESS
    reply = _REPLY.search(said)
    return bool(reply and int(reply[0]) in _WRONG_ADDRESS_REPLIES and not _ABOUT_US.search(said))


def _status_in(words: str) -> str:
    """Return the first status that tells anything."""
    told = (found[0] for found in _STATUS.finditer(words) if not found[0].endswith(".0.0"))
    return next(told, "")
