"""What the office does with messages that no server can carry: calls made, letters posted."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.enums import CallOutcome
from accounts.models.message import Message
from accounts.personal_data import NoPersonalData, PersonalData, kept

_PART_OF_THE_LOG = kept("the office must be able to see who was rung, and when")


class CallAttempt(models.Model):
    """One time that the office rang a student about one message. Only ever added to."""

    # Editors can read that index.
    wagtail_reference_index_ignore: ClassVar = True
    personal_data: ClassVar = PersonalData(
        person="message__student",
        fields={
            "id": _PART_OF_THE_LOG,
            "message": _PART_OF_THE_LOG,
            "outcome": _PART_OF_THE_LOG,
            "try_again_at": _PART_OF_THE_LOG,
            "made_at": _PART_OF_THE_LOG,
            "made_by": _PART_OF_THE_LOG,
        },
    )

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="calls")
    outcome = models.CharField(max_length=12, choices=CallOutcome)
    try_again_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="calls_made"
    )

    class Meta:
        ordering = ("made_at", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(outcome__in=CallOutcome.values), name="call_outcome_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(outcome="TRY_AGAIN") | Q(try_again_at__isnull=False),
                name="call_tried_again_at_a_time",
            ),
        )

    def __str__(self) -> str:
        """Return how the call ended."""
        return str(self.get_outcome_display())


class LetterBatch(models.Model):
    """Letters that were printed together, and posted together."""

    personal_data: ClassVar = NoPersonalData("Says when letters went out; who gets one, they say.")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="letter_batches_made"
    )
    posted_at = models.DateTimeField(null=True, blank=True)
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="letter_batches_posted",
    )

    class Meta:
        ordering = ("-made_at", "-id")
        verbose_name_plural = "letter batches"
        constraints = (
            models.CheckConstraint(
                condition=Q(posted_at__isnull=True, posted_by__isnull=True)
                | Q(posted_at__isnull=False, posted_by__isnull=False),
                name="letter_batch_says_who_posted",
            ),
        )

    def __str__(self) -> str:
        """Return a short mark."""
        return f"Letters {str(self.uuid)[:8]}"
