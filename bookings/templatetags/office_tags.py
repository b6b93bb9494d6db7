"""Lets the staff screens of the apps below show what is known of bookings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from bookings.queries import office

if TYPE_CHECKING:
    from accounts.models import Student
    from bookings.models import Booking

register = template.Library()


@register.simple_tag
def bookings_of(student: Student) -> list[Booking]:
    """Return a student's bookings, the latest first."""
    return list(office.bookings_of(student))
