"""The page of a place's dates behind the link in a text message."""

from __future__ import annotations

import datetime as dt
import re
from uuid import uuid4

import pytest
from django.core import signing
from django.test import Client

from bookings.messages import links
from bookings.messages.links import Purpose
from bookings.models import Booking
from bookings.operations import places
from courses.enums import SessionStatus
from tests.factories.accounts import StudentFactory
from tests.factories.courses import NOW, VenueFactory, make_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def booking(college, clock):
    run = make_run(sessions=3)
    student = StudentFactory(name="Wilhelmina Quill", email="wil@example.org")
    return places.book_place(run=run, student=student, by=None, at=NOW)


def link(booking, purpose=Purpose.DATES):
    until = NOW + dt.timedelta(days=100)
    return links.path(purpose, booking.uuid, until=until, series=booking.student.link_series)


def words(response) -> str:
    main = re.search(r"<main.*?</main>", response.content.decode(), re.DOTALL)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def test_it_shows_when_and_where_and_nothing_else_of_the_person(booking):
    first, second, third = booking.run.sessions.order_by("starts_at")
    first.__class__.objects.filter(pk=second.pk).update(status=SessionStatus.CANCELLED)
    third.venue = VenueFactory(name="The Library", address="3 High Street")
    third.save()
    before = list(Booking.objects.values())

    response = Client().get(link(booking))

    page = words(response)
    assert page.startswith("Your dates")
    for shown in ("Tuesday 12 January 2027", "The Library", "3 High Street", "will not take place"):
        assert shown in page
    for of_the_person in ("Wilhelmina", "wil@", "/my-courses/", "/answer/", "<form"):
        assert of_the_person not in response.content.decode().partition("<main")[2]
    assert list(Booking.objects.values()) == before
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in response.content.decode()
    assert Client().post(link(booking)).status_code == 405


@pytest.mark.parametrize(("is_discreet", "shows"), [(False, True), (True, False)])
def test_who_is_discreet_in_texts_finds_no_name_of_a_course(booking, is_discreet, shows):
    booking.student.is_discreet = is_discreet
    booking.student.save()

    assert (booking.run.course.title in words(Client().get(link(booking)))) is shows


def test_online_the_link_to_join_is_on_the_page_only_with_a_place(booking):
    type(booking.run).objects.update(
        mode="ONLINE", venue=None, online_link="https://meet.example/a"
    )

    assert "https://meet.example/a" in words(Client().get(link(booking)))
    places.cancel_booking(booking=booking, by=None, at=NOW)
    page = words(Client().get(link(booking)))
    assert "https://meet.example/a" not in page
    assert "You do not have this place any more." in page


def test_only_its_own_link_opens_it_and_only_for_a_time(booking, clock):
    assert [
        Client().get(link(booking).replace("dates", other)).status_code
        for other in ("place", "session", "offer")
    ] == [404] * 3
    for purpose, name in ((Purpose.GIVE_UP, "place"), (Purpose.APOLOGY, "session")):
        assert Client().get(link(booking, purpose).replace(name, "dates")).status_code == 404

    old = link(booking)
    booking.student.link_series += 1
    booking.student.save()
    assert Client().get(old).status_code == 410
    assert Client().get(link(booking)).status_code == 200
    clock(NOW + dt.timedelta(days=100))
    assert Client().get(link(booking)).status_code == 410


def test_a_link_is_short_and_those_of_before_still_work(booking):
    assert len(link(booking).split("/")[-2]) <= 80
    until = int((NOW + dt.timedelta(days=1)).timestamp())
    salt = f"bookings.answer_links.{Purpose.GIVE_UP.name}"
    old = signing.dumps([booking.uuid.hex, until], salt=salt, compress=True)

    assert links.read(Purpose.GIVE_UP, old, at=NOW) == (booking.uuid,)
    assert Client().get(f"/answer/place/{old}/").status_code == 200


@pytest.mark.parametrize("said", [b"\0", b"\0" * 12, b"", b"[1]", b"{}"])
def test_a_signed_token_that_says_something_else_is_none_of_ours(booking, said):
    class AsItIs:
        def dumps(self, obj):
            return obj

        def loads(self, data):
            return data

    salt = f"bookings.answer_links.{Purpose.DATES.name}"
    token = signing.dumps(said, salt=salt, serializer=AsItIs)

    assert links.read(Purpose.DATES, token, at=NOW) is None
    assert Client().get(f"/answer/dates/{token}/").status_code in {404, 410}


@pytest.mark.parametrize("series", (0, 1, 255, 256, 70_000))
def test_a_link_holds_one_thing_or_two_and_any_series(db, series):
    for ids in ((uuid4(),), (uuid4(), uuid4())):
        whole = links.path(Purpose.APOLOGY, *ids, until=NOW, series=series)
        token = whole.split("/")[-2]
        student = StudentFactory.build(link_series=series)

        assert links.read(Purpose.APOLOGY, token, at=NOW - dt.timedelta(seconds=1)) == ids
        assert links.is_too_old(Purpose.APOLOGY, token, at=NOW)
        assert not links.has_stopped(Purpose.APOLOGY, token, student)


@pytest.mark.parametrize("sessions", (1, 3))
def test_it_asks_the_same_however_many_dates(college, clock, sessions, django_assert_num_queries):
    run = make_run(sessions=sessions)
    held = places.book_place(run=run, student=StudentFactory(), by=None, at=NOW)
    Client().get(link(held))

    with django_assert_num_queries(6):
        assert Client().get(link(held)).status_code == 200
