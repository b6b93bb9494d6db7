"""Whoever only waits hears once, kindly, that the dates they wait for have changed."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts.composing import compose
from bookings.models import WaitingListEntry
from bookings.operations import places, waiting, waiting_due
from courses.enums import SessionStatus
from courses.models import CourseSession
from tests.factories.accounts import StudentFactory
from tests.factories.courses import NOW, VenueFactory, local, make_run

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)
WEEK = dt.timedelta(days=7)


@pytest.fixture
def run():
    """A run of three Tuesdays with one place, which is taken."""
    run = make_run(capacity=1, sessions=3)
    places.book_place(run=run, student=StudentFactory(), by=None, at=NOW)
    return run


def join(run, **student):
    student = StudentFactory(**student)
    return waiting.join_waiting_list(run=run, student=student, by=None, at=NOW)


def clock(minutes=1):
    waiting_due.pass_on_all(at=NOW + minutes * MINUTE)


def nth(run, number):
    return run.sessions.filter(pk=run.sessions.order_by("starts_at")[number].pk)


def news(entry):
    return entry.student.messages.filter(kind="waiting_dates")


def words_of(message):
    compose(message, at=NOW)
    return message.text


def move(run):
    start = local(2027, 1, 20, 10)
    nth(run, 1).update(starts_at=start, ends_at=start + dt.timedelta(hours=2))


def call_off(run):
    nth(run, 1).update(status=SessionStatus.CANCELLED)


def add(run):
    start = local(2027, 2, 2, 10)
    CourseSession.objects.create(run=run, starts_at=start, ends_at=start + dt.timedelta(hours=2))


def elsewhere(run):
    nth(run, 1).update(venue=VenueFactory(name="The Mill"))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (move, "Wednesday 20 January 2027, 10am to 12 noon"),
        (call_off, "- Tuesday 26 January 2027"),
        (add, "Tuesday 2 February 2027, 10am to 12 noon"),
        (elsewhere, "At The Mill"),
    ],
)
def test_who_waits_hears_of_it_once_with_all_the_dates(run, change, says):
    entry = join(run)
    clock()
    assert not news(entry).exists()

    change(run)
    clock(2)
    clock(3)

    told = words_of(news(entry).get())
    assert says in told
    assert "You keep your turn" in told
    assert ("Tuesday 19 January" in told) == (change in {add, elsewhere})


def test_a_change_that_shows_nowhere_or_is_over_tells_nobody(run):
    entry = join(run)
    nth(run, 0).update(title="Beginnings")
    clock()
    nth(run, 2).delete()
    clock(2)
    assert news(entry).count() == 1
    waiting_due.pass_on_all(at=local(2027, 1, 12, 9))

    assert news(entry).count() == 1


def test_changes_rest_for_a_few_minutes_so_that_several_make_one_message(run, settings):
    settings.CALENDAR_REST_SECONDS = 300
    entry = join(run)
    move(run)
    run.sessions.update(changed_at=NOW)

    clock(4)
    assert not news(entry).exists()
    add(run)
    run.sessions.update(changed_at=NOW + 4 * MINUTE)
    clock(6)
    assert not news(entry).exists()
    clock(9)
    clock(10)

    assert news(entry).count() == 1


def test_who_is_offered_a_place_hears_until_when_it_is_held(run):
    entry = join(run)
    places.cancel_booking(booking=run.bookings.get(), by=None, at=NOW)
    until = entry.offers.get().answer_by
    add(run)

    clock()

    told = words_of(news(entry).get())
    assert "We still hold a place for you" in told
    assert f"{until.astimezone(local(2027, 1, 1).tzinfo):%A}" in told
    assert "You keep your turn" not in told


def test_an_offer_that_is_shorter_now_says_so_and_that_is_all(run):
    entry = join(run)
    places.cancel_booking(booking=run.bookings.get(), by=None, at=NOW)
    start = NOW + dt.timedelta(days=1)
    nth(run, 0).update(starts_at=start, ends_at=start + dt.timedelta(hours=2))

    clock()
    clock(2)

    kinds = list(entry.student.messages.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["on_the_list", "place_offered", "place_offered"]


def test_each_hears_in_their_own_way_and_who_left_hears_nothing(run):
    texted = join(run, email="", contact_by="TEXT", phone="07700 900123", may_text=True)
    rung = join(run, email="", phone="01632 960 001")
    gone = join(run)
    waiting.leave_waiting_list(entry=gone, by=None, at=NOW)
    unknown = join(run)
    WaitingListEntry.objects.filter(pk=unknown.pk).update(dates_told=None)
    move(run)

    clock()

    assert [news(entry).count() for entry in (texted, rung, gone, unknown)] == [1, 1, 0, 0]
    assert "ring us" in words_of(news(rung).get()).lower()
    add(run)
    clock(2)
    assert news(unknown).count() == 1
