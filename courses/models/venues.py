"""Venues: where sessions happen, with what people need to know to get in."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from accounts.personal_data import NoPersonalData


class Venue(models.Model):
    """One room or building, with its access facts."""

    personal_data: ClassVar = NoPersonalData("A place.")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=120, unique=True)
    address = models.TextField()
    postcode = models.CharField(max_length=10, blank=True)
    latitude = models.DecimalField(
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
        help_text="For example 51.45451. Calendars then show the way.",
    )
    longitude = models.DecimalField(
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
        help_text="For example -2.58791.",
    )
    room_capacity = models.PositiveSmallIntegerField(null=True, blank=True)
    is_step_free = models.BooleanField("step-free from street to room", default=False)
    has_hearing_loop = models.BooleanField(default=False)
    has_accessible_toilet = models.BooleanField(default=False)
    has_quiet_space = models.BooleanField("has a quiet space to step out to", default=False)
    parking = models.CharField(max_length=200, blank=True)
    public_transport = models.CharField(max_length=200, blank=True)
    finding_the_door = models.TextField(
        blank=True, help_text="What the entrance looks like, and who meets people there."
    )
    access_notes = models.TextField(blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(latitude__isnull=True, longitude__isnull=True)
                | models.Q(latitude__isnull=False, longitude__isnull=False),
                name="venue_has_both_coordinates_or_none",
                violation_error_message="Give both latitude and longitude, or neither.",
            ),
        )

    def __str__(self) -> str:
        """Return the venue's name."""
        return self.name

    @property
    def address_line(self) -> str:
        """Return the whole address on one line."""
        parts = [self.name, *self.address.splitlines(), self.postcode]
        return ", ".join(part.strip().rstrip(",") for part in parts if part.strip())
