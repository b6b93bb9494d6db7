"""Messages that tutors and the office write to everybody on a run, to some of them, or as news."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.personal_data import EXPORTED, PersonalData, kept
from bookings.enums import Audience
from courses.models import CourseRun

LONGEST_SUBJECT = 100
LONGEST_WORDS = 4000


class GroupMessage(models.Model):
    """One message to several people, each of whom gets it alone."""

    # Editors can read that index.
    wagtail_reference_index_ignore: ClassVar = True
    personal_data: ClassVar = PersonalData(
        person="written_by",
        fields={
            "id": kept("students were told it"),
            "uuid": kept("students were told it"),
            "run": kept("students were told it"),
            "audience": kept("students were told it"),
            "subject": EXPORTED,
            "words": EXPORTED,
            "written_by": kept("who wrote is part of the record"),
            "written_at": kept("students were told it"),
            "goes_at": kept("students were told it"),
            "taken_back_at": kept("students were not told it"),
            "handed_out_at": kept("nobody is told it twice"),
        },
    )

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    run = models.ForeignKey(
        CourseRun,
        on_delete=models.PROTECT,
        related_name="group_messages",
        null=True,
        blank=True,
        help_text="Empty for news, which are about no dates.",
    )
    audience = models.CharField(max_length=10, choices=Audience)
    subject = models.CharField(max_length=LONGEST_SUBJECT)
    words = models.TextField(max_length=LONGEST_WORDS)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="group_messages",
    )
    written_at = models.DateTimeField()
    goes_at = models.DateTimeField(help_text="Until then it can be taken back.")
    taken_back_at = models.DateTimeField(null=True, blank=True)
    handed_out_at = models.DateTimeField(
        null=True, blank=True, help_text="When news were queued for everybody who asked for them."
    )

    class Meta:
        ordering = ("-written_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(audience__in=Audience.values), name="group_message_audience_is_known"
            ),
            models.CheckConstraint(
                condition=Q(goes_at__gt=F("written_at")), name="group_message_can_be_taken_back"
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at__isnull=True) | Q(taken_back_at__lt=F("goes_at")),
                name="group_message_taken_back_in_time",
            ),
            models.CheckConstraint(
                condition=Q(audience=Audience.NEWS.value, run__isnull=True)
                | ~Q(audience=Audience.NEWS.value) & Q(run__isnull=False),
                name="group_message_news_has_no_run",
            ),
            models.CheckConstraint(
                condition=Q(handed_out_at__isnull=True)
                | Q(audience=Audience.NEWS.value, taken_back_at__isnull=True),
                name="group_message_only_news_handed_out",
            ),
        )

    def __str__(self) -> str:
        """Return a short mark that names nobody."""
        return f"Group message {str(self.uuid)[:8]}"
