"""The student agreement: its versions, and who agreed to which."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Student
from accounts.personal_data import EXPORTED, NoPersonalData, PersonalData
from bookings.enums import Agreed


class AgreementQuerySet(models.QuerySet["StudentAgreement"]):
    """Ways of choosing versions."""

    def published(self) -> AgreementQuerySet:
        """Return the versions that students are or were asked to agree to, the latest first."""
        return self.filter(published_at__isnull=False).order_by("-published_at", "-id")

    def current(self) -> AgreementQuerySet:
        """Return the version that holds now, if the college has one."""
        newest = self.published().values("pk")[:1]
        return self.filter(pk__in=models.Subquery(newest), ended_at=None)


class StudentAgreement(models.Model):
    """One version of what students and the college promise each other.

    A published version never changes: what somebody agreed to stays readable. The one that
    was published last holds, until it ends or a newer one takes its place.
    """

    personal_data: ClassVar = NoPersonalData("Words that are the same for everybody.")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    text = models.TextField(
        help_text="Short sentences. An empty line begins a new paragraph; “- ” begins a point."
    )
    written_at = models.DateTimeField(editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        verbose_name = "student agreement"
        constraints = (
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(published_at__isnull=False),
                name="agreement_ends_only_if_published",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("published_at")),
                name="agreement_ends_after_it_begins",
            ),
        )

    def __str__(self) -> str:
        """Return which version it is."""
        return f"Student agreement {self.pk or ''}".strip()


class AgreementAcceptance(models.Model):
    """A student agreed to one version. Only ever added to."""

    # Editors can read that index.
    wagtail_reference_index_ignore: ClassVar = True
    personal_data: ClassVar = PersonalData(
        person="student",
        fields={
            "id": EXPORTED,
            "student": EXPORTED,
            "agreement": EXPORTED,
            "at": EXPORTED,
            "by": EXPORTED,
            "agreed": EXPORTED,
        },
    )

    student = models.ForeignKey(
        Student, on_delete=models.CASCADE, related_name="agreement_acceptances"
    )
    agreement = models.ForeignKey(
        StudentAgreement, on_delete=models.PROTECT, related_name="acceptances"
    )
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="agreements_recorded",
    )
    agreed = models.CharField(
        "how the student agreed", max_length=10, choices=Agreed, default=Agreed.SELF
    )

    class Meta:
        ordering = ("at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("student", "agreement"), name="agreement_accepted_once_per_student"
            ),
        )

    def __str__(self) -> str:
        """Return which version was agreed to, and name nobody."""
        return f"Agreed to {self.agreement_id}"
