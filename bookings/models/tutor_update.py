"""What the tutors of a run were told of its dates."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from accounts.personal_data import NoPersonalData
from courses.models import CourseRun


class TutorUpdate(models.Model):
    """The dates of a run as its tutors know them: one row for each time that they were told.

    The first is how we found them, and told to nobody.
    """

    personal_data: ClassVar = NoPersonalData("When and where a run is.")

    run = models.ForeignKey(CourseRun, on_delete=models.CASCADE, related_name="tutor_updates")
    made_at = models.DateTimeField()
    changes_since = models.DateTimeField(
        help_text="What has changed after this moment is still to be looked at."
    )
    sessions = models.JSONField(default=list)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        """Return a short mark."""
        return f"Dates of run {self.run_id}, as told"
