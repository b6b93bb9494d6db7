"""Messages that travel by hand: calls with their outcome, letters in batches."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts.enums import CallOutcome
from accounts.models import CallAttempt, LetterBatch, Message
from accounts.operations import passing_on
from tests.factories.accounts import MessageFactory, StudentFactory, UserFactory

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
REACHED, LEFT, AGAIN, LETTER = CallOutcome


@pytest.fixture
def office():
    return UserFactory()


def waiting(at, student, channel="PHONE", **changes):
    given = {"channel": channel, "status": "FOR_OFFICE", "created_at": at, "composed_at": at}
    return MessageFactory(student=student, to_address="", **given | changes)


def rung(at, office, student, outcome, *messages, again=None):
    return passing_on.record_call(
        student=student,
        told=[one.uuid for one in messages],
        outcome=outcome,
        try_again_at=again,
        by=office,
        at=at,
    )


@pytest.mark.parametrize(
    ("outcome", "again", "state"),
    [
        (REACHED, None, ("PASSED_ON", "PHONE", 0, True)),
        (LEFT, None, ("PASSED_ON", "PHONE", 0, True)),
        (LEFT, 2, ("FOR_OFFICE", "PHONE", 2, False)),
        (AGAIN, 3, ("FOR_OFFICE", "PHONE", 3, False)),
        (LETTER, None, ("FOR_OFFICE", "LETTER", 0, False)),
    ],
)
def test_call_leads_where_its_outcome_says(at, office, outcome, again, state):
    student = StudentFactory(may_leave_message=True, postal_address="1 Mill Lane")
    message, other = waiting(at, student), waiting(at, student)
    try_again_at = at + again * HOUR if again else None

    assert rung(at, office, student, outcome, message, again=try_again_at) == 1

    status, channel, hours, is_done = state
    message.refresh_from_db()
    assert (message.status, message.channel, message.due_at, message.finished_at) == (
        status,
        channel,
        at + hours * HOUR,
        at if is_done else None,
    )
    assert list(
        CallAttempt.objects.values_list("message", "outcome", "try_again_at", "made_by")
    ) == [(message.pk, outcome, try_again_at, office.pk)]
    other.refresh_from_db()
    assert other.status == "FOR_OFFICE"


@pytest.mark.parametrize(
    ("outcome", "again", "why"),
    [
        (LEFT, None, "It is not safe to leave this student a message. Ring again later."),
        (AGAIN, None, "Say when to ring again."),
        (AGAIN, -1, "Choose a time that is still to come."),
        (LETTER, None, "We have no postal address of this student."),
    ],
)
def test_what_cannot_be_said_of_a_call_is_refused_in_a_sentence(at, office, outcome, again, why):
    student = StudentFactory(postal_address=" ")
    message = waiting(at, student)
    try_again_at = at + again * HOUR if again else None

    with pytest.raises(passing_on.CannotPassOn, match=why):
        rung(at, office, student, outcome, message, again=try_again_at)

    assert CallAttempt.objects.count() == 0


def test_second_click_and_somebody_elses_message_change_nothing(at, office):
    student, message = StudentFactory(), None
    message = waiting(at, student)
    theirs = waiting(at, StudentFactory())

    counts = [rung(at, office, student, REACHED, message, theirs) for _ in range(2)]

    assert counts == [1, 0]
    assert CallAttempt.objects.count() == 1
    theirs.refresh_from_db()
    assert theirs.status == "FOR_OFFICE"


def test_batch_takes_every_letter_with_an_address_once(at, office):
    home = StudentFactory(postal_address="1 Mill Lane")
    letters = [waiting(at, home, "LETTER"), waiting(at, home, "LETTER")]
    waiting(at, home, "PHONE")
    waiting(at, home, "LETTER", status="PASSED_ON")
    waiting(at, StudentFactory(postal_address=""), "LETTER")

    batch = passing_on.make_letter_batch(by=office, at=at)

    assert set(batch.messages.all()) == set(letters)
    assert passing_on.make_letter_batch(by=office, at=at) is None


def test_posting_a_batch_passes_its_letters_on_once(at, office):
    waiting(at, StudentFactory(postal_address="1 Mill Lane"), "LETTER")
    batch = passing_on.make_letter_batch(by=office, at=at)

    counts = [
        passing_on.mark_posted(batch=batch, by=office, at=moment) for moment in (at, at + HOUR)
    ]

    assert counts == [1, 0]
    assert LetterBatch.objects.values_list("posted_at", "posted_by").get() == (at, office.pk)
    assert Message.objects.values_list("status", "finished_at").get() == ("PASSED_ON", at)
