"""Composes what students hear about somebody who helps them; sends nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from accounts import outbox
from accounts.models import StudentAccess
from accounts.queries import HELPER_ADDED
from bookings.messages import parts

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import Message


def register_composers() -> None:
    """Say how a message about a helper gets its words."""
    outbox.register_composer(HELPER_ADDED, compose_helper_added)


def compose_helper_added(message: Message, *, at: dt.datetime) -> outbox.Parts:
    """Compose “somebody books for you now”, with how to see it, undo it and take over.

    Whom it is about may have been taken away again since; then it says so.
    """
    del at
    access = (
        StudentAccess.objects.filter(pk=message.facts["access_id"]).select_related("user").first()
    )
    student = message.student
    if student is None:
        msg = f"Message {message.uuid} is to nobody."
        raise ValueError(msg)
    helper = access.user if access else None
    context: dict[str, object] = {
        "helper": (helper.name or helper.email) if helper else "",
        "page": settings.SITE_ADDRESS + reverse("accounts:details"),
    }
    return parts.parts(message.kind, message, student, context)
