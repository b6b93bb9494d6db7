from __future__ import annotations

import pytest
from django.urls import reverse

from tests.factories.accounts import StudentAccessFactory
from tests.factories.staff import client_of

pytestmark = pytest.mark.django_db


def test_a_page_that_names_a_mistake_may_be_gone_back_to_and_nothing_else(client):
    address = reverse("accounts:sign_in")

    asked = client.get(address)["Cache-Control"]
    answered = client.post(address, {"email": "no address"})

    assert "no-store" in asked
    assert answered.status_code == 200
    assert set(answered["Cache-Control"].split(", ")) == {"private", "no-cache", "max-age=0"}


def test_a_page_to_the_signed_in_is_stored_nowhere_when_it_was_only_asked_for():
    student = client_of(StudentAccessFactory().user)

    assert "no-store" in student.get(reverse("bookings:my_courses"))["Cache-Control"]


def test_signing_out_clears_what_the_browser_has_kept():
    student = client_of(StudentAccessFactory().user)

    assert student.post(reverse("accounts:sign_out"))["Clear-Site-Data"] == '"cache"'
