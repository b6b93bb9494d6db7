"""Moving a place to other dates."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from bookings.models import Booking, Offer, WaitingListEntry
from bookings.operations import places, waiting
from courses.models import RunShare
from tests.factories.accounts import StudentAccessFactory, StudentFactory
from tests.factories.bookings import BookingFactory, EntryFactory
from tests.factories.courses import NOW, local, make_course_page, make_run
from tests.factories.staff import client_of, make_user

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)


def words(response) -> str:
    main = re.search(r"<main.*?</main>", response.content.decode(), re.DOTALL)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def page_of(booking) -> str:
    return reverse("bookings:booking_move", args=[booking.uuid])


@pytest.fixture
def booking(access, clock):
    run = make_run(course=make_course_page(title="Sleep well"))
    return places.book_place(run=run, student=access.student, by=access.user, at=NOW)


def other_run(booking, *, full=False, **fields):
    fields = {"starts": local(2027, 2, 9), "capacity": 1} | fields
    run = make_run(course=booking.run.course, **fields)
    if full:
        places.book_place(run=run, student=StudentFactory(), by=None, at=NOW)
    return run


def press(grace, booking, run, answer, **more):
    return grace.post(page_of(booking), {"run": str(run.uuid), "answer": answer}, **more)


def test_other_dates_are_listed_with_what_can_be_done(grace, booking):
    other_run(booking, full=True, starts=local(2027, 2, 9))
    other_run(booking, starts=local(2027, 2, 2))
    make_run()

    page = words(grace.get(page_of(booking)))

    free = page.index("4 Tuesdays, 2 to 23 February 2027")
    full = page.index("4 Tuesdays, 9 February to 2 March 2027")
    assert free < page.index("Move to these dates") < full
    assert full < page.index("Wait for these, and keep my place until then")
    assert page.count("4 Tuesdays") == 4  # each twice: on the page, and for a screen reader


def test_one_step_moves_the_place(grace, booking):
    run = other_run(booking)

    response = press(grace, booking, run, "move")

    moved = Booking.objects.get(run=run)
    booking.refresh_from_db()
    assert response.url == reverse("bookings:booking_booked", args=[moved.uuid]) + "?agree"
    assert (moved.status, booking.status) == ("CONFIRMED", "MOVED")


def test_whoever_is_too_late_keeps_the_place(grace, booking):
    run = other_run(booking, full=True)

    page = words(press(grace, booking, run, "move", follow=True))

    booking.refresh_from_db()
    assert "there is no room on those dates now. You still have your place." in page
    assert booking.status == "CONFIRMED"


def test_the_place_is_kept_while_waiting_for_full_dates(grace, booking):
    run = other_run(booking, full=True)

    response = press(grace, booking, run, "wait")

    entry = WaitingListEntry.objects.get()
    assert response.url == reverse("bookings:waiting_joined", args=[entry.uuid])
    assert (entry.run, entry.instead_of) == (run, booking)
    page = words(grace.get(response.url))
    assert "You keep your place on other dates until you say yes to these." in page
    assert "You are on the list for these." in words(grace.get(page_of(booking)))


def test_a_place_that_has_come_free_meanwhile_is_offered_at_once(grace, booking):
    run = other_run(booking)

    response = press(grace, booking, run, "wait")

    assert response.url == reverse(
        "bookings:waiting_entry", args=[WaitingListEntry.objects.get().uuid]
    )
    assert "Your place on the other dates is given up then." in words(grace.get(response.url))


@pytest.mark.parametrize("is_over", (False, True))
def test_only_what_is_so_is_promised_to_who_waits_in_order_to_move(
    grace, booking, clock, is_over, run_due_tasks, mailoutbox
):
    run = other_run(booking, starts=local(2027, 3, 9))
    if is_over:
        waiting.join_waiting_list(
            run=run, student=booking.student, instead_of=booking, by=None, at=NOW
        )
        clock(local(2027, 2, 2, 13))
        Offer.objects.update(answer_by=local(2027, 2, 3, 12))
        grace.force_login(booking.booked_by)
    else:
        press(grace, booking, run, "wait")
    run_due_tasks()

    page = words(grace.get(reverse("bookings:waiting_entry", args=[run.waiting_list.get().uuid])))
    (mail,) = (one for one in mailoutbox if "Please tell us by" in one.body)

    assert ("Your place on the other dates is given up then." in page) != is_over
    assert ("You keep your place on the other dates." in page) != is_over
    assert ("You go first when this course runs again." in page) == is_over
    assert ("you go first when this course runs again" in mail.body) == is_over
    assert "If we hear nothing by then, we ask whoever is next." in page


@pytest.mark.parametrize("is_over", (False, True))
def test_the_office_is_not_offered_to_change_what_is_over(booking, clock, is_over):
    if is_over:
        clock(local(2027, 2, 2, 13))
    desk = client_of(make_user(Role.COORDINATOR))

    page = words(desk.get(reverse("places_run", args=[booking.run.uuid])))

    assert ("Other dates" in page, "Give up the place" in page) == (not is_over, not is_over)


def test_two_together_need_two_places(grace, booking):
    Booking.objects.update(places=2)
    other_run(booking, capacity=1)

    assert "There is no room for two at the moment." in words(grace.get(page_of(booking)))


def test_dates_of_another_course_are_no_choice(grace, booking):
    assert press(grace, booking, make_run(), "move").url == page_of(booking)
    assert Booking.objects.get().status == "CONFIRMED"


def test_without_other_dates_the_page_says_so(grace, booking):
    assert "There are no other dates just now." in words(grace.get(page_of(booking)))


def test_only_who_acts_for_the_student_moves_a_place(grace, booking):
    strangers = BookingFactory(student=StudentAccessFactory().student)

    assert grace.get(page_of(strangers)).status_code == 404
    assert grace.post(page_of(strangers)).status_code == 404
    assert Client().get(page_of(booking)).url.startswith("/sign-in/")


def test_a_place_given_up_cannot_move(grace, booking):
    places.cancel_booking(booking=booking, by=None, at=NOW)

    assert grace.get(page_of(booking)).url == reverse(
        "bookings:booking_detail", args=[booking.uuid]
    )


def test_nobody_moves_away_from_dates_that_are_over(grace, booking, clock):
    run = other_run(booking, starts=local(2027, 3, 9))
    clock(local(2027, 2, 2, 13))
    detail = reverse("bookings:booking_detail", args=[booking.uuid])
    # Nobody is signed in for so long.
    grace.force_login(booking.booked_by)

    assert grace.get(page_of(booking)).url == detail
    assert press(grace, booking, run, "move").url == detail
    assert press(grace, booking, run, "wait").url == detail
    assert [one.status for one in Booking.objects.all()] == ["CONFIRMED"]
    assert not WaitingListEntry.objects.exists()


@pytest.mark.parametrize("rows", (1, 3))
def test_the_page_costs_the_same_however_many_dates(
    grace, booking, rows, django_assert_num_queries
):
    for week in range(rows):
        other_run(booking, full=True, starts=local(2027, 2, 2 + 7 * week))

    with django_assert_num_queries(15):
        grace.get(page_of(booking))


def test_dates_that_clash_with_another_place_are_marked_and_not_forbidden(grace, booking, access):
    with_clash = other_run(booking)
    other_run(booking, starts=local(2027, 4, 6))
    busy = make_run(course=make_course_page(title="Painting"), starts=local(2027, 2, 16))
    BookingFactory(run=busy, student=access.student)

    page = words(grace.get(page_of(booking)))

    assert page.count("You have a place on something else then") == 1
    assert page.count("Painting: Tuesday 16 February 2027, 10am to 12 noon") == 1
    assert "Resting" not in page
    press(grace, booking, with_clash, "move")
    assert Booking.objects.filter(run=with_clash, status="CONFIRMED").exists()


def test_the_place_that_is_left_is_no_clash(grace, booking):
    other_run(booking, starts=local(2027, 1, 12))

    assert "something else then" not in words(grace.get(page_of(booking)))


def test_a_helper_is_not_shown_what_was_booked_before_they_were_let_in(clock, booking, access):
    other_run(booking)
    before, after = (
        BookingFactory(
            run=make_run(course=make_course_page(title=title), starts=local(2027, 2, 16)),
            student=access.student,
            booked_at=at,
        )
        for title, at in (("Painting", NOW - HOUR), ("Walking", NOW + HOUR))
    )
    Booking.objects.filter(pk=booking.pk).update(booked_at=NOW + HOUR)
    helper = StudentAccessFactory(student=access.student, kind="HELPER", granted_at=NOW)
    client = Client()
    client.force_login(helper.user)

    page = words(client.get(page_of(booking)))

    assert (after.run.course.title in page, before.run.course.title in page) == (True, False)
    assert "There is a place on something else then" in page


def test_a_helper_moves_nobody_to_what_was_theirs_before(clock, booking, access):
    had, waited = other_run(booking), other_run(booking)
    BookingFactory(run=had, student=access.student, booked_at=NOW - HOUR)
    EntryFactory(run=waited, student=access.student, joined_at=NOW - HOUR)
    Booking.objects.filter(pk=booking.pk).update(booked_at=NOW + HOUR)
    helper = StudentAccessFactory(student=access.student, kind="HELPER", granted_at=NOW)
    client = Client()
    client.force_login(helper.user)

    page = words(client.get(page_of(booking)))
    for run in (had, waited):
        assert press(client, booking, run, "wait").url == page_of(booking)

    assert page.count("These cannot be booked here. Please ring us, or ask Grace Obi.") == 2
    assert "on the list" not in page


def test_where_the_places_left_are_kept_for_others_one_can_wait(grace, booking):
    kept = other_run(booking, capacity=2, shares_until=dt.date(2027, 2, 1))
    RunShare.objects.create(run=kept, percent=100, for_staff=True)

    page = words(press(grace, booking, kept, "move", follow=True))

    assert "The places that are left on those dates are kept for others for now." in page
    assert "The places that are left are kept for others until Monday 1 February" in page
    press(grace, booking, kept, "wait")
    assert WaitingListEntry.objects.get().instead_of == booking


def test_whoever_waits_in_order_to_move_is_always_asked_first(grace, booking):
    press(grace, booking, other_run(booking, full=True), "wait")
    entry = WaitingListEntry.objects.get()
    change = reverse("bookings:waiting_change", args=[entry.uuid])
    assert "Book me straight in" not in words(grace.get(change))

    grace.post(change, {"company": "together", "supporter_name": "Jo", "asking": "straight"})
    entry.refresh_from_db()
    assert (entry.places, entry.books_straight_in) == (2, False)
    waiting.change_wish(entry=entry, places=1, books_straight_in=True, by=None, at=NOW)

    entry.refresh_from_db()
    assert (entry.places, entry.books_straight_in) == (1, False)
