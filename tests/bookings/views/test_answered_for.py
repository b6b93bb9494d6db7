"""A helper, or the office, lets an offer or a turn go for a student: they hear of it."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.urls import reverse

from accounts import composing
from accounts.composing import compose
from accounts.models import Message
from bookings.operations import places, waiting
from tests.factories.accounts import StudentAccessFactory, StudentFactory, UserFactory
from tests.factories.courses import NOW, make_run
from tests.factories.staff import client_of

pytestmark = pytest.mark.django_db
SAID = "said “not this time” for you"
TOOK_OFF = "took you off the waiting list"


def words(html) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def page_of(entry) -> str:
    return reverse("bookings:waiting_entry", args=[entry.uuid])


def answer(client, entry, what):
    return client.post(reverse("bookings:waiting_answer", args=[entry.uuid]), {"answer": what})


def told(student):
    return list(student.messages.filter(kind="answered_for").order_by("pk"))


@pytest.fixture
def kofi(access, clock):
    """The browser of somebody who helps Grace."""
    user = UserFactory(name="Kofi Mensah", email="kofi@example.org")
    since = NOW - dt.timedelta(days=3)
    StudentAccessFactory(user=user, student=access.student, kind="HELPER", granted_at=since)
    return client_of(user)


@pytest.fixture
def offered(access, clock):
    """Grace is offered the one place of a run."""
    run = make_run(capacity=1)
    held = places.book_place(run=run, student=StudentFactory(), by=None, at=NOW)
    entry = waiting.join_waiting_list(run=run, student=access.student, by=None, at=NOW)
    places.cancel_booking(booking=held, by=None, at=NOW)
    entry.refresh_from_db()
    assert entry.status == "OFFERED"
    return entry


@pytest.mark.parametrize(
    ("what", "says", "undo", "button"),
    [
        ("not-this-time", SAID, "take-back", "Take that back"),
        ("off", TOOK_OFF, "back", "Put me back on the list"),
    ],
)
def test_a_student_hears_what_a_helper_answered_and_can_undo_it(
    access, grace, kofi, offered, what, says, undo, button
):
    answer(kofi, offered, what)
    answer(kofi, offered, what)

    (message,) = told(access.student)
    assert (message.channel, message.to_address) == ("EMAIL", access.student.email)
    compose(message, at=NOW)
    assert f"Kofi Mensah , who helps you, {says}" in words(message.html)
    assert page_of(offered) in message.html
    assert "Kofi" not in message.subject
    page = words(grace.get(page_of(offered)).content.decode())
    assert f"Kofi Mensah {says}, on Monday 4 January" in page
    assert button in page
    assert "for you, on" not in words(kofi.get(page_of(offered)).content.decode())
    assert composing.is_still_needed(message, at=NOW)
    answer(grace, offered, undo)
    offer = access.student.waiting_list_entries.latest("pk").offers.latest("pk")
    assert offer.status == "OPEN"
    assert not composing.is_still_needed(message, at=NOW)
    answer(kofi, offer.entry, what)
    assert len(told(access.student)) == 2


@pytest.mark.parametrize("what", ["not-this-time", "off"])
def test_what_students_answer_themselves_they_know(access, grace, offered, what):
    answer(grace, offered, what)

    assert told(access.student) == []
    assert "Grace Obi said" not in words(grace.get(page_of(offered)).content.decode())


def test_through_a_link_nobody_else_answers(access, offered):
    waiting.leave_waiting_list(entry=offered, by=None, at=NOW)

    assert not Message.objects.filter(kind="answered_for").exists()
