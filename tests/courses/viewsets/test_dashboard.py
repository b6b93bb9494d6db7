"""An editor's first page says what waits to be written, published and looked through."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from accounts.enums import Role
from tests.factories.accounts import UserFactory
from tests.factories.courses import NOW, make_course_page
from tests.factories.home import make_college_settings
from tests.factories.staff import client_as, client_of, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    make_college_settings()


def first_page(client):
    return " ".join(client.get("/admin/").content.decode().split())


def draft(user, title):
    course = make_course_page(title=title)
    course.about = "<p>New words</p>"
    course.save_revision(user=user)
    return course


def test_editor_reads_plainly_that_nothing_waits():
    make_course_page(review_due_on=NOW.date())

    page = first_page(client_as(Role.EDITOR))

    for words in ("You have no drafts.", "Nobody else has left a draft.", "No course is overdue."):
        assert words in page


def test_editor_sees_own_drafts_those_of_others_and_courses_overdue():
    jo = make_user(Role.EDITOR)
    mine = draft(jo, "Sleep well")
    theirs = draft(UserFactory(name="Sam"), "Money matters")
    late = make_course_page(title="Old words", review_due_on=NOW.date() - dt.timedelta(days=3))

    page = first_page(client_of(jo))

    own = page[page.index("Your drafts") : page.index("Pages waiting to be published")]
    others = page[page.index("Pages waiting to be published") : page.index("Courses to look")]
    overdue = page[page.index("Courses to look") :]
    assert [f"/pages/{one.pk}/edit/" in own for one in (mine, theirs, late)] == [True, False, False]
    assert [f"/pages/{one.pk}/edit/" in others for one in (mine, theirs, late)] == [
        False,
        True,
        False,
    ]
    assert ("by Sam" in others, "by Fri 1 Jan 2027" in overdue) == (True, True)
    assert "Your drafts" not in first_page(client_as(Role.COORDINATOR))


@pytest.mark.parametrize("rows", [1, 3])
def test_it_costs_the_same_for_many(rows, django_assert_num_queries):
    jo = make_user(Role.EDITOR)
    for number in range(rows):
        draft(jo, f"Mine {number}")
        draft(UserFactory(), f"Theirs {number}")
        make_course_page(review_due_on=NOW.date() - dt.timedelta(days=3))
    client = client_of(jo)
    first_page(client)

    with django_assert_num_queries(15):
        first_page(client)
