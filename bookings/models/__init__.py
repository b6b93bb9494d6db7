"""The models of places, waiting lists, attendance and certificates."""

from __future__ import annotations

from bookings.models.apology import SessionApology
from bookings.models.attendance import Attendance, AttendanceChange
from bookings.models.booking import Booking, BookingEvent
from bookings.models.calendar import (
    CalendarEntry,
    CalendarUpdate,
    RunCalendar,
)
from bookings.models.calendar_feed import CalendarFeed
from bookings.models.certificate import Certificate
from bookings.models.equality import EqualityResponse
from bookings.models.group_message import GroupMessage
from bookings.models.head_count import HeadCount
from bookings.models.rules import AgreementAcceptance, StudentAgreement
from bookings.models.tutor_update import TutorUpdate
from bookings.models.waiting_list import CourseInterest, EntryEvent, Offer, WaitingListEntry

__all__ = [
    "AgreementAcceptance",
    "Attendance",
    "AttendanceChange",
    "Booking",
    "BookingEvent",
    "CalendarEntry",
    "CalendarFeed",
    "CalendarUpdate",
    "Certificate",
    "CourseInterest",
    "EntryEvent",
    "EqualityResponse",
    "GroupMessage",
    "HeadCount",
    "Offer",
    "RunCalendar",
    "SessionApology",
    "StudentAgreement",
    "TutorUpdate",
    "WaitingListEntry",
]
