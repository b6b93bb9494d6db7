"""Joining a waiting list in the steps of booking, and bringing somebody along."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Student
from bookings.models import Booking, WaitingListEntry
from bookings.operations import places
from tests.factories.accounts import StudentFactory, UserFactory
from tests.factories.bookings import EntryFactory
from tests.factories.courses import NOW, make_run

pytestmark = pytest.mark.django_db


def start(run) -> str:
    return reverse("bookings:book_start", args=[run.uuid])


def step(run, name) -> str:
    return reverse("bookings:book_step", args=[run.uuid, name])


def check(run) -> str:
    return reverse("bookings:book_check", args=[run.uuid])


def words(response) -> str:
    main = re.search(r"<main.*?</main>", response.content.decode(), re.DOTALL)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def press(client, run, answer=""):
    page = client.get(check(run)).content.decode()
    hidden = {
        name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("person", "seen")
    }
    return client.post(check(run), hidden | {"answer": answer})


def press_and_look(client, run):
    return client.get(press(client, run, "wait").url)


def full_run(capacity=1, taken=None):
    run = make_run(capacity=capacity)
    for _ in range(capacity if taken is None else taken):
        places.book_place(run=run, student=StudentFactory(), by=None, at=NOW)
    return run


# The list -------------------------------------------------------------------------


def test_a_full_run_is_joined_in_two_taps(grace, access):
    run = full_run()

    page = words(grace.get(start(run)))
    assert (
        "Join the waiting list All places on these dates are taken, or kept for people who wait."
        in page
    )
    assert "Ask me first" in page
    response = press(grace, run, "wait")

    entry = WaitingListEntry.objects.get()
    assert response.url == reverse("bookings:waiting_joined", args=[entry.uuid])
    assert (entry.student, entry.places, entry.books_straight_in) == (access.student, 1, False)
    assert "You are on the waiting list You are next." in words(grace.get(response.url))


def test_before_booking_opens_one_can_ask_to_be_told(grace):
    run = make_run(booking_opens_at=NOW + dt.timedelta(days=3))

    page = grace.get(start(run))

    to_hear = reverse("bookings:tell_me", args=[run.course.translation_key])
    assert "Tell me when it opens" in words(page)
    assert f'href="{to_hear}"' in page.content.decode()
    assert "Tell me when it opens" not in words(grace.get(start(full_run())))


def test_whoever_looks_without_signing_in_is_shown_the_way_to_the_list(college, clock):
    run = full_run()

    page = Client().get(start(run))

    assert "All places on these dates are taken" in words(page)
    assert f'href="{check(run)}"' in page.content.decode()
    assert Client().get(check(run)).url == f"/sign-in/?next={check(run)}"


def test_a_newcomer_answers_the_same_questions_and_joins(college, clock):
    client, run = Client(), full_run()
    client.force_login(UserFactory(email="amina@example.org"))

    assert client.get(start(run)).url == step(run, "name")
    for name, given in (
        ("name", {"name": "Amina"}),
        ("age", {"answer": "yes"}),
        ("area", {"answer": "yes"}),
        ("needs", {}),
    ):
        assert client.post(step(run, name), given).status_code == 302
    press(client, run, "wait")

    assert WaitingListEntry.objects.get().student == Student.objects.get(name="Amina")


def test_how_to_be_asked_and_who_comes_along_are_chosen_before(grace):
    run = full_run()

    assert grace.post(step(run, "asking"), {"asking": "straight"}).url == check(run)
    wish = {"company": "together", "supporter_name": "Jo"}
    assert grace.post(step(run, "company"), wish).url == check(run)
    page = words(grace.get(check(run)))
    assert "Comes along Jo" in page
    assert "Book me straight in" in page
    press(grace, run, "wait")

    entry = WaitingListEntry.objects.get()
    assert (entry.places, entry.supporter_name, entry.books_straight_in) == (2, "Jo", True)


def test_what_was_changed_in_another_window_is_looked_at_again(grace):
    run = full_run()
    page = grace.get(check(run)).content.decode()
    seen = re.search(r'name="seen" value="([^"]*)"', page)[1]
    grace.post(step(run, "company"), {"company": "together"})

    response = grace.post(check(run), {"seen": seen, "answer": "wait"})

    assert response.url == check(run) + "?again"
    assert not WaitingListEntry.objects.exists()


def test_who_waits_already_is_led_to_their_turn(grace):
    run = full_run()
    press(grace, run, "wait")

    page = grace.get(start(run))

    assert "You are on the list already" in words(page)
    entry = WaitingListEntry.objects.get()
    assert reverse("bookings:waiting_entry", args=[entry.uuid]) in page.content.decode()


def test_a_place_that_is_free_at_once_leads_to_the_offer(grace):
    run = full_run()
    page = grace.get(check(run))
    assert "Join the waiting list" in words(page)
    places.cancel_booking(booking=run.bookings.get(), by=None, at=NOW)
    hidden = dict(re.findall(r'name="(person|seen)" value="([^"]*)"', page.content.decode()))

    response = grace.post(check(run), hidden | {"answer": "wait"})

    entry = WaitingListEntry.objects.get()
    assert response.url == reverse("bookings:waiting_entry", args=[entry.uuid])
    assert "A place is held for you" in words(grace.get(response.url))


def test_a_place_that_is_free_at_once_is_booked_for_who_wants_it_so(grace):
    run = full_run()
    grace.post(step(run, "asking"), {"asking": "straight"})
    page = grace.get(check(run))
    places.cancel_booking(booking=run.bookings.get(), by=None, at=NOW)
    hidden = dict(re.findall(r'name="(person|seen)" value="([^"]*)"', page.content.decode()))

    response = grace.post(check(run), hidden | {"answer": "wait"})

    booking = Booking.objects.active().get()
    assert response.url == reverse("bookings:booking_booked", args=[booking.uuid])


def test_room_that_nobody_who_waits_can_take_is_named(grace, client):
    run = full_run(capacity=3, taken=2)
    EntryFactory(run=run, places=2)
    room = "People wait for these dates, but there is room that none of them can take."

    page = words(grace.get(start(run)))
    assert f"Join the waiting list {room} Join the list, and you can have it at once" in page
    assert "are taken" not in page
    assert f"A place may be free at once {room}" in words(client.get(start(run)))
    assert "A place is held for you" in words(press_and_look(grace, run))

    # Now it is held.
    assert "All places on these dates are taken" in words(client.get(start(run)))


# Two together ---------------------------------------------------------------------


def test_somebody_is_brought_along(grace):
    run = make_run(capacity=2)
    wish = {"company": "together", "supporter_name": "Jo"}
    grace.post(step(run, "company"), wish)
    assert "Book two places" in words(grace.get(check(run)))

    press(grace, run)

    booking = Booking.objects.get()
    assert (booking.places, booking.supporter_name) == (2, "Jo")


def test_with_one_place_left_two_may_wait(grace):
    run = full_run(capacity=2, taken=1)
    grace.post(step(run, "company"), {"company": "together"})

    assert "Only one place is left" in words(grace.get(check(run)))
    press(grace, run, "wait")

    assert WaitingListEntry.objects.get().places == 2


def test_with_one_place_left_one_may_come_alone(grace, access):
    run = full_run(capacity=2, taken=1)
    wish = {"company": "together", "supporter_name": "Jo"}
    grace.post(step(run, "company"), wish)

    press(grace, run, "alone")

    booking = Booking.objects.get(student=access.student)
    assert (booking.places, booking.supporter_name) == (1, "")


def test_who_comes_along_is_asked_for_each_course_anew(grace):
    first, second = make_run(), make_run()
    grace.post(step(first, "company"), {"company": "together", "supporter_name": "Jo"})

    assert "Comes along Nobody" in words(grace.get(check(second)))


@pytest.mark.parametrize(
    ("name", "heading"),
    (("company", "Choose yes or no"), ("asking", "Choose if we ask you first")),
)
def test_a_question_without_an_answer_says_what_is_missing(grace, name, heading):
    assert heading in words(grace.post(step(make_run(), name), {}))
