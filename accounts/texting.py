"""Sends text messages: through GOV.UK Notify, or to nobody where the college only tries things out.

Which one it is says the setting TEXT_SENDER; where it is empty the college sends no texts.
"""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.phones import can_be_texted

if TYPE_CHECKING:
    from notifications_python_client.notifications import NotificationsAPIClient

logger = logging.getLogger(__name__)

# A text of more than this is cut into several by every network; ours are far shorter.
LONGEST_TEXT = 459
_SECONDS = 20
_BAD_REQUEST = 400


class CannotText(Exception):
    """A text was not taken. Says whether it never will be, as with a number that does not exist."""

    def __init__(self, answer: str, *, is_for_good: bool = False) -> None:
        super().__init__(answer)
        self.is_for_good = is_for_good


class TextSender(Protocol):
    """One way to send texts."""

    def send(self, *, number: str, words: str, reference: str, is_repeat: bool) -> None:
        """Hand one text over. A repeat is not sent where an earlier try got through after all.

        Raises CannotText when it was not taken.
        """


def can_text() -> bool:
    """Say whether this college sends texts at all."""
    return bool(settings.TEXT_SENDER)


def send(*, number: str, words: str, reference: str, is_repeat: bool) -> None:
    """Send one text in the way that the settings say.

    Raises CannotText when it was not taken.
    """
    if not can_text():
        msg = "The college sends no texts."
        raise CannotText(msg, is_for_good=True)
    if not can_be_texted(number):
        msg = "Texts cannot reach this number."
        raise CannotText(msg, is_for_good=True)
    sender: TextSender = import_string(settings.TEXT_SENDER)()
    sender.send(number=number, words=words[:LONGEST_TEXT], reference=reference, is_repeat=is_repeat)


class KeptSender:
    """Sends to nobody: the office reads the text in the admin's list of messages."""

    def send(self, *, number: str, words: str, reference: str, is_repeat: bool) -> None:
        """Take the text and be content."""


class ConsoleSender:
    """Writes the text where the developer looks."""

    def send(self, *, number: str, words: str, reference: str, is_repeat: bool) -> None:
        """Print the text."""
        del reference, is_repeat
        sys.stdout.write(f"Text to {number}: {words}\n")


class NotifySender:
    """Sends through GOV.UK Notify, with a template that holds nothing but ((message))."""

    def send(self, *, number: str, words: str, reference: str, is_repeat: bool) -> None:
        """Hand the text to Notify; of a repeat ask first whether it has it already."""
        # Slow to import, and only the worker needs it.
        from notifications_python_client import errors  # noqa: PLC0415 -- slow import

        client = _client()
        try:
            if is_repeat and _knows(client, reference):
                return
            client.send_sms_notification(
                phone_number=number,
                template_id=settings.NOTIFY_TEMPLATE_ID,
                personalisation={"message": words},
                reference=reference,
            )
        except errors.APIError as error:
            raise CannotText(_answer(error), is_for_good=_is_about_the_number(error)) from None
        finally:
            client.request_session.close()


def _client() -> NotificationsAPIClient:
    from notifications_python_client.notifications import (  # noqa: PLC0415 -- slow import
        NotificationsAPIClient,
    )

    return NotificationsAPIClient(
        settings.NOTIFY_API_KEY, base_url=settings.NOTIFY_ADDRESS, timeout=_SECONDS
    )


def _knows(client: NotificationsAPIClient, reference: str) -> bool:
    found = client.get_all_notifications(reference=reference)
    return any(one["status"] not in _LOST for one in found["notifications"])


_LOST = frozenset({"technical-failure", "temporary-failure", "permanent-failure"})


def _answer(error: Any) -> str:
    """Put Notify's answer into one line; it names no person and no number."""
    said = error.message
    if isinstance(said, list):
        said = "; ".join(str(one.get("message", "")) for one in said if isinstance(one, dict))
    return f"Text service: {error.status_code} {said}"


def _is_about_the_number(error: Any) -> bool:
    """Tell a number that cannot be texted from trouble with the service or our key."""
    if error.status_code != _BAD_REQUEST or not isinstance(error.message, list):
        return False
    return any("phone_number" in str(one.get("message", "")) for one in error.message)
