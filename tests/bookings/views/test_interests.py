"""“Tell me when it runs.”"""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import AccessKind
from accounts.models import Student
from bookings.models import CourseInterest
from tests.factories.accounts import StudentAccessFactory, StudentFactory, UserFactory
from tests.factories.bookings import InterestFactory
from tests.factories.courses import make_course_page

pytestmark = pytest.mark.django_db


def words(response) -> str:
    main = re.search(r"<main.*?</main>", response.content.decode(), re.DOTALL)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def page_of(course) -> str:
    return reverse("bookings:tell_me", args=[course.translation_key])


@pytest.fixture
def course(college, clock):
    return make_course_page(title="Clay and quiet")


def press(client, course, student, answer):
    said = {"student": str(student.uuid), "answer": answer}
    return client.post(page_of(course), said, follow=True)


def test_a_course_without_dates_leads_there(course, client):
    page = client.get(course.url).content.decode()

    assert f'href="{page_of(course)}"' in page
    assert Client().get(page_of(course)).url == f"/sign-in/?next={page_of(course)}"


def test_one_button_asks_for_it_and_one_stops_it(grace, access, course):
    page = words(press(grace, course, access.student, "tell"))
    assert "We have written it down. We tell you by email." in page
    assert "Clay and quiet You asked us to tell you." in words(grace.get("/my-courses/"))
    press(grace, course, access.student, "tell")
    assert CourseInterest.objects.filter(ended_at=None).count() == 1

    page = words(press(grace, course, access.student, "stop"))
    assert "We have written it down." not in page
    assert not CourseInterest.objects.filter(ended_at=None).exists()


def test_whoever_goes_first_is_told_so(grace, access, course):
    InterestFactory(student=access.student, course=course, kind="GOES_FIRST")

    assert "You go first when this course runs again." in words(grace.get(page_of(course)))
    assert "First in line when it runs again." in words(grace.get("/my-courses/"))


def test_each_student_of_a_login_has_a_button_and_nobody_else(grace, access, course):
    tom = StudentFactory(name="Tom")
    StudentAccessFactory(user=access.user, student=tom, kind=AccessKind.HELPER)
    stranger = StudentFactory()

    assert "Tell Tom when it runs" in words(grace.get(page_of(course)))
    assert press(grace, course, stranger, "tell").status_code == 404
    press(grace, course, tom, "tell")

    assert CourseInterest.objects.get().student == tom


def test_somebody_new_is_asked_for_a_name_and_nothing_else(course):
    client = Client()
    client.force_login(UserFactory(email="amina@example.org"))
    assert "Tell us what to call you" in words(client.post(page_of(course), {"name": ""}))

    for _ in range(2):
        client.post(page_of(course), {"name": "Amina"})

    assert Student.objects.get().name == "Amina"
    assert CourseInterest.objects.get().student == Student.objects.get()


def test_a_student_cannot_be_named_by_somebody_new(access, course):
    client = Client()
    client.force_login(UserFactory())

    client.post(page_of(course), {"name": "X", "student": str(access.student.uuid)})

    assert CourseInterest.objects.get().student != access.student


def test_a_course_that_is_not_published_is_not_there(grace, course):
    course.unpublish()

    assert grace.get(page_of(course)).status_code == 404
    nowhere = reverse("bookings:tell_me", args=[uuid4()])
    assert grace.get(nowhere).status_code == 404
