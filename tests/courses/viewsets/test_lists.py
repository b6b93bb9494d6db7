from __future__ import annotations

import re

import pytest
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from courses.models import Contribution, CoProductionRecord, Term, Tutor
from tests.factories.accounts import UserFactory
from tests.factories.courses import (
    TermFactory,
    TopicFactory,
    TutorFactory,
    VenueFactory,
    local,
    make_course_page,
    make_run,
)
from tests.factories.staff import client_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return client_as(Role.COORDINATOR)


def make_record():
    record = CoProductionRecord.objects.create(course=make_course_page())
    Contribution.objects.create(record=record, name="Amina", perspective="LIVED_EXPERIENCE")
    return record


LISTS = [
    ("terms", TermFactory, 12),
    ("venues", VenueFactory, 11),
    ("tutors", TutorFactory, 11),
    ("topics", TopicFactory, 11),
    ("course-records", make_record, 12),
    ("sessions", lambda: make_run(sessions=1, starts=local(2099, 1, 6)), 14),
]


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("name", "make", "queries"), LISTS, ids=[one[0] for one in LISTS])
def test_a_list_costs_the_same_whatever_its_length(
    name, make, queries, rows, office, django_assert_num_queries
):
    for _ in range(rows):
        make()
    office.get(reverse(f"{name}:index"))

    with django_assert_num_queries(queries):
        answer = office.get(reverse(f"{name}:index"))

    assert len(answer.context["object_list"]) == rows


def test_sessions_are_listed_from_today_and_the_past_only_when_asked(office):
    past = make_run(sessions=1, starts=local(2020, 1, 7)).sessions.get()
    later = make_run(sessions=1, starts=local(2099, 1, 6)).sessions.get()

    def listed(question=""):
        answer = office.get(reverse("sessions:index_results") + question)
        return list(answer.context["object_list"])

    assert listed() == [later]
    assert listed("?when=past") == [past]
    assert listed("?when=all") == [past, later]


def term_data(**changed):
    return {
        "name": "Spring 2027",
        "starts_on": "2027-01-04",
        "ends_on": "2027-04-02",
        "booking_opens_at": "2026-12-01 09:00",
        "paused_note": "",
        "holidays-TOTAL_FORMS": 1,
        "holidays-INITIAL_FORMS": 0,
        "holidays-MIN_NUM_FORMS": 0,
        "holidays-MAX_NUM_FORMS": 1000,
        "holidays-0-id": "",
        "holidays-0-name": "Half-term",
        "holidays-0-starts_on": "2027-02-15",
        "holidays-0-ends_on": "2027-02-19",
        "holidays-0-DELETE": "",
    } | changed


def test_a_term_is_made_with_its_breaks(office):
    office.post(reverse("terms:add"), term_data())

    term = Term.objects.get()
    assert (str(term), term.booking_opens_at, len(term.holiday_dates())) == (
        "Spring 2027",
        local(2026, 12, 1, 9),
        5,
    )


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"ends_on": "2027-01-04"}, "The term has to end after it starts."),
        ({"name": "Known"}, "Term with this Name already exists."),
        (
            {"holidays-0-ends_on": "2027-02-01"},
            "The break has to end on or after the day it starts.",
        ),
        ({"starts_on": "soon"}, "Enter a valid date."),
    ],
)
def test_a_term_that_cannot_be_kept_says_why(changed, sentence, office):
    TermFactory(name="Known")

    answer = office.post(reverse("terms:add"), term_data(**changed))

    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert Term.objects.count() == 1


def tutor_data(**changed):
    data = {
        "name": "Amina",
        "kind": "PEER",
        "is_active": "on",
        "login_email": "",
        "person_page": "",
    }
    return data | changed


def test_a_tutor_s_login_is_found_or_made_by_its_address(office):
    known = UserFactory(email="amina@example.org")

    office.post(reverse("tutors:add"), tutor_data(login_email="Amina@Example.org"))
    office.post(reverse("tutors:add"), tutor_data(name="Tom", login_email="tom@example.org"))
    office.post(reverse("tutors:add"), tutor_data(name="Grace"))

    users = {tutor.name: tutor.user for tutor in Tutor.objects.all()}
    assert users == {
        "Amina": known,
        "Tom": User.objects.get(email="tom@example.org"),
        "Grace": None,
    }


def test_two_tutors_do_not_share_a_login(office):
    tutor = TutorFactory(user=UserFactory(email="amina@example.org"))

    answer = office.post(reverse("tutors:add"), tutor_data(login_email="amina@example.org"))

    assert "Another tutor signs in with this address." in answer.content.decode()
    assert list(Tutor.objects.all()) == [tutor]


def test_a_tutor_s_login_is_taken_away_with_the_address(office):
    tutor = TutorFactory()

    office.post(reverse("tutors:edit", args=(tutor.pk,)), tutor_data(name=tutor.name))

    tutor.refresh_from_db()
    assert tutor.user is None


def test_a_course_has_one_record(office):
    record = make_record()
    data = {
        "course": record.course_id,
        "stage": "IDEA",
        "what_changed": "",
        "contributions-TOTAL_FORMS": 0,
        "contributions-INITIAL_FORMS": 0,
        "contributions-MIN_NUM_FORMS": 0,
        "contributions-MAX_NUM_FORMS": 1000,
    }

    answer = office.post(reverse("course-records:add"), data)

    assert "already exists" in answer.content.decode()
    assert CoProductionRecord.objects.count() == 1


def test_a_venue_needs_both_coordinates_or_neither(office):
    answer = office.post(
        reverse("venues:add"), {"name": "Hall", "address": "1 Mill Lane", "latitude": "51.5"}
    )

    assert "Give both latitude and longitude, or neither." in answer.content.decode()


@pytest.mark.parametrize("name", ["sessions", "runs"])
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("novak", {"Sleep Well"}),
        ("DANIEL NOVÁK", {"Sleep Well"}),
        ("sleep daniel", {"Sleep Well"}),
        ("kelly", {"Sleep Well", "Walk and Talk"}),
        ("walk daniel", set()),
        ("nobody", set()),
    ],
)
def test_dates_are_found_by_who_teaches_them(name, typed, found, office):
    daniel, siobhan = TutorFactory(name="Daniel Novák"), TutorFactory(name="Siobhán Kelly")
    for title, tutors in (("Sleep Well", (daniel, siobhan)), ("Walk and Talk", (siobhan,))):
        make_run(
            course=make_course_page(title=title),
            sessions=1,
            starts=local(2099, 1, 6),
            tutors=list(tutors),
        )

    answer = office.get(reverse(f"{name}:index_results"), {"q": typed})

    rows = answer.context["object_list"]
    titles = [(one.run if name == "sessions" else one).course.title for one in rows]
    assert sorted(titles) == sorted(found)


def test_answers_are_words_in_lists_and_on_the_page_of_one_row(office):
    venue = VenueFactory(is_step_free=True, has_hearing_loop=False, has_accessible_toilet=True)
    cells = re.compile(r"(?s)<td[^>]*>\s*(Yes|No|True|False)\s*</td>")

    page = office.get(reverse("venues:index")).content.decode()
    manager = client_as(Role.MANAGER)
    shown = manager.get(reverse("venues:inspect", args=(venue.pk,))).content.decode()

    assert cells.findall(page) == ["Yes", "No", "Yes"]
    assert {"Yes", "No"} <= set(re.findall(r"(?s)<dd>\s*(\w+)\s*</dd>", shown))
    assert not {"True", "False"} & set(re.findall(r"(?s)<dd>\s*(\w+)\s*</dd>", shown))
