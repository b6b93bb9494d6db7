"""What something else stands on is not deleted, and the reason is a sentence."""

from __future__ import annotations

import pytest
from django.urls import reverse
from wagtail.models import Page

from accounts.enums import Role
from courses.models import CourseRun, Term, Topic, Tutor, Venue
from tests.factories.bookings import BookingFactory
from tests.factories.courses import (
    TermFactory,
    TopicFactory,
    TutorFactory,
    VenueFactory,
    make_course_page,
    make_run,
)
from tests.factories.home import make_home_page
from tests.factories.staff import client_as

pytestmark = pytest.mark.django_db


def delete(client, name, row):
    address = reverse(f"{name}:delete", args=(row.pk,))
    assert client.get(address).status_code == 200
    return client.post(address, follow=True).content.decode()


@pytest.mark.parametrize(
    ("name", "pick", "model"),
    [
        ("terms", lambda run: run.term, Term),
        ("venues", lambda run: run.venue, Venue),
        ("tutors", lambda run: run.tutors.first(), Tutor),
    ],
)
def test_what_a_run_needs_is_kept_and_the_reason_given(name, pick, model):
    row = pick(make_run())

    page = delete(client_as(Role.COORDINATOR), name, row)

    assert "was not deleted: it is still used by" in page
    assert model.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize(
    ("name", "make", "role"),
    [
        ("terms", TermFactory, Role.COORDINATOR),
        ("venues", VenueFactory, Role.COORDINATOR),
        ("tutors", TutorFactory, Role.COORDINATOR),
        ("topics", TopicFactory, Role.EDITOR),
    ],
)
def test_what_nothing_needs_is_deleted(name, make, role):
    row = make()

    page = delete(client_as(role), name, row)

    assert "deleted" in page
    assert not type(row).objects.filter(pk=row.pk).exists()


def test_a_topic_in_use_may_go_because_courses_stay_without_it():
    topic = TopicFactory()
    course = make_course_page()
    course.topics.add(topic)
    course.save()

    delete(client_as(Role.EDITOR), "topics", topic)

    assert not Topic.objects.exists()


def test_a_run_with_bookings_is_kept_and_one_without_goes():
    office = client_as(Role.COORDINATOR)
    booked, free = BookingFactory().run, make_run()

    assert "still used by 1 booking" in delete(office, "runs", booked)
    delete(office, "runs", free)

    assert set(CourseRun.objects.all()) == {booked}


def titles():
    return set(Page.objects.values_list("title", flat=True))


def test_a_course_with_runs_is_not_deleted_alone_with_its_parent_or_in_bulk():
    editor = client_as(Role.EDITOR)
    course = make_run(course=make_course_page(title="Sleep Well")).course
    before = titles()
    alone = reverse("wagtailadmin_pages:delete", args=(course.pk,))
    bulk = reverse("wagtail_bulk_action", args=("wagtailcore", "page", "delete"))

    for answer in (
        editor.get(alone, follow=True),
        editor.post(alone, follow=True),
        editor.post(f"{bulk}?id={course.pk}", follow=True),
    ):
        assert answer.status_code == 200
        assert "it has 1 run" in answer.content.decode()
    assert titles() == before


def test_a_course_without_runs_is_deleted():
    course = make_course_page(title="Idea")

    client_as(Role.EDITOR).post(reverse("wagtailadmin_pages:delete", args=(course.pk,)))

    assert "Idea" not in titles()


def test_the_way_into_the_site_is_neither_deleted_nor_unpublished():
    home = make_home_page()
    # With pages below it, Wagtail lets no editor delete it.
    home.get_children().delete()
    editor = client_as(Role.EDITOR)
    bulk = reverse("wagtail_bulk_action", args=("wagtailcore", "page", "unpublish"))

    for address in (
        reverse("wagtailadmin_pages:delete", args=(home.pk,)),
        reverse("wagtailadmin_pages:unpublish", args=(home.pk,)),
        f"{bulk}?id={home.pk}",
    ):
        page = editor.post(address, follow=True).content.decode()
        assert "the way into the site" in page
    home.refresh_from_db()
    assert home.live
