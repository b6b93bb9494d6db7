"""Giving a kind of message the college's own words, and taking them back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from wagtail.log_actions import log

from accounts.models import MessageWording
from accounts.wording import check

if TYPE_CHECKING:
    import datetime as dt

    from accounts.kinds import Kind
    from accounts.models import User


def set_wording(
    *, kind: Kind, subject: str, opening: str, short: str = "", by: User, at: dt.datetime
) -> MessageWording | None:
    """Keep a college's own subject, opening and text; with all of them empty our words are back.

    Raises NotOurWords for a gap that this kind cannot fill, and ValueError for a kind whose words
    are fixed.
    """
    has_fixed = (subject.strip() and kind.has_fixed_subject) or (
        short.strip() and not kind.has_own_text
    )
    if not kind.is_editable or has_fixed:
        msg = f"These words of {kind.name} are fixed."
        raise ValueError(msg)
    for text in (subject, opening, short):
        check(text, offered=kind.gaps)
    with transaction.atomic(durable=True):
        if not (subject.strip() or opening.strip() or short.strip()):
            for wording in MessageWording.objects.filter(kind=kind.name):
                log(wording, "wagtail.delete", user=by, timestamp=at, deleted=True)
                wording.delete()
            return None
        wording, _ = MessageWording.objects.update_or_create(
            kind=kind.name,
            defaults={
                "subject": " ".join(subject.split()),
                "opening": opening.strip(),
                "short": " ".join(short.split()),
                "changed_at": at,
            },
        )
        log(wording, "wagtail.edit", user=by, timestamp=at)
        return wording
