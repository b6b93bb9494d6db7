from __future__ import annotations

import datetime as dt
import re

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import RecordRead
from bookings.models import Attendance, BookingEvent
from bookings.queries import office
from courses.models import CourseSession
from tests.factories.accounts import MessageFactory, StudentFactory
from tests.factories.bookings import BookingFactory
from tests.factories.courses import NOW, TermFactory, local, make_course_page, make_run
from tests.factories.staff import client_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return client_as(Role.COORDINATOR)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(rows, desk, django_assert_num_queries):
    BookingFactory.create_batch(rows)
    desk.get(reverse("bookings_admin:index"))

    with django_assert_num_queries(13):
        answer = desk.get(reverse("bookings_admin:index"))

    assert len(answer.context["object_list"]) == rows


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ({"q": "sam sleep"}, ["Sam"]),
        ({"q": "talk"}, ["Ada"]),
        ({"q": "nobody"}, []),
        ({"status": "CANCELLED"}, ["Ada"]),
        ({"status": "nonsense"}, ["Ada", "Sam"]),
    ],
)
def test_bookings_are_searched_and_filtered(question, found, desk):
    BookingFactory(
        student=StudentFactory(name="Sam"), run=make_run(course=make_course_page(title="Sleep"))
    )
    BookingFactory(
        student=StudentFactory(name="Ada"),
        run=make_run(course=make_course_page(title="Talk")),
        status="CANCELLED",
        cancelled_at=NOW,
    )

    answer = desk.get(reverse("bookings_admin:index_results"), question)

    assert sorted(one.student.name for one in answer.context["object_list"]) == found


def test_a_booking_s_page_tells_its_story_and_is_a_look_at_the_record(desk):
    booking = BookingFactory(student=StudentFactory(name="Sam Green"))
    BookingEvent.objects.create(booking=booking, to_status="CONFIRMED", at=NOW, note="By phone")

    page = desk.get(reverse("bookings_admin:inspect", args=(booking.uuid,))).content.decode()

    for words in ("Sam Green", "Booked: By phone", "By itself", "Mon 4 Jan 2027, 10am"):
        assert words in page
    assert f"{booking.run.course.title}, from Tue 12 Jan 2027" in page
    assert str(booking) not in page
    assert "Sam" not in page.partition("<title>")[2].partition("</title>")[0]
    assert list(RecordRead.objects.values_list("student", "place")) == [
        (booking.student_id, "admin: booking")
    ]


def test_places_taken_count_places_and_only_those_held(django_assert_num_queries):
    run, empty = make_run(), make_run()
    BookingFactory(run=run, places=2)
    BookingFactory(run=run)
    BookingFactory(run=run, status="CANCELLED", cancelled_at=NOW)

    taken = dict(
        office.with_places_taken(type(run).objects.all()).values_list("pk", "places_taken")
    )

    assert taken == {run.pk: 3, empty.pk: 0}
    assert office.places_taken(run) == 3
    assert office.places_taken(empty) == 0


def test_a_day_has_the_sessions_of_the_college_s_own_day():
    before = make_run(sessions=1, starts=local(2027, 6, 1, 23, 30))
    early = make_run(sessions=1, starts=local(2027, 6, 2, 0, 30))
    late = make_run(sessions=1, starts=local(2027, 6, 2, 23, 30))
    make_run(sessions=1, starts=local(2027, 6, 2, 10), status="PREPARING")
    cancelled = make_run(sessions=1, starts=local(2027, 6, 2, 12))
    CourseSession.objects.filter(run=cancelled).update(status="CANCELLED")

    found = office.sessions_on(dt.date(2027, 6, 2))

    assert [session.run for session in found] == [early, late]
    assert [session.run for session in office.sessions_on(dt.date(2027, 6, 1))] == [before]


def test_a_register_is_missing_while_somebody_is_unmarked():
    run = make_run(sessions=2, starts=local(2027, 1, 12))
    bookings = [BookingFactory(run=run), BookingFactory(run=run)]
    BookingFactory(run=run, status="CANCELLED", cancelled_at=NOW)
    make_run(sessions=1, starts=local(2027, 1, 12))
    first = run.sessions.first()
    at = local(2027, 1, 13)

    def missing():
        return list(office.registers_missing(at=at))

    assert missing() == [first]
    for number, booking in enumerate(bookings):
        assert missing() == [first], number
        Attendance.objects.create(booking=booking, session=first, mark="HERE", marked_at=at)
    assert missing() == []
    assert list(office.registers_missing(at=local(2027, 6, 1))) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_the_first_page_costs_the_same_however_much_there_is_to_do(
    rows, desk, django_assert_num_queries
):
    now = timezone.localtime().replace(second=0, microsecond=0)
    for _ in range(rows):
        BookingFactory(run=make_run(sessions=1, starts=now.replace(hour=9)))
        BookingFactory(run=make_run(sessions=1, starts=now - dt.timedelta(days=3)))
        make_run(
            status="PREPARING",
            sessions=0,
            term=TermFactory(ends_on=now.date() + dt.timedelta(days=60)),
        )
        MessageFactory(
            status="FOR_OFFICE",
            composed_at=now,
            channel="LETTER",
            student__contact_by="LETTER",
            student__postal_address="3 Weir",
        )
        MessageFactory(status="QUEUED")
    desk.get("/admin/")

    with django_assert_num_queries(27):
        page = desk.get("/admin/").content.decode()

    assert page.count("It has no sessions yet.") == rows
    waiting = BeautifulSoup(page, "html.parser").find("section", id="office-messages-section")
    found = desk.get(waiting.find("a", string=re.compile("by letter"))["href"])
    assert f"Waiting to be printed: {rows}" in found.content.decode()


def test_the_first_page_tells_editors_nothing_about_people():
    BookingFactory(run=make_run(sessions=1, starts=timezone.localtime()))
    MessageFactory(status="FOR_OFFICE")

    page = client_as(Role.EDITOR).get("/admin/").content.decode()

    assert "Course pages" in page
    assert "Sessions today" not in page
    assert "Messages to pass on" not in page
