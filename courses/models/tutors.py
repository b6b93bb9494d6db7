"""Tutors: the people who run sessions, peer and practitioner alike."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from accounts.personal_data import BLANKED, PersonalData, kept
from courses.enums import TutorKind

_TAUGHT = kept("runs that were taught point at it")


class Tutor(models.Model):
    """Somebody who teaches here. The login is only needed to mark registers."""

    personal_data: ClassVar = PersonalData(
        person="user",
        fields={
            "id": _TAUGHT,
            "uuid": _TAUGHT,
            "user": BLANKED,
            "name": BLANKED,
            "kind": _TAUGHT,
            "person_page": BLANKED,
            "is_active": _TAUGHT,
        },
    )

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="tutor",
        help_text="The login with which this tutor marks registers.",
    )
    name = models.CharField(max_length=120, help_text="As the tutor wants to be named.")
    kind = models.CharField(max_length=12, choices=TutorKind)
    person_page = models.ForeignKey(
        "courses.PersonPage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="tutors",
    )
    is_active = models.BooleanField("teaches now", default=True)

    class Meta:
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(kind__in=TutorKind.values), name="tutor_kind_is_known"
            ),
        )

    def __str__(self) -> str:
        """Return the tutor's name."""
        return self.name
