from __future__ import annotations

import pytest

from accounts.enums import Role
from accounts.models import Student
from accounts.phones import KIND_WORDS, MOBILE_WORDS, can_be_dialled, can_be_texted
from bookings.forms.booking import NameForm
from tests.factories.accounts import StudentAccessFactory, StudentFactory
from tests.factories.staff import client_of, make_user

DIALLED = [
    "01632 960 001",
    "(01632) 960001",
    "+44 (0)1632 960-001",
    "01632\u2011960\u00a0001",
    "\u202a01632 960001\u202c",
    "960 0001",
    "01632 960001 ext 23",
    "01632 960001 x23",
    "18001 01632 960 001",
    "+1 (212) 555-0123",
]
TEXTED = [
    "07700 900 123",
    "+44 7700 900123",
    "0044 (0)7700-900123",
    "07624 900123",
    "+353 85 1234567",
]
ODD = [
    "banana",
    "123",
    "123 456",
    "1234 5678 9012 3456",
    "01632 960001 or 960002 maybe",
    "+",
    "()-",
    "07700+900123",
]


@pytest.mark.parametrize("typed", DIALLED)
def test_number_can_be_dialled_however_it_is_written(typed):
    assert (can_be_dialled(typed), can_be_texted(typed)) == (True, typed.startswith("+1"))


@pytest.mark.parametrize("typed", TEXTED)
def test_mobile_can_be_texted(typed):
    assert (can_be_dialled(typed), can_be_texted(typed)) == (True, True)


@pytest.mark.parametrize("typed", [*ODD, "07000 900123", "0770 090 012", "07700 900123 ext 2"])
def test_what_is_no_mobile_is_not_texted(typed):
    assert not can_be_texted(typed)


@pytest.mark.parametrize("typed", ODD)
def test_what_leads_nowhere_is_no_number(typed):
    assert not can_be_dialled(typed)


def _asked(client, address, given):
    answer = client.post(address, given)
    return " ".join(answer.content.decode().split())


@pytest.mark.django_db
def test_every_form_asks_kindly_for_a_number(settings):
    settings.TEXT_SENDER = "accounts.texting.KeptSender"
    access = StudentAccessFactory(student=StudentFactory(name="Pat Lee"))
    coordinator = client_of(make_user(Role.COORDINATOR))
    forms = [
        (client_of(access.user), f"/my-details/{access.student.uuid}/contact/"),
        (coordinator, f"/admin/students/edit/{access.student.uuid}/"),
        (coordinator, "/admin/students/new/"),
        (coordinator, "/admin/places/phone/"),
    ]
    for client, address in forms:
        given = {"name": "Kim", "step": "new", "contact_by": "PHONE", "phone": "banana"}
        page = _asked(client, address, given)
        assert (address, KIND_WORDS in page, 'value="banana"' in page) == (address, True, True)
        given |= {"contact_by": "TEXT", "phone": "01632 960 001", "may_text": "on"}
        page = _asked(client, address, given)
        assert (address, MOBILE_WORDS in page) == (address, True)
        assert 'value="01632 960 001"' in page
    assert [one.phone for one in Student.objects.all()] == [""]
    helped = NameForm({"name": "Kim", "phone": "banana", "has_agreed": "on"}, for_helper=True)
    assert helped.errors == {"phone": [KIND_WORDS]}


@pytest.mark.django_db
def test_odd_number_from_before_breaks_nothing(settings):
    settings.TEXT_SENDER = "accounts.texting.KeptSender"
    given = {"phone": "banana", "contact_by": "TEXT", "may_text": True}
    student = StudentFactory(name="Pat Lee", **given)
    access = StudentAccessFactory(student=student)
    coordinator = client_of(make_user(Role.COORDINATOR))
    assert student.channel == "EMAIL"

    pages = [
        client_of(access.user).get("/my-details/"),
        client_of(access.user).get(f"/my-details/{student.uuid}/contact/"),
        coordinator.get("/admin/students/"),
        coordinator.get(f"/admin/students/inspect/{student.uuid}/"),
        coordinator.get(f"/admin/students/edit/{student.uuid}/"),
    ]
    assert [page.status_code for page in pages] == [200] * 5
    kept = {"name": "Pat Leigh", "phone": "banana", "contact_by": "EMAIL", "email": "p@example.org"}
    kept |= {"kind": "", "news_agreed": "", "is_adult": "unknown", "is_in_area": "unknown"}
    coordinator.post(f"/admin/students/edit/{student.uuid}/", kept)

    student.refresh_from_db()
    assert (student.name, student.phone) == ("Pat Leigh", "banana")
