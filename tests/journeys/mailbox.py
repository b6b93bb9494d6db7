"""The mail server of the journeys: what the college sends lands here."""

from __future__ import annotations

import email
import email.policy
import queue
import socket
from collections import defaultdict
from typing import TYPE_CHECKING

from aiosmtpd.controller import Controller

if TYPE_CHECKING:
    from email.message import EmailMessage

    from aiosmtpd.smtp import SMTP, Envelope, Session

SECONDS_TO_ARRIVE = 20


class Mailbox:
    """Every address's post, in the order in which it came."""

    def __init__(self) -> None:
        self._post: defaultdict[str, queue.Queue[EmailMessage]] = defaultdict(queue.Queue)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    async def handle_DATA(  # noqa: N802 -- the name aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        del server, session
        content = envelope.content
        message = email.message_from_bytes(
            content if isinstance(content, bytes) else b"", policy=email.policy.default
        )
        for address in envelope.rcpt_tos:
            self._post[address.lower()].put(message)
        return "250 Taken"

    def open(self) -> None:
        self._controller.start()

    def close(self) -> None:
        self._controller.stop()

    def next_for(self, address: str) -> EmailMessage:
        """Return the oldest unread message to an address; wait while it is on its way."""
        try:
            return self._post[address.lower()].get(timeout=SECONDS_TO_ARRIVE)
        except queue.Empty:
            message = f"No mail came for {address} within {SECONDS_TO_ARRIVE} seconds."
            raise AssertionError(message) from None


def words(message: EmailMessage) -> str:
    """Return what a message says as plain text."""
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def kinds(message: EmailMessage) -> list[str]:
    """Return the kinds of a message's parts, in order."""
    return [part.get_content_type() for part in message.walk() if not part.is_multipart()]
