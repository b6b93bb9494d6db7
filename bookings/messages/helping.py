"""Composes what students hear about somebody who helps them; sends nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from accounts import outbox
from accounts.models import StudentAccess, User
from accounts.queries import HELPER_ADDED, HELPER_REMOVED
from bookings.messages import parts

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import Message


def register_composers() -> None:
    """Say how the messages about a helper get their words."""
    outbox.register_composer(HELPER_ADDED, compose_helper_added)
    outbox.register_composer(HELPER_REMOVED, compose_helper_removed)


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
        "by_office": access is not None and access.granted_by_id is not None,
        "page": settings.SITE_ADDRESS + reverse("accounts:details"),
    }
    return parts.parts(message.kind, message, student, context)


def compose_helper_removed(message: Message, *, at: dt.datetime) -> outbox.Parts:
    """Compose “somebody does not book for you any more”, and that what was booked stays."""
    del at
    student = message.student
    if student is None:
        msg = f"Message {message.uuid} is to nobody."
        raise ValueError(msg)
    helper = User.objects.filter(pk=message.facts["login_id"]).first()
    context: dict[str, object] = {
        "helper": (helper.name or helper.email) if helper else "",
        "page": settings.SITE_ADDRESS + reverse("bookings:my_courses"),
    }
    return parts.parts(message.kind, message, student, context)
