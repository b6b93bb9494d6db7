"""What a student reads about their own place: who comes along, what became of it, whose it is."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from bookings.enums import Agreed
from bookings.messages import links
from bookings.operations.agreements import accept_agreement, publish_agreement
from bookings.operations.moving import move_to_run
from bookings.operations.places import book_place, cancel_booking
from bookings.queries.agreements import acceptance_of
from tests.factories.accounts import StudentAccessFactory, StudentFactory
from tests.factories.bookings import BookingFactory, EntryFactory, OfferFactory
from tests.factories.courses import NOW, local, make_run
from tests.factories.home import make_college_settings
from tests.factories.staff import client_of

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def access(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return StudentAccessFactory()


def read(client: Client, name: str, *arguments: object) -> str:
    return client.get(reverse(f"bookings:{name}", args=arguments)).content.decode()


def test_whoever_comes_along_is_named_on_every_page_of_the_place(access):
    client = client_of(access.user)
    booking = BookingFactory(
        run=make_run(), student=access.student, places=2, supporter_name="Uncle Bob"
    )
    pages = ("booking_booked", "booking_detail", "booking_cancel")
    said = {page: "Uncle Bob" in read(client, page, booking.uuid) for page in pages}
    said["my_courses"] = "Uncle Bob" in read(client, "my_courses")
    assert said == dict.fromkeys((*pages, "my_courses"), True)
    assert "gives up both places" in read(client, "booking_cancel", booking.uuid)


def test_a_place_given_up_after_booking_closed_can_be_taken_back_for_a_day(access):
    client = client_of(access.user)
    # Begun two weeks ago: nobody can book it any more, and two sessions are to come.
    run = make_run(starts=local(2026, 12, 21, 10), last_joining_session=1)
    booking = BookingFactory(
        run=run, student=access.student, booked_at=local(2026, 12, 1), changed_at=NOW
    )
    cancel_booking(booking=booking, by=access.user, at=NOW)
    shown = [
        read(client, "booking_detail", booking.uuid),
        read(client, "my_courses"),
        client.get(
            links.address(links.Purpose.GIVE_UP, booking.uuid, until=NOW + dt.timedelta(days=1))
        ).content.decode(),
    ]
    assert ["Take my place back" in page for page in shown] == [True] * 3
    client.post(reverse("bookings:booking_take_back", args=[booking.uuid]))
    booking.refresh_from_db()
    assert booking.is_active


def test_after_a_day_it_is_not_offered_any_more(access, monkeypatch):
    run = make_run(starts=local(2026, 12, 21, 10), last_joining_session=1)
    booking = BookingFactory(
        run=run, student=access.student, booked_at=local(2026, 12, 1), changed_at=NOW
    )
    cancel_booking(booking=booking, by=access.user, at=NOW)
    monkeypatch.setattr(timezone, "now", lambda: NOW + dt.timedelta(hours=25))
    assert "Take my place back" not in read(client_of(access.user), "booking_detail", booking.uuid)


def test_a_place_that_was_moved_says_so(access):
    first, second = make_run(), make_run()
    booking = book_place(run=first, student=access.student, by=access.user, at=NOW)
    move_to_run(booking=booking, run=second, by=access.user, at=NOW)
    page = read(client_of(access.user), "booking_detail", booking.uuid)
    assert "You have moved to other dates." in page
    assert ">Booked<" not in page


def test_a_full_run_has_a_list_also_for_whoever_has_enough_courses_this_term(access):
    make_college_settings(runs_per_term=1, asks_age=False, asks_area=False)
    run = make_run(capacity=1)
    BookingFactory(run=run)
    BookingFactory(run=make_run(term=run.term), student=access.student)
    client = client_of(access.user)
    page = client.get(reverse("bookings:book_start", args=[run.uuid]), follow=True).content.decode()
    assert "Join the waiting list" in page
    assert "All places on these dates are taken" in page


@pytest.mark.parametrize("together", [True, False])
def test_a_link_says_whose_place_it_is_where_two_people_share_an_address(access, together):
    student = access.student
    if together:
        StudentFactory(email=student.email.upper())
    until = NOW + dt.timedelta(days=1)
    booking = BookingFactory(run=make_run(), student=student)
    offer = OfferFactory(entry=EntryFactory(student=student))
    pages = [
        links.address(links.Purpose.GIVE_UP, booking.uuid, until=until),
        links.address(links.Purpose.APOLOGY, booking.uuid, until=until),
        links.address(links.Purpose.OFFER, offer.uuid, until=until),
    ]
    client = client_of(access.user)
    client.logout()
    said = [
        f"<strong>{student.name}</strong>" in client.get(page).content.decode() for page in pages
    ]
    assert said == [together] * 3


def test_a_student_brings_somebody_and_comes_alone_after_all(access):
    client = client_of(access.user)
    booking = BookingFactory(run=make_run(capacity=2), student=access.student)
    page = reverse("bookings:booking_company", args=[booking.uuid])
    told = []
    for given in (
        {"company": "together", "supporter_name": "Jo"},
        {"company": "alone", "supporter_name": "Jo"},
    ):
        answer = client.post(page, given, follow=True).content.decode()
        booking.refresh_from_db()
        told.append((booking.places, booking.supporter_name, "We have written that down" in answer))
    assert told == [(2, "Jo", True), (1, "", True)]


def test_without_a_second_place_the_own_place_and_all_that_was_typed_stay(access):
    client = client_of(access.user)
    booking = BookingFactory(run=make_run(capacity=1), student=access.student)
    page = reverse("bookings:booking_company", args=[booking.uuid])
    answer = client.post(page, {"company": "together", "supporter_name": "Jo"}).content.decode()
    booking.refresh_from_db()
    assert (booking.places, booking.is_active) == (1, True)
    assert "There is no second place on these dates now." in answer
    assert 'value="Jo"' in answer


def test_there_is_nobody_to_bring_to_a_place_that_was_given_up(access):
    client = client_of(access.user)
    booking = BookingFactory(run=make_run(), student=access.student)
    cancel_booking(booking=booking, by=access.user, at=NOW)
    answer = client.get(reverse("bookings:booking_company", args=[booking.uuid]))
    assert answer.status_code == 302


def test_an_agreement_that_changed_is_asked_about_again_by_whoever_has_a_place(access):
    first = publish_agreement(text="Be kind.", by=None, at=NOW)
    accept_agreement(
        student=access.student, agreement_id=first.pk, agreed=Agreed.SELF, by=access.user, at=NOW
    )
    book_place(run=make_run(), student=access.student, by=access.user, at=NOW)
    client = client_of(access.user)
    assert "agreement has changed" not in read(client, "my_courses")

    second = publish_agreement(text="Be kind. Listen.", by=None, at=NOW + dt.timedelta(days=1))
    assert "agreement has changed" in read(client, "my_courses")
    page = reverse("bookings:student_agreement")
    given = {"person": access.student.uuid, "version": first.pk, "agrees": "on"}
    client.post(page, given)
    assert acceptance_of(access.student) is None, "words that were not the ones they read"
    without = client.post(page, {**given, "version": second.pk, "agrees": ""})
    assert "Tick the box if you agree" in without.content.decode()
    client.post(page, {**given, "version": second.pk})
    assert acceptance_of(access.student) is not None
    assert "agreement has changed" not in read(client, "my_courses")


def test_an_agreement_is_asked_about_where_a_place_came_without_the_question(access):
    booking = book_place(run=make_run(), student=access.student, by=access.user, at=NOW)
    client, to_agree = client_of(access.user), "Read our student agreement, and say if you agree"
    page = reverse("bookings:booking_booked", args=[booking.uuid])
    assert to_agree not in client.get(page, {"agree": ""}).content.decode()

    agreement = publish_agreement(text="Be kind.", by=None, at=NOW)
    assert to_agree in client.get(page, {"agree": ""}).content.decode()
    accept_agreement(
        student=access.student,
        agreement_id=agreement.pk,
        agreed=Agreed.SELF,
        by=access.user,
        at=NOW,
    )
    assert to_agree not in client.get(page, {"agree": ""}).content.decode()


def test_the_confirmation_asks_for_the_agreement_where_the_yes_is_missing(
    access, run_due_tasks, mailoutbox
):
    agreement = publish_agreement(text="Be kind.", by=None, at=NOW)
    book_place(run=make_run(), student=access.student, by=access.user, at=NOW)
    run_due_tasks()
    accept_agreement(
        student=access.student,
        agreement_id=agreement.pk,
        agreed=Agreed.SELF,
        by=access.user,
        at=NOW,
    )
    book_place(run=make_run(), student=access.student, by=access.user, at=NOW)
    run_due_tasks()

    asked = "Read it, and say if you agree"
    assert [asked in mail.body for mail in mailoutbox] == [True, False]
    assert "/student-agreement/" in mailoutbox[0].body


def test_nobody_agrees_for_a_stranger(access):
    agreement = publish_agreement(text="Be kind.", by=None, at=NOW)
    stranger = StudentFactory()
    given = {"person": stranger.uuid, "version": agreement.pk, "agrees": "on"}
    client_of(access.user).post(reverse("bookings:student_agreement"), given)
    assert acceptance_of(stranger) is None
