"""A student's turn on a waiting list."""

from __future__ import annotations

import datetime as dt
import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import AccessKind
from bookings.models import Booking, WaitingListEntry
from bookings.operations import places, waiting
from bookings.queries.waiting import ordinal_words
from tests.factories.accounts import StudentAccessFactory, StudentFactory
from tests.factories.bookings import EntryFactory
from tests.factories.courses import NOW, local, make_course_page, make_run
from tests.factories.staff import client_of

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)

PAGES = ("waiting_entry", "waiting_joined", "waiting_change")


def words(response) -> str:
    main = re.search(r"<main.*?</main>", response.content.decode(), re.DOTALL)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def page_of(name, entry) -> str:
    return reverse(f"bookings:{name}", args=[entry.uuid])


def join(run, student=None, **wish):
    student = student or StudentFactory()
    return waiting.join_waiting_list(run=run, student=student, by=None, at=NOW, **wish)


def full_run(capacity=1, **fields):
    run = make_run(capacity=capacity, **fields)
    for _ in range(capacity):
        places.book_place(run=run, student=StudentFactory(), by=None, at=NOW)
    return run


def place_comes_free(run):
    places.cancel_booking(booking=run.bookings.active().first(), by=None, at=NOW)


@pytest.fixture
def turn(access, clock):
    """Grace waits for a full run, the first in line."""
    return join(full_run(), access.student)


# Who gets in ----------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_only_who_acts_for_the_student_sees_a_turn(grace, turn, name):
    somebody_elses = join(turn.run)

    assert grace.get(page_of(name, turn)).status_code == 200
    assert grace.get(page_of(name, somebody_elses)).status_code == 404
    assert grace.get(page_of(name, turn).replace(str(turn.uuid), str(uuid4()))).status_code == 404
    assert Client().get(page_of(name, turn)).url == f"/sign-in/?next={page_of(name, turn)}"


@pytest.mark.parametrize("name", ("waiting_answer", "waiting_change"))
def test_nobody_changes_the_turn_of_a_stranger(grace, turn, name):
    somebody_elses = join(turn.run)

    response = grace.post(page_of(name, somebody_elses), {"answer": "off", "company": "together"})

    assert response.status_code == 404
    somebody_elses.refresh_from_db()
    assert (somebody_elses.status, somebody_elses.places) == ("WAITING", 1)


def test_answering_needs_a_button(grace, turn):
    assert grace.get(page_of("waiting_answer", turn)).status_code == 405


def test_a_helper_is_told_whose_turn_it_is(turn):
    helper = StudentAccessFactory(student=turn.student, kind=AccessKind.HELPER)
    client = client_of(helper.user)

    page = words(client.get(page_of("waiting_entry", turn)))

    assert "The turn of Grace Obi Grace Obi is next" in page
    assert "When it is their turn, we tell them and hold the place while they think." in page
    joined = words(client.get(page_of("waiting_joined", turn)))
    assert joined.startswith("They are on the waiting list Grace Obi is next.")
    assert "for Grace Obi" in words(client.get(page_of("waiting_change", turn)))


def test_a_helper_sees_a_turn_that_came_back_since_they_were_let_in(turn, clock):
    before = EntryFactory(student=turn.student, run=make_run(), joined_at=NOW)
    waiting.leave_waiting_list(entry=turn, by=None, at=NOW + HOUR)
    helper = StudentAccessFactory(
        student=turn.student, kind=AccessKind.HELPER, granted_at=NOW + 2 * HOUR
    )
    clock(NOW + 3 * HOUR)
    client = client_of(helper.user)
    start = reverse("bookings:book_start", args=[turn.run.uuid])
    assert client.get(page_of("waiting_entry", turn)).status_code == 404

    again = waiting.join_waiting_list(
        run=turn.run, student=turn.student, by=helper.user, at=NOW + 3 * HOUR
    )

    assert again.joined_at == NOW
    assert "is next" in words(client.get(page_of("waiting_joined", again)))
    assert str(again.uuid) in client.get("/my-courses/").content.decode()
    assert str(again.uuid) in client.get(start).content.decode()
    assert list(WaitingListEntry.objects.reachable_by(helper.user)) == [again]
    for earlier in (turn, before):
        assert client.get(page_of("waiting_entry", earlier)).status_code == 404
        assert str(earlier.uuid) not in client.get("/my-courses/").content.decode()


# The turn -------------------------------------------------------------------------


def test_the_page_says_who_is_next_and_how_offers_work(grace, turn):
    page = words(grace.get(page_of("waiting_entry", turn)))

    assert "You are next" in page
    assert turn.run.course.title in page
    assert "we would hold it until Wednesday 6 January 2027 at 10am" in page
    assert "On the list since Monday 4 January 2027" in page


def test_the_position_counts_those_who_wait_in_front(grace, access):
    run = full_run()
    for _ in range(2):
        join(run)
    entry = join(run, access.student)

    assert "You are 3rd in line" in words(grace.get(page_of("waiting_entry", entry)))


@pytest.mark.parametrize(
    ("number", "expected"),
    ((1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (21, "21st")),
)
def test_places_in_a_line_are_written_as_people_say_them(number, expected):
    assert ordinal_words(number) == expected


def test_so_close_to_the_start_the_college_would_ring(grace, access, clock):
    run = full_run(starts=local(2027, 1, 4, 12))
    entry = join(run, access.student)

    assert "we would ring you" in words(grace.get(page_of("waiting_entry", entry)))


# An offer -------------------------------------------------------------------------


def test_an_open_offer_is_answered_right_there(grace, turn):
    place_comes_free(turn.run)

    page = words(grace.get(page_of("waiting_entry", turn)))
    assert "A place is held for you We hold it until Wednesday 6 January 2027 at 10am" in page
    response = grace.post(page_of("waiting_answer", turn), {"answer": "yes"})

    booking = Booking.objects.get(student=turn.student)
    assert response.url == reverse("bookings:booking_booked", args=[booking.uuid]) + "?agree"
    assert booking.booked_by is not None
    assert "You have a place" in words(grace.get(page_of("waiting_entry", turn)))


def test_a_helper_reads_whose_the_place_would_be(turn):
    helper = StudentAccessFactory(student=turn.student, kind=AccessKind.HELPER)
    client = client_of(helper.user)
    place_comes_free(turn.run)

    page = words(client.get(page_of("waiting_entry", turn)))

    assert "A place is held for Grace Obi" in page
    assert "The place is theirs at once, on every date." in page
    assert "They go first when this course runs again." in page
    assert "Take them off the list" in page
    booked = client.post(page_of("waiting_answer", turn), {"answer": "yes"}, follow=True)
    assert "will meet Grace Obi. Nobody has to bring anything" in words(booked)
    assert "meet you" not in words(booked)


def test_not_this_time_says_what_comes_next(grace, turn):
    place_comes_free(turn.run)

    response = grace.post(page_of("waiting_answer", turn), {"answer": "not-this-time"})

    assert response.url == page_of("waiting_entry", turn)
    assert "You go first when this course runs again" in words(grace.get(response.url))

    back = grace.post(page_of("waiting_answer", turn), {"answer": "take-back"}, follow=True)
    assert "A place is held for you" in words(back)


# Leaving and coming back ------------------------------------------------------------


def test_leaving_is_undone_with_one_tap_and_keeps_the_turn(grace, turn):
    join(turn.run)
    left = grace.post(page_of("waiting_answer", turn), {"answer": "off"}, follow=True)
    assert "You are off the list" in words(left)

    back = grace.post(page_of("waiting_answer", turn), {"answer": "back"}, follow=True)

    assert "You are next" in words(back)


# Changing -------------------------------------------------------------------------


def test_what_was_wished_for_can_be_changed_and_the_turn_stays(grace, turn):
    response = grace.post(
        page_of("waiting_change", turn),
        {"company": "together", "supporter_name": "Jo", "asking": "straight"},
    )

    assert response.url == page_of("waiting_entry", turn)
    rank = turn.rank
    turn.refresh_from_db()
    assert (turn.places, turn.supporter_name, turn.books_straight_in, turn.rank) == (
        2,
        "Jo",
        True,
        rank,
    )
    page = words(grace.get(page_of("waiting_entry", turn)))
    assert "Comes along Jo" in page
    assert "both places are yours at once" in page


def test_the_name_of_somebody_who_does_not_come_is_forgotten(grace, turn):
    wish = {"supporter_name": "Jo", "asking": "ask"}
    for company in ("together", "alone"):
        grace.post(page_of("waiting_change", turn), wish | {"company": company})

    turn.refresh_from_db()
    assert (turn.places, turn.supporter_name) == (1, "")


def test_a_new_name_beside_no_is_asked_about_and_kept(grace, turn):
    wish = {"company": "alone", "supporter_name": "Jo", "asking": "ask"}

    page = grace.post(page_of("waiting_change", turn), wish)

    assert "You wrote a name. Choose yes if they come along, or take the name out" in words(page)
    assert 'value="Jo"' in page.content.decode()


def test_what_is_missing_is_asked_for_and_nothing_typed_is_lost(grace, turn):
    page = grace.post(page_of("waiting_change", turn), {"supporter_name": "Jo"})

    assert "Choose yes or no" in words(page)
    assert "Choose if we ask you first" in words(page)
    assert 'value="Jo"' in page.content.decode()


def test_while_a_place_is_offered_the_offer_comes_first(grace, turn):
    place_comes_free(turn.run)

    assert grace.get(page_of("waiting_change", turn)).url == page_of("waiting_entry", turn)
    assert grace.get(page_of("waiting_joined", turn)).url == page_of("waiting_entry", turn)


# My courses -----------------------------------------------------------------------


def test_offers_come_first_and_say_until_when(grace, access):
    offered = full_run(course=make_course_page(title="Offered"))
    join(full_run(course=make_course_page(title="Far away")), access.student)
    join(offered, access.student)
    place_comes_free(offered)

    page = words(grace.get("/my-courses/"))

    assert page.startswith("My courses Held for you Offered")
    assert "A place is held until Wednesday 6 January 2027 at 10am." in page
    assert page.index("Waiting for a place") < page.index("Far away") < page.index("You are next.")


@pytest.mark.parametrize("rows", (1, 3))
def test_my_courses_cost_the_same_however_many_turns(
    grace, access, rows, django_assert_num_queries
):
    for _ in range(rows):
        EntryFactory(student=access.student)

    with django_assert_num_queries(11):
        grace.get("/my-courses/")


def test_while_booking_is_closed_no_time_to_answer_is_promised(grace, turn):
    turn.run.status = "CLOSED"
    turn.run.save()

    page = words(grace.get(page_of("waiting_entry", turn)))

    assert (
        "Just now no places are given out, because booking is closed. You keep your turn." in page
    )
    assert "we would hold it until" not in page
