"""Cancelling a run, for everybody who had a place on it."""

from __future__ import annotations

import pytest
from wagtail.models import ModelLogEntry

from accounts.models import Message
from bookings.enums import BookingStatus
from bookings.operations import places, run_changes
from courses.enums import RunStatus, SessionStatus
from courses.models import CourseRun
from tests.factories.accounts import StudentFactory, UserFactory
from tests.factories.bookings import BookingFactory
from tests.factories.courses import NOW, local, make_run

pytestmark = pytest.mark.django_db

WHY = "The hall needs a new roof. We are sorry."


def cancel(run, at=NOW, by=None):
    return run_changes.cancel_run(run=run, reason=WHY, by=by, at=at)


def test_the_run_says_that_it_is_cancelled_when_and_why():
    office = UserFactory()
    run = make_run()

    cancel(run, by=office)

    run = CourseRun.objects.get()
    assert (run.status, run.cancelled_at, run.cancelled_reason) == (RunStatus.CANCELLED, NOW, WHY)
    entry = ModelLogEntry.objects.get()
    assert (entry.user, entry.timestamp) == (office, NOW)
    assert entry.data == {"from": "OPEN", "to": "CANCELLED"}


def test_everybody_with_a_place_is_told_once_and_nobody_else():
    run, gone = make_run(), StudentFactory()
    held = [BookingFactory(run=run), BookingFactory(run=run)]
    BookingFactory()
    places.cancel_booking(booking=BookingFactory(run=run, student=gone), by=None, at=NOW)
    Message.objects.all().delete()

    cancel(run)
    cancel(run)

    assert {message.student for message in Message.objects.all()} == {
        booking.student for booking in held
    }
    assert Message.objects.count() == len(held)
    assert sorted(run.bookings.values_list("status", flat=True)) == [
        BookingStatus.CANCELLED,
        BookingStatus.RUN_CANCELLED,
        BookingStatus.RUN_CANCELLED,
    ]


def test_each_booking_keeps_the_history_and_its_calendar_hears_of_it():
    office = UserFactory()
    booking = BookingFactory()

    cancel(booking.run, by=office)

    booking.refresh_from_db()
    assert (booking.calendar_sequence, booking.cancelled_at, booking.cancelled_by) == (
        1,
        NOW,
        office,
    )
    event = booking.events.get()
    assert (event.from_status, event.to_status, event.by) == ("CONFIRMED", "RUN_CANCELLED", office)


def test_nobody_can_book_a_cancelled_run():
    run = make_run()
    cancel(run)

    with pytest.raises(places.CannotBook):
        places.book_place(run=run, student=StudentFactory(), by=None, at=NOW)


def test_a_run_whose_last_session_is_over_is_not_cancelled():
    run = make_run(starts=local(2026, 11, 3), sessions=1)
    BookingFactory(run=run)

    with pytest.raises(run_changes.CannotCancelRun, match="last session is over"):
        cancel(run)

    assert CourseRun.objects.get(pk=run.pk).status == RunStatus.OPEN
    assert not Message.objects.exists()


def test_a_run_without_sessions_can_still_be_cancelled():
    run = make_run(sessions=0)

    assert cancel(run).status == RunStatus.CANCELLED


def test_sessions_that_were_cancelled_do_not_count_as_still_to_come():
    run = make_run(starts=local(2026, 12, 30), sessions=2)
    run.sessions.filter(starts_at__gt=NOW).update(status=SessionStatus.CANCELLED)

    with pytest.raises(run_changes.CannotCancelRun):
        cancel(run)
