"""What tests of the students' pages share: the clock, and people signed in."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories.accounts import StudentAccessFactory, StudentFactory
from tests.factories.courses import NOW
from tests.factories.home import make_college_settings


@pytest.fixture
def clock(monkeypatch):
    """Set the clock to a morning in January 2027; call it with a moment to move it."""

    def move(moment):
        monkeypatch.setattr(timezone, "now", lambda: moment)

    move(NOW)
    return move


@pytest.fixture
def college(db):
    """A college with a telephone that asks for age and area."""
    return make_college_settings(
        phone="01632 960 123", asks_age=True, asks_area=True, area_name="Willowbrook"
    )


@pytest.fixture
def access(college):
    """A student with a login, known from an earlier booking."""
    student = StudentFactory(
        name="Grace Obi", email="grace@example.org", is_adult=True, is_in_area=True
    )
    return StudentAccessFactory(student=student, user__email="grace@example.org")


@pytest.fixture
def grace(access, clock):
    """The browser of that student."""
    client = Client()
    client.force_login(access.user)
    return client
