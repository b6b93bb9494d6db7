"""Letters as one print-ready, tagged PDF: each message on its own sheets, for window envelopes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.template.loader import render_to_string

from accounts import pdf
from accounts.composing import current_sender

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from accounts.composing import Sender
    from accounts.models import LetterBatch, Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One letter: what shows through the window, and what it says."""

    to: Sequence[str]
    sent_from: str
    """Goes above the address in small type, for letters that come back."""
    heading: str
    """Empty where the envelope must not tell who writes."""
    day: dt.datetime
    html: str
    text: str


def letters_pdf(batch: LetterBatch) -> bytes:
    """Draw a batch as PDF/UA-1. The same batch gives the same bytes, so it can be printed again."""
    messages = batch.messages.select_related("student").order_by("student__name", "created_at")
    html = letters_html(letters_from(messages))
    return pdf.written(pdf.laid_out(html, stylesheet="css/letters.css"), key=batch.uuid.hex)


def letters_html(letters: Sequence[Letter]) -> str:
    """Write all letters as one page of HTML, ready to be laid out."""
    return render_to_string("documents/letters.html", {"letters": letters})


def letters_from(messages: Iterable[Message]) -> list[Letter]:
    """Make letters of messages; a discreet envelope gives the address and not the name."""
    sender = current_sender()
    return [_letter(message, sender) for message in messages]


def _letter(message: Message, sender: Sender) -> Letter:
    student = message.student
    if student is None:
        msg = f"Message {message.uuid} is to nobody."
        raise ValueError(msg)
    lines = [line.strip() for line in sender.postal_address.splitlines() if line.strip()]
    # Many colleges write their name into the first line of their address.
    without_name = [line for line in lines if sender.name.lower() not in line.lower()]
    sent_from = without_name if student.is_discreet else [sender.name, *without_name]
    return Letter(
        to=[student.name, *filter(None, map(str.strip, student.postal_address.splitlines()))],
        sent_from=", ".join(filter(None, sent_from)),
        heading="" if student.is_discreet else sender.name,
        day=message.composed_at or message.created_at,
        html=message.html,
        text=message.text,
    )
