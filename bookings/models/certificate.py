"""Certificates: what the college attests about one booking."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from accounts.personal_data import BLANKED, PersonalData, kept
from bookings.enums import CertificateStatus
from bookings.models.booking import Booking

_ATTESTED = kept("a certificate shown to somebody must stay checkable")


class Certificate(models.Model):
    """One certificate as it was issued: its facts are frozen, a correction makes a new one."""

    # Editors can read that index.
    wagtail_reference_index_ignore: ClassVar = True
    personal_data: ClassVar = PersonalData(
        person="booking__student",
        fields={
            "id": _ATTESTED,
            "uuid": _ATTESTED,
            "code": _ATTESTED,
            "booking": _ATTESTED,
            "status": _ATTESTED,
            "name": BLANKED,
            "course_title": _ATTESTED,
            "sessions_attended": _ATTESTED,
            "sessions_held": _ATTESTED,
            "minutes_attended": _ATTESTED,
            "starts_on": _ATTESTED,
            "ends_on": _ATTESTED,
            "tutor_names": _ATTESTED,
            "outcomes": _ATTESTED,
            "issued_at": _ATTESTED,
            "ended_at": _ATTESTED,
            "pdf": BLANKED,
            "rendered_at": _ATTESTED,
        },
    )

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=14, unique=True, help_text="4-4-4, without look-alikes.")
    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="certificates")
    status = models.CharField(
        max_length=10, choices=CertificateStatus, default=CertificateStatus.VALID
    )
    name = models.CharField(max_length=120)
    course_title = models.CharField(max_length=255)
    sessions_attended = models.PositiveSmallIntegerField()
    sessions_held = models.PositiveSmallIntegerField()
    minutes_attended = models.PositiveIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    tutor_names = models.JSONField(default=list)
    outcomes = models.JSONField(default=list)
    issued_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    pdf = models.BinaryField(null=True, blank=True, editable=False)
    rendered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-issued_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("booking",),
                condition=Q(status="VALID"),
                name="certificate_one_valid_per_booking",
            ),
            models.CheckConstraint(
                condition=Q(status__in=CertificateStatus.values), name="certificate_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(status="VALID", ended_at__isnull=True)
                | (~Q(status="VALID") & Q(ended_at__isnull=False)),
                name="certificate_ended_says_when",
            ),
            models.CheckConstraint(
                condition=Q(sessions_attended__lte=F("sessions_held")),
                name="certificate_attended_no_more_than_held",
            ),
        )

    def __str__(self) -> str:
        """Return the code."""
        return self.code
