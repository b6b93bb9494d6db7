"""Apologies: a student with a place says that they cannot come to one session."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.personal_data import EXPORTED, PersonalData, kept
from bookings.models.booking import Booking
from courses.models import CourseSession

_RECORD = kept("attendance is part of the college's record")


class SessionApologyQuerySet(models.QuerySet["SessionApology"]):
    """Ways of choosing apologies."""

    def standing(self) -> SessionApologyQuerySet:
        """Return those that were not taken back."""
        return self.filter(withdrawn_at=None)


class SessionApology(models.Model):
    """“I can't come to this session”: the place is kept, and the tutors are told.

    One that is taken back stays as history; saying it again makes a new one.
    """

    # Editors can read that index.
    wagtail_reference_index_ignore: ClassVar = True
    personal_data: ClassVar = PersonalData(
        person="booking__student",
        fields={
            "id": _RECORD,
            "booking": _RECORD,
            "session": _RECORD,
            "made_at": _RECORD,
            "made_by": _RECORD,
            "made_note": EXPORTED,
            "withdrawn_at": _RECORD,
            "withdrawn_by": _RECORD,
            "withdrawn_note": EXPORTED,
        },
    )

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="apologies")
    session = models.ForeignKey(CourseSession, on_delete=models.PROTECT, related_name="apologies")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="apologies_made",
        help_text="Empty where nobody was signed in; then the note says how we know.",
    )
    made_note = models.CharField(max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="apologies_withdrawn",
    )
    withdrawn_note = models.CharField(max_length=200, blank=True)

    objects = SessionApologyQuerySet.as_manager()

    class Meta:
        ordering = ("made_at", "id")
        verbose_name_plural = "session apologies"
        constraints = (
            models.UniqueConstraint(
                fields=("booking", "session"),
                condition=Q(withdrawn_at=None),
                name="apology_one_standing_per_session",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("made_at")),
                name="apology_withdrawn_after_made",
            ),
        )

    def __str__(self) -> str:
        """Return a short mark that names nobody."""
        return f"Apology {self.pk}"
