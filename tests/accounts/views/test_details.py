from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import AccessKind, Channel
from accounts.models import AccessNeeds, RecordRead
from tests.factories.accounts import (
    AccessNeedsFactory,
    StudentAccessFactory,
    StudentFactory,
    UserFactory,
)
from tests.factories.courses import NOW, TutorFactory
from tests.factories.home import make_college_settings
from tests.factories.staff import client_of

pytestmark = pytest.mark.django_db

PARTS = {
    "name": {"name": "Gracie", "pronouns": "she/her"},
    "contact": {
        "contact_by": "PHONE",
        "phone": "01632 960 999",
        "may_leave_message": "on",
        "email": "",
        "postal_address": "",
    },
    "quiet": {"quiet_from": "20:00", "quiet_until": "09:00"},
    "discreet": {"is_discreet": "on", "names_us_in_texts": "on", "names_us_in_mail": "on"},
    "news": {"wants_news": "on"},
    "needs": {"chosen": ["BREAKS"], "own_words": "By the window"},
    "certificates": {"certificate_name": "Grace A. Obi", "shows_name_on_check": "on"},
}
FOR_HELPERS = {"name", "contact"}


def change(student, part) -> str:
    return reverse("accounts:details_change", args=[student.uuid, part])


def words(response) -> str:
    main = re.search(r"<main.*?</main>", response.content.decode(), re.DOTALL)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


@pytest.fixture
def access():
    return StudentAccessFactory(student=StudentFactory(name="Grace Obi", email="g@example.org"))


@pytest.fixture
def grace(access):
    return client_of(access.user)


def test_each_part_can_be_changed(grace, access):
    student = access.student
    for part, given in PARTS.items():
        assert grace.get(change(student, part)).status_code == 200
        assert grace.post(change(student, part), given).url == "/my-details/"

    student.refresh_from_db()
    assert (student.name, student.pronouns) == ("Gracie", "she/her")
    assert (student.contact_by, student.phone, student.email) == (
        Channel.PHONE,
        "01632 960 999",
        "",
    )
    assert student.access_needs.lines == ["More breaks", "By the window"]
    assert (student.certificate_name, student.shows_name_on_check) == ("Grace A. Obi", True)
    page = words(grace.get("/my-details/"))
    assert (student.may_text, student.may_leave_message) == (False, True)
    assert (student.news_agreed, student.news_agreed_at is not None) == ("SELF", True)
    assert (student.quiet_words, student.is_discreet) == ("8pm to 9am", True)
    for shown in (
        "Gracie (she/her)",
        "We send you nothing from 8pm to 9am",
        "say “Appointment”, but not in the sender and subject of emails or in texts.",
        "More breaks",
        "In the name of Grace A. Obi",
    ):
        assert shown in page


def test_a_change_is_confirmed_once(grace, access):
    response = grace.post(change(access.student, "name"), PARTS["name"], follow=True)

    assert "We have kept your change." in words(response)
    assert "We have kept your change." not in words(grace.get("/my-details/"))


@pytest.mark.parametrize(
    ("contact_by", "email", "said"),
    [
        ("PHONE", "g@example.org", "your calendar still stay right, by short emails."),
        ("PHONE", "", ""),
        ("EMAIL", "new@example.org", ""),
        ("EMAIL", "G@example.org", ""),
    ],
)
def test_who_changes_the_way_reads_what_becomes_of_the_calendar(
    grace, access, contact_by, email, said
):
    page = change(access.student, "contact")
    assert "Have we sent dates to your calendar by email?" in words(grace.get(page))
    given = PARTS["contact"] | {"contact_by": contact_by, "email": email}

    answer = words(grace.post(page, given, follow=True))

    assert said in answer
    assert ("calendar" in answer) is bool(said)


def test_taking_all_needs_out_keeps_no_row(grace, access):
    AccessNeedsFactory(student=access.student)

    grace.post(change(access.student, "needs"), {"own_words": ""})

    assert AccessNeeds.objects.count() == 0
    assert "Nothing asked for" in words(grace.get("/my-details/"))


@pytest.mark.parametrize("part", PARTS)
def test_who_may_change_details(grace, access, part):
    student = access.student
    stranger = client_of(StudentAccessFactory().user)
    helper = client_of(StudentAccessFactory(student=student, kind=AccessKind.HELPER).user)
    tutor = client_of(TutorFactory().user)

    assert grace.get(change(student, part)).status_code == 200
    assert helper.get(change(student, part)).status_code == (403 if part in FOR_HELPERS else 404)
    for client in (stranger, tutor):
        assert client.get(change(student, part)).status_code == 404
        assert client.post(change(student, part), PARTS[part]).status_code == 404
    assert Client().get(change(student, part)).url.startswith("/sign-in/?next=/my-details/")
    student.refresh_from_db()
    assert student.name == "Grace Obi"


def test_a_helper_changes_nothing_of_the_record_and_is_told_who_does(access):
    helper = client_of(StudentAccessFactory(student=access.student, kind=AccessKind.HELPER).user)

    page = words(helper.get("/my-details/"))
    assert "g@example.org" not in page
    assert " Change " not in page
    for part in FOR_HELPERS:
        refused = helper.post(change(access.student, part), PARTS[part])
        assert refused.status_code == 403
        assert "Ask Grace Obi, or ring the office" in words(refused)
    access.student.refresh_from_db()
    assert (access.student.name, access.student.email) == ("Grace Obi", "g@example.org")


def test_a_helper_reads_no_needs_and_no_log(access):
    AccessNeedsFactory(student=access.student, own_words="Only mine to read")
    RecordRead.objects.create(
        reader=UserFactory(name="Sam"), student=access.student, place="Student", read_at=NOW
    )
    helper = StudentAccessFactory(student=access.student, kind=AccessKind.HELPER)

    page = words(client_of(helper.user).get("/my-details/"))

    assert "Grace Obi" in page
    assert "You help this person" in page
    assert "Only mine to read" not in page
    assert "Sam" not in page


def test_who_looked_at_the_record_is_shown_to_its_student(grace, access):
    assert "Nobody has opened your record so far" in words(grace.get("/my-details/"))
    reader = UserFactory(name="Sam from the office")
    RecordRead.objects.create(
        reader=reader, student=access.student, place="Student record", read_at=NOW
    )
    RecordRead.objects.create(
        reader=reader, student=StudentFactory(), place="Another record", read_at=NOW
    )

    page = words(grace.get("/my-details/"))

    assert "Sam from the office Student record Mon 4 Jan 2027, 10am" in page
    assert "Another record" not in page


@pytest.mark.parametrize("rows", (1, 3))
def test_my_details_cost_the_same_however_many_people(rows, django_assert_num_queries):
    make_college_settings()
    access = StudentAccessFactory()
    for _ in range(rows):
        helped = StudentAccessFactory(user=access.user, kind=AccessKind.HELPER)
        RecordRead.objects.create(
            reader=UserFactory(), student=helped.student, place="x", read_at=NOW
        )
    client = client_of(access.user)

    with django_assert_num_queries(7):
        client.get("/my-details/")


@pytest.mark.parametrize(
    ("way", "said"),
    (
        ("EMAIL", "Enter the email address we should write to"),
        ("PHONE", "Enter the number we should ring"),
        ("LETTER", "Enter the address we should write to"),
    ),
)
def test_a_way_to_get_in_touch_needs_its_address(grace, access, way, said):
    response = grace.post(change(access.student, "contact"), {"contact_by": way})

    assert said in words(response)


@pytest.mark.parametrize("odd", ("x" * 10_000, "\x00", "😀" * 200, ""))
@pytest.mark.parametrize("part", PARTS)
def test_odd_answers_never_break_a_page(grace, access, part, odd):
    response = grace.post(change(access.student, part), dict.fromkeys(PARTS[part], odd))

    assert response.status_code in {200, 302}
    assert grace.get("/my-details/").status_code == 200


@pytest.mark.parametrize("part", ("rubbish", "Name", "-"))
def test_parts_that_are_none_are_not_found(grace, access, part):
    assert grace.get(change(access.student, part)).status_code == 404
    assert grace.get(f"/my-details/{uuid4()}/name/").status_code == 404


def test_two_students_on_one_login_each_read_who_helps_and_who_looked():
    ann = StudentAccessFactory(student=StudentFactory(name="Ann"))
    bob = StudentAccessFactory(student=StudentFactory(name="Bob"), user=ann.user)
    for access, helper, reader in ((ann, "Hal", "Sam"), (bob, "Hetty", "Ruth")):
        StudentAccessFactory(
            student=access.student, kind=AccessKind.HELPER, user=UserFactory(name=helper)
        )
        RecordRead.objects.create(
            reader=UserFactory(name=reader), student=access.student, place="Student", read_at=NOW
        )
    client = client_of(ann.user)

    page = words(client.get("/my-details/"))
    said = [
        "Who helps Ann These people can book places for Ann",
        "Hal since",
        "Who has looked at the record of Ann",
        "Sam Student",
        "Who helps Bob",
        "Hetty since",
        "Who has looked at the record of Bob",
        "Ruth Student",
    ]
    assert sorted(said, key=page.find) == said
    assert all(part in page for part in said)
    hetty = bob.student.accesses.get(kind=AccessKind.HELPER)
    client.post(f"/my-details/{bob.student.uuid}/remove-helper/", {"helper": hetty.pk})
    page = words(client.get("/my-details/"))
    assert ("Hal since" in page, "Hetty since" in page) == (True, False)
