"""One drawn page for everybody, with each reader's own menu in it."""

from __future__ import annotations

import pytest
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.contrib.messages.storage.cookie import CookieStorage
from django.test import Client
from django.utils import timezone

from accounts.enums import Role
from tests.factories.accounts import UserFactory
from tests.factories.courses import NOW, TutorFactory, make_run
from tests.factories.staff import client_as

pytestmark = pytest.mark.django_db

OWN_PAGES = ("/my-courses/", "/my-details/", "/teach/", "/admin/", "/sign-in/")


@pytest.fixture(autouse=True)
def _at_one_moment(monkeypatch):
    """Nothing is kept for longer than a minute."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def course():
    return make_run().course


def signed_in(user):
    client = Client(enforce_csrf_checks=True)
    client.force_login(user, backend="accounts.backends.CollegeBackend")
    return client


def offered(answer):
    return [address for address in OWN_PAGES if f'href="{address}"' in answer.text]


def test_each_reader_finds_their_own_menu_in_the_same_page(course):
    readers = {
        "nobody": (Client(), ["/sign-in/"]),
        "student": (signed_in(UserFactory()), ["/my-courses/", "/my-details/"]),
        "tutor": (signed_in(TutorFactory().user), ["/my-courses/", "/my-details/", "/teach/"]),
        "office": (client_as(Role.COORDINATOR), ["/my-courses/", "/my-details/", "/admin/"]),
    }

    for _ in range(2):
        for reader, menu in readers.values():
            answer = reader.get(course.url)
            assert offered(answer) == menu
            assert "<!-- account menu -->" not in answer.text


def test_a_kept_page_costs_a_signed_in_reader_five_queries(course, django_assert_num_queries):
    reader = signed_in(UserFactory())
    Client().get(course.url)

    with django_assert_num_queries(5):
        reader.get(course.url)


def test_signing_out_works_from_a_kept_page(course):
    reader = signed_in(UserFactory())
    Client().get(course.url)

    page = reader.get(course.url)
    mark = page.text.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    answer = reader.post("/sign-out/", {"csrfmiddlewaretoken": mark})

    assert answer.status_code == 200
    assert offered(reader.get(course.url)) == ["/sign-in/"]


def test_two_readers_never_share_the_mark_of_a_form(course):
    one, other = signed_in(UserFactory()), signed_in(UserFactory())

    pages = [reader.get(course.url) for reader in (one, other)]

    assert pages[0].cookies["college_csrf"].value != pages[1].cookies["college_csrf"].value
    assert pages[0].text != pages[1].text


def test_a_reader_with_a_notice_waiting_gets_a_page_of_their_own(course, rf):
    reader = signed_in(UserFactory())
    reader.get(course.url)
    notice = Message(messages.SUCCESS, "Your place is free again.")
    reader.cookies["messages"] = CookieStorage(rf.get("/"))._encode([notice])

    assert "Your place is free again." in reader.get(course.url).text
    assert "Your place is free again." not in Client().get(course.url).text
