"""Who may do what, by role: predicates that views and queries ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

from accounts.enums import AccessKind, Role
from accounts.models import StudentAccess
from accounts.queries import standing_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import Student, User


def is_student(user: User | AnonymousUser) -> bool:
    """Say whether this login acts for a student, itself or somebody else."""
    return standing_of(user).is_student


def is_tutor(user: User | AnonymousUser) -> bool:
    """Say whether this login teaches here now."""
    return standing_of(user).is_tutor


def is_coordinator(user: User | AnonymousUser) -> bool:
    """Say whether this login runs the college office."""
    return _is_in(user, Role.COORDINATOR)


def is_editor(user: User | AnonymousUser) -> bool:
    """Say whether this login writes the college's pages."""
    return _is_in(user, Role.EDITOR)


def is_manager(user: User | AnonymousUser) -> bool:
    """Say whether this login answers for the college's figures."""
    return _is_in(user, Role.MANAGER)


def is_staff(user: User | AnonymousUser) -> bool:
    """Say whether this login belongs into the college's admin at all."""
    return standing_of(user).is_staff


def may_act_for(user: User | AnonymousUser, student: Student) -> bool:
    """Say whether this login may book and change places for a student."""
    return (
        user.is_authenticated
        and StudentAccess.objects.filter(user_id=user.pk, student=student).exists()
    )


def may_read_record(access: StudentAccess) -> bool:
    """Say whether needs, attendance and certificates are shown: to the student, not to a helper."""
    return access.kind == AccessKind.SELF


def _is_in(user: User | AnonymousUser, role: Role) -> bool:
    standing = standing_of(user)
    return standing.is_superuser or Role.GROUPS[role.value] in standing.groups


class SignedInRequest(HttpRequest):
    """A request behind ``login_required``: somebody is there. For signatures only."""

    user: User
