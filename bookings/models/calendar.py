"""What students' calendars were told, and how far they have been followed up."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.personal_data import NoPersonalData, PersonalData, kept
from bookings.models.booking import Booking
from courses.models import CourseRun

_WORKING = kept("a calendar can only be put right by who knows what it shows")


class CalendarEntryQuerySet(models.QuerySet["CalendarEntry"]):
    """Ways of choosing calendar entries."""

    def shown_after(self, at: object) -> CalendarEntryQuerySet:
        """Return those that calendars show, with something still to come."""
        return self.filter(shown_until__gt=at)

    def left_behind(self) -> CalendarEntryQuerySet:
        """Return those that have changed while no mail could reach the calendar."""
        return self.filter(is_behind=True)


class CalendarEntry(models.Model):
    """One event or series in a student's calendar, as we last told it: one row for each UID.

    A series, or a session alone, has the booking's uuid as its UID; where each session has an
    event of its own, its UID is made of the booking's and the session's.
    """

    # Editors can read that index.
    wagtail_reference_index_ignore: ClassVar = True
    personal_data: ClassVar = PersonalData(
        person="booking__student",
        fields={
            "id": _WORKING,
            "booking": _WORKING,
            "uid": _WORKING,
            "sequence": _WORKING,
            "told": _WORKING,
            "told_at": _WORKING,
            "shown_until": _WORKING,
            "invited": _WORKING,
            "is_behind": _WORKING,
        },
    )

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="calendar_entries")
    uid = models.CharField("UID", max_length=36, unique=True)
    sequence = models.PositiveIntegerField(help_text="The last that was told; it only rises.")
    told = models.JSONField(help_text="The sessions, each as the calendar was told.")
    told_at = models.DateTimeField()
    shown_until = models.DateTimeField(
        null=True, blank=True, help_text="The last session's end; empty when nothing is shown."
    )
    invited = models.CharField(
        max_length=16,
        blank=True,
        help_text="A mark of the address whose calendar shows it; empty where none does.",
    )
    is_behind = models.BooleanField(
        default=False, help_text="That calendar has not heard the last: no mail could reach it."
    )

    objects = CalendarEntryQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        verbose_name_plural = "calendar entries"
        indexes = (
            models.Index(
                fields=("shown_until",),
                name="calendar_entry_shown",
                condition=Q(shown_until__isnull=False),
            ),
        )

    def __str__(self) -> str:
        """Return a short mark that names nobody."""
        return f"Calendar entry {self.uid[:8]}"

    @property
    def is_shown(self) -> bool:
        """Say whether the calendar shows it."""
        return self.shown_until is not None


class CalendarUpdate(models.Model):
    """What a calendar showed before one update and after it, for the words that go with it."""

    # Editors can read that index.
    wagtail_reference_index_ignore: ClassVar = True
    personal_data: ClassVar = PersonalData(
        person="booking__student",
        fields={
            "id": _WORKING,
            "booking": _WORKING,
            "made_at": _WORKING,
            "before": _WORKING,
            "after": _WORKING,
        },
    )

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="calendar_updates")
    made_at = models.DateTimeField(db_index=True)
    before = models.JSONField(default=list)
    after = models.JSONField(default=list)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        """Return a short mark that names nobody."""
        return f"Calendar update {self.pk}"


class RunCalendar(models.Model):
    """How far the calendars of a run's students have been followed up."""

    personal_data: ClassVar = NoPersonalData("When the college last looked.")

    run = models.OneToOneField(CourseRun, on_delete=models.CASCADE, related_name="calendar")
    looked_at = models.DateTimeField()
    changes_since = models.DateTimeField(
        help_text="What has changed after this moment is still to be looked at."
    )

    class Meta:
        ordering = ("run_id",)

    def __str__(self) -> str:
        """Return a short mark."""
        return f"Calendar of run {self.run_id}"
