"""Who may open a register or a certificate: predicates that views and queries ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.models import StudentAccess
from accounts.permissions import is_coordinator, is_tutor, may_read_record
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
    own = RunTutor.objects.filter(run=run, tutor__user__pk=user.pk or 0)
    return is_tutor(user) and own.exists()


def can_read_certificate(user: User | AnonymousUser, certificate: Certificate) -> bool:
    """Say whether this login may download a certificate: its student, or the office.

    Not a helper: what somebody has learnt here is theirs to show.
    """
    access = StudentAccess.objects.filter(
        user_id=user.pk or 0, student=certificate.booking.student_id
    ).first()
    return (access is not None and may_read_record(access)) or is_coordinator(user)
