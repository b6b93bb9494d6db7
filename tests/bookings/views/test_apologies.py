"""Not coming to one session, and giving up a place from a message."""

from __future__ import annotations

import datetime as dt
import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from bookings.messages import links
from bookings.models import SessionApology
from bookings.operations import places
from bookings.operations.wishes import Basis
from courses.models import CourseRun
from home.queries.wording import when_words
from tests.factories.accounts import StudentAccessFactory, StudentFactory, UserFactory
from tests.factories.bookings import BookingFactory, EntryFactory
from tests.factories.courses import NOW, make_run
from tests.factories.registers import tutor_user
from tests.factories.staff import client_of

pytestmark = pytest.mark.django_db

UNTIL = NOW + dt.timedelta(days=60)


def words(response) -> str:
    main = re.search(r"<main.*?</main>", response.content.decode(), re.DOTALL)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


@pytest.fixture
def booking(access, clock):
    return places.book_place(run=make_run(), student=access.student, by=access.user, at=NOW)


def sessions(booking):
    return list(booking.run.sessions.order_by("starts_at"))


def when(session):
    return when_words(session.starts_at, session.ends_at)


def address(booking, session):
    return reverse("bookings:booking_apology", args=[booking.uuid, session.uuid])


def link(purpose, *ids):
    return "/" + links.address(purpose, *ids, until=UNTIL).split("/", 3)[3]


# On the student's own pages -----------------------------------------------------------


@pytest.mark.parametrize("is_needed", (True, False))
def test_a_first_session_that_is_needed_says_so_kindly_before_anybody_apologises(
    grace, booking, is_needed
):
    CourseRun.objects.update(first_session_required=is_needed)
    warning = "This is the session to come to: the others build on it."

    detail = words(grace.get(reverse("bookings:booking_detail", args=[booking.uuid])))
    linked = words(Client().get(link(links.Purpose.APOLOGY, booking.uuid)))

    assert (detail.count(warning), linked.count(warning)) == ((1, 1) if is_needed else (0, 0))


def test_one_tap_says_so_and_one_takes_it_back(grace, booking):
    second = sessions(booking)[1]
    response = grace.post(address(booking, second), {"answer": "sorry"}, follow=True)

    page = words(response)
    assert page.count("You told us that you cannot come to this one. Your place is kept.") == 1
    assert page.count("I cannot come to this one") == 3
    assert page.startswith("Done Your tutors know that you cannot come to this session.")
    assert SessionApology.objects.standing().get().session == second

    page = words(grace.post(address(booking, second), {"answer": "coming"}, follow=True))
    assert "You told us" not in page
    assert page.startswith("Done Your tutors know that you come after all.")
    assert not SessionApology.objects.standing().exists()


def test_the_only_session_leads_to_giving_the_place_up(grace, access, run_due_tasks, mailoutbox):
    run = make_run(sessions=1)
    booking = places.book_place(run=run, student=access.student, by=access.user, at=NOW)
    run_due_tasks()
    assert "/answer/session/" not in mailoutbox[0].body
    assert "/answer/place/" in mailoutbox[0].body

    detail = words(grace.get(reverse("bookings:booking_detail", args=[booking.uuid])))
    assert "I cannot come to this one" not in detail
    assert "Cannot come? Give up the place , or move to other dates" in detail

    from_link = Client().get(link(links.Purpose.APOLOGY, booking.uuid))
    assert "other dates. Nobody" not in words(from_link)
    assert "I cannot come" not in words(from_link)
    to_give_up = re.search(r"/answer/place/[^/]+/", from_link.content.decode())[0]
    assert words(Client().get(to_give_up)).startswith("Give up your place?")


def test_the_last_session_left_is_not_promised_a_next_time(grace, booking, clock):
    *_, before, last = sessions(booking)
    clock(before.ends_at)
    address = link(links.Purpose.APOLOGY, booking.uuid)
    assert words(Client().get(address)).startswith(
        "You cannot come? That is all right. Nobody will ask why."
    )

    said = {"session": str(last.uuid), "answer": "sorry"}
    page = words(Client().post(address, said, follow=True))

    assert page.startswith("Thank you for telling us Your tutors know.")
    assert "next time" not in page


def test_my_courses_shows_next_what_the_student_comes_to(grace, booking):
    first, second = sessions(booking)[:2]
    grace.post(address(booking, first), {"answer": "sorry"})

    page = words(grace.get("/my-courses/"))
    panel, booked = page.split("Booked")[0], page.split("Booked")[1]
    assert when(second) in panel
    assert "You told us" not in panel
    assert f"Next: {when(first)}" in booked
    assert booked.count("You told us that you cannot come") == 1


def test_my_courses_shows_the_first_session_to_whoever_comes_to_none(grace, booking):
    for session in sessions(booking):
        grace.post(address(booking, session), {"answer": "sorry"})

    panel = words(grace.get("/my-courses/")).split("Booked")[0]
    assert when(sessions(booking)[0]) in panel
    assert "You told us that you cannot come to this one." in panel


def test_only_who_acts_for_the_student_says_so(grace, booking):
    strangers = BookingFactory(student=StudentAccessFactory().student)

    for one, session in (
        (strangers, sessions(strangers)[0]),
        (booking, sessions(strangers)[0]),
    ):
        assert grace.post(address(one, session), {"answer": "sorry"}).status_code == 404
    nowhere = reverse("bookings:booking_apology", args=[booking.uuid, uuid4()])
    assert grace.post(nowhere, {"answer": "sorry"}).status_code == 404
    assert Client().post(address(booking, sessions(booking)[0])).url.startswith("/sign-in/")
    assert not SessionApology.objects.exists()


def test_what_cannot_be_written_down_is_said(grace, booking, clock, access):
    session = sessions(booking)[0]
    clock(session.ends_at)
    grace.force_login(access.user)

    page = words(grace.post(address(booking, session), {"answer": "sorry"}, follow=True))

    assert "We could not write that down. The session may be over." in page


def test_the_register_suggests_told_us(grace, booking):
    session = sessions(booking)[0]
    grace.post(address(booking, session), {"answer": "sorry"})
    tutor = client_of(tutor_user(booking.run))
    register = reverse("bookings:register", args=[session.uuid])

    assert "Told us before that they cannot come." in words(tutor.get(register))


def test_saving_the_register_makes_the_suggestion_a_mark(grace, booking, clock):
    session = sessions(booking)[0]
    grace.post(address(booking, session), {"answer": "sorry"})
    clock(session.ends_at)
    tutor = client_of(tutor_user(booking.run))
    register = reverse("bookings:register", args=[session.uuid])

    assert re.search(r'value="TOLD_US" checked', tutor.get(register).content.decode())
    assert not booking.attendances.exists()


# From a message -----------------------------------------------------------------------


def test_the_link_opens_one_page_with_one_button_and_changes_nothing(booking):
    session = sessions(booking)[1]
    response = Client().get(link(links.Purpose.APOLOGY, booking.uuid, session.uuid))

    page = words(response)
    assert page.startswith("You cannot come? That is all right.")
    assert "Tuesday 19 January 2027, 10am to 12 noon" in page
    assert page.count("I cannot come") == 1
    assert "Grace" not in page
    assert response["Referrer-Policy"] == "same-origin"
    assert not SessionApology.objects.exists()


def test_the_button_says_so_and_the_next_one_takes_it_back(booking):
    session = sessions(booking)[1]
    address = link(links.Purpose.APOLOGY, booking.uuid, session.uuid)
    said = {"session": str(session.uuid)}

    page = words(Client().post(address, said | {"answer": "sorry"}, follow=True))
    assert page.startswith("Thank you for telling us")
    assert SessionApology.objects.standing().get().made_by is None

    page = words(Client().post(address, said | {"answer": "coming"}, follow=True))
    assert page.startswith("You cannot come?")


def test_a_link_for_the_booking_begins_with_the_next_session(booking):
    address = link(links.Purpose.APOLOGY, booking.uuid)
    page = words(Client().get(address))
    assert page.index("Tuesday 12 January") < page.index("It is about another date")

    third = sessions(booking)[2]
    Client().post(address, {"answer": "sorry", "session": str(third.uuid)})
    assert SessionApology.objects.standing().get().session == third


def test_a_link_for_one_session_says_nothing_of_another(booking):
    first, second, *_ = sessions(booking)
    address = link(links.Purpose.APOLOGY, booking.uuid, first.uuid)

    Client().post(address, {"answer": "sorry", "session": str(second.uuid)})

    assert not SessionApology.objects.exists()


@pytest.mark.parametrize("answer", ("", "x", "\x00"))
def test_what_is_no_answer_changes_nothing(booking, answer):
    for purpose in (links.Purpose.APOLOGY, links.Purpose.GIVE_UP):
        said = {"answer": answer, "session": answer}
        assert Client().post(link(purpose, booking.uuid), said).status_code == 302
    booking.refresh_from_db()
    assert booking.status == "CONFIRMED"


def test_a_place_is_given_up_from_a_message_and_taken_back(booking):
    address = link(links.Purpose.GIVE_UP, booking.uuid)
    assert words(Client().get(address)).startswith("Give up your place?")

    page = words(Client().post(address, {"answer": "give-up"}, follow=True))
    assert page.startswith("You have given up this place")
    assert "Take my place back" in page

    page = words(Client().post(address, {"answer": "take-back"}, follow=True))
    assert page.startswith("Done The place is booked again, on every date still to come. Give up")


def test_a_place_offered_on_is_not_taken_back(booking):
    booking.run.capacity = 1
    booking.run.save()
    EntryFactory(run=booking.run, student=StudentFactory())
    address = link(links.Purpose.GIVE_UP, booking.uuid)

    Client().post(address, {"answer": "give-up"})
    page = words(Client().post(address, {"answer": "take-back"}, follow=True))

    assert "Somebody else has been offered this place now." in page


@pytest.mark.parametrize("by_office", (True, False))
def test_the_link_undoes_for_a_day_what_was_given_up_through_it_and_books_nothing(
    booking, clock, by_office
):
    address = link(links.Purpose.GIVE_UP, booking.uuid)
    if by_office:
        basis = Basis(agreed="PHONE", note="Rang on Monday.")
        places.cancel_booking(booking=booking, basis=basis, by=UserFactory(), at=NOW)
    else:
        Client().post(address, {"answer": "give-up"})
        clock(NOW + dt.timedelta(hours=25))

    assert "Take my place back" not in words(Client().get(address))
    page = words(Client().post(address, {"answer": "take-back"}, follow=True))

    assert "That does not work any more." in page
    booking.refresh_from_db()
    assert not booking.is_active


@pytest.mark.parametrize("purpose", (links.Purpose.APOLOGY, links.Purpose.GIVE_UP))
def test_links_cut_in_two_or_of_long_ago_say_what_to_do(booking, purpose, clock):
    address = link(purpose, booking.uuid)
    assert Client().get(address[:-9] + "/").status_code == 404
    clock(UNTIL)
    assert Client().get(address).status_code == 410


def test_both_links_stand_in_the_confirmation(booking, run_due_tasks, mailoutbox):
    run_due_tasks()

    found = re.findall(r"/answer/(?:session|place)/\S+", mailoutbox[0].body)
    assert len(found) == 2
    assert [Client().get(one).status_code for one in found] == [200, 200]
