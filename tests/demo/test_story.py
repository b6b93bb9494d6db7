from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from wagtail.admin.menu import admin_menu
from wagtail.models import Page

from accounts.enums import MessageStatus
from accounts.models import Message, Student, User
from bookings.enums import AvailabilityKind, BookingStatus
from bookings.models import (
    Attendance,
    Booking,
    Certificate,
    Offer,
    SessionApology,
    WaitingListEntry,
)
from bookings.operations.going_first import HAD_A_PLACE
from bookings.queries.overtaken import overtaken
from bookings.queries.places import availability_of
from courses.enums import RunStatus
from courses.models import (
    CoProductionRecord,
    CoursePage,
    CourseRun,
    CourseSession,
    Tutor,
    Venue,
)
from recoverycollege.demo import college
from recoverycollege.demo.people import NEWCOMER, STUDENTS
from recoverycollege.demo.sign_ins import SIGN_INS
from recoverycollege.demo.team import STAFF, TUTORS

LOGINS = sorted({person.email for person in (NEWCOMER, *STUDENTS) if person.sign_in})

pytestmark = pytest.mark.usefixtures("looking_around")


def _signed_in(email: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(email=email))
    return client


def test_the_college_is_all_there(willowbrook):
    assert willowbrook.loaded.courses == 12
    assert willowbrook.loaded.runs == CourseRun.objects.count() > 30
    assert willowbrook.loaded.students == len(STUDENTS) == Student.objects.count()
    assert willowbrook.loaded.bookings > 150
    assert willowbrook.loaded.certificates > 30
    assert Tutor.objects.filter(person_page__live=True).count() == len(TUTORS)
    assert CoProductionRecord.objects.filter(course__live=True).count() == 12


def test_it_loads_quickly(willowbrook):
    assert willowbrook.cpu_seconds < 30


def test_every_state_of_availability_is_there_to_see(willowbrook):
    runs = CourseRun.objects.listed().select_related("term").prefetch_related("sessions")
    shown = availability_of({run: run.sessions.all() for run in runs}, at=willowbrook.at)

    assert {one.kind for one in shown.values()} == set(AvailabilityKind)


def test_nothing_that_is_over_can_be_booked(willowbrook):
    runs = CourseRun.objects.select_related("term").prefetch_related("sessions")
    over = {
        run: run.sessions.all()
        for run in runs
        if not [session for session in run.sessions.all() if session.starts_at > willowbrook.at]
    }

    assert len(over) >= 6
    for one in availability_of(over, at=willowbrook.at).values():
        assert not one.can_book


def test_a_ward_has_a_run_that_is_not_listed(client):
    run = CourseRun.objects.get(is_listed=False)

    assert run.venue.name == "Larch Ward activity room"
    assert "Larch Ward" not in client.get(run.course.url).content.decode()


def test_the_cancelled_run_has_told_its_students():
    run = CourseRun.objects.get(status=RunStatus.CANCELLED)
    told = Message.objects.filter(kind="booking_cancelled", student__bookings__run=run)

    assert {booking.status for booking in run.bookings.all()} == {BookingStatus.RUN_CANCELLED}
    assert {message.student_id for message in told} == {
        booking.student_id for booking in run.bookings.all()
    }


def test_all_mail_has_been_delivered_at_its_time(willowbrook):
    by_status = Counter(Message.objects.values_list("status", flat=True))

    assert set(by_status) == {
        MessageStatus.SENT,
        MessageStatus.FOR_OFFICE,
        MessageStatus.PASSED_ON,
    }
    assert by_status[MessageStatus.SENT] > 100
    assert not Message.objects.filter(composed_at__gt=willowbrook.at).exists()
    assert not Message.objects.filter(finished_at__gt=willowbrook.at).exists()


def test_reminders_went_out_before_the_sessions_of_these_days(willowbrook):
    reminders = Message.objects.filter(kind="reminder")

    # How many there are depends on the day of the week.
    assert 5 < reminders.count() < 120
    assert {one.facts["days"] for one in reminders} <= {0, 2, 7}
    assert set(reminders.values_list("status", flat=True)) <= {"SENT", "PASSED_ON", "FOR_OFFICE"}
    late = reminders.filter(status="FOR_OFFICE", deadline_at__lte=willowbrook.at)
    assert late.count() == 0
    assert overtaken(at=willowbrook.at) == []


def test_the_office_can_write_news_to_those_who_asked():
    office = next(one for one in STAFF if one.key == "ruth")
    page = _signed_in(office.email).post(
        "/news/write/", {"subject": "Open day", "words": "Come and see.", "key": str(uuid4())}
    )

    assert re.findall(r"<li>\d+ by (\w+)</li>", page.content.decode())[0] == "email"


def test_certificates_agree_with_the_registers():
    for certificate in Certificate.objects.select_related("booking__run__course"):
        course = certificate.booking.run.course
        came = certificate.booking.attendances.filter(
            mark__in=("HERE", "LATE", "LEFT_EARLY"), session__is_optional=False
        ).count()
        assert course.gives_certificate
        assert certificate.sessions_attended == came
    missed = Attendance.objects.filter(mark="MISSED")
    assert missed.count() >= 3


def test_somebody_waits_and_somebody_has_an_offer_to_answer(willowbrook):
    waits = WaitingListEntry.objects.filter(status="WAITING").in_order()
    assert [entry.places for entry in waits] == [1, 2, 1]
    offers = Offer.objects.open().order_by("entry__student__email")
    had_a_place = Booking.objects.filter(status="RUN_CANCELLED").values("student")
    of_those, (offer,) = (
        offers.filter(entry__student__in=had_a_place),
        offers.exclude(entry__student__in=had_a_place),
    )
    assert {one.entry.events.first().reason for one in of_those} == {HAD_A_PLACE}
    assert offer.entry.student.email == "grace.holloway@example.org"
    assert offer.answer_by > willowbrook.at
    page = _signed_in(offer.entry.student.email).get("/my-courses/").content.decode()
    assert "Held for you" in page
    assert SessionApology.objects.standing().count() == 1


def test_one_course_waits_for_its_second_signature():
    draft = CoursePage.objects.get(live=False)

    assert draft.title == "Money and Mood"
    assert draft.coproduction_record.stage == "VALIDATION"
    assert "second signature" in draft.wagtail_admin_comments.get().text


def test_one_course_is_overdue_for_review(willowbrook):
    overdue = CoursePage.objects.live().filter(review_due_on__lt=willowbrook.at)

    assert [course.title for course in overdue] == ["Sleep Well"]


def test_every_page_of_the_site_answers(client):
    pages = Page.objects.live().filter(depth__gt=1)

    assert pages.count() > 40
    for page in pages:
        answer = client.get(page.url)
        assert answer.status_code == 200, page.url
        shown = escape(page.seo_title or page.title)
        assert shown in answer.content.decode(), page.url


@pytest.mark.parametrize(
    "name",
    ["home:urgent_help", "courses:dates_calendar", "courses:dates_feed", "sitemap"],
)
def test_public_lists_answer(client, name):
    assert client.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("email", LOGINS)
def test_every_student_sees_their_courses(email):
    client = _signed_in(email)
    latest = Booking.objects.filter(student__accesses__user__email=email).last()

    assert client.get(reverse("bookings:my_courses")).status_code == 200
    if latest:
        address = reverse("bookings:booking_detail", args=[latest.uuid])
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("email", ["grace.holloway@example.org", "maureen.doyle@example.org"])
def test_every_booking_of_the_demos_students_can_be_looked_at(email):
    client = _signed_in(email)
    bookings = Booking.objects.filter(student__accesses__user__email=email)

    assert len(bookings) >= 2
    assert client.get(reverse("accounts:details")).status_code == 200
    for booking in bookings:
        address = reverse("bookings:booking_detail", args=[booking.uuid])
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("tutor", TUTORS, ids=lambda tutor: tutor.key)
def test_every_tutor_sees_their_runs_and_registers(tutor):
    client = _signed_in(tutor.email)

    assert client.get(reverse("bookings:teach_today")).status_code == 200
    runs = CourseRun.objects.filter(tutors__user__email=tutor.email)
    for run in runs.exclude(status=RunStatus.PREPARING)[:3]:
        session = run.sessions.first()
        assert client.get(reverse("bookings:teach_run", args=[run.uuid])).status_code == 200, run
        address = reverse("bookings:register", args=[session.uuid])
        assert client.get(address, follow=True).status_code == 200, (run, session)


def test_the_demo_tutors_have_a_session_today(willowbrook):
    today = timezone.localtime(willowbrook.at).date()

    for one in SIGN_INS:
        if one.first_page == "/teach/":
            sessions = CourseSession.objects.filter(run__tutors__user__email=one.email)
            days = [timezone.localtime(session.starts_at).date() for session in sessions]
            assert today in days


@pytest.mark.parametrize("person", STAFF, ids=lambda person: person.key)
def test_every_list_in_the_office_answers(person, rf):
    client = _signed_in(person.email)
    answer = client.get(reverse("wagtailadmin_home"))
    request = rf.get("/admin/")
    request.user = User.objects.get(email=person.email)
    entries = list(admin_menu.menu_items_for_request(request))
    addresses = set()
    while entries:
        entry = entries.pop()
        if hasattr(entry, "menu"):
            entries += entry.menu.menu_items_for_request(request)
        elif entry.url.startswith("/"):
            addresses.add(entry.url)

    assert answer.status_code == 200
    assert addresses
    for address in addresses:
        assert client.get(address, follow=True).status_code == 200, address


def test_the_helper_sees_the_one_she_helps(client):
    client = _signed_in("maureen.doyle@example.org")

    page = client.get(reverse("bookings:my_courses")).content.decode()

    assert "Pat" in page
    assert Booking.objects.filter(booked_by__email="maureen.doyle@example.org").count() >= 2


def test_loading_twice_is_refused_with_a_sentence():
    with pytest.raises(CommandError, match="already a college"):
        call_command("load_demo_college")


def test_real_settings_refuse_it_unless_told_twice(monkeypatch):
    monkeypatch.setattr(settings, "SETTINGS_MODULE", "recoverycollege.settings.production")

    with pytest.raises(CommandError, match="--even-here twice"):
        call_command("load_demo_college")
    with pytest.raises(CommandError, match="--even-here twice"):
        call_command("load_demo_college", "--even-here")
    with pytest.raises(CommandError, match="already a college"):
        call_command("load_demo_college", "--even-here", "--even-here")


@pytest.mark.parametrize("given", ["tomorrow", "2027-13-01T10:00"])
def test_a_moment_that_is_none_is_refused_with_a_sentence(given):
    with pytest.raises(CommandError, match="is not a moment"):
        call_command("load_demo_college", "--at", given)


def test_mail_goes_nowhere_while_loading(mailoutbox):
    assert mailoutbox == []
    assert not college.is_empty()
    assert settings.EMAIL_BACKEND.endswith("locmem.EmailBackend")


def test_bookings_are_what_the_story_says(willowbrook):
    first = Booking.objects.order_by("booked_at").first()

    assert first.booked_at < willowbrook.at - dt.timedelta(days=120)
    assert not Booking.objects.filter(booked_at__gt=willowbrook.at).exists()
    assert Booking.objects.filter(status=BookingStatus.CANCELLED).count() >= 5


def test_calendars_show_the_way_to_every_place():
    assert Venue.objects.count() > 1
    assert not Venue.objects.filter(latitude=None).exists()
