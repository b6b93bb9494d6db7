"""States of bookings, marks and certificates, and the moves between them."""

from __future__ import annotations

from enum import nonmember

from django.db import models


class BookingStatus(models.TextChoices):
    """Whether a student holds a place on a run."""

    CONFIRMED = "CONFIRMED", "Booked"
    CANCELLED = "CANCELLED", "Given up"
    RUN_CANCELLED = "RUN_CANCELLED", "Cancelled by the college"

    # Takes a place.
    ACTIVE = nonmember(frozenset({"CONFIRMED"}))


BOOKING_MOVES: dict[BookingStatus, frozenset[BookingStatus]] = {
    BookingStatus.CONFIRMED: frozenset({BookingStatus.CANCELLED, BookingStatus.RUN_CANCELLED}),
    BookingStatus.CANCELLED: frozenset({BookingStatus.CONFIRMED}),
    BookingStatus.RUN_CANCELLED: frozenset(),
}


class AttendanceMark(models.TextChoices):
    """How one student took part in one session. No row means: not recorded."""

    HERE = "HERE", "Here"
    LATE = "LATE", "Late"
    LEFT_EARLY = "LEFT_EARLY", "Left early"
    TOLD_US = "TOLD_US", "Told us"
    MISSED = "MISSED", "Missed"

    # Counts as having come.
    CAME = nonmember(frozenset({"HERE", "LATE", "LEFT_EARLY"}))


class CertificateStatus(models.TextChoices):
    """Whether a certificate still stands."""

    VALID = "VALID", "Valid"
    REPLACED = "REPLACED", "Replaced by a newer one"
    WITHDRAWN = "WITHDRAWN", "Withdrawn"


CERTIFICATE_MOVES: dict[CertificateStatus, frozenset[CertificateStatus]] = {
    CertificateStatus.VALID: frozenset({CertificateStatus.REPLACED, CertificateStatus.WITHDRAWN}),
    CertificateStatus.REPLACED: frozenset(),
    CertificateStatus.WITHDRAWN: frozenset(),
}


class Refusal(models.TextChoices):
    """Why a place cannot be given; each has its own kind words in the templates."""

    NOT_OPEN_YET = "NOT_OPEN_YET", "Booking has not opened yet"
    CLOSED = "CLOSED", "Booking has closed"
    RUN_CANCELLED = "RUN_CANCELLED", "These dates are cancelled"
    DROP_IN = "DROP_IN", "No booking is needed"
    PAUSED = "PAUSED", "The term is paused"
    FULL = "FULL", "All places are taken"
    BUSY = "BUSY", "Many people are booking at this moment"


class AvailabilityKind(models.TextChoices):
    """How full a run is, as far as the public is told: words, never a number."""

    AVAILABLE = "AVAILABLE", "Places available"
    NEARLY_FULL = "NEARLY_FULL", "Nearly full"
    FULL = "FULL", "Full"
    NOT_YET = "NOT_YET", "Booking is not open yet"
    CLOSED = "CLOSED", "Booking has closed"
    PAUSED = "PAUSED", "Booking is paused"
    CANCELLED = "CANCELLED", "Cancelled"
    DROP_IN = "DROP_IN", "Just come along"
