"""Whether texts arrived: what the service took and then lost becomes a call to make."""

from __future__ import annotations

import datetime as dt
import logging

from django.conf import settings
from django.db import transaction

from accounts import delivery, outbox, texting
from accounts.enums import MessageStatus, Pace
from accounts.models import Message
from accounts.texting import Arrival, Fate

logger = logging.getLogger(__name__)

_AT_MOST = dt.timedelta(days=1)
# What changes the next day is told on the phone, where nobody knows of the text for so long.
_URGENT_FOR = dt.timedelta(minutes=30)
_NOT_KNOWN = "The text service does not know yet whether the text arrived, and it cannot wait."


def ask_about_texts(*, at: dt.datetime) -> int:
    """Ask the text service what became of the texts it took; count those that were lost.

    Run by the clock, some texts in a round. Each is taken with one UPDATE that says when to ask
    next, twice as late every time up to a day: two rounds at once ask once, and a text that
    nobody knows of is left after some days. A service that does not answer is asked again in a
    later round.
    """
    if not texting.can_text():
        return 0
    due = Message.objects.to_ask_about(at).only(
        "pk", "uuid", "facts", "ask_at", "finished_at", "pace"
    )
    texts = list(due[: settings.MESSAGE_ARRIVALS_AT_A_TIME])
    lost = 0
    with texting.asking() as ask:
        for message in texts:
            if not _take(message, at=at):
                continue
            try:
                fate = ask(delivery.mark_of(message))
            except texting.CannotText as trouble:
                logger.warning("Nothing is known of texts: %s", trouble)
                break
            lost += _write_down(message, fate, at=at)
    return lost


def _take(message: Message, *, at: dt.datetime) -> bool:
    """Say when to ask about a text next, if at all, and whether this round is to ask now."""
    sent_at, asked_at = message.finished_at or at, message.ask_at
    next_at = at + min(at - sent_at, _AT_MOST)
    is_last = next_at > sent_at + dt.timedelta(days=settings.MESSAGE_ARRIVAL_DAYS)
    message.ask_at = None if is_last else next_at
    taken = Message.objects.filter(pk=message.pk, ask_at=asked_at).update(ask_at=message.ask_at)
    return bool(taken)


def _write_down(message: Message, fate: Fate, *, at: dt.datetime) -> int:
    """Keep what became of a text, unless the office has sent it again meanwhile."""
    if fate.arrival == Arrival.ON_ITS_WAY:
        if not _is_urgent(message, at=at):
            return 0
        fate = Fate(Arrival.LOST, _NOT_KNOWN)
    same = Message.objects.filter(
        pk=message.pk, status=MessageStatus.SENT, finished_at=message.finished_at
    )
    if fate.arrival == Arrival.ARRIVED:
        same.update(ask_at=None, arrived_at=at)
        return 0
    with transaction.atomic(durable=True):
        held = same.select_for_update(of=("self",)).select_related("student").first()
        if held is None:
            return 0
        if fate.is_wrong_number:
            delivery.mark_refused(held)
        outbox.tell_another_way(message=held, answer=fate.answer, at=at)
    return 1


def _is_urgent(message: Message, *, at: dt.datetime) -> bool:
    """Say whether somebody may stand in front of a locked door before anything is known."""
    is_late = message.finished_at is not None and at >= message.finished_at + _URGENT_FOR
    return message.pace == Pace.NOW and is_late
