"""The private addresses from which people's own calendars read."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.personal_data import EXPORTED, INTERNAL, PersonalData
from bookings.enums import FeedKind


class CalendarFeed(models.Model):
    """A private address from which one login's own calendars read, of one kind.

    The address itself is not kept, only what it can be recognised by. What it shows is
    what the login may see at that moment.
    """

    # Editors can read that index.
    wagtail_reference_index_ignore: ClassVar = True
    personal_data: ClassVar = PersonalData(
        person="user",
        fields={
            "id": EXPORTED,
            "user": EXPORTED,
            "kind": EXPORTED,
            "nonce": INTERNAL,
            "token_hash": INTERNAL,
            "shows_waiting": EXPORTED,
            "made_at": EXPORTED,
            "read_at": EXPORTED,
            "mark": INTERNAL,
            "changed_at": INTERNAL,
        },
    )

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feeds"
    )
    kind = models.CharField(max_length=10, choices=FeedKind)
    nonce = models.UUIDField(default=uuid.uuid4, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    shows_waiting = models.BooleanField("shows courses I wait for", default=False)
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    mark = models.CharField(max_length=64, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("user", "kind"), name="calendar_feed_one_of_a_kind"),
            models.CheckConstraint(
                condition=Q(kind__in=FeedKind.values), name="calendar_feed_kind_is_known"
            ),
        )

    def __str__(self) -> str:
        """Return a short mark that names nobody."""
        return f"Calendar feed {self.pk}"
