from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Message
from bookings.enums import BookingStatus
from courses.enums import RunStatus
from courses.models import CourseRun
from tests.factories.accounts import StudentFactory
from tests.factories.bookings import BookingFactory
from tests.factories.courses import NOW, local, make_run
from tests.factories.staff import client_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return client_as(Role.COORDINATOR)


def address(run, step="cancel"):
    return reverse(f"runs:{step}", args=(run.pk,))


def words(answer):
    return " ".join(answer.content.decode().split())


def test_cancelling_says_who_is_told_and_how(desk):
    run = make_run()
    for student in (
        StudentFactory(contact_by="EMAIL", email="a@example.org"),
        StudentFactory(contact_by="EMAIL", email="", phone="01234 567890"),
        StudentFactory(contact_by="LETTER"),
    ):
        BookingFactory(run=run, student=student)
    BookingFactory(run=run, status="CANCELLED", cancelled_at=NOW)

    page = words(desk.get(address(run)))

    for sentence in (
        "3 students have a place and will lose it",
        "1 will be told by email",
        "2 will be told by the office",
    ):
        assert sentence in page
    run.refresh_from_db()
    assert run.status == RunStatus.OPEN


def test_a_run_nobody_booked_is_cancelled_quietly(desk):
    page = words(desk.get(address(make_run())))

    assert "Nobody has a place, so nobody will be told." in page


def test_cancelling_keeps_the_reason_and_tells_everybody(desk):
    run = make_run()
    booking = BookingFactory(run=run)
    assert address(run) in words(desk.get(address(run, "edit")))

    answer = desk.post(address(run), {"reason": "The tutor is ill."}, follow=True)

    run.refresh_from_db()
    booking.refresh_from_db()
    assert (run.status, run.cancelled_reason, booking.status) == (
        RunStatus.CANCELLED,
        "The tutor is ill.",
        BookingStatus.RUN_CANCELLED,
    )
    assert [message.student for message in Message.objects.all()] == [booking.student]
    assert "Everyone who had a place is being told." in words(answer)
    assert address(run) not in words(desk.get(address(run, "edit")))
    assert "This run is cancelled already." in words(desk.get(address(run)))


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("", "Write why these dates are cancelled."),
        ("   ", "Write why these dates are cancelled."),
        ("x" * 2000, "characters or fewer."),
    ],
)
def test_a_reason_is_needed(desk, reason, sentence):
    run = make_run()

    answer = desk.post(address(run), {"reason": reason})

    assert sentence in words(answer)
    run.refresh_from_db()
    assert run.status == RunStatus.OPEN


def test_a_run_that_is_over_is_not_cancelled(desk):
    run = make_run(starts=local(2026, 1, 12, 10), sessions=1)

    assert "nothing left to cancel" in words(desk.post(address(run), {"reason": "Late"}))


@pytest.mark.parametrize("role", [Role.EDITOR, Role.MANAGER, Role.PEER_TUTOR])
def test_nobody_else_cancels(role):
    run = make_run()

    client_as(role).post(address(run), {"reason": "No"})

    run.refresh_from_db()
    assert run.status == RunStatus.OPEN


def test_a_run_that_was_booked_is_not_offered_for_deletion(desk):
    run, empty = make_run(), make_run()
    BookingFactory(run=run, status="CANCELLED", cancelled_at=NOW)

    page = words(desk.get(address(run, "delete")))
    assert "This run has 1 booking, so it stays" in page
    assert "referenced" not in page
    assert "Yes, delete" not in page
    assert address(run, "delete") not in words(desk.get(address(run, "edit")))
    assert address(empty, "delete") in words(desk.get(address(empty, "edit")))
    assert "Nobody has booked this run." in words(desk.get(address(empty, "delete")))

    desk.post(address(empty, "delete"))
    desk.post(address(run, "delete"))

    assert list(CourseRun.objects.all()) == [run]
