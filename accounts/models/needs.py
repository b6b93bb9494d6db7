"""What would make it easier for a student to come and learn."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from accounts.enums import Need
from accounts.models.student import Student
from accounts.personal_data import EXPORTED, PersonalData


class AccessNeeds(models.Model):
    """One student's needs, asked once; each booking says whether its tutors may see them."""

    # Editors can read that index.
    wagtail_reference_index_ignore: ClassVar = True
    personal_data: ClassVar = PersonalData(
        person="student",
        fields={
            "id": EXPORTED,
            "student": EXPORTED,
            "chosen": EXPORTED,
            "own_words": EXPORTED,
            "changed_at": EXPORTED,
        },
    )

    student = models.OneToOneField(Student, on_delete=models.CASCADE, related_name="access_needs")
    chosen = models.JSONField(default=list, blank=True)
    own_words = models.CharField(max_length=500, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name_plural = "access needs"

    def __str__(self) -> str:
        """Return the needs as one line."""
        return "; ".join(self.lines)

    @property
    def lines(self) -> list[str]:
        """Return each need in words, the student's own words last."""
        known = dict(Need.choices)
        lines = [str(known[value]) for value in self.chosen if value in known]
        return [*lines, self.own_words] if self.own_words else lines
