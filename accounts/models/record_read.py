"""The log of who looked at whose record."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from accounts.models.student import Student
from accounts.personal_data import PersonalData, kept


class RecordRead(models.Model):
    """One person looked at one student's record, in one place, at one time."""

    # Editors can read that index.
    wagtail_reference_index_ignore: ClassVar = True
    personal_data: ClassVar = PersonalData(
        person="student",
        fields={
            "id": kept("part of the log"),
            "reader": kept("the log must say who looked"),
            "student": kept("the log must say at whom"),
            "place": kept("the log must say where"),
            "read_at": kept("the log must say when"),
        },
    )

    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="record_reads"
    )
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="reads")
    place = models.CharField(max_length=60, help_text="Which screen showed the record.")
    read_at = models.DateTimeField()

    class Meta:
        ordering = ("-read_at", "-id")
        indexes = (models.Index(fields=("student", "-read_at"), name="record_read_by_student"),)

    def __str__(self) -> str:
        """Return who looked and where, without the student's name."""
        return f"{self.reader} · {self.place}"
