from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import User
from recoverycollege.demo.sign_ins import SIGN_INS
from tests.factories.courses import make_prospectus_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings):
    settings.DEMO = True
    make_prospectus_page()
    for one in SIGN_INS:
        User.objects.create_user(one.email)


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("one", SIGN_INS, ids=lambda one: one.key)
def test_one_tap_signs_in_and_goes_to_the_first_page(client, one):
    answer = client.post(reverse("demo_sign_in"), {"key": one.key})

    assert (answer.status_code, answer.headers["Location"]) == (302, one.first_page)
    assert client.session["_auth_user_id"] == str(User.objects.get(email=one.email).pk)


@pytest.mark.usefixtures("demo")
def test_a_student_goes_on_with_the_booking_they_began(client):
    given = {"key": "returning-student", "next": "/book/0f2f/"}

    assert client.post(reverse("demo_sign_in"), given).headers["Location"] == "/book/0f2f/"


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    "next_address", ["https://elsewhere.example/book/", "//x/book/", "/admin/", "/book/\n/"]
)
def test_an_address_that_is_not_ours_is_not_followed(client, next_address):
    answer = client.post(
        reverse("demo_sign_in"), {"key": "returning-student", "next": next_address}
    )

    assert answer.headers["Location"] == "/my-courses/"


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("given", [{}, {"key": ""}, {"key": "nobody"}, {"key": "\x00"}])
def test_somebody_unknown_is_sent_to_the_sign_in_page(client, given):
    answer = client.post(reverse("demo_sign_in"), given)

    assert answer.headers["Location"] == reverse("accounts:sign_in")
    assert "_auth_user_id" not in client.session


@pytest.mark.usefixtures("demo")
def test_looking_changes_nothing(client):
    assert client.get(reverse("demo_sign_in")).status_code == 405
    assert "_auth_user_id" not in client.session


def test_outside_the_demo_the_address_does_not_exist(client):
    User.objects.create_user(SIGN_INS[0].email)
    make_prospectus_page()

    for answer in (
        client.post(reverse("demo_sign_in"), {"key": SIGN_INS[0].key}),
        client.get(reverse("demo_sign_in")),
    ):
        assert answer.status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.mark.usefixtures("demo")
def test_the_sign_in_page_of_the_demo_offers_everybody(client):
    page = client.get(reverse("accounts:sign_in")).content.decode()

    for one in SIGN_INS:
        assert one.label in page


def test_the_sign_in_page_of_a_real_college_offers_nobody(client):
    make_prospectus_page()

    page = client.get(reverse("accounts:sign_in")).content.decode()

    assert not [one.label for one in SIGN_INS if one.label in page]
    assert reverse("demo_sign_in") not in page
