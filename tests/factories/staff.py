"""People of every role, signed in."""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.test import Client

from accounts.enums import Role
from accounts.models import User
from tests.factories.accounts import StudentAccessFactory, UserFactory
from tests.factories.courses import TutorFactory


def make_user(role: Role) -> User:
    """Make a login with one role and no other."""
    if role == Role.STUDENT:
        return StudentAccessFactory().user
    if role in {Role.PEER_TUTOR, Role.PRACTITIONER_TUTOR}:
        kind = "PEER" if role == Role.PEER_TUTOR else "PRACTITIONER"
        return TutorFactory(kind=kind).user
    user = UserFactory()
    user.groups.add(Group.objects.get(name=Role.GROUPS[role.value]))
    return user


def client_of(user: User) -> Client:
    """Sign somebody in."""
    client = Client()
    client.force_login(user)
    return client


def client_as(role: Role) -> Client:
    """Sign in somebody with one role."""
    return client_of(make_user(role))
