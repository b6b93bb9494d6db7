"""A kept query asks what the same query written plainly asks, again and again."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from django.db import connection, transaction
from django.db.models import BigIntegerField, DateTimeField, Exists, OuterRef, UUIDField
from django.db.models.functions import Lower

from accounts.kept_queries import Given, KeptQuery
from accounts.models import Student, StudentAccess, User
from tests.factories.accounts import StudentAccessFactory, UserFactory

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from pytest_django import DjangoAssertNumQueries

AT = dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)


def plain(user: object, student: object, since: object) -> QuerySet[StudentAccess]:
    """Return a query with joins, conditions on columns and values of each kind."""
    others = StudentAccess.objects.filter(student=OuterRef("student"), user_id=user)
    return (
        StudentAccess.objects.filter(student__uuid=student, granted_at__gt=since)
        .filter(Exists(others))
        .annotate(small=Lower("student__name"))
        .select_related("student__access_needs", "user")
        .order_by("pk")
    )


def kept() -> KeptQuery[StudentAccess]:
    return KeptQuery(
        lambda: plain(
            Given("user", BigIntegerField()),
            Given("student", UUIDField()),
            Given("since", DateTimeField()),
        )
    )


@pytest.mark.django_db
def test_it_answers_as_the_plain_query_does_for_each_value(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    accesses = [
        StudentAccessFactory.create(granted_at=AT + dt.timedelta(hours=n)) for n in range(3)
    ]
    query = kept()
    for access in accesses:
        for since in (AT - dt.timedelta(days=1), access.granted_at):
            values = {"user": access.user_id, "student": access.student.uuid, "since": since}
            with django_assert_num_queries(1):
                answered = query.ask(**values)
                said = [(one.student.name, one.user.email, one.small) for one in answered]
            expected = list(plain(*values.values()))
            assert answered == expected
            assert said == [(one.student.name, one.user.email, one.small) for one in expected]


@pytest.mark.django_db
def test_what_it_answers_can_be_changed_and_saved() -> None:
    student = StudentAccessFactory.create(granted_at=AT).student
    query = KeptQuery(lambda: Student.objects.filter(pk=Given("pk", BigIntegerField())))
    found = query.first(pk=student.pk)
    assert found is not None
    found.name = "Somebody Else"
    found.save()
    again = query.first(pk=student.pk)
    assert again is not None
    assert again.name == "Somebody Else"
    assert query.first(pk=0) is None


@pytest.mark.django_db
def test_it_is_put_together_once() -> None:
    built = []

    def build() -> QuerySet[User]:
        built.append(1)
        return User.objects.filter(pk=Given("pk", BigIntegerField()))

    query, users = KeptQuery(build), UserFactory.create_batch(2)
    assert [query.first(pk=user.pk) for user in users * 2] == users * 2
    assert built == [1]


@pytest.mark.django_db
def test_nothing_cannot_be_asked_for() -> None:
    query = KeptQuery(lambda: User.objects.filter(pk=Given("pk", BigIntegerField())))
    with pytest.raises(ValueError, match="“pk” is None"):
        query.ask(pk=None)


@pytest.mark.django_db(transaction=True)
def test_threads_do_not_get_in_each_others_way() -> None:
    users = UserFactory.create_batch(4)
    query = KeptQuery(lambda: User.objects.filter(pk=Given("pk", BigIntegerField())))

    def ask(user: User) -> bool:
        try:
            return all(query.ask(pk=user.pk) == [user] for _ in range(25))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(ask, users)) == [True] * 4


@pytest.mark.django_db(transaction=True)
def test_rows_can_be_locked() -> None:
    user = UserFactory.create()
    query = KeptQuery(
        lambda: User.objects.select_for_update().filter(pk=Given("pk", BigIntegerField()))
    )
    with transaction.atomic():
        assert query.ask(pk=user.pk) == [user]
        locks = query.put_together().text.endswith("FOR UPDATE")
    assert locks == connection.features.has_select_for_update
