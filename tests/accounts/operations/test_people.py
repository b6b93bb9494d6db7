from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from accounts.enums import AccessKind, Channel
from accounts.models import AccessNeeds, Message, Student, StudentAccess, User
from accounts.operations import people, students
from tests.factories.accounts import (
    AccessNeedsFactory,
    MessageFactory,
    StudentAccessFactory,
    StudentFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

AT = dt.datetime(2027, 1, 4, 10, tzinfo=dt.UTC)


def test_opening_a_login_makes_one_for_a_new_address():
    user = people.open_login(email=" New@Example.org ", by=None, at=AT)

    assert (user.email, user.joined_at, user.has_usable_password()) == (
        "new@example.org",
        AT,
        False,
    )
    assert people.open_login(email="NEW@example.org", by=None, at=AT) == user
    assert User.objects.count() == 1


def test_opening_a_login_finds_only_students_of_that_address_without_a_login():
    mine = StudentFactory(email="Grace@Example.org")
    StudentFactory(email="other@example.org")
    StudentFactory(email="")
    StudentAccessFactory(student__email="grace@example.org")

    user = people.open_login(email="grace@example.org", by=None, at=AT)

    assert list(user.accesses.values_list("student", "kind", "granted_at")) == [
        (mine.pk, AccessKind.SELF, AT)
    ]


def test_a_closed_login_is_given_no_students():
    UserFactory(email="grace@example.org", is_active=False)
    StudentFactory(email="grace@example.org")

    people.open_login(email="grace@example.org", by=None, at=AT)

    assert StudentAccess.objects.count() == 0


@pytest.mark.parametrize(
    ("phone", "channel", "told"), [("", "LETTER", 0), ("01632 960001", "PHONE", 1)]
)
def test_a_removed_helper_never_becomes_the_student(phone, channel, told):
    helper = people.open_login(email="kofi@example.org", by=None, at=AT)
    amina = people.register_student(
        uuid=uuid4(),
        name="Amina",
        email="Kofi@example.org",
        phone=phone,
        user=helper,
        kind=AccessKind.HELPER,
        by=helper,
        at=AT,
    )
    waits = MessageFactory(student=amina)
    sent = MessageFactory(student=amina, status="SENT")
    other = MessageFactory(student=amina, to_address="amina@example.org")

    students.remove_helper(access=amina.accesses.get(), by=UserFactory(), at=AT)

    amina.refresh_from_db()
    assert amina.email == ""
    for message, where in (
        (waits, (channel, "")),
        (sent, ("EMAIL", "Kofi@example.org")),
        (other, ("EMAIL", "amina@example.org")),
    ):
        message.refresh_from_db()
        assert (message.channel, message.to_address) == where
    assert Message.objects.filter(kind="helper_removed", channel=channel).count() == told
    # Not even when the office writes the address down again.
    people.update_details(student=amina, changes={"email": helper.email}, by=None, at=AT)
    people.open_login(email=helper.email, by=None, at=AT)
    assert not StudentAccess.objects.exists()
    # And not by way of a record that this one was joined with.
    into = StudentFactory(email=helper.email)
    Student.objects.filter(pk=amina.pk).update(merged_into=into, merged_at=AT)
    people.open_login(email=helper.email, by=None, at=AT)
    assert not StudentAccess.objects.exists()


def test_removing_a_helper_leaves_the_students_own_address():
    helper = StudentAccessFactory(kind=AccessKind.HELPER, student__email="amina@example.org")

    students.remove_helper(access=helper, by=UserFactory(), at=AT)
    login = people.open_login(email="amina@example.org", by=None, at=AT)

    assert [(one.student, one.kind) for one in login.accesses.all()] == [
        (helper.student, AccessKind.SELF)
    ]
    assert Message.objects.get().to_address == "amina@example.org"


def test_a_login_opened_in_two_windows_at_once_is_one(monkeypatch):
    made = UserFactory(email="grace@example.org")
    asked = []
    find = people._open_login

    def loses_the_race(email, at):
        asked.append(email)
        if len(asked) == 1:
            raise IntegrityError
        return find(email, at)

    monkeypatch.setattr(people, "_open_login", loses_the_race)

    assert people.open_login(email="grace@example.org", by=None, at=AT) == made


def test_registering_keeps_every_fact_and_is_harmless_twice():
    user, uuid = UserFactory(), uuid4()
    facts = {
        "name": "Grace",
        "certificate_name": "Grace Obi",
        "email": "grace@example.org",
        "phone": "01632 960 999",
        "postal_address": "1 Mill Lane",
        "contact_by": Channel.PHONE,
        "is_adult": True,
        "is_in_area": False,
    }

    student = people.register_student(uuid=uuid, **facts, user=user, by=user, at=AT)
    again = people.register_student(uuid=uuid, name="Other", user=user, by=user, at=AT)

    assert student == again
    assert {name: getattr(again, name) for name in facts} == facts
    assert again.joined_at == AT
    assert list(again.accesses.values_list("user", "kind", "granted_at")) == [(user.pk, "SELF", AT)]


def test_somebody_without_a_login_is_registered_too():
    student = people.register_student(uuid=uuid4(), name="Pat", by=UserFactory(), at=AT)

    assert student.accesses.count() == 0
    assert student.email == ""


def test_updating_changes_only_what_is_named():
    student = StudentFactory(name="Grace", phone="1")
    Student.objects.filter(pk=student.pk).update(phone="2")

    people.update_details(student=student, changes={"name": "Gracie"}, by=None, at=AT)

    student.refresh_from_db()
    assert (student.name, student.phone) == ("Gracie", "2")


@pytest.mark.parametrize("field", ("id", "uuid", "joined_at", "nonsense"))
def test_fields_that_are_not_details_are_refused(field):
    with pytest.raises(ValueError, match=field):
        people.update_details(student=StudentFactory(), changes={field: 1}, by=None, at=AT)


def test_needs_are_kept_in_the_order_of_the_list_without_strangers():
    student = StudentFactory()

    people.set_needs(
        student=student, chosen=["BREAKS", "STEP_FREE", "NOPE"], own_words="x", by=None, at=AT
    )
    needs = people.set_needs(student=student, chosen=["BREAKS"], own_words="", by=None, at=AT)

    assert (needs.chosen, needs.own_words) == (["BREAKS"], "")
    assert AccessNeeds.objects.count() == 1


def test_no_needs_are_no_row():
    needs = AccessNeedsFactory()

    assert people.set_needs(student=needs.student, chosen=[], own_words="", by=None, at=AT) is None
    assert AccessNeeds.objects.count() == 0


def test_operations_stand_on_their_own():
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        people.set_needs(student=StudentFactory(), chosen=[], own_words="", by=None, at=AT)
