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
    *, kind: Kind, subject: str, opening: str, by: User, at: dt.datetime
) -> MessageWording | None:
    """Keep a college's own subject and opening; with both empty our words are back.

    Raises NotOurWords for a gap that this kind cannot fill, and ValueError for a kind whose words
    are fixed.
    """
    if not kind.is_editable or (subject.strip() and kind.has_fixed_subject):
        msg = f"These words of {kind.name} are fixed."
        raise ValueError(msg)
    for text in (subject, opening):
        check(text, offered=kind.gaps)
    with transaction.atomic(durable=True):
        if not subject.strip() and not opening.strip():
            for wording in MessageWording.objects.filter(kind=kind.name):
                log(wording, "wagtail.delete", user=by, timestamp=at, deleted=True)
                wording.delete()
            return None
        wording, _ = MessageWording.objects.update_or_create(
            kind=kind.name,
            defaults={
                "subject": " ".join(subject.split()),
                "opening": opening.strip(),
                "changed_at": at,
            },
        )
        log(wording, "wagtail.edit", user=by, timestamp=at)
        return wording
