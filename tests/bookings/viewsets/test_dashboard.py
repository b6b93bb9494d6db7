from __future__ import annotations

import datetime as dt
import re

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


def test_sessions_today_lead_to_their_places_and_what_is_done_most_often_comes_first(desk):
    run = make_run(starts=NOW, sessions=1)

    page = home(desk)

    start = page.index("Start here")
    assert start < page.index("Sessions today")
    for way in (reverse("places_phone"), reverse("students:index"), reverse("messages:index")):
        assert way in page[start : page.index("Sessions today")]
    assert f'<a href="{places_of(run)}">{run.course.title}</a>' in page


def test_nobody_is_told_how_many_pictures_there_are():
    make_college_settings()

    for role in (Role.EDITOR, Role.COORDINATOR, Role.MANAGER):
        page = home(client_as(role))
        assert not {" Images", " Documents", " Pages"} & set(re.findall(r"\d+( [A-Z]\w+)", page))


def test_manager_sees_how_the_term_stands(desk):
    run = make_run(capacity=8)
    BookingFactory(run=run, places=2, supporter_name="Jo")
    EntryFactory(run=run)
    make_run(term=run.term, capacity=5, status="CANCELLED", cancelled_at=NOW)
    make_run(term=run.term, capacity=30, is_drop_in=True)
    run.course.review_due_on = NOW.date() - dt.timedelta(days=1)
    run.course.save()

    page = home(client_as(Role.MANAGER))

    for words in (
        str(run.term),
        "2 runs, and 1 cancelled",
        "2 of 8 places taken",
        "1 waiting for a place",
        "0 certificates given",
        "1 course page should have been looked through again by now.",
    ):
        assert words in page
    assert reverse("places_phone") not in page
    assert "The term in numbers" not in home(desk)
