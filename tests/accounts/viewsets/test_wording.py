"""The office looks at every kind of message, and begins it in the college's own words."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from accounts.enums import Role
from accounts.kinds import kinds
from accounts.models import MessageWording
from tests.factories.courses import NOW
from tests.factories.home import make_college_settings
from tests.factories.staff import client_as

pytestmark = pytest.mark.django_db
LIST = reverse("reach_wording")
HERE = reverse("reach_wording_kind", args=["booking_confirmed"])


@pytest.fixture
def office(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    make_college_settings(name="Willowbrook Recovery College")
    return client_as(Role.COORDINATOR)


def test_every_kind_is_listed_and_can_be_looked_at(office, django_assert_max_num_queries):
    page = office.get(LIST)

    assertContains(page, "Sent when a place is held for somebody.")
    assert [kind.name for kind, _ in page.context["rows"]] == [kind.name for kind in kinds()]
    for kind in kinds():
        with django_assert_max_num_queries(25):
            assertContains(office.get(reverse("reach_wording_kind", args=[kind.name])), kind.label)


def test_each_box_says_beforehand_what_it_can_hold(office):
    page = office.get(HERE)

    every = "{first_name} {name} {course} {when} {place} {link} {college}"
    assert [field.help_text.split("You can use: ")[1] for field in page.context["form"]] == [
        "{when} {place} {link} {college}",
        every,
        "{when} {link}",
    ]
    assertContains(page, f"You can use: {every}")


def test_words_are_looked_at_before_they_are_kept(office):
    given = {"subject": "See you {when}", "opening": "Dear {first_name}"}

    looked = office.post(HERE, {**given, "step": "look"})

    assertContains(looked, "By email: See you Tuesday 12 January 2027")
    assertContains(looked, "Dear Sam")
    assertContains(looked, "Nothing is kept yet.")
    assert not MessageWording.objects.exists()

    kept = office.post(HERE, {**given, "step": "keep"})

    assert kept.url == HERE
    assert MessageWording.objects.values_list("kind", "subject", "opening").get() == (
        "booking_confirmed",
        "See you {when}",
        "Dear {first_name}",
    )
    assertContains(office.get(LIST), "(your own words)")
    office.post(HERE, {"step": "keep"})
    assert not MessageWording.objects.exists()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"opening": "Hello {nmae}"}, "There is no {nmae} in this message. You can use"),
        # A subject shows on locked telephones.
        ({"subject": "{course}"}, "There is no {course} in this message. You can use"),
        ({"opening": "x" * 2001}, "at most 2000 characters"),
    ],
)
def test_what_does_not_work_is_said_and_what_was_typed_stays(office, given, sentence):
    answer = office.post(HERE, {**given, "step": "keep"})

    assertContains(answer, sentence)
    assertContains(answer, next(iter(given.values())))
    assert not MessageWording.objects.exists()


def test_fixed_words_have_no_form_and_take_none(office):
    fixed = reverse("reach_wording_kind", args=["sign_in_code"])

    assertNotContains(office.get(fixed), 'name="opening"')
    assert office.post(fixed, {"opening": "Hi", "step": "keep"}).status_code == 404
    assert office.get(reverse("reach_wording_kind", args=["nothing"])).status_code == 404


HARD = (
    "Notwithstanding the aforementioned circumstances, participation necessitates confirmation "
    "of individual availability in accordance with organisational requirements."
)


def test_words_that_are_hard_to_read_are_said_to_be_so_and_still_kept(office):
    easy = {"opening": "Hello {first_name}. We are glad that you come. See you on {when}."}
    assertNotContains(office.post(HERE, {**easy, "step": "look"}), "Look again")

    assertContains(office.post(HERE, {"opening": HARD, "step": "look"}), "Our messages are for 11.")
    kept = office.post(HERE, {"opening": HARD, "step": "keep"}, follow=True)

    assertContains(kept, "Shorter sentences and shorter words help.")
    assert MessageWording.objects.get().opening == HARD


def test_what_a_discreet_student_gets_is_shown_too(office):
    page = office.get(HERE)

    assertContains(page, "From “Appointments”: About your appointment")
    assertContains(page, "Your appointment is booked. First day: Tuesday 12 January 2027, 10am to")


def test_the_text_message_can_be_in_own_words_too(office):
    given = {"short": "See you {when}. More: {link}"}

    assertContains(
        office.post(HERE, {**given, "step": "look"}), "See you Tuesday 12 January 2027, 10am to"
    )
    page = office.post(HERE, {**given, "step": "keep"}, follow=True)

    assert MessageWording.objects.values_list("short", flat=True).get() == given["short"]
    assertContains(page, "2027, 10am to 12 noon. More: http")
    # Whoever wants discreet messages gets ours.
    assertContains(page, "Your appointment is booked. First day:")


@pytest.mark.parametrize(
    ("short", "sentence"),
    [
        ("See you soon", "Write {link} where students are to tap."),
        ("{course}: {link}", "There is no {course} in this message. You can use {when}, {link}."),
        ("x" * 155 + " {link}", "at most 160 characters"),
    ],
)
def test_a_text_that_leads_nowhere_or_gives_away_is_refused(office, short, sentence):
    assertContains(office.post(HERE, {"short": short, "step": "keep"}), sentence)
    assert not MessageWording.objects.exists()


def test_texts_that_tell_a_time_are_fixed(office):
    offered = reverse("reach_wording_kind", args=["place_offered"])

    assertNotContains(office.get(offered), 'name="short"')
    office.post(offered, {"short": "Hi {link}", "step": "keep"})
    assert not MessageWording.objects.exists()
