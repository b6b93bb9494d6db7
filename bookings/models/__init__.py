"""The models of places, attendance and certificates."""

from __future__ import annotations

from bookings.models.attendance import Attendance, AttendanceChange
from bookings.models.booking import Booking, BookingEvent
from bookings.models.certificate import Certificate

__all__ = ["Attendance", "AttendanceChange", "Booking", "BookingEvent", "Certificate"]
