"""Sends text messages: through GOV.UK Notify, or to nobody where the college only tries things out.

Which one it is says the setting TEXT_SENDER; where it is empty the college sends no texts.
"""

from __future__ import annotations

import logging
import sys
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.phones import can_be_texted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from notifications_python_client.notifications import NotificationsAPIClient

logger = logging.getLogger(__name__)

# A text of more than this is cut into several by every network; ours are far shorter.
LONGEST_TEXT = 459
_SECONDS = 20
_BAD_REQUEST = 400


class CannotText(Exception):
    """A text was not taken. Says whether it never will be, as with a number that does not exist."""

    def __init__(
        self, answer: str, *, is_for_good: bool = False, is_wrong_number: bool = False
    ) -> None:
        super().__init__(answer)
        self.is_wrong_number = is_wrong_number
        self.is_for_good = is_for_good or is_wrong_number


class Arrival(Enum):
    """What became of a text that the service had taken."""

    ON_ITS_WAY = "on its way"
    ARRIVED = "arrived"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one text, and what the office should know of it."""

    arrival: Arrival
    answer: str = ""
    is_wrong_number: bool = False
    """No text will ever arrive there."""


Asked = AbstractContextManager["Callable[[str], Fate]"]


class TextSender(Protocol):
    """One way to send texts."""

    def send(self, *, number: str, words: str, reference: str, is_repeat: bool) -> None:
        """Hand one text over. A repeat is not sent where an earlier try got through after all.

        Raises CannotText when it was not taken.
        """

    def asking(self) -> Asked:
        """Open one conversation in which it says of each reference what became of its text.

        Asking raises CannotText where the service does not say.
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


def asking() -> Asked:
    """Ask the service that the settings name what became of texts; one conversation for many."""
    sender: TextSender = import_string(settings.TEXT_SENDER)()
    return sender.asking()


def _always_arrives(reference: str) -> Fate:
    del reference
    return Fate(Arrival.ARRIVED)


class KeptSender:
    """Sends to nobody: the office reads the text in the admin's list of messages."""

    def send(self, *, number: str, words: str, reference: str, is_repeat: bool) -> None:
        """Take the text and be content."""

    def asking(self) -> Asked:
        """Say of every text that it is where it can be read."""
        return nullcontext(_always_arrives)


class ConsoleSender:
    """Writes the text where the developer looks."""

    def send(self, *, number: str, words: str, reference: str, is_repeat: bool) -> None:
        """Print the text."""
        del reference, is_repeat
        sys.stdout.write(f"Text to {number}: {words}\n")

    def asking(self) -> Asked:
        """Say of every text that it was printed."""
        return nullcontext(_always_arrives)


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
            raise CannotText(_answer(error), is_wrong_number=_is_about_the_number(error)) from None
        finally:
            client.request_session.close()

    @contextmanager
    def asking(self) -> Iterator[Callable[[str], Fate]]:
        """Ask Notify about one text after another, over one connection."""
        from notifications_python_client import errors  # noqa: PLC0415 -- slow import

        client = _client()

        def ask(reference: str) -> Fate:
            try:
                return _fate(_statuses(client, reference))
            except errors.APIError as error:
                raise CannotText(_answer(error)) from None

        try:
            yield ask
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
    return any(status not in _LOST for status in _statuses(client, reference))


def _statuses(client: NotificationsAPIClient, reference: str) -> list[str]:
    """Return what Notify says of every text with this reference, of the newest first."""
    found = client.get_all_notifications(reference=reference)
    return [str(one["status"]) for one in found["notifications"]]


def _fate(statuses: list[str]) -> Fate:
    """Say what became of a text; where it was sent twice, the better of the two."""
    if "delivered" in statuses:
        return Fate(Arrival.ARRIVED)
    if not statuses or any(status not in _LOST for status in statuses):
        return Fate(Arrival.ON_ITS_WAY)
    return Fate(
        Arrival.LOST,
        f"The text did not arrive: {_LOST[statuses[0]]}",
        is_wrong_number=statuses[0] == "permanent-failure",
    )


# What Notify's statuses mean, in words for the office.
_LOST = {
    "permanent-failure": "there may be no such number (permanent-failure).",
    "temporary-failure": "the telephone was off or out of reach for days (temporary-failure).",
    "technical-failure": "the text service had trouble (technical-failure).",
}


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
