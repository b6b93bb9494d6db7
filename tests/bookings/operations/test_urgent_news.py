"""What the college changes about the next day goes at once, also at night; the rest waits."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts import delivery
from accounts.enums import Pace
from accounts.models import Message
from bookings.operations import calendar_updates, places, run_changes
from courses.enums import DeliveryMode, SessionStatus
from tests.factories.accounts import MessageFactory, StudentFactory
from tests.factories.courses import NOW, VenueFactory, local, make_run
from tests.factories.home import make_college_settings

pytestmark = pytest.mark.django_db
LATE_IN_THE_EVENING = local(2027, 1, 11, 22)
MORNING = local(2027, 1, 12, 8)


@pytest.mark.parametrize(
    ("starts", "by_college", "expected"),
    [
        (local(2027, 1, 12), True, (Pace.NOW, LATE_IN_THE_EVENING)),
        (local(2027, 1, 14), True, (Pace.MANY, MORNING)),
        (local(2027, 1, 12), False, (Pace.SOON, MORNING)),
    ],
    ids=["tomorrow", "in three days", "by the student"],
)
def test_only_what_cannot_wait_breaks_into_quiet_hours(starts, by_college, expected):
    make_college_settings()
    student = StudentFactory(contact_by="TEXT", phone="07700 900123", may_text=True)
    run = make_run(starts=starts)
    booking = places.book_place(run=run, student=student, by=None, at=NOW)

    if by_college:
        run_changes.cancel_run(run=run, reason="Snow.", by=None, at=LATE_IN_THE_EVENING)
    else:
        places.cancel_booking(booking=booking, by=None, at=LATE_IN_THE_EVENING)

    told = Message.objects.get(kind="booking_cancelled")
    assert (told.pace, told.due_at) == expected


@pytest.fixture
def phoned():
    make_college_settings()
    return StudentFactory(email="", phone="01632 960 001")


def changed_at_night(student, change):
    """Let the first session be tomorrow, change something, and have it told."""
    run = make_run(starts=local(2027, 1, 12), sessions=3)
    booking = places.book_place(run=run, student=student, by=None, at=NOW)
    change(run)
    calendar_updates.follow_up_booking(booking=booking, at=LATE_IN_THE_EVENING)
    return Message.objects.get(kind="calendar_updated")


def moved(number):
    def change(run):
        session = list(run.sessions.order_by("starts_at"))[number]
        session.starts_at += dt.timedelta(hours=1)
        session.ends_at += dt.timedelta(hours=1)
        session.save()

    return change


def called_off(run):
    first = run.sessions.order_by("starts_at").first()
    run.sessions.filter(pk=first.pk).update(status=SessionStatus.CANCELLED)


def put_elsewhere(run):
    run.sessions.update(venue=VenueFactory(name="The Library"))


def renamed(run):
    run.sessions.update(title="Sounds")


def put_online(run):
    type(run).objects.update(online_link="https://meet.example/a", mode=DeliveryMode.HYBRID)


@pytest.mark.parametrize(
    ("change", "pace"),
    [
        (moved(0), Pace.NOW),
        (moved(1), Pace.MANY),
        (called_off, Pace.NOW),
        (put_elsewhere, Pace.NOW),
        (put_online, Pace.NOW),
        (renamed, Pace.MANY),
    ],
    ids=["tomorrow", "in a week", "off", "elsewhere", "online", "only a name"],
)
def test_only_a_change_of_tomorrow_itself_breaks_into_quiet_hours(phoned, change, pace):
    assert changed_at_night(phoned, change).pace == pace


@pytest.mark.parametrize(
    ("change", "subject", "deadline"),
    [
        (called_off, "Off: Tuesday 12 January at 10am", local(2027, 1, 12)),
        (moved(0), "Now Tuesday 12 January at 11am (it was 10am)", local(2027, 1, 12)),
        (moved(2), "Your dates have changed", local(2027, 1, 26)),
        (renamed, "A change to your course", None),
    ],
    ids=["off", "moved", "in two weeks", "only a name"],
)
def test_a_call_about_tomorrow_says_so_and_comes_first(
    phoned, run_due_tasks, change, subject, deadline
):
    booked = {"kind": "booking_confirmed", "status": "FOR_OFFICE", "channel": "PHONE"}
    MessageFactory(**booked, created_at=NOW, composed_at=NOW)
    call = changed_at_night(phoned, change)
    Message.objects.exclude(kind="calendar_updated").update(status="FOR_OFFICE", composed_at=NOW)

    delivery.deliver(call.pk, at=LATE_IN_THE_EVENING)

    call.refresh_from_db()
    assert (call.subject, call.deadline_at) == (subject, deadline)
    first = Message.objects.to_ring().first()
    assert (first == call) is (deadline is not None)


def test_a_call_about_cancelled_dates_has_its_hour(phoned):
    run = make_run(starts=local(2027, 1, 12), sessions=2)
    places.book_place(run=run, student=phoned, by=None, at=NOW)
    run_changes.cancel_run(run=run, reason="Snow.", by=None, at=NOW)
    call = Message.objects.get(kind="booking_cancelled")

    delivery.deliver(call.pk, at=NOW)

    call.refresh_from_db()
    assert call.deadline_at == local(2027, 1, 12)
