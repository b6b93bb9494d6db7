"""Head counts: how many people came to a session that needs no booking."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.personal_data import PersonalData, kept
from courses.models import CourseSession

MOST_HEADS = 500


class HeadCount(models.Model):
    """One count of the people at a session, by one tutor. The latest holds; none is deleted."""

    # Editors can read that index.
    wagtail_reference_index_ignore: ClassVar = True
    personal_data: ClassVar = PersonalData(
        person="by",
        fields={
            "id": kept("a number of people, and nobody's name"),
            "session": kept("a number of people, and nobody's name"),
            "count": kept("a number of people, and nobody's name"),
            "at": kept("says which count holds"),
            "by": kept("who counted is part of the record"),
        },
    )

    session = models.ForeignKey(CourseSession, on_delete=models.PROTECT, related_name="head_counts")
    count = models.PositiveSmallIntegerField("how many people came")
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="head_counts",
    )

    class Meta:
        ordering = ("at", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(count__gte=0, count__lte=MOST_HEADS), name="head_count_is_a_group"
            ),
        )

    def __str__(self) -> str:
        """Return the number."""
        return str(self.count)
