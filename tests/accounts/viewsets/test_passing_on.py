"""The office sees whom to ring and what to post, and says how it went."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from accounts.enums import Role
from accounts.models import CallAttempt, LetterBatch, RecordRead
from home.queries.wording import moment_words
from tests.factories.accounts import MessageFactory, StudentFactory, UserFactory
from tests.factories.courses import NOW, local
from tests.factories.home import make_college_settings
from tests.factories.staff import client_as

pytestmark = pytest.mark.django_db
CALLS, LETTERS = reverse("reach_calls"), reverse("reach_letters")


@pytest.fixture
def office(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    make_college_settings()
    return client_as(Role.COORDINATOR)


def waiting(channel="PHONE", **changes):
    given = {
        "student": StudentFactory(phone="01632 960 999", postal_address="1 Mill Lane"),
        "to_address": "",
        "channel": channel,
        "status": "FOR_OFFICE",
        "created_at": NOW,
        "composed_at": NOW,
        "subject": "Your place is booked",
        "text": "Hello Pat",
    }
    return MessageFactory(**given | changes)


@pytest.mark.parametrize("rows", (1, 3))
def test_call_list_costs_the_same_whatever_its_length(office, rows, django_assert_num_queries):
    for _ in range(rows):
        message = waiting()
        waiting(student=message.student)
    office.get(CALLS)

    with django_assert_num_queries(10):
        answer = office.get(CALLS)

    assert [len(messages) for messages in answer.context["now"]] == [2] * rows


@pytest.mark.parametrize("rows", (1, 3))
def test_letters_cost_the_same_whatever_their_number(office, rows, django_assert_num_queries):
    for _ in range(rows):
        waiting("LETTER")
        batch = LetterBatch.objects.create(made_at=NOW, made_by=UserFactory())
        waiting("LETTER", batch=batch)
    office.get(LETTERS)

    with django_assert_num_queries(12):
        answer = office.get(LETTERS)

    assert len(answer.context["waiting"]) == rows


def test_office_rings_and_says_how_it_went(office):
    message = waiting()
    here = reverse("reach_call", args=[message.student.uuid])

    page = office.get(here)

    assertContains(page, "Hello Pat")
    # Nobody said that a message would be safe.
    assertContains(page, "Speak to nobody else")
    assertNotContains(page, "I left a message")
    assert RecordRead.objects.values_list("place", flat=True).get() == "admin: call"

    answer = office.post(here, {"outcome": "REACHED", "told": [str(message.uuid), "rubbish"]})

    assert answer.url == CALLS
    message.refresh_from_db()
    assert (message.status, message.finished_at) == ("PASSED_ON", NOW)
    assert CallAttempt.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "Choose how the call went."),
        ({"outcome": "SANG"}, "Choose from the list."),
        ({"outcome": "LEFT_MESSAGE"}, "Choose from the list."),
        ({"outcome": "TRY_AGAIN"}, "Say when to ring again."),
        ({"outcome": "TRY_AGAIN", "try_again_at": "soon"}, "Choose a day and a time."),
        (
            {"outcome": "TRY_AGAIN", "try_again_at": "2020-01-01T10:00"},
            "Choose a time that is still to come.",
        ),
    ],
)
def test_what_does_not_work_is_said_and_nothing_changes(office, given, sentence):
    message = waiting()
    here = reverse("reach_call", args=[message.student.uuid])

    answer = office.post(here, {**given, "told": str(message.uuid)})

    assertContains(answer, sentence)
    message.refresh_from_db()
    assert message.status == "FOR_OFFICE"


def test_a_letter_says_by_when_it_has_to_arrive(office):
    noon = local(2027, 1, 12, 12)
    waiting("LETTER", deadline_at=noon)

    assertContains(office.get(LETTERS), f"to arrive by {moment_words(noon)}")


TOMORROW = NOW + dt.timedelta(days=1)
TOO_SLOW = "The post takes 4 days, so a letter comes too late for this."


@pytest.mark.parametrize(
    ("phone", "given", "sentence"),
    [
        ("01632 960 999", {"outcome": "LETTER"}, TOO_SLOW),
        ("01632 960 999", {"outcome": "LETTER", "insists": "on"}, "Ring again in time."),
        ("", {"outcome": "LETTER"}, "tick “Write all the same”"),
        (
            "01632 960 999",
            {"outcome": "TRY_AGAIN", "try_again_at": "2027-01-05T11:00"},
            "Choose an earlier time to ring again.",
        ),
    ],
    ids=["letter", "insisting with a number", "letter without a number", "again too late"],
)
def test_an_urgent_call_is_put_off_no_longer_than_it_can_wait(office, phone, given, sentence):
    student = StudentFactory(phone=phone, postal_address="1 Mill Lane")
    message = waiting(student=student, deadline_at=TOMORROW)
    waiting(student=student)
    here = reverse("reach_call", args=[student.uuid])
    assertContains(office.get(here), "A letter would come too late for this")

    answer = office.post(here, {**given, "told": str(message.uuid)})

    assertContains(answer, sentence)
    message.refresh_from_db()
    assert (message.channel, message.due_at, CallAttempt.objects.count()) == ("PHONE", NOW, 0)


@pytest.mark.parametrize(
    ("changes", "given", "expected"),
    [
        ({"phone": ""}, {"outcome": "LETTER", "insists": "on"}, ("LETTER", NOW)),
        (
            {},
            {"outcome": "TRY_AGAIN", "try_again_at": "2027-01-05T09:00"},
            ("PHONE", local(2027, 1, 5, 9)),
        ),
        ({"deadline_at": NOW - dt.timedelta(1)}, {"outcome": "LETTER"}, ("LETTER", NOW)),
        ({"deadline_at": NOW + dt.timedelta(4)}, {"outcome": "LETTER"}, ("LETTER", NOW)),
    ],
    ids=["no number", "again in time", "late already", "time enough"],
)
def test_what_can_wait_or_has_no_other_way_goes_by_post(office, changes, given, expected):
    student = StudentFactory(
        phone=changes.pop("phone", "01632 960 999"), postal_address="1 Mill Lane"
    )
    message = waiting(student=student, **{"deadline_at": TOMORROW} | changes)

    office.post(reverse("reach_call", args=[student.uuid]), {**given, "told": str(message.uuid)})

    message.refresh_from_db()
    assert (message.channel, message.due_at) == expected


def test_letters_go_into_one_file_and_then_into_the_post(office):
    message = waiting("LETTER")
    nowhere = waiting("LETTER", student=StudentFactory(postal_address="", name="Nil Nowhere"))

    assertContains(office.get(LETTERS), "Nil Nowhere")
    office.post(LETTERS)
    batch = LetterBatch.objects.get()
    pdf = office.get(reverse("reach_batch_pdf", args=[batch.uuid]))
    office.post(reverse("reach_batch_posted", args=[batch.uuid]))

    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    assert RecordRead.objects.values_list("student", "place").get() == (
        message.student.pk,
        "admin: letters",
    )
    message.refresh_from_db()
    nowhere.refresh_from_db()
    assert (message.status, nowhere.status) == ("PASSED_ON", "FOR_OFFICE")


def test_manager_looks_and_changes_nothing(office):
    message, manager = waiting(), client_as(Role.MANAGER)
    waiting("LETTER")

    manager.post(reverse("reach_call", args=[message.student.uuid]), {"outcome": "REACHED"})
    manager.post(LETTERS)

    assert (CallAttempt.objects.count(), LetterBatch.objects.count()) == (0, 0)
