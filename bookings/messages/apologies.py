"""Composes what tutors hear when somebody cannot come to a session, or can again; sends nothing.

It names nobody: who it is stands in the register, behind the tutor's own sign-in. Whoever says
it of several dates one after the other is heard of once, and not at all where they take
everything back before that.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from accounts import outbox
from accounts.enums import MessageStatus
from accounts.models import Message
from bookings.messages import parts
from bookings.models import SessionApology
from courses.enums import SessionStatus
from courses.models import Tutor

if TYPE_CHECKING:
    from collections.abc import Iterable

APOLOGY = "apology"
COMING_AFTER_ALL = "coming_after_all"

RESTS = dt.timedelta(minutes=5)
"""So long a word to the tutors waits for more of the same."""
# What is said in the last minute may not be there yet when the word is put together.
_JOINS = RESTS - dt.timedelta(minutes=1)


def register_composers() -> None:
    """Say how these kinds of message get their words."""
    for kind in (APOLOGY, COMING_AFTER_ALL):
        outbox.register_composer(kind, compose_apology, is_needed=is_still_so)


def key_of(kind: str, apology: SessionApology, tutor_id: int) -> str:
    """Name the one message to a tutor that tells of this apology, or of its end."""
    began = _moment(kind, _together(kind, apology)[0])
    return f"{kind}:{apology.booking_id}:{tutor_id}:{began.astimezone(dt.UTC).isoformat()}"


def is_still_so(message: Message, *, at: dt.datetime) -> bool:
    """Say whether there is a date to tell of: it was not taken back, or apologised for again."""
    del at
    return bool(_told_by(message))


def compose_apology(message: Message, *, at: dt.datetime) -> outbox.Parts:
    """Compose “somebody cannot come”, or that they come after all, with the way to the register."""
    del at
    tutor = Tutor.objects.get(pk=message.facts["tutor_id"])
    sessions = sorted((one.session for one in _told_by(message)), key=lambda one: one.starts_at)
    register = reverse("bookings:register", args=[sessions[0].uuid])
    context = {
        "sessions": sessions,
        "course": sessions[0].run.course,
        "register_page": settings.SITE_ADDRESS + register,
    }
    return parts.parts(message.kind, message, tutor, context)


def _told_by(message: Message) -> list[SessionApology]:
    one_of_them = SessionApology.objects.filter(pk=message.facts["apology_id"]).first()
    if one_of_them is None:
        return []
    of_booking = SessionApology.objects.filter(booking=one_of_them.booking_id)
    standing = set(of_booking.standing().values_list("session_id", flat=True))
    return [
        one
        for one in _together(message.kind, one_of_them)
        if one.session.status == SessionStatus.PLANNED
        and (one.session_id in standing) == (message.kind == APOLOGY)
        and (message.kind == APOLOGY or _was_told(one, message.facts["tutor_id"]))
    ]


def _was_told(apology: SessionApology, tutor_id: int) -> bool:
    """Say whether a tutor had heard that somebody cannot come before they could again."""
    key = key_of(APOLOGY, apology, tutor_id)
    told = Message.objects.filter(dedupe_key=key, composed_at__lte=apology.withdrawn_at)
    return told.exclude(status=MessageStatus.NOT_NEEDED).exists()


def _together(kind: str, apology: SessionApology) -> list[SessionApology]:
    """List what is told in one message with this: what the same student said soon after."""
    every = SessionApology.objects.filter(booking=apology.booking_id)
    dated = every.filter(withdrawn_at__isnull=False) if kind == COMING_AFTER_ALL else every
    group: list[SessionApology] = []
    for one in _by_moment(kind, dated.select_related("session__run__course")):
        if group and _moment(kind, one) >= _moment(kind, group[0]) + _JOINS:
            if apology in group:
                break
            group = []
        group.append(one)
    return group


def _by_moment(kind: str, apologies: Iterable[SessionApology]) -> list[SessionApology]:
    return sorted(apologies, key=lambda one: (_moment(kind, one), one.pk))


def _moment(kind: str, apology: SessionApology) -> dt.datetime:
    withdrawn = apology.withdrawn_at if kind == COMING_AFTER_ALL else None
    return withdrawn or apology.made_at
