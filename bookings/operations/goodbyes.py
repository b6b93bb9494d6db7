"""Takes dates out of the calendar of an address that its student takes away, if they ask for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import OperationalError

from accounts.operations import people
from bookings.models import Booking, CalendarEntry
from bookings.operations import calendar_entries, locks, notices
from bookings.queries.calendars import mark_of_address

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import Student


def register_calendars() -> None:
    """Say what is done about the calendar of an address."""
    people.register_calendars(people.CalendarsByMail(_stand_there, _take_out))


def _stand_there(student: Student, at: dt.datetime) -> bool:
    """Say whether the calendar of a student's address shows dates to come: one query."""
    return bool(_bookings(student, at))


def _bookings(student: Student, at: dt.datetime) -> list[Booking]:
    """Return the bookings that the calendar of a student's address shows."""
    if not student.email_works:
        return []
    entries = CalendarEntry.objects.filter(booking__student=student).shown_after(at)
    return [
        entry.booking
        for entry in entries.select_related("booking")
        if entry.invited == mark_of_address(entry.booking, student.email)
    ]


def _take_out(student: Student, at: dt.datetime) -> None:
    """Take them out, in the transaction that takes the address away."""
    found = _bookings(student, at)
    try:
        locks.lock_runs(booking.run_id for booking in found)
    except OperationalError as error:
        raise people.NotNow from error
    for pk in sorted({booking.pk for booking in found}):
        booking = Booking.objects.select_related("student").get(pk=pk)
        announcements = calendar_entries.write_off(booking, at=at)
        notices.tell_calendar_goodbye(booking=booking, announcements=announcements, at=at)
