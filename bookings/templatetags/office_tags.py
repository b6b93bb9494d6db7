"""Lets the staff screens of the apps below show what is known of bookings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from bookings.queries import office

if TYPE_CHECKING:
    from accounts.models import Student
    from bookings.models import Booking, Certificate, WaitingListEntry

register = template.Library()


@register.simple_tag
def bookings_of(student: Student) -> list[Booking]:
    """Return a student's bookings, the latest first."""
    return list(office.bookings_of(student))


@register.simple_tag
def turns_of(student: Student) -> list[WaitingListEntry]:
    """Return the lists a student is on, the longest waited for first."""
    return list(office.turns_of(student))


@register.simple_tag
def certificates_of(student: Student) -> list[Certificate]:
    """Return every certificate a student was ever given, the latest first."""
    return list(office.all_certificates_of(student))
