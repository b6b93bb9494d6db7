"""Bookings: a student's place on a run, and the history of it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import Student, shown_to
from accounts.personal_data import BLANKED, EXPORTED, PersonalData, kept
from bookings.enums import BOOKING_MOVES, Agreed, BookingStatus
from courses.models import CourseRun

_COUNTS = kept("counts of places and attendance must stay right")


class BookingQuerySet(models.QuerySet["Booking"]):
    """Ways of choosing bookings."""

    def active(self) -> BookingQuerySet:
        """Return the bookings that take a place."""
        return self.filter(status__in=BookingStatus.ACTIVE)

    def reachable_by(self, user: object) -> BookingQuerySet:
        """Return the bookings this login may see: its own, and those made since it helps."""
        return self.filter(shown_to(user, since="booked_at"))


class Booking(models.Model):
    """A student's place on every session of a run.

    There is one row for each student and run, for ever: a place given up and taken
    again is the same booking, so that calendars keep its UID and a rising SEQUENCE.
    """

    # Editors can read that index.
    wagtail_reference_index_ignore: ClassVar = True
    personal_data: ClassVar = PersonalData(
        person="student",
        fields={
            "id": _COUNTS,
            "uuid": _COUNTS,
            "run": _COUNTS,
            "student": _COUNTS,
            "status": _COUNTS,
            "places": _COUNTS,
            "supporter_name": BLANKED,
            "shares_needs": EXPORTED,
            "booked_at": _COUNTS,
            "booked_by": _COUNTS,
            "cancelled_at": _COUNTS,
            "cancelled_by": _COUNTS,
            "calendar_sequence": _COUNTS,
            "changed_at": _COUNTS,
        },
    )

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    run = models.ForeignKey(CourseRun, on_delete=models.PROTECT, related_name="bookings")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="bookings")
    status = models.CharField(max_length=15, choices=BookingStatus, default=BookingStatus.CONFIRMED)
    places = models.PositiveSmallIntegerField(
        default=1, help_text="2 where a supporter comes along."
    )
    supporter_name = models.CharField(max_length=120, blank=True)
    shares_needs = models.BooleanField(
        "this run's tutors may see the student's needs", default=False
    )
    booked_at = models.DateTimeField()
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="bookings_made",
    )
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="bookings_cancelled",
    )
    calendar_sequence = models.PositiveIntegerField(
        default=0, help_text="Rises with every change a calendar has to hear of."
    )
    changed_at = models.DateTimeField(default=timezone.now)

    objects = BookingQuerySet.as_manager()

    class Meta:
        ordering = ("booked_at", "id")
        indexes = (
            models.Index(fields=("run", "status"), name="booking_by_run_and_status"),
            models.Index(fields=("changed_at",), name="booking_by_change"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("run", "student"), name="booking_one_per_student_and_run"
            ),
            models.CheckConstraint(
                condition=Q(status__in=BookingStatus.values), name="booking_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(places__gte=1, places__lte=2), name="booking_takes_one_or_two_places"
            ),
            models.CheckConstraint(
                condition=Q(status="CONFIRMED", cancelled_at__isnull=True)
                | (~Q(status="CONFIRMED") & Q(cancelled_at__isnull=False)),
                name="booking_cancelled_says_when",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_by__isnull=True) | Q(cancelled_at__isnull=False),
                name="booking_cancelled_by_only_when_cancelled",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True) | Q(cancelled_at__gte=F("booked_at")),
                name="booking_cancelled_after_booked",
            ),
        )

    def __str__(self) -> str:
        """Return a short mark that names nobody."""
        return f"Booking {str(self.uuid)[:8]}"

    @property
    def is_active(self) -> bool:
        """Say whether the booking takes a place."""
        return self.status in BookingStatus.ACTIVE

    def can_move_to(self, status: BookingStatus) -> bool:
        """Say whether the booking may change to this status."""
        return status in BOOKING_MOVES[BookingStatus(self.status)]


class BookingEvent(models.Model):
    """One thing that happened to a booking. Only ever added to."""

    # Editors can read that index.
    wagtail_reference_index_ignore: ClassVar = True
    personal_data: ClassVar = PersonalData(
        person="booking__student",
        fields={
            "id": _COUNTS,
            "booking": _COUNTS,
            "from_status": _COUNTS,
            "to_status": _COUNTS,
            "places": _COUNTS,
            "at": _COUNTS,
            "by": _COUNTS,
            "agreed": EXPORTED,
            "note": EXPORTED,
            "set_aside": EXPORTED,
        },
    )

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="events")
    from_status = models.CharField(max_length=15, choices=BookingStatus, blank=True)
    to_status = models.CharField(max_length=15, choices=BookingStatus)
    places = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="booking_events",
    )
    agreed = models.CharField(
        "how the student agreed", max_length=10, choices=Agreed, default=Agreed.SELF
    )
    note = models.CharField(max_length=200, blank=True)
    set_aside = models.JSONField(
        "rules set aside", default=list, blank=True, help_text="For the reason in the note."
    )

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        """Return the move."""
        return f"{self.from_status or 'new'} → {self.to_status}"
