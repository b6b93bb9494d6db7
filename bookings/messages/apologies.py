"""Composes what tutors hear when somebody cannot come to a session; sends nothing.

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


def register_composers() -> None:
    """Say how this kind of message gets its words."""
    outbox.register_composer(APOLOGY, compose_apology)


def compose_apology(message: Message, *, at: dt.datetime) -> outbox.Parts:
    """Compose “somebody cannot come”, with the way to the register."""
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
