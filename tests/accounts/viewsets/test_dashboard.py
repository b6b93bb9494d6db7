"""The office's first page says what did not get through, and if the clock stands still."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from accounts.enums import Role
from accounts.operations import clock
from tests.factories.accounts import MessageFactory
from tests.factories.courses import NOW
from tests.factories.home import make_college_settings
from tests.factories.staff import client_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    make_college_settings()
    return client_as(Role.COORDINATOR)


def test_all_is_well(office):
    clock.record_round(started_at=NOW, undone=[], by=None, at=NOW)

    page = office.get("/admin/")

    assertContains(page, "Everything has got through.")
    assertContains(page, "Nothing waits to be sent.")
    assertContains(page, "The timed work was done")


def test_what_is_wrong_is_said(office):
    MessageFactory(status="FAILED", created_at=NOW)
    MessageFactory(status="FAILED", created_at=NOW, is_secret=True)
    MessageFactory(created_at=NOW)
    MessageFactory(created_at=NOW, due_at=NOW + dt.timedelta(hours=1))
    then = NOW - dt.timedelta(hours=2)
    clock.record_round(started_at=then, undone=[], by=None, at=then)

    page = office.get("/admin/")

    assertContains(page, '?status=FAILED">1 could not be sent</a>')
    assertContains(page, "1 waiting to be sent, and 1 for later.")
    assertContains(page, "The timed work was last done")


def test_step_that_could_not_be_done_is_named(office):
    clock.record_round(started_at=NOW, undone=["water the plants"], by=None, at=NOW)

    assertContains(office.get("/admin/"), "could not do this: water the plants.")


def test_editors_see_nothing_of_it(office):
    assertNotContains(client_as(Role.EDITOR).get("/admin/"), "Emails and texts")
