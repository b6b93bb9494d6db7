"""Giving, giving up and taking back a place."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction

from accounts.models import Message
from bookings.enums import BookingStatus, Refusal
from bookings.models import Booking, BookingEvent
from bookings.operations import locks, moves, places
from bookings.operations.wishes import Wish
from bookings.queries import student
from courses.enums import RunStatus, SessionStatus
from tests.factories.accounts import StudentAccessFactory, StudentFactory, UserFactory
from tests.factories.bookings import BookingFactory
from tests.factories.courses import NOW, TermFactory, local, make_course_page, make_run
from tests.factories.registers import HERE, mark

pytestmark = pytest.mark.django_db


def book(run, student=None, at=NOW, by=None):
    return places.book_place(run=run, student=student or StudentFactory(), by=by, at=at)


def refusal(run, at=NOW, student=None):
    with pytest.raises(places.CannotBook) as caught:
        book(run, student=student, at=at)
    return caught.value.reason


def events(booking):
    return [(e.from_status, e.to_status, e.at, e.by) for e in booking.events.all()]


def test_student_gets_a_place_and_the_confirmation_is_written_down():
    run, student, user = make_run(), StudentFactory(), UserFactory()

    booking = book(run, student, by=user)

    assert list(Booking.objects.active()) == [booking]
    assert (booking.run, booking.student, booking.booked_by) == (run, student, user)
    assert events(booking) == [("", "CONFIRMED", NOW, user)]
    assert list(Message.objects.values_list("kind", "student")) == [
        ("booking_confirmed", student.pk)
    ]


def test_asking_twice_gives_one_place_and_one_message():
    run, student = make_run(), StudentFactory()

    first = book(run, student)
    second = book(run, student, at=NOW + dt.timedelta(seconds=1))

    assert second == first
    assert Booking.objects.count() == 1
    assert BookingEvent.objects.count() == 1
    assert Message.objects.count() == 1


def test_last_place_can_be_booked_and_the_next_student_is_told_it_is_full():
    run = make_run(capacity=2)
    book(run)
    book(run)

    assert refusal(run) == Refusal.FULL
    assert run.bookings.active().count() == 2


def test_supporter_takes_a_place_too():
    run = make_run(capacity=2)
    BookingFactory(run=run, places=2)

    assert refusal(run) == Refusal.FULL


def test_place_given_up_does_not_count():
    run = make_run(capacity=1)
    places.cancel_booking(booking=book(run), by=None, at=NOW)

    assert book(run).is_active


@pytest.mark.parametrize(
    ("fields", "at", "reason"),
    [
        ({"status": RunStatus.PREPARING}, NOW, Refusal.NOT_OPEN_YET),
        ({"status": RunStatus.CLOSED}, NOW, Refusal.CLOSED),
        ({"status": RunStatus.CANCELLED, "cancelled_at": NOW}, NOW, Refusal.RUN_CANCELLED),
        ({"is_drop_in": True}, NOW, Refusal.DROP_IN),
        ({"booking_opens_at": NOW + dt.timedelta(seconds=1)}, NOW, Refusal.NOT_OPEN_YET),
        ({"booking_closes_at": NOW}, NOW, Refusal.CLOSED),
        ({}, local(2026, 11, 30, 9), Refusal.NOT_OPEN_YET),
        ({}, local(2027, 1, 12, 10), Refusal.CLOSED),
        ({"last_joining_session": 2}, local(2027, 1, 19, 10), Refusal.CLOSED),
        ({"sessions": 0}, NOW, Refusal.CLOSED),
    ],
)
def test_refusal_says_why(fields, at, reason):
    assert refusal(make_run(**fields), at=at) == reason


@pytest.mark.parametrize(
    ("fields", "at"),
    [
        ({"booking_opens_at": NOW}, NOW),
        ({"last_joining_session": 2}, local(2027, 1, 19, 9, 59)),
        ({}, local(2027, 1, 12, 9, 59)),
    ],
)
def test_booking_is_possible_to_the_last_moment(fields, at):
    assert book(make_run(**fields), at=at).is_active


def test_cancelled_session_is_not_the_one_to_join_by():
    run = make_run()
    run.sessions.filter(starts_at=local(2027, 1, 12, 10)).update(status=SessionStatus.CANCELLED)

    assert book(run, at=local(2027, 1, 15)).is_active


def test_paused_term_takes_no_bookings():
    assert refusal(make_run(term=TermFactory(is_paused=True))) == Refusal.PAUSED


def test_a_course_that_is_off_the_site_takes_no_bookings():
    assert refusal(make_run(course=make_course_page(live=False))) == Refusal.CLOSED


def test_giving_up_a_place_frees_it_and_writes_down_the_cancellation():
    run, user = make_run(), UserFactory()
    booking = book(run)
    later = NOW + dt.timedelta(hours=1)

    booking = places.cancel_booking(booking=booking, by=user, at=later)

    assert booking.status == BookingStatus.CANCELLED
    assert (booking.cancelled_at, booking.cancelled_by) == (later, user)
    assert events(booking)[-1] == ("CONFIRMED", "CANCELLED", later, user)
    assert sorted(Message.objects.values_list("kind", flat=True)) == [
        "booking_cancelled",
        "booking_confirmed",
    ]


def test_giving_up_twice_changes_and_tells_nothing_more():
    booking = book(make_run())
    places.cancel_booking(booking=booking, by=None, at=NOW)

    places.cancel_booking(booking=booking, by=None, at=NOW + dt.timedelta(hours=1))

    assert booking.events.count() == 2
    assert Message.objects.count() == 2


def test_place_cannot_be_given_up_when_the_course_is_over():
    booking = book(make_run())

    with pytest.raises(places.CannotCancel):
        places.cancel_booking(booking=booking, by=None, at=local(2027, 2, 2, 12))

    booking.refresh_from_db()
    assert booking.is_active


def test_taking_back_keeps_the_calendar_and_raises_its_sequence():
    booking = book(make_run())
    cancelled = places.cancel_booking(booking=booking, by=None, at=NOW)

    again = places.take_back_place(booking=cancelled, by=None, at=NOW + dt.timedelta(minutes=1))

    assert (again.uuid, again.calendar_sequence) == (booking.uuid, 2)
    assert again.is_active
    assert again.cancelled_at is None
    assert list(Message.objects.order_by("created_at", "id").values_list("kind", flat=True)) == [
        "booking_confirmed",
        "booking_cancelled",
        "booking_confirmed",
    ]


@pytest.mark.parametrize("hours", [1, 24, 25])
def test_a_place_taken_back_within_a_day_is_held_since_it_was_first_taken(hours):
    """So what was attended stays on the register, and in the student's own history."""
    booking = book(make_run(last_joining_session=3), at=NOW)
    given_up_at = local(2027, 1, 12, 13)
    booking = places.cancel_booking(booking=booking, by=None, at=given_up_at)
    at = given_up_at + dt.timedelta(hours=hours)

    again = places.take_back_place(booking=booking, by=None, at=at)

    assert again.booked_at == (at if hours > 24 else NOW)


def test_what_a_student_came_to_stays_in_their_history_when_they_join_again_much_later():
    access = StudentAccessFactory()
    booking = book(make_run(last_joining_session=3), access.student)
    first, second, *_ = booking.run.sessions.all()
    mark(first, {booking: HERE})
    places.cancel_booking(booking=booking, by=None, at=first.ends_at)
    at = second.ends_at + dt.timedelta(hours=1)
    places.take_back_place(booking=booking, by=None, at=at)

    (held,) = student.bookings_reachable_by(access.user)
    shown = student.place_shown(held, at=at)

    assert [line.session for line in shown.lines] == [
        first,
        *booking.run.sessions.filter(starts_at__gt=at),
    ]


def test_a_helper_let_in_meanwhile_sees_the_place_they_booked_and_not_the_time_before():
    booking = book(make_run())
    places.cancel_booking(booking=booking, by=None, at=NOW)
    later = NOW + dt.timedelta(hours=2)
    access = StudentAccessFactory(
        student=booking.student, kind="HELPER", granted_at=NOW + dt.timedelta(hours=1)
    )

    again = book(booking.run, booking.student, by=access.user, at=later)

    assert (again.booked_at, again.booked_by) == (later, access.user)
    assert Booking.objects.reachable_by(access.user).get() == again


def test_a_place_taken_back_is_not_shown_to_a_helper_let_in_meanwhile():
    booking = book(make_run())
    places.cancel_booking(booking=booking, by=None, at=NOW)
    access = StudentAccessFactory(
        student=booking.student, kind="HELPER", granted_at=NOW + dt.timedelta(hours=1)
    )

    places.take_back_place(booking=booking, by=None, at=NOW + dt.timedelta(hours=2))

    assert not Booking.objects.reachable_by(access.user).exists()


def test_taking_back_fails_kindly_when_somebody_has_the_place():
    run = make_run(capacity=1)
    booking = places.cancel_booking(booking=book(run), by=None, at=NOW)
    book(run)

    with pytest.raises(places.CannotBook) as caught:
        places.take_back_place(booking=booking, by=None, at=NOW)

    assert caught.value.reason == Refusal.FULL


@pytest.mark.parametrize(("hours", "possible"), [(24, True), (25, False)])
def test_taking_back_works_for_a_day_after_booking_closed(hours, possible):
    booking = book(make_run())
    given_up_at = local(2027, 1, 13, 10)
    booking = places.cancel_booking(booking=booking, by=None, at=given_up_at)
    at = given_up_at + dt.timedelta(hours=hours)

    if possible:
        assert places.take_back_place(booking=booking, by=None, at=at).is_active
    else:
        with pytest.raises(places.CannotBook):
            places.take_back_place(booking=booking, by=None, at=at)


def test_booking_cancelled_by_the_college_cannot_be_taken_back():
    run, student = make_run(), StudentFactory()
    BookingFactory(run=run, student=student, status=BookingStatus.RUN_CANCELLED, cancelled_at=NOW)

    assert refusal(run, student=student) == Refusal.RUN_CANCELLED


def test_impossible_move_is_refused():
    booking = BookingFactory(status=BookingStatus.RUN_CANCELLED, cancelled_at=NOW)

    with pytest.raises(moves.ImpossibleMove), transaction.atomic():
        moves.move_booking(booking, BookingStatus.CONFIRMED, by=None, at=NOW)


@pytest.mark.django_db(transaction=True)
@pytest.mark.commits
def test_locks_and_moves_refuse_to_work_outside_a_transaction():
    booking = BookingFactory()

    with pytest.raises(RuntimeError):
        locks.lock_run(booking.run_id)
    with pytest.raises(RuntimeError):
        moves.move_booking(booking, BookingStatus.CANCELLED, by=None, at=NOW)
    with pytest.raises(RuntimeError):
        moves.give_place(
            run=booking.run,
            student=booking.student,
            booking=None,
            wish=Wish(),
            by=None,
            at=NOW,
        )
