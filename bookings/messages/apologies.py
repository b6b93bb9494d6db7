"""Composes what tutors hear when somebody cannot come to a session, or can again; sends nothing.

It names nobody: who it is stands in the register, behind the tutor's own sign-in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from accounts import outbox
from bookings.messages import parts
from bookings.models import SessionApology
from courses.models import Tutor

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import Message

APOLOGY = "apology"
COMING_AFTER_ALL = "coming_after_all"


def register_composers() -> None:
    """Say how these kinds of message get their words."""
    outbox.register_composer(APOLOGY, compose_apology)
    outbox.register_composer(COMING_AFTER_ALL, compose_apology)


def compose_apology(message: Message, *, at: dt.datetime) -> outbox.Parts:
    """Compose “somebody cannot come”, or that they come after all, with the way to the register."""
    del at
    apology = SessionApology.objects.select_related("session__run__course").get(
        pk=message.facts["apology_id"]
    )
    tutor = Tutor.objects.get(pk=message.facts["tutor_id"])
    register = reverse("bookings:register", args=[apology.session.uuid])
    context = {
        "session": apology.session,
        "course": apology.session.run.course,
        "register_page": settings.SITE_ADDRESS + register,
    }
    return parts.parts(message.kind, message, tutor, context)
