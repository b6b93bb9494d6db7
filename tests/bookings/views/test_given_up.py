"""The pages of a place that was given up: what became of it, and what else there is."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from bookings.messages import links
from bookings.operations import places, waiting
from bookings.operations.wishes import Basis
from tests.bookings.views.test_kept_places import words
from tests.factories.accounts import StudentFactory, UserFactory
from tests.factories.courses import NOW, local, make_run

pytestmark = pytest.mark.django_db

GONE = "Somebody else has it now, or has been offered it, so you cannot take it back."


@pytest.fixture
def booking(access, clock):
    run = make_run(capacity=1)
    return places.book_place(run=run, student=access.student, by=access.user, at=NOW)


def give_up(booking, *, by=None, **how):
    places.cancel_booking(booking=booking, by=by, at=NOW, **how)


def pages_of(booking, grace):
    """Return what the student reads who signs in, and who has a link from a message."""
    whole = links.address(links.Purpose.GIVE_UP, booking.uuid, until=local(2027, 3, 1))
    detail = grace.get(reverse("bookings:booking_detail", args=[booking.uuid]))
    return detail, Client().get("/" + whole.split("/", 3)[3])


def test_a_place_that_has_gone_on_leads_to_the_list_and_to_other_dates(grace, booking):
    waiting.join_waiting_list(run=booking.run, student=StudentFactory(), by=None, at=NOW)
    give_up(booking)

    start = reverse("bookings:book_start", args=[booking.run.uuid])
    for response in pages_of(booking, grace):
        page, text = words(response), response.content.decode()
        assert "You have given up this place" in page
        assert f"Thank you for telling us. {GONE}" in page
        assert (
            "Would you like to come after all? You can join the waiting list , or look at" in page
        )
        assert f'href="{start}"' in text
        assert f'href="{booking.run.course.url}"' in text
        assert "Ring us on 01632 960 123" in page
        assert "Take my place back" not in page


def test_while_it_can_be_taken_back_that_is_what_is_offered(grace, booking):
    give_up(booking)

    for response in pages_of(booking, grace):
        page = words(response)
        assert "Thank you for telling us. Somebody else can come now." in page
        assert "Take my place back" in page
        assert "waiting list" not in page


def test_nobody_is_thanked_for_what_the_office_did(grace, booking):
    give_up(booking, by=UserFactory(), basis=Basis(agreed="PHONE", note="Rang on Monday."))

    for response in pages_of(booking, grace):
        page = words(response)
        assert "This place has been given up" in page
        assert "You have given up" not in page
        assert "Thank you" not in page
    assert "This place has been given up." in words(grace.get("/my-courses/"))


def test_once_booking_is_closed_no_list_is_offered(grace, booking):
    waiting.join_waiting_list(run=booking.run, student=StudentFactory(), by=None, at=NOW)
    give_up(booking)
    booking.run.status = "CLOSED"
    booking.run.save()

    for response in pages_of(booking, grace):
        page = words(response)
        assert GONE in page
        assert "waiting list" not in page
        assert "You can look at other dates of this course ." in page
