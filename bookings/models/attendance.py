"""Attendance: the marks in a session's register, and their corrections."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.personal_data import PersonalData, kept
from bookings.enums import AttendanceMark
from bookings.models.booking import Booking
from courses.models import CourseSession

_RECORD = kept("attendance is part of the college's record")


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    """Narrows down to what a register says now."""

    def recorded(self) -> AttendanceQuerySet:
        """Return the marks that stand, without those that were taken back."""
        return self.exclude(mark="")


class Attendance(models.Model):
    """One student's mark for one session. No row means not recorded, which is not missed.

    An empty mark means not recorded too: it was set and taken back, and its history stays.
    """

    # Editors can read that index.
    wagtail_reference_index_ignore: ClassVar = True
    personal_data: ClassVar = PersonalData(
        person="booking__student",
        fields={
            "id": _RECORD,
            "booking": _RECORD,
            "session": _RECORD,
            "mark": _RECORD,
            "marked_at": _RECORD,
            "marked_by": _RECORD,
        },
    )

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="attendances")
    session = models.ForeignKey(CourseSession, on_delete=models.PROTECT, related_name="attendances")
    mark = models.CharField(max_length=10, choices=AttendanceMark, blank=True)
    marked_at = models.DateTimeField()
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="attendances_marked",
    )

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        ordering = ("session_id", "booking_id")
        constraints = (
            models.UniqueConstraint(
                fields=("booking", "session"), name="attendance_one_mark_per_session"
            ),
            models.CheckConstraint(
                condition=Q(mark__in=[*AttendanceMark.values, ""]), name="attendance_mark_is_known"
            ),
        )

    def __str__(self) -> str:
        """Return the mark."""
        return str(self.get_mark_display()) or "not recorded"


class AttendanceChange(models.Model):
    """One mark as it was set or corrected. Only ever added to."""

    # Editors can read that index.
    wagtail_reference_index_ignore: ClassVar = True
    personal_data: ClassVar = PersonalData(
        person="attendance__booking__student",
        fields={
            "id": _RECORD,
            "attendance": _RECORD,
            "from_mark": _RECORD,
            "to_mark": _RECORD,
            "at": _RECORD,
            "by": _RECORD,
        },
    )

    attendance = models.ForeignKey(Attendance, on_delete=models.CASCADE, related_name="changes")
    from_mark = models.CharField(max_length=10, choices=AttendanceMark, blank=True)
    to_mark = models.CharField(max_length=10, choices=AttendanceMark, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="attendance_changes",
    )

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        """Return the correction."""
        return f"{self.from_mark or 'not recorded'} → {self.to_mark or 'not recorded'}"
