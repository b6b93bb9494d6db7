"""The pages behind the links in messages."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core import signing
from django.test import Client

from accounts.composing import compose
from accounts.enums import AccessKind
from accounts.operations import students
from bookings.enums import EntryStatus
from bookings.messages import links
from bookings.messages.waiting import ANSWERED_LATE_FOR
from bookings.models import Booking, CourseInterest, EntryEvent, Offer
from bookings.operations import places, waiting, waiting_due
from tests.factories.accounts import StudentAccessFactory, StudentFactory, UserFactory
from tests.factories.courses import NOW, make_course_page, make_run

pytestmark = pytest.mark.django_db


def words(response) -> str:
    main = re.search(r"<main.*?</main>", response.content.decode(), re.DOTALL)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def book(run, student=None):
    return places.book_place(run=run, student=student or StudentFactory(), by=None, at=NOW)


def join(run, student=None, **wish):
    student = student or StudentFactory()
    return waiting.join_waiting_list(run=run, student=student, by=None, at=NOW, **wish)


def offer_of(entry):
    return entry.offers.latest("pk")


def link_of(offer) -> str:
    until = offer.answer_by + ANSWERED_LATE_FOR
    whole = links.address(links.Purpose.OFFER, offer.uuid, until=until)
    return "/" + whole.split("/", 3)[3]


@pytest.fixture
def offered(college, clock):
    """Somebody who has just been offered the only place of a run."""
    run = make_run(capacity=1)
    taken = book(run)
    entry = join(run, StudentFactory(name="Wilhelmina Quill"))
    places.cancel_booking(booking=taken, by=None, at=NOW)
    entry.refresh_from_db()
    return entry


def answer(entry, said):
    address = link_of(offer_of(entry))
    response = Client().post(address, {"answer": said})
    assert response.status_code == 302
    return words(Client().get(response.url))


# Who may open it -----------------------------------------------------------------


def test_links_in_the_messages_of_a_removed_helper_stop_at_once(college, clock):
    student = StudentFactory(name="Amina", email="kofi@example.org")
    helper = StudentAccessFactory(
        student=student, user__email="kofi@example.org", kind=AccessKind.HELPER
    )
    place = book(make_run(), student)
    run = make_run(capacity=1)
    taken, entry = book(run), join(run, student)
    places.cancel_booking(booking=taken, by=None, at=NOW)

    def links_in_messages():
        for message in student.messages.filter(kind__in=("booking_confirmed", "place_offered")):
            compose(message, at=NOW)
            yield from re.findall(r"/answer/[^\s\"<>]+", message.text)

    before = set(links_in_messages())
    assert len(before) == 3
    students.remove_helper(access=helper, by=UserFactory(), at=NOW)

    for address in before:
        for response in (Client().get(address), Client().post(address, {"answer": "yes"})):
            assert response.status_code == 410
            page = words(response)
            assert "It was in a message from before somebody stopped helping." in page
            assert "Amina" not in page
    entry.refresh_from_db()
    place.refresh_from_db()
    assert (entry.status, place.status) == ("OFFERED", "CONFIRMED")
    # Whatever goes to an address of their own from now on works.
    student.refresh_from_db()
    student.email = "amina@example.org"
    student.save()
    student.messages.update(channel="EMAIL")
    again = set(links_in_messages()) - before
    assert [Client().get(address).status_code for address in again] == [200] * 3


# Opening the page ---------------------------------------------------------------


def test_opening_the_link_shows_the_dates_until_when_and_three_answers(offered):
    response = Client().get(link_of(offer_of(offered)))

    page = words(response)
    assert page.startswith("A place is held for you We hold it until Wednesday 6 January 2027 at")
    for shown in (
        offered.run.course.title,
        "4 Tuesdays, 12 January to 2 February 2027",
        "Yes please",
        "Not this time",
        "Take me off the list",
    ):
        assert shown in page


def test_opening_the_link_changes_nothing(offered):
    events = EntryEvent.objects.count()

    for method in ("get", "head"):
        assert getattr(Client(), method)(link_of(offer_of(offered))).status_code == 200

    offered.refresh_from_db()
    assert (offered.status, EntryEvent.objects.count()) == (EntryStatus.OFFERED, events)


def test_the_page_names_nobody_and_stays_in_no_browser(offered):
    response = Client().get(link_of(offer_of(offered)))

    assert "Wilhelmina" not in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "same-origin"


def test_a_pair_hears_that_two_places_are_held(college, clock):
    run = make_run(capacity=2)
    entry = join(run, places=2, supporter_name="Jo")

    page = words(Client().get(link_of(offer_of(entry))))

    assert "Two places are held for you One is for the person who comes along." in page


# Answers ------------------------------------------------------------------------


def test_yes_please_books_the_place(offered):
    assert answer(offered, "yes").startswith("Your place is booked")
    booking = Booking.objects.get(student=offered.student)
    assert (booking.run, booking.status) == (offered.run, "CONFIRMED")


def test_not_this_time_passes_the_place_on_and_keeps_the_person_in_front(offered):
    following = join(offered.run)

    page = answer(offered, "not-this-time")

    assert page.startswith("Thank you for telling us Somebody else is asked now. You go first")
    offered.refresh_from_db()
    following.refresh_from_db()
    assert [offered.status, following.status] == ["PASSED", "OFFERED"]
    assert CourseInterest.objects.get().student == offered.student


def test_not_this_time_is_undone_while_nobody_else_waits(offered, clock):
    until = offer_of(offered).answer_by
    link = link_of(offer_of(offered))

    page = answer(offered, "not-this-time")
    assert "Nobody else waits, so the place is free again." in page
    assert "Take that back" in page
    assert "waiting list again" not in page

    assert answer(offered, "take-back").startswith("A place is held for you")
    assert answer(offered, "take-back").startswith("A place is held for you")
    offered.refresh_from_db()
    assert (offered.status, offer_of(offered).answer_by) == ("OFFERED", until)
    assert not CourseInterest.objects.filter(ended_at=None).exists()
    # The link in the message of the first offer leads to the second.
    assert words(Client().get(link)).startswith("A place is held for you")
    assert "Yes please" in words(Client().get(link))

    Client().post(link, {"answer": "not-this-time"})
    clock(until + dt.timedelta(minutes=1))
    page = words(Client().get(link))
    assert "Take that back" not in page
    assert "You can book a place ." in page


def test_not_this_time_stays_once_somebody_else_is_asked(offered):
    join(offered.run)

    page = answer(offered, "not-this-time")
    assert "Somebody else is asked now." in page
    assert "Take that back" not in page
    assert "Somebody else has been offered this place now" in answer(offered, "take-back")

    offered.refresh_from_db()
    assert offered.status == "PASSED"


def test_take_me_off_is_undone_with_one_press(offered):
    assert answer(offered, "off").startswith("You are off the list")
    offered.refresh_from_db()
    assert offered.status == EntryStatus.LEFT

    assert answer(offered, "back").startswith("A place is held for you We hold it until")
    again = offered.run.waiting_list.live().get(student=offered.student)
    assert (again.rank, again.joined_at) == (offered.rank, offered.joined_at)


@pytest.mark.parametrize("said", ("yes", "not-this-time", "off"))
def test_answering_twice_is_harmless(offered, said):
    first = answer(offered, said)
    events = EntryEvent.objects.count()

    assert answer(offered, said) == first
    assert EntryEvent.objects.count() == events


@pytest.mark.parametrize("said", ("", "maybe", "back", "\x00"))
def test_what_is_no_answer_changes_nothing(offered, said):
    assert answer(offered, said).startswith("A place is held for you")


# Too late -----------------------------------------------------------------------


def test_a_late_yes_counts_while_nobody_else_waits(offered, clock):
    clock(offer_of(offered).answer_by + dt.timedelta(minutes=5))

    page = words(Client().get(link_of(offer_of(offered))))
    assert page.startswith("The time to answer is over")
    assert "Yes please, if it is still free" in page

    assert answer(offered, "yes").startswith("Your place is booked")


def test_a_late_yes_is_told_kindly_that_the_place_went_on(offered, clock):
    first_link = link_of(offer_of(offered))
    join(offered.run)
    clock(offer_of(offered).answer_by + dt.timedelta(minutes=5))

    response = Client().post(first_link, {"answer": "yes"})

    page = words(Client().get(response.url))
    assert "That came too late: the place went to the next person." in page
    assert "You are on the waiting list" in page
    assert not Booking.objects.filter(student=offered.student).exists()


def test_a_link_answers_only_the_offer_it_was_sent_with(offered, clock):
    """Another place that is offered later has a message of its own."""
    first = offer_of(offered)
    other = join(offered.run)
    waiting_due.pass_on_all(at=first.answer_by)
    at = first.answer_by + dt.timedelta(hours=1)
    waiting.decline_offer(offer=offer_of(other), by=None, at=at)
    offered.refresh_from_db()
    assert offered.status == EntryStatus.OFFERED
    clock(at)

    page = words(Client().get(link_of(first)))
    for said in ("yes", "not-this-time", "off"):
        Client().post(link_of(first), {"answer": said})

    assert page.startswith("A place is held for you We have sent you a newer message about it.")
    offered.refresh_from_db()
    assert offered.status == EntryStatus.OFFERED
    with pytest.raises(waiting.CannotAnswer):
        waiting.accept_offer(offer=first, by=None, at=at)
    assert answer(offered, "yes").startswith("Your place is booked")


def test_whoever_comes_back_through_a_link_and_is_asked_again_can_answer(offered):
    old = link_of(offer_of(offered))
    Client().post(old, {"answer": "off"})

    response = Client().post(old, {"answer": "back"})

    assert words(Client().get(response.url)).startswith("A place is held for you We hold it until")
    assert "newer message" in words(Client().get(old))


def test_a_link_of_long_ago_says_so(offered, clock):
    address = link_of(offer_of(offered))
    clock(offer_of(offered).answer_by + ANSWERED_LATE_FOR)

    response = Client().get(address)

    assert response.status_code == 410
    assert "It was good for some time, and that time is over. Nothing has changed." in words(
        response
    )


@pytest.mark.parametrize(
    "spoilt",
    (
        lambda address: address[:-9] + "/",
        lambda _: "/answer/offer/x/",
        lambda address: address.replace("/offer/", "/offer/%ED%A0%80"),
    ),
)
def test_a_link_cut_in_two_says_what_to_do(offered, spoilt):
    response = Client().get(spoilt(link_of(offer_of(offered))))

    assert response.status_code == 404
    assert "Open the message again, and tap the button in it." in words(response)


def test_a_link_for_something_else_opens_nothing(offered):
    offer = offer_of(offered)
    of_another_kind = signing.dumps([offer.uuid.hex, 9999999999], salt="somewhere else")

    assert Client().get(f"/answer/offer/{of_another_kind}/").status_code == 404


def test_an_offer_that_is_gone_from_the_books_opens_nothing(college, clock):
    run = make_run(capacity=1)
    offer = offer_of(join(run))
    address = link_of(offer)
    EntryEvent.objects.all().delete()
    Offer.objects.all().delete()

    assert Client().get(address).status_code == 404


@pytest.mark.parametrize(
    ("status", "heading"),
    (
        ("LAPSED", "You are off the waiting list"),
        ("RUN_CANCELLED", "These dates are cancelled"),
        ("ENDED", "The waiting list has ended"),
        ("BOOKED", "This place has been given up"),
    ),
)
def test_every_end_has_its_own_words(offered, status, heading):
    offered.offers.update(status="WITHDRAWN", ended_at=NOW)
    type(offered).objects.filter(pk=offered.pk).update(status=status, ended_at=NOW)

    assert words(Client().get(link_of(offer_of(offered)))).startswith(heading)


def test_the_link_says_when_something_else_takes_place_but_not_what(offered):
    busy = make_run(course=make_course_page(title="Painting"))
    book(busy, offered.student)

    page = words(Client().get(link_of(offer_of(offered))))

    assert "You have a place on something else then" in page
    assert "Tuesday 12 January 2027, 10am to 12 noon" in page
    assert "Painting" not in page
    assert "Your place is booked" in answer(offered, "yes")


# A place that nobody else can have ------------------------------------------------------


@pytest.fixture
def beside_a_pair(college, clock):
    """Somebody who has been offered the one free place, behind two who wait together."""
    run = make_run(capacity=2)
    taken = book(run)
    book(run)
    join(run, places=2)
    entry = join(run, StudentFactory(name="Wilhelmina Quill"))
    places.cancel_booking(booking=taken, by=None, at=NOW)
    entry.refresh_from_db()
    return entry


def test_not_this_time_is_undone_while_only_a_pair_waits(beside_a_pair, clock):
    link, until = link_of(offer_of(beside_a_pair)), offer_of(beside_a_pair).answer_by

    page = answer(beside_a_pair, "not-this-time")
    assert "Somebody else is asked now" not in page
    assert "Nobody who waits can have the place at the moment, so it is still free." in page
    assert answer(beside_a_pair, "take-back").startswith("A place is held for you")

    answer(beside_a_pair, "not-this-time")
    clock(until + dt.timedelta(minutes=1))
    page = words(Client().get(link))
    assert "Take that back" not in page
    assert "You can ask for the place again ." in page


def test_while_booking_is_closed_nobody_else_is_said_to_be_asked(offered):
    join(offered.run)
    offered.run.status = "CLOSED"
    offered.run.save()

    page = answer(offered, "not-this-time")

    assert page.startswith("Thank you for telling us You go first when this course runs again")
    assert "Take that back" not in page


@pytest.mark.parametrize("is_same_course", (True, False))
def test_only_a_place_on_this_course_takes_the_promise_to_go_first(offered, is_same_course):
    course = {"course": offered.run.course, "term": offered.run.term} if is_same_course else {}
    book(make_run(**course), offered.student)

    page = words(Client().get(link_of(offer_of(offered))))

    promised = "Somebody else can have the place. You go first when this course runs again." in page
    assert promised is not is_same_course
