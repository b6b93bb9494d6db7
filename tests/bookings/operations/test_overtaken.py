"""What the office would pass on in vain leaves its lists; what is still so stays."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts import composing
from accounts.models import CallAttempt, LetterBatch, Message
from bookings.enums import OfferStatus
from bookings.messages.waiting import PLACE_OFFERED
from bookings.operations import apologies, overtaken, places
from bookings.queries.reminders import REMINDER
from courses.enums import SessionStatus
from courses.models import CourseRun, CourseSession
from recoverycollege.due_work import STEPS
from tests.factories.accounts import MessageFactory, StudentFactory, UserFactory
from tests.factories.bookings import (
    BookingFactory,
    EntryFactory,
    InterestFactory,
    OfferFactory,
)
from tests.factories.courses import NOW, make_run

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(hours=1)


def waits(booking, session, **fields):
    given = {"status": "FOR_OFFICE", "channel": "PHONE", "composed_at": NOW, **fields}
    facts = {
        "booking_id": booking.pk,
        "session_id": session.pk,
        "starts_at": int(session.starts_at.timestamp()),
        "days": 2,
    }
    return MessageFactory(
        kind=REMINDER, student=booking.student, facts=facts, created_at=NOW, **given
    )


def status_of(message):
    message.refresh_from_db()
    return message.status, message.finished_at


def moved(booking, session):
    del booking
    CourseSession.objects.filter(pk=session.pk).update(
        starts_at=session.starts_at + dt.timedelta(hours=1),
        ends_at=session.ends_at + dt.timedelta(hours=1),
    )


def called_off(booking, session):
    del booking
    CourseSession.objects.filter(pk=session.pk).update(status=SessionStatus.CANCELLED)


def taken_out(booking, session):
    del booking
    session.delete()


def given_up(booking, session):
    del session
    places.cancel_booking(booking=booking, by=None, at=NOW)


def excused(booking, session):
    apologies.apologise(booking=booking, session=session, by=None, at=NOW)


@pytest.mark.parametrize("channel", ("PHONE", "LETTER"))
@pytest.mark.parametrize("change", (moved, called_off, taken_out, given_up, excused))
def test_a_reminder_that_was_overtaken_leaves_the_list(change, channel):
    booking, other = BookingFactory(run=make_run(sessions=2)), BookingFactory(run=make_run())
    ours, theirs = booking.run.sessions.first(), other.run.sessions.first()
    old, good = waits(booking, ours, channel=channel), waits(other, theirs, channel=channel)

    change(booking, ours)
    assert overtaken.leave_overtaken(at=LATER) == 1
    assert overtaken.leave_overtaken(at=LATER) == 0

    assert status_of(old) == ("NOT_NEEDED", LATER)
    assert status_of(good) == ("FOR_OFFICE", None)
    assert list(Message.objects.to_ring()) + list(Message.objects.to_post()) == [good]


@pytest.mark.parametrize(
    ("changes", "channel"),
    [
        ({}, "PHONE"),
        ({"in_days": 5}, "LETTER"),
        ({"phone": ""}, "LETTER"),
        ({"is_printed": True}, "LETTER"),
        ({"is_wished": True}, "LETTER"),
    ],
)
def test_a_letter_that_nobody_posted_in_time_becomes_a_call(changes, channel):
    booking = BookingFactory(run=make_run(), student__phone=changes.get("phone", "01632 960 001"))
    session, office = booking.run.sessions.first(), UserFactory()
    letter = waits(booking, session, channel="LETTER", deadline_at=session.starts_at)
    if "is_printed" in changes:
        letter.batch = LetterBatch.objects.create(made_at=NOW, made_by=office)
        letter.save()
    if "is_wished" in changes:
        CallAttempt.objects.create(message=letter, outcome="LETTER", made_at=NOW, made_by=office)
    at = session.starts_at - dt.timedelta(days=changes.get("in_days", 3))
    Message.objects.update(composed_at=at)

    for _ in range(2):
        overtaken.leave_overtaken(at=at)

    letter.refresh_from_db()
    assert (letter.status, letter.channel) == ("FOR_OFFICE", channel)


def test_the_clock_takes_it_off_once_the_session_has_begun():
    booking = BookingFactory(run=make_run())
    session = booking.run.sessions.first()
    call = waits(booking, session)
    (step,) = [one for one in STEPS if one.meaning == "drop calls nobody needs any more"]

    step.do(session.starts_at - dt.timedelta(minutes=1))
    assert status_of(call) == ("FOR_OFFICE", None)
    step.do(session.starts_at)
    assert status_of(call) == ("NOT_NEEDED", session.starts_at)


def test_what_was_printed_or_passed_on_or_is_of_another_kind_stays():
    booking = BookingFactory(run=make_run())
    session = booking.run.sessions.first()
    batch = LetterBatch.objects.create(made_at=NOW, made_by=UserFactory())
    stays = [
        waits(booking, session, channel="LETTER", batch=batch),
        waits(booking, session, status="PASSED_ON", finished_at=NOW),
        MessageFactory(kind="helper_added", status="FOR_OFFICE", facts={"booking_id": booking.pk}),
    ]

    assert overtaken.leave_overtaken(at=session.ends_at) == 0

    assert [status_of(one)[0] for one in stays] == ["FOR_OFFICE", "PASSED_ON", "FOR_OFFICE"]


@pytest.mark.parametrize("kind", ("booking_confirmed", "calendar_updated"))
def test_nobody_is_rung_about_a_place_once_its_last_date_is_over(kind):
    booking = BookingFactory(run=make_run())
    end = booking.run.sessions.latest("ends_at").ends_at
    facts = {"booking_id": booking.pk}
    mail = MessageFactory(kind=kind, facts=facts)
    call = MessageFactory(kind=kind, status="FOR_OFFICE", channel="PHONE", facts=facts)

    overtaken.leave_overtaken(at=end - dt.timedelta(minutes=1))
    assert status_of(call)[0] == "FOR_OFFICE"
    assert composing.is_still_needed(mail, at=end)
    overtaken.leave_overtaken(at=end)

    assert status_of(call) == ("NOT_NEEDED", end)
    assert not composing.is_still_needed(call, at=end)


@pytest.mark.parametrize("status", OfferStatus.values)
def test_an_offer_is_rung_about_as_long_as_it_can_be_answered(status):
    offer = OfferFactory(status=status, ended_at=None if status == "OPEN" else NOW)
    call = MessageFactory(
        kind=PLACE_OFFERED, status="FOR_OFFICE", channel="PHONE", facts={"offer_id": offer.pk}
    )
    assert composing.is_still_needed(call, at=LATER) == (status == "OPEN")

    overtaken.leave_overtaken(at=LATER)

    assert status_of(call)[0] == ("FOR_OFFICE" if status == "OPEN" else "NOT_NEEDED")


def call_about(kind, **facts):
    return MessageFactory(
        kind=kind, status="FOR_OFFICE", channel="PHONE", composed_at=NOW, facts=facts
    )


def left(calls):
    """Say which calls are still to be made after the clock has tidied up."""
    overtaken.leave_overtaken(at=LATER)
    return {name for name, call in calls.items() if status_of(call)[0] == "FOR_OFFICE"}


def test_a_call_about_a_turn_goes_once_the_turn_is_over():
    entries = {
        status: EntryFactory(status=status, ended_at=None if is_live else NOW)
        for status, is_live in (("WAITING", 1), ("OFFERED", 1), ("LEFT", 0), ("LAPSED", 0))
    }
    offers = {
        status: OfferFactory(entry=entry, status="RAN_OUT", ended_at=NOW)
        for status, entry in entries.items()
    }
    calls = {
        status: call_about("on_the_list", entry_id=entry.pk) for status, entry in entries.items()
    } | {
        (status, still_waits): call_about(
            "offer_ran_out", offer_id=offer.pk, still_waits=still_waits
        )
        for status, offer in offers.items()
        for still_waits in (0, 1)
    }

    assert left(calls) == {"WAITING", ("WAITING", 1), ("LAPSED", 0)}


def test_a_call_about_a_place_goes_when_it_is_not_so_any_more():
    held = BookingFactory()
    gone = BookingFactory(status="CANCELLED", cancelled_at=NOW)
    calls = {
        (kind, name): call_about(kind, booking_id=booking.pk)
        for kind in ("booking_confirmed", "booking_cancelled", "calendar_updated")
        for name, booking in (("held", held), ("gone", gone))
    }
    calls["joined"] = call_about("booking_cancelled", booking_id=held.pk, joined=1)

    assert left(calls) == {
        ("booking_confirmed", "held"),
        ("booking_cancelled", "gone"),
        ("calendar_updated", "held"),
        "joined",
    }


def test_a_call_that_a_course_runs_goes_once_they_booked_or_it_is_off():
    runs = {name: make_run() for name in ("open", "booked", "waited", "off")}
    CourseRun.objects.filter(pk=runs["off"].pk).update(status="CANCELLED", cancelled_at=NOW)
    interests = {
        name: InterestFactory(course=run.course, answered_by=run, ended_at=NOW)
        for name, run in runs.items()
    }
    BookingFactory(run=runs["booked"], student=interests["booked"].student)
    EntryFactory(run=runs["waited"], student=interests["waited"].student)
    calls = {name: call_about("course_runs", interest_id=one.pk) for name, one in interests.items()}

    assert left(calls) == {"open"}


@pytest.mark.parametrize("rows", (1, 3))
def test_looking_costs_the_same_for_every_call(rows, django_assert_num_queries):
    with django_assert_num_queries(3):
        overtaken.leave_overtaken(at=NOW)
    for _ in range(rows):
        booking = BookingFactory(run=make_run(), student=StudentFactory())
        waits(booking, booking.run.sessions.first())

    with django_assert_num_queries(8):
        overtaken.leave_overtaken(at=NOW)
