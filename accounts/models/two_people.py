"""Two records that look like one person's, and are two people's."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models.student import Student
from accounts.personal_data import PersonalData, kept


class TwoPeople(models.Model):
    """Somebody has looked at two records and said that they are of two people."""

    # Editors can read that index.
    wagtail_reference_index_ignore: ClassVar = True
    personal_data: ClassVar = PersonalData(
        person="first",
        fields={
            "id": kept("names nobody"),
            "first": kept("so that the office is not asked again"),
            "second": kept("so that the office is not asked again"),
            "said_at": kept("when somebody looked"),
            "said_by": kept("who looked"),
        },
    )

    first = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="not_the_second")
    second = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="not_the_first")
    said_at = models.DateTimeField()
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="told_people_apart"
    )

    class Meta:
        ordering = ("id",)
        verbose_name_plural = "two people"
        constraints = (
            models.UniqueConstraint(fields=("first", "second"), name="two_people_said_once"),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="two_people_in_one_order"
            ),
        )

    def __str__(self) -> str:
        """Return a short mark that names nobody."""
        return f"Pair {self.pk}"
