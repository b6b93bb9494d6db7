from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from accounts.enums import Role
from accounts.models import RecordRead, Student
from tests.factories.accounts import AccessNeedsFactory, StudentAccessFactory, StudentFactory
from tests.factories.bookings import BookingFactory
from tests.factories.courses import local, make_course_page, make_run
from tests.factories.staff import client_as, client_of, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return client_as(Role.COORDINATOR)


def details(**changed):
    return {
        "name": "Sam Green",
        "certificate_name": "",
        "pronouns": "",
        "email": "",
        "phone": "01234 567890",
        "postal_address": "",
        "contact_by": "PHONE",
        "is_adult": "unknown",
        "is_in_area": "unknown",
    } | changed


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(rows, office, django_assert_num_queries):
    StudentFactory.create_batch(rows)
    office.get(reverse("students:index"))

    with django_assert_num_queries(11):
        answer = office.get(reverse("students:index"))

    assert len(answer.context["object_list"]) == rows


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("green", {"Sam Green"}),
        ("SAM green", {"Sam Green"}),
        ("GreenSam@Example", {"Sam Green"}),
        ("ŁUKASZ", {"Łukasz"}),
        ("lukasz zurek", {"Łukasz"}),
        ("żUREK", {"Łukasz"}),
        ("aoife ni", {"Aoife Ní Bhriain"}),
        ("567", {"Aoife Ní Bhriain"}),
        ("01234567890", {"Aoife Ní Bhriain"}),
        ("01234 567 890", {"Aoife Ní Bhriain"}),
        ("+44 1234 567890", {"Aoife Ní Bhriain"}),
        ("0044 (0)1234-567-890", {"Aoife Ní Bhriain"}),
        ("aoife 01234 567", {"Aoife Ní Bhriain"}),
        ("sam 01234 567", set()),
        ("07700900207", {"Łukasz"}),
        ("%", set()),
        ("nobody", set()),
        ("+ ( )", set()),
    ],
)
def test_students_are_found_however_they_are_typed(typed, found, office):
    StudentFactory(name="Sam Green", email="greensam@example.org", phone="")
    StudentFactory(name="Aoife Ní Bhriain", email="", phone="01234 567890")
    StudentFactory(name="Łukasz", certificate_name="Łukasz Żurek", phone="+44 7700 900 207")

    answer = office.get(reverse("students:index_results"), {"q": typed})

    assert {student.name for student in answer.context["object_list"]} == found


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        ({}, {"Ada", "Ben", "Cy"}),
        ({"contact_by": "PHONE"}, {"Ben"}),
        ({"login": "with"}, {"Ada"}),
        ({"login": "without"}, {"Ben", "Cy"}),
        ({"login": "maybe"}, {"Ada", "Ben", "Cy"}),
        ({"joined_at_from": "2026-03-29"}, {"Cy"}),
        ({"joined_at_to": "2026-03-28"}, {"Ada", "Ben"}),
        ({"joined_at_from": "2026-03-28", "joined_at_to": "2026-03-28"}, {"Ben"}),
        ({"login": "without", "contact_by": "EMAIL"}, {"Cy"}),
        ({"login": "without", "q": "ben"}, {"Ben"}),
    ],
)
def test_the_list_is_narrowed_by_channel_login_and_time(chosen, found, office):
    ada = StudentFactory(name="Ada", joined_at=local(2026, 1, 5))
    StudentAccessFactory(student=ada)
    ben = {"contact_by": "PHONE", "phone": "01234 567890"}
    StudentFactory(name="Ben", joined_at=local(2026, 3, 28, 23, 30), **ben)
    StudentFactory(name="Cy", joined_at=local(2026, 3, 29, 12))

    answer = office.get(reverse("students:index"), chosen)

    assert {student.name for student in answer.context["object_list"]} == found


def test_a_student_without_email_is_added_and_the_log_names_nobody(office):
    answer = office.post(reverse("students:add"), details(), follow=True)

    student = Student.objects.get()
    assert (student.name, student.email, student.channel) == ("Sam Green", "", "PHONE")
    assert "created" in answer.content.decode()
    entry = ModelLogEntry.objects.for_instance(student).get()
    assert (entry.action, entry.label) == ("wagtail.create", f"Student {str(student.uuid)[:8]}")


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"name": ""}, "This field is required."),
        ({"contact_by": "EMAIL"}, "Write an email address, or choose another way below."),
        ({"phone": ""}, "Write a phone number, or choose another way below."),
        ({"contact_by": "LETTER"}, "Write a postal address, or choose another way below."),
        ({"email": "sam@"}, "Enter a valid email address."),
        ({"contact_by": "PIGEON"}, "Select a valid choice"),
    ],
)
def test_a_student_we_could_not_reach_as_asked_is_not_added(changed, sentence, office):
    answer = office.post(reverse("students:add"), details(**changed))

    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not Student.objects.exists()


def test_a_correction_is_kept_and_the_log_says_which_fields(office):
    student = StudentFactory(name="Sam Gren", email="", phone="01234 567890", contact_by="PHONE")

    office.post(reverse("students:edit", args=(student.uuid,)), details(name="Sam Green"))

    student.refresh_from_db()
    assert student.name == "Sam Green"
    entry = ModelLogEntry.objects.for_instance(student).get()
    assert (entry.action, entry.data) == ("wagtail.edit", {"fields": ["name"]})
    assert "Green" not in entry.label


@pytest.mark.parametrize(("email", "says"), [("sam@example.org", True), ("", False)])
def test_the_office_reads_what_an_address_means_for_a_calendar(email, says, office):
    student = StudentFactory(email=email, phone="01234 567890")

    page = office.get(reverse("students:edit", args=[student.uuid])).content.decode()

    assert ("Taking it out, or changing it, sends nothing to the old one" in page) is says


def test_every_look_at_a_record_is_written_down():
    reader = make_user(Role.MANAGER)
    student = BookingFactory(
        run=make_run(course=make_course_page(title="Sleep Well")), student__name="Sam Green"
    ).student

    page = client_of(reader).get(reverse("students:inspect", args=(student.uuid,)))

    assert "Sam Green" in page.content.decode()
    assert "Sleep Well" in page.content.decode()
    reads = RecordRead.objects.values_list("reader", "student", "place")
    assert list(reads) == [(reader.pk, student.pk, "admin: student")]


def test_opening_the_form_is_a_look_too_and_a_refused_look_is_none(office):
    student = StudentFactory()
    address = reverse("students:edit", args=(student.uuid,))

    client_as(Role.MANAGER).get(address)
    assert not RecordRead.objects.exists()

    office.get(address)
    assert [read.place for read in RecordRead.objects.all()] == ["admin: change student"]


def test_no_page_title_names_a_student(office):
    student = StudentFactory(name="Sam Green")

    for name in ("inspect", "edit"):
        page = office.get(reverse(f"students:{name}", args=(student.uuid,))).content.decode()
        title = page.partition("<title>")[2].partition("</title>")[0]
        assert "Student" in title
        assert "Sam" not in title


def test_addresses_hold_no_row_number(office):
    student = StudentFactory()

    page = office.get(reverse("students:index")).content.decode()

    assert f"/admin/students/inspect/{student.uuid}/" in page
    assert office.get(f"/admin/students/inspect/{student.pk}/").status_code == 404


def test_the_site_s_history_leads_to_the_record_without_naming_it(office):
    office.post(reverse("students:add"), details(), follow=True)
    student = Student.objects.get()

    page = office.get(reverse("wagtailadmin_reports:site_history")).content.decode()

    assert reverse("students:edit", args=(student.uuid,)) in page
    assert "Sam Green" not in page


def test_the_office_reads_what_makes_it_easier_so_that_things_are_ready(office):
    needs = AccessNeedsFactory(own_words="A seat by the window")
    nothing_asked = StudentFactory()

    asked = office.get(reverse("students:inspect", args=[needs.student.uuid])).text
    not_asked = office.get(reverse("students:inspect", args=[nothing_asked.uuid])).text

    assert "A way in without steps" in asked
    assert "A seat by the window" in asked
    assert "Nothing asked for" in not_asked


def test_who_looks_alike_is_shown_before_somebody_is_added_twice(office):
    known = StudentFactory(name="Pat Lee", phone="01632 960111")
    form = {"name": "pat lee", "phone": "01632960111", "contact_by": "PHONE"}
    address = reverse("students:add")

    shown = " ".join(office.post(address, form).content.decode().split())

    assert Student.objects.get() == known
    assert "Is it one of these?" in shown
    assert "same name, same phone number" in shown
    assert reverse("students:inspect", args=(known.uuid,)) in shown
    assert 'name="is_somebody_else"' in shown
    key = re.search(r'name="key" value="([^"]+)"', shown)[1]
    for name, count in (("pat lee", 2), ("pat lee", 2), ("Jo Lee", 3)):
        answer = office.post(address, form | {"is_somebody_else": "yes", "key": key, "name": name})
        assert (answer.url, Student.objects.count()) == (reverse("students:index"), count)


def test_records_that_were_joined_are_not_listed(office):
    stays = StudentFactory(name="Pat Lee")
    StudentFactory(name="Patricia", merged_into=stays, merged_at=timezone.now())

    page = office.get(reverse("students:index")).content.decode()

    assert "Pat Lee" in page
    assert "Patricia" not in page


def test_a_number_that_texts_do_not_reach_is_rung_until_the_office_says_otherwise(office, settings):
    settings.TEXT_SENDER = "any"
    texted = {"contact_by": "TEXT", "may_text": True, "phone": "07700 900123"}
    student = StudentFactory(name="Sam Green", email="", refused_phone="07700 900123", **texted)
    edit = reverse("students:edit", args=(student.uuid,))

    record = office.get(reverse("students:inspect", args=(student.uuid,))).content.decode()
    assert "Texts do not reach 07700 900123." in record
    assert "Texts reach this phone number again" in office.get(edit).content.decode()
    channels = [student.channel]
    for given in ({}, {"texts_work_again": "on"}):
        office.post(edit, details(**texted, **given))
        student.refresh_from_db()
        channels.append(student.channel)

    assert channels == ["PHONE", "PHONE", "TEXT"]
    assert "Texts reach this" not in office.get(edit).content.decode()
