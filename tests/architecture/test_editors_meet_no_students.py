"""An editor works beside the college's students and never learns that one of them exists."""

from __future__ import annotations

import pytest
from django.urls import reverse
from wagtail.log_actions import log
from wagtail.models import ReferenceIndex

from accounts.enums import Role
from accounts.operations import students
from tests.factories.accounts import MessageFactory, StudentAccessFactory, UserFactory
from tests.factories.bookings import BookingFactory
from tests.factories.courses import NOW, TopicFactory, make_run
from tests.factories.staff import client_as, make_user

pytestmark = pytest.mark.django_db

NAME, ADDRESS, PHONE = "Quillon Thistlewood", "quillon@example.org", "07700 900123"


@pytest.fixture
def booking():
    """A student with a login, a booking, a message, and every kind of trace in the logs."""
    office = make_user(Role.COORDINATOR)
    user = UserFactory(name=NAME, email=ADDRESS)
    student = StudentAccessFactory(user=user, student__name=NAME, student__phone=PHONE).student
    booking = BookingFactory(run=make_run(), student=student, booked_by=user)
    MessageFactory(student=student, to_address=ADDRESS, subject=f"For {NAME}")
    students.change_student(student=student, changed_fields=["name"], by=office, at=NOW)
    log(user, "wagtail.edit", user=office)
    log(booking.run, "wagtail.edit", user=office)
    return booking


def addresses(booking) -> dict[str, str]:
    course = booking.run.course
    topic = TopicFactory()
    found = {
        name: reverse(name)
        for name in (
            "wagtailadmin_home",
            "wagtailadmin_explore_root",
            "wagtailadmin_pages:search",
            "wagtailadmin_pages:search_results",
            "wagtailadmin_reports:site_history",
            "wagtailadmin_reports:site_history_results",
            "wagtailadmin_reports:aging_pages",
            "wagtailadmin_reports:locked_pages",
            "wagtailadmin_reports:page_types_usage",
            "wagtailadmin_choose_page",
            "wagtailadmin_choose_page_search",
            "wagtailadmin_api:pages:listing",
            "wagtailimages:index",
            "wagtaildocs:index",
            "students:index",
            "bookings_admin:index",
            "messages:index",
            "runs:index",
            "sessions:index",
            "tutors:index",
            "wagtailusers_users:index",
            "topics:index",
            "plain_courses",
        )
    }
    found |= {
        f"{name} of the course": reverse(f"wagtailadmin_pages:{name}", args=(course.pk,))
        for name in ("edit", "history", "usage", "delete", "view_draft")
    }
    found |= {
        "explorer": reverse("wagtailadmin_explore", args=(course.get_parent().pk,)),
        "plain course": reverse("plain_course", args=(course.pk,)),
        "topic usage": reverse("topics:usage", args=(topic.pk,)),
        "topic history": reverse("topics:history", args=(topic.pk,)),
        "run usage": reverse("runs:usage", args=(booking.run_id,)),
        "run history": reverse("runs:history", args=(booking.run_id,)),
        "student": reverse("students:inspect", args=(booking.student.uuid,)),
        "booking": reverse("bookings_admin:inspect", args=(booking.uuid,)),
    }
    return found


def read_everything(client, booking) -> dict[str, str]:
    read = {}
    for name, address in addresses(booking).items():
        answer = client.get(address, {"q": "Quillon"} if "search" in name else {}, follow=True)
        assert answer.status_code == 200, name
        text = b"".join(answer.streaming_content) if answer.streaming else answer.content
        read[name] = text.decode()
    return read


def test_no_page_an_editor_can_open_tells_of_a_student(booking):
    read = read_everything(client_as(Role.EDITOR), booking)

    leaks = {
        (name, secret)
        for name, text in read.items()
        for secret in (NAME, "Quillon", ADDRESS, PHONE, str(booking.student.uuid))
        # What was searched for stands in the search box.
        if secret in text and not ("search" in name and secret == "Quillon")
    }
    assert leaks == set()


def test_the_same_pages_do_tell_the_office(booking):
    read = read_everything(client_as(Role.COORDINATOR), booking)

    assert {name for name, text in read.items() if NAME in text} >= {
        "students:index",
        "bookings_admin:index",
        "student",
        "booking",
    }
    assert str(booking.student.uuid)[:8] in read["wagtailadmin_reports:site_history"]


def test_an_editor_s_search_offers_pages_pictures_and_files_only(booking):
    page = client_as(Role.EDITOR).get(reverse("wagtailadmin_pages:search")).content.decode()

    for area in ("Images", "Documents"):
        assert area in page
    assert "/admin/users/" not in page
    assert "/admin/students/" not in page


@pytest.mark.parametrize("kind", ["pages", "images", "documents"])
def test_the_admin_s_api_knows_only_what_editors_may_see(kind, booking, client):
    address = reverse(f"wagtailadmin_api:{kind}:listing")

    assert client_as(Role.EDITOR).get(address).status_code == 200
    assert client.get(address).status_code in {302, 401, 403}
    assert client_as(Role.STUDENT).get(address).status_code in {302, 401, 403}


def test_no_student_is_in_wagtail_s_index_of_references(booking):
    assert reverse("runs:index")  # the screens register when addresses are first read
    tracked = {model._meta.label for model in ReferenceIndex.tracked_models}

    assert "courses.CourseRun" in tracked
    assert tracked & {"accounts.Student", "accounts.Message", "bookings.Booking"} == set()
