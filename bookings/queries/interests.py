"""Reads which courses a student wants to hear of, or goes first on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F

from accounts.models import shown_to
from bookings.models import CourseInterest

if TYPE_CHECKING:
    from accounts.models import User


def interests_reachable_by(user: User) -> list[CourseInterest]:
    """Return what everybody this login acts for wants to hear of: one query."""
    return list(
        CourseInterest.objects.filter(shown_to(user, since="since"), ended_at=None)
        .annotate(is_own=F("student__accesses__kind"))
        .select_related("student", "course")
        .order_by("since", "id")
    )
