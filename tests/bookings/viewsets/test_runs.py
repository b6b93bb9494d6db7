from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Message
from bookings.enums import BookingStatus
from bookings.operations import waiting_due
from courses.enums import RunStatus
from courses.models import CourseRun, RunShare
from tests.factories.accounts import StudentFactory
from tests.factories.bookings import BookingFactory, EntryFactory, InterestFactory, OfferFactory
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


def test_opening_says_who_is_told_and_who_goes_first(desk):
    run = make_run(status=RunStatus.PREPARING)
    alone = words(desk.get(address(run, "open")))
    assert "asked to hear" not in alone
    assert "go first" not in alone
    for _ in range(2):
        InterestFactory(course=run.course)
    first = InterestFactory(course=run.course, kind="GOES_FIRST")
    # Meant for other dates, or settled: these hear nothing.
    InterestFactory(course=run.course, not_for=[run.pk])
    InterestFactory(course=run.course, ended_at=NOW)
    InterestFactory(course=run.course, student=EntryFactory(run=run).student)
    other = make_run(course=run.course, goes_first_served_at=NOW)
    has_one = BookingFactory(run=other).student
    InterestFactory(course=run.course, student=has_one, kind="GOES_FIRST")

    page = words(desk.get(address(run, "open")))

    assert "2 people asked to hear when this course can be booked." in page
    assert "1 person waited for this course before and goes first" in page
    assert "1 person waits for a place already." in page

    run.status = RunStatus.OPEN
    run.save()
    waiting_due.pass_on_all(at=NOW)
    assert Message.objects.filter(kind="course_runs").count() == 2
    assert run.waiting_list.live().in_order().first().student == first.student
    CourseRun.objects.filter(pk=run.pk).update(status=RunStatus.CLOSED)
    assert "asked to hear" not in words(desk.get(address(run, "open")))


def test_closing_says_what_becomes_of_the_list(desk):
    run = make_run()
    assert "waiting list" not in words(desk.get(address(run, "close")))
    EntryFactory(run=run)
    OfferFactory(entry=EntryFactory(run=run, status="OFFERED"))

    page = words(desk.get(address(run, "close")))

    assert "1 person waits for a place.</strong> The waiting list stops" in page
    assert "1 person has been offered a place. They can still say yes" in page
    desk.post(address(run, "close"))
    run.refresh_from_db()
    assert run.status == RunStatus.CLOSED


def test_the_heading_names_what_would_be_cancelled(desk):
    run = make_run()

    assert f"Cancel this run: {run}</h1>" in words(desk.get(address(run)))


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
    assert "Everyone who had a place or waited is being told." in words(answer)
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


def test_cancelling_counts_those_who_wait_and_says_what_becomes_of_them(desk):
    run = make_run()
    EntryFactory(run=run)
    EntryFactory(run=run, student=StudentFactory(email="", phone="1"))

    alone = words(desk.get(address(run)))
    has_begun = make_run(course=run.course, starts=local(2027, 1, 4, 9), last_joining_session=4)
    BookingFactory(run=run)
    only_begun = words(desk.get(address(run)))
    assert f"{has_begun}, 4 Mondays, 4 to 25 January 2027" in only_begun
    both = "Those who have a place, and after them those who wait, go first as soon as new dates"
    assert both in only_begun
    assert "put in front of its list" not in only_begun
    following = make_run(course=run.course, starts=local(2027, 2, 1, 10))
    with_next = words(desk.get(address(run)))

    when = "4 Mondays, 1 to 22 February 2027, 10am to 12 noon"
    assert "2 students wait for a place." in alone
    assert "They go first as soon as new dates of this course can be booked." in alone
    assert f"go first on the next dates that can be booked: {following}, {when}." in with_next
    assert f"other dates and courses. The next dates of this course: {following}, {when}" in (
        with_next
    )


def form_of(run, **changed):
    """Return what the run's form sends."""
    sent = {
        "course": run.course.pk,
        "term": run.term.pk,
        "name": run.name,
        "mode": run.mode,
        "venue": run.venue.pk,
        "online_link": "",
        "tutor_exception_reason": "",
        "capacity": run.capacity,
        "minimum_places": run.minimum_places,
        "last_joining_session": run.last_joining_session,
        "is_listed": "on",
        "booking_opens_at": "",
        "booking_closes_at": "",
    }
    rows = {
        "run_tutors": [{"id": one.pk, "tutor": one.tutor.pk} for one in run.run_tutors.all()],
        "sessions": [
            {
                "id": one.pk,
                "starts_at": f"{timezone.localtime(one.starts_at):%Y-%m-%d %H:%M}",
                "ends_at": f"{timezone.localtime(one.ends_at):%Y-%m-%d %H:%M}",
            }
            for one in run.sessions.all()
        ],
        "shares": [],
    }
    for relation, given in rows.items():
        sent |= {
            f"{relation}-TOTAL_FORMS": len(given),
            f"{relation}-INITIAL_FORMS": len(given),
        }
        for number, row in enumerate(given):
            sent |= {f"{relation}-{number}-{name}": value for name, value in row.items()}
            sent[f"{relation}-{number}-ORDER"] = number + 1
    return sent | changed


def test_more_places_in_the_form_go_to_those_who_wait(desk):
    run = make_run(capacity=1)
    BookingFactory(run=run)
    entry = EntryFactory(run=run)

    sent = form_of(run, capacity=2, name="Evening", step="do")
    answer = desk.post(address(run, "edit"), sent, follow=True)

    run.refresh_from_db()
    entry.refresh_from_db()
    assert (run.capacity, run.name, entry.status) == (2, "Evening", "OFFERED")
    assert "New places went to those who wait. Being told: 1 by email." in words(answer)


LATER = "2027-03-01"
A_SHARE = {
    "shares-TOTAL_FORMS": 1,
    "shares-0-percent": 50,
    "shares-0-for_carers": "on",
    "shares-0-ORDER": 1,
}


@pytest.mark.parametrize(
    ("before", "changed", "told"),
    [
        ({"shares_until": dt.date(2027, 3, 1)}, {"shares_until": ""}, "place_offered"),
        ({"shares_until": dt.date(2027, 3, 1)}, {"shares_until": "2027-01-04"}, "place_offered"),
        ({"booking_opens_at": local(2027, 1, 5)}, {"booking_opens_at": ""}, "place_offered"),
        ({}, {"booking_closes_at": "2027-01-04 09:00"}, "list_ended"),
        ({}, A_SHARE | {"shares_until": LATER, "capacity": 6}, "place_offered"),
    ],
    ids=["no shares", "released earlier", "opens earlier", "closes", "more places, but shared"],
)
def test_who_is_told_at_once_is_shown_first_whatever_decides_it(desk, before, changed, told):
    run = make_run(capacity=2, **before)
    if "shares_until" in before:
        RunShare.objects.create(run=run, percent=50, for_carers=True)
    BookingFactory(run=run)
    if not before:
        BookingFactory(run=run)
    first, second = EntryFactory(run=run), EntryFactory(run=run)
    sent = form_of(run, **{"shares_until": before.get("shares_until", ""), **changed})
    if "shares_until" in before and changed["shares_until"]:
        sent |= A_SHARE | {"shares-INITIAL_FORMS": 1, "shares-0-id": RunShare.objects.get().pk}

    page = words(desk.post(address(run, "edit"), sent))
    assert not Message.objects.exists()
    assert RunShare.objects.count() == ("shares_until" in before)
    answer = words(desk.post(address(run, "edit"), sent | {"step": "do"}, follow=True))

    heard = set(Message.objects.values_list("kind", "student__name"))
    hears = [first, second] if told == "list_ended" else [first]
    assert heard == {(told, entry.student.name) for entry in hears}
    for entry in (first, second):
        is_shown = f"<strong>{entry.student.name}</strong>: that" in page
        assert is_shown == (entry in hears)
    assert f"Being told: {len(heard)} by email." in answer


def test_a_form_opened_earlier_writes_no_old_capacity_back(desk):
    run = make_run(capacity=5)
    sent = form_of(run, name="Evening")
    CourseRun.objects.filter(pk=run.pk).update(capacity=9, goes_first_served_at=NOW)

    desk.post(address(run, "edit"), sent | {"capacity": 9})

    run.refresh_from_db()
    assert (run.name, run.capacity, run.goes_first_served_at) == ("Evening", 9, NOW)


def test_places_held_for_offers_are_not_taken_away(desk):
    run = make_run(capacity=3)
    BookingFactory(run=run)
    OfferFactory(entry__run=run)

    page = words(desk.post(address(run, "edit"), form_of(run, capacity=1)))

    assert "2 places are held already, so there must be as many." in page
    run.refresh_from_db()
    assert run.capacity == 3


def test_the_list_of_runs_and_each_run_lead_to_the_places(desk):
    run = make_run()
    EntryFactory(run=run)
    places = reverse("places_run", args=(run.uuid,))

    listed = words(desk.get(reverse("runs:index")))
    assert "0 of 12, 1 waiting" in listed
    assert places in listed
    assert places in words(desk.get(address(run, "edit")))
    assert places in words(client_as(Role.MANAGER).get(address(run, "inspect")))
