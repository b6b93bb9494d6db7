from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from tests.factories.accounts import MessageFactory, StudentFactory
from tests.factories.bookings import BookingFactory, EntryFactory, OfferFactory
from tests.factories.courses import NOW, local, make_run
from tests.factories.home import make_college_settings
from tests.factories.staff import client_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(monkeypatch):
    make_college_settings()
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return client_as(Role.COORDINATOR)


def home(client):
    return " ".join(client.get(reverse("wagtailadmin_home")).content.decode().split())


def places_of(run):
    return reverse("places_run", args=(run.uuid,))


def test_it_says_plainly_when_there_is_nothing_to_do(desk):
    BookingFactory(run=make_run(minimum_places=1))

    page = home(desk)

    for sentence in (
        "There is nothing to do at this moment.",
        "Nothing to ring or write about.",
        "No offer is open.",
        "has enough people.",
        "No list is long.",
    ):
        assert sentence in page


def test_it_leads_to_everything_that_waits(desk):
    lacking = make_run(minimum_places=2)
    BookingFactory(run=lacking)
    later = make_run(starts=local(2027, 3, 1), minimum_places=2)
    offer = OfferFactory(entry__student=StudentFactory(name="Zahra"))
    waited_for = make_run(minimum_places=0)
    for _ in range(3):
        EntryFactory(run=waited_for)
    for channel in ("PHONE", "PHONE", "LETTER"):
        MessageFactory(status="FOR_OFFICE", channel=channel, student=StudentFactory())

    page = home(desk)

    assert "There is nothing to do" not in page
    assert "3 messages to pass on: " in page
    assert ">2 by phone</a>, " in page
    assert ">1 by letter</a>." in page
    assert f'{places_of(lacking)}">{lacking}</a>: starts Tue 12 Jan 2027, 1 of at least 2' in page
    assert places_of(later) not in page
    assert f'Zahra, <a href="{places_of(offer.run)}#list">' in page
    assert "answer by Wednesday 6 January 2027 at 10am" in page
    assert f'{places_of(waited_for)}#list">{waited_for}</a>: 3 people wait' in page


@pytest.mark.parametrize("rows", [1, 3])
def test_it_costs_the_same_for_many(desk, rows, django_assert_num_queries):
    for _ in range(rows):
        run = make_run(minimum_places=2)
        OfferFactory(entry__run=run)
        for _ in range(3):
            EntryFactory(run=run)
        MessageFactory(status="FOR_OFFICE", channel="PHONE")
        make_run(status="PREPARING", starts=NOW + dt.timedelta(days=9))
    home(desk)

    with django_assert_num_queries(23):
        home(desk)
