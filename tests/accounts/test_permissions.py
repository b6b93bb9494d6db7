from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts import permissions, queries
from accounts.enums import AccessKind, Role
from accounts.models import User
from tests.factories.accounts import StudentAccessFactory, StudentFactory, UserFactory
from tests.factories.courses import TutorFactory
from tests.factories.staff import make_user

pytestmark = pytest.mark.django_db

# Who is what: the one role each predicate is about, and no other.
PREDICATES = {
    permissions.is_student: {Role.STUDENT},
    permissions.is_tutor: {Role.PEER_TUTOR, Role.PRACTITIONER_TUTOR},
    permissions.is_coordinator: {Role.COORDINATOR},
    permissions.is_editor: {Role.EDITOR},
    permissions.is_manager: {Role.MANAGER},
    permissions.is_staff: {Role.COORDINATOR, Role.EDITOR, Role.MANAGER},
}


@pytest.mark.parametrize("role", Role)
def test_each_role_is_itself_and_nothing_else(role):
    user = User.objects.get(pk=make_user(role).pk)

    found = {predicate for predicate in PREDICATES if predicate(user)}

    assert found == {predicate for predicate, roles in PREDICATES.items() if role in roles}


@pytest.mark.parametrize("predicate", PREDICATES)
def test_a_stranger_and_a_new_login_are_nothing(predicate):
    assert not predicate(AnonymousUser())
    assert not predicate(UserFactory())


def test_a_tutor_who_has_stopped_is_no_tutor():
    assert not permissions.is_tutor(TutorFactory(is_active=False).user)


def test_a_superuser_may_do_what_staff_may_but_teaches_only_as_a_tutor():
    user = UserFactory(is_superuser=True)

    assert permissions.is_coordinator(user)
    assert permissions.is_staff(user)
    assert not permissions.is_tutor(user)


def test_everything_about_a_login_costs_one_query(django_assert_num_queries):
    user = make_user(Role.COORDINATOR)
    TutorFactory(user=user)
    for _ in range(3):
        StudentAccessFactory(user=user)
    user = User.objects.get(pk=user.pk)

    with django_assert_num_queries(1):
        for predicate in PREDICATES:
            predicate(user)

    assert queries.standing_of(user) == queries.Standing(
        is_signed_in=True,
        is_student=True,
        is_tutor=True,
        groups=frozenset({"Coordinators"}),
    )


def test_who_may_act_for_a_student():
    access = StudentAccessFactory()
    helper = StudentAccessFactory(student=access.student, kind=AccessKind.HELPER)

    assert permissions.may_act_for(access.user, access.student)
    assert permissions.may_act_for(helper.user, access.student)
    assert not permissions.may_act_for(access.user, StudentFactory())
    assert not permissions.may_act_for(make_user(Role.COORDINATOR), access.student)
    assert not permissions.may_act_for(AnonymousUser(), access.student)


def test_a_record_is_read_by_its_student_and_not_by_a_helper():
    assert permissions.may_read_record(StudentAccessFactory())
    assert not permissions.may_read_record(StudentAccessFactory(kind=AccessKind.HELPER))


def test_own_record_comes_first_and_the_others_by_name():
    helped = StudentAccessFactory(kind=AccessKind.HELPER, student__name="Adam")
    own = StudentAccessFactory(user=helped.user, student__name="Zoe")

    assert queries.accesses_of(helped.user) == [own, helped]
