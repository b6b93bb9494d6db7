"""Who may open a register or a certificate: predicates that views and queries ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.permissions import is_coordinator, is_tutor, may_act_for
from courses.models import RunTutor

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from bookings.models import Certificate
    from courses.models import CourseRun


def can_teach(user: User | AnonymousUser) -> bool:
    """Say whether the teaching pages are for this login at all."""
    return is_tutor(user) or is_coordinator(user)


def can_take_register(user: User | AnonymousUser, run: CourseRun) -> bool:
    """Say whether this login may see who is on a run and mark who came.

    Only the run's own tutors, as long as they teach here, and coordinators.
    """
    if is_coordinator(user):
        return True
    return is_tutor(user) and RunTutor.objects.filter(run=run, tutor__user_id=user.pk).exists()


def can_read_certificate(user: User | AnonymousUser, certificate: Certificate) -> bool:
    """Say whether this login may download a certificate: its student's own, or the office's."""
    return may_act_for(user, certificate.booking.student) or is_coordinator(user)
