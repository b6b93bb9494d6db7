from __future__ import annotations

import datetime as dt

import pytest

from bookings.enums import AvailabilityKind, BookingStatus
from bookings.queries import places
from courses.enums import RunStatus, SessionStatus
from courses.models import RunShare
from tests.factories.bookings import BookingFactory, EntryFactory, OfferFactory
from tests.factories.courses import NOW, TermFactory, local, make_run

pytestmark = pytest.mark.django_db


def told(run, at=NOW):
    return places.availability_of({run: list(run.sessions.all())}, at=at)[run.pk]


def take(run, number):
    for _ in range(number):
        BookingFactory(run=run)


@pytest.mark.parametrize(
    ("capacity", "taken", "kind"),
    [
        (12, 0, AvailabilityKind.AVAILABLE),
        (12, 9, AvailabilityKind.AVAILABLE),
        (12, 10, AvailabilityKind.NEARLY_FULL),
        (12, 11, AvailabilityKind.NEARLY_FULL),
        (12, 12, AvailabilityKind.FULL),
        # A small room is not called nearly full while most of it is free.
        (2, 0, AvailabilityKind.AVAILABLE),
        (3, 1, AvailabilityKind.AVAILABLE),
        (3, 2, AvailabilityKind.NEARLY_FULL),
        # Somebody lowered the capacity after people booked.
        (2, 3, AvailabilityKind.FULL),
    ],
)
def test_fullness_is_told_in_words(capacity, taken, kind):
    run = make_run(capacity=capacity)
    take(run, taken)

    assert told(run) == places.Availability(kind, str(kind.label))


def test_no_word_holds_a_number_or_presses_anybody():
    words = {str(kind.label) for kind in AvailabilityKind}

    assert words == {
        "Places available",
        "Nearly full",
        "Full",
        "Booking is not open yet",
        "Booking has closed",
        "Booking is paused",
        "Cancelled",
        "Just come along",
    }


def test_a_supporter_takes_a_place_and_one_given_up_takes_none():
    run = make_run(capacity=4)
    BookingFactory(run=run, places=2)
    BookingFactory(run=run, status=BookingStatus.CANCELLED, cancelled_at=NOW)

    assert places.spoken_for([run]) == {run.pk: 2}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"status": RunStatus.CANCELLED, "cancelled_at": NOW}, "Cancelled"),
        ({"status": RunStatus.CLOSED}, "Booking has closed"),
        ({"is_drop_in": True}, "Just come along"),
        ({"booking_opens_at": local(2027, 1, 5, 9)}, "Booking opens on Tuesday 5 January 2027"),
        ({"booking_opens_at": local(2027, 1, 4, 14)}, "Booking opens today at 2pm"),
        ({"booking_closes_at": local(2027, 1, 4, 9)}, "Booking has closed"),
    ],
)
def test_what_stands_against_booking_is_said(fields, words):
    run = make_run(**fields)

    assert told(run).words == words
    assert not told(run).can_book


def test_a_paused_term_is_said():
    assert told(make_run(term=TermFactory(is_paused=True))).words == "Booking is paused"


def test_booking_closes_when_the_first_session_begins_and_not_before():
    run = make_run(starts=local(2027, 1, 12, 10))

    assert told(run, at=local(2027, 1, 12, 9, 59)).can_book
    assert told(run, at=local(2027, 1, 12, 10)).words == "Booking has closed"


def test_only_what_the_public_sees_is_counted_on_show():
    shown = make_run()
    hidden = make_run(is_listed=False)
    over = make_run(starts=NOW - dt.timedelta(days=60))
    closed = make_run(status=RunStatus.CLOSED)
    for run in (shown, hidden, over, closed):
        BookingFactory.create_batch(11, run=run)
    BookingFactory(run=shown, status=BookingStatus.CANCELLED, cancelled_at=NOW)

    assert places.spoken_for_on_show(NOW) == {shown.pk: 11}


def test_what_is_held_or_waited_for_is_not_for_newcomers():
    run = make_run(capacity=12)
    BookingFactory.create_batch(9, run=run)
    OfferFactory(entry__run=run, places=2)
    EntryFactory(run=run)
    EntryFactory(run=run, status="LEFT", ended_at=NOW)
    lapsed = EntryFactory(run=run, status="LAPSED", ended_at=NOW)
    OfferFactory(entry=lapsed, status="RAN_OUT", ended_at=NOW)

    assert places.spoken_for([run]) == {run.pk: 12}
    assert places.spoken_for_on_show(NOW) == {run.pk: 12}
    assert told(run).words == "Full"


def test_what_makes_no_difference_to_the_words_makes_none_to_kept_pages():
    run = make_run(capacity=12)
    BookingFactory.create_batch(9, run=run)

    assert places.spoken_for_on_show(NOW) == {}


def test_a_run_with_only_cancelled_sessions_cannot_be_booked():
    run = make_run()
    run.sessions.update(status=SessionStatus.CANCELLED)

    assert told(run).words == "Booking has closed"


SHARED_IN_TWO = {"for_own_experience": True, "for_carers": True}


def shared_run(**facts):
    run = make_run(**{"capacity": 10, "shares_until": NOW.date() + dt.timedelta(days=9)} | facts)
    RunShare.objects.create(run=run, percent=70, **SHARED_IN_TWO)
    RunShare.objects.create(run=run, percent=30, for_staff=True)
    return run


def take_as(kind, run, number):
    BookingFactory.create_batch(number, run=run, student__kind=kind)


def test_who_waits_for_one_share_does_not_make_the_others_look_full():
    run = shared_run()
    take_as("CARER", run, 7)
    EntryFactory.create_batch(4, run=run, student__kind="CARER")

    assert told(run).words == "Places available"
    assert places.spoken_for_on_show(NOW) == {}

    take_as("STAFF", run, 2)
    assert told(run).words == "Nearly full"
    assert places.spoken_for_on_show(NOW) == {run.pk: 9}

    take_as("STAFF", run, 1)
    assert told(run).words == "Full"
    assert places.spoken_for_on_show(NOW) == {run.pk: 10}


def test_shares_that_are_released_count_no_more():
    run = shared_run(shares_until=NOW.date())
    take_as("CARER", run, 7)
    EntryFactory.create_batch(4, run=run, student__kind="CARER")

    assert told(run).words == "Full"
    assert places.spoken_for_on_show(NOW) == {run.pk: 10}


@pytest.mark.parametrize("rows", (1, 3))
def test_shares_of_a_whole_page_cost_two_queries_more(rows, django_assert_num_queries):
    runs = {run: list(run.sessions.all()) for run in (shared_run() for _ in range(rows))}

    with django_assert_num_queries(3):
        places.availability_of(runs, at=NOW)
    with django_assert_num_queries(3):
        places.spoken_for_on_show(NOW)


@pytest.mark.parametrize("rows", (1, 3))
def test_a_whole_page_of_runs_is_told_in_one_query(rows, django_assert_num_queries):
    runs = {run: list(run.sessions.all()) for run in (make_run() for _ in range(rows))}
    for run in runs:
        take(run, 2)

    with django_assert_num_queries(1):
        found = places.availability_of(runs, at=NOW)
    with django_assert_num_queries(1):
        places.spoken_for_on_show(NOW)

    assert len(found) == rows
