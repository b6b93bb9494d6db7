"""“I can't come to this session”: the place is kept, the tutors hear of it."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from accounts import delivery
from accounts.models import Message
from bookings.models import SessionApology
from bookings.operations import apologies, places
from courses.enums import SessionStatus
from tests.factories.bookings import BookingFactory
from tests.factories.courses import NOW, TutorFactory
from tests.factories.home import make_college_settings

pytestmark = pytest.mark.django_db

HOUR, MINUTE = dt.timedelta(hours=1), dt.timedelta(minutes=1)


@pytest.fixture
def booking():
    make_college_settings()
    return BookingFactory(student__name="Wilhelmina Quill")


def first(booking):
    return booking.run.sessions.order_by("starts_at").first()


def apologise(booking, session=None, at=NOW):
    session = session or first(booking)
    return apologies.apologise(booking=booking, session=session, by=None, at=at)


def test_the_place_is_kept_and_each_tutor_is_told_once(booking):
    apology = apologise(booking)
    again = apologise(booking, at=NOW + HOUR)

    booking.refresh_from_db()
    assert again == apology
    assert booking.status == "CONFIRMED"
    told = Message.objects.filter(kind="apology")
    assert sorted(told.values_list("to_address", flat=True)) == sorted(
        tutor.user.email for tutor in booking.run.tutors.all()
    )


def test_what_tutors_are_sent_names_nobody_and_leads_to_the_register(
    booking, run_due_tasks, mailoutbox
):
    apologise(booking)
    run_due_tasks()

    mail = mailoutbox[0]
    assert mail.subject == "Somebody cannot come to your session"
    assert "Tuesday 12 January 2027, 10am to 12 noon" in mail.body
    assert f"/teach/sessions/{first(booking).uuid}/register/" in mail.body
    assert "Wilhelmina" not in str(mail.message())


def test_the_tutors_hear_that_somebody_comes_after_all_once(booking, run_due_tasks, mailoutbox):
    apologise(booking)
    run_due_tasks()
    for _ in range(2):
        apologies.take_back_apology(booking=booking, session=first(booking), by=None, at=NOW + HOUR)
    run_due_tasks()

    told = Message.objects.filter(kind="coming_after_all")
    assert sorted(told.values_list("to_address", flat=True)) == sorted(
        tutor.user.email for tutor in booking.run.tutors.all()
    )
    mail = mailoutbox[-1]
    assert mail.subject == "Somebody can come to your session after all"
    assert "Tuesday 12 January 2027, 10am to 12 noon" in mail.body
    assert "Wilhelmina" not in str(mail.message())


def said(booking, numbers, minutes, *, comes=False):
    """Say of some sessions, a while after the first word, that one comes or does not."""
    sessions, at = list(booking.run.sessions.order_by("starts_at")), NOW + minutes * MINUTE
    for number in numbers:
        if comes:
            apologies.take_back_apology(booking=booking, session=sessions[number], by=None, at=at)
        else:
            apologise(booking, sessions[number], at=at)


def deliver(minutes):
    for message in Message.objects.filter(status="QUEUED").order_by("pk"):
        delivery.deliver(message.pk, at=NOW + minutes * MINUTE)


def test_what_is_said_of_several_dates_soon_after_each_other_is_one_mail(booking, mailoutbox):
    booking.run.run_tutors.first().delete()
    said(booking, [2], 0)
    said(booking, [0, 1], 3)
    assert set(Message.objects.values_list("due_at", flat=True)) == {NOW + 5 * MINUTE}
    said(booking, [3], 4)
    said(booking, [1], 4.5, comes=True)
    deliver(10)

    dates = [re.findall(r"^\w+ (\d+ \w+) 2027", mail.body, re.MULTILINE) for mail in mailoutbox]
    assert sorted(dates) == [["12 January", "26 January"], ["2 February"]]
    assert {mail.subject for mail in mailoutbox} == {
        "Somebody cannot come to some of your sessions",
        "Somebody cannot come to your session",
    }

    mailoutbox.clear()
    said(booking, [0, 2, 3], 60, comes=True)
    deliver(70)

    (mail,) = mailoutbox
    assert mail.subject == "Somebody can come to some of your sessions after all"
    assert re.findall(r"^\w+ (\d+) ", mail.body, re.MULTILINE) == ["12", "26", "2"]


def test_what_was_taken_back_at_once_nobody_hears_of(booking, mailoutbox):
    said(booking, [0, 1], 0)
    said(booking, [0, 1], 1, comes=True)
    deliver(10)

    assert (mailoutbox, set(Message.objects.values_list("status", flat=True))) == (
        [],
        {"NOT_NEEDED"},
    )


def test_nobody_hears_of_a_session_that_is_over(booking):
    apologise(booking)
    over = first(booking).ends_at

    apologies.take_back_apology(booking=booking, session=first(booking), by=None, at=over)

    assert not SessionApology.objects.standing().exists()
    assert not Message.objects.filter(kind="coming_after_all").exists()


def test_tutors_without_a_login_or_who_have_left_are_not_told(booking):
    booking.run.run_tutors.all().delete()
    booking.run.run_tutors.create(tutor=TutorFactory(user=None))
    booking.run.run_tutors.create(tutor=TutorFactory(is_active=False))

    apologise(booking)

    assert not Message.objects.exists()


def test_an_apology_taken_back_and_said_again_is_two_apologies(booking):
    apologise(booking)
    for _ in range(2):
        apologies.take_back_apology(booking=booking, session=first(booking), by=None, at=NOW + HOUR)
    apologise(booking, at=NOW + 2 * HOUR)

    rows = SessionApology.objects.values_list("made_at", "withdrawn_at")
    assert list(rows) == [(NOW, NOW + HOUR), (NOW + 2 * HOUR, None)]


@pytest.mark.parametrize("what", ("over", "off", "given up"))
def test_there_is_nothing_to_be_excused_from(booking, what):
    session, at = first(booking), NOW
    if what == "over":
        at = session.ends_at
    elif what == "off":
        booking.run.sessions.filter(pk=session.pk).update(status=SessionStatus.CANCELLED)
    else:
        places.cancel_booking(booking=booking, by=None, at=NOW)

    with pytest.raises(apologies.CannotApologise):
        apologise(booking, session, at=at)

    assert not SessionApology.objects.exists()
