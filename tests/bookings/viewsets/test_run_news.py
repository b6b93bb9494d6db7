"""Before a change of a run is saved, the office sees who will be told, how, and what."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Message
from bookings.messages.places import changes_of
from bookings.models import CalendarUpdate
from bookings.operations import calendar_updates, places, tutor_news, waiting, waiting_due
from bookings.queries.group_messages import how_told
from bookings.viewsets.run_news import tutors_told
from courses.enums import SessionStatus
from courses.models import CourseSession
from tests.courses.viewsets.test_runs import form_data, session_row
from tests.factories.accounts import StudentFactory
from tests.factories.bookings import BookingFactory
from tests.factories.courses import NOW, VenueFactory, local, make_run
from tests.factories.home import make_college_settings
from tests.factories.staff import client_as

pytestmark = pytest.mark.django_db
SEEN = {"step": "do"}
ADDED = {
    "sessions-TOTAL_FORMS": 3,
    **session_row(2, local(2027, 1, 26, 10), local(2027, 1, 26, 12)),
}
MOVED = {"sessions-0-starts_at": "2027-01-12 09:30", "sessions-0-ends_at": "2027-01-12 11:30"}


@pytest.fixture
def desk(monkeypatch):
    make_college_settings()
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return client_as(Role.COORDINATOR)


@pytest.fixture
def run():
    """Two sessions, and one student for each way to be told."""
    run = make_run(sessions=2, venue=VenueFactory(name="The Mill"))
    texted = {"contact_by": "TEXT", "phone": "07700 900123", "may_text": True}
    for fields in (
        {"name": "Ada", "email": "ada@example.org"},
        {"name": "Ben", "email": "ben@example.org"},
        {"name": "Cat", **texted},
        {"name": "Dev", "email": "", "phone": "01632 960 001"},
        {"name": "Eve", "email": "", "contact_by": "LETTER", "postal_address": "1 High Street"},
        {"name": "Fay", "email": "", "phone": "", "contact_by": "LETTER", "postal_address": ""},
    ):
        places.book_place(run=run, student=StudentFactory(**fields), by=None, at=NOW)
    return run


def words(answer):
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return " ".join(html.unescape(text).split())


def send(desk, run, screen="edit", /, **data):
    return desk.post(reverse(f"runs:{screen}", args=(run.pk,)), data, follow=True)


def test_moving_a_session_shows_first_who_is_told_and_how(desk, run):
    answer = send(desk, run, **form_data(run, **MOVED))

    page = words(answer)
    for sentence in (
        f"Before this is saved: {run}",
        "6 students have a place and will be told in a few minutes:",
        "2 by email. Their calendars change by themselves.",
        "1 by text message.",
        "1 by phone. The office rings Dev: see “Calls to make”.",
        "1 by letter. The office writes to Eve: see “Letters to post”.",
        "We cannot reach Fay.",
        "Session 1 is now on Tuesday 12 January at 9:30am, was 10am.",
    ):
        assert sentence in page
    assert CourseSession.objects.order_by("pk").first().starts_at == local(2027, 1, 12, 10)


def test_whom_a_letter_reaches_too_late_is_not_counted_as_told(desk):
    run = make_run(sessions=2, starts=local(2027, 1, 6))
    post = {"email": "", "contact_by": "LETTER", "postal_address": "1 High Street"}
    for fields in ({"name": "Gus", "phone": ""}, {"name": "Hal", "phone": "01632 960 001"}):
        places.book_place(run=run, student=StudentFactory(**post, **fields), by=None, at=NOW)
    later = {"sessions-0-starts_at": "2027-01-06 14:00", "sessions-0-ends_at": "2027-01-06 16:00"}

    moved = words(send(desk, run, **form_data(run, **later)))
    off = words(desk.get(reverse("runs:cancel", args=(run.pk,))))
    group = how_told(StudentFactory(**post, phone=""), told_by=NOW, at=NOW)

    for page in (moved, off):
        assert "Not reached in time: Gus." in page
    assert "1 by phone. The office rings Hal" in moved
    assert "by letter. The office" not in moved
    assert "1 will be told by the office" in off
    assert group.startswith("by letter, not in time")


def test_before_and_after_both_say_that_it_is_told_at_once(desk):
    run = make_run(sessions=2, starts=local(2027, 1, 5, 9))
    places.book_place(run=run, student=StudentFactory(), by=None, at=NOW)
    soon = {"sessions-0-starts_at": "2027-01-05 14:00", "sessions-0-ends_at": "2027-01-05 16:00"}
    typed = form_data(run, **soon)

    before, after = words(send(desk, run, **typed)), words(send(desk, run, **typed, **SEEN))

    assert "1 student has a place and will be told at once, since it is so near:" in before
    assert "Whoever has a place is told what has changed for them, at once." in after


def test_tutors_who_hear_of_it_are_named(desk, run):
    amina = run.tutors.order_by("name").first()
    tutor_news.tell_tutors(at=NOW)

    moved = words(send(desk, run, **form_data(run, **MOVED)))
    off = words(desk.get(reverse("runs:cancel", args=(run.pk,))))

    others = [tutor.name for tutor in run.tutors.order_by("name")]
    assert f"The tutors hear by email as well: {' and '.join(others)}." in moved
    assert f"The tutors hear by email: {' and '.join(others)}." in off
    tutors = run.tutors.order_by("name").select_related("user")
    by_amina = RequestFactory().post("/")
    by_amina.user = amina.user
    assert tutors_told(tutors, by_amina) == others[1:]


def hidden_in(answer):
    page = answer.content.decode()
    pairs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    typed = {html.unescape(name): html.unescape(value) for name, value in pairs}
    return {name: value for name, value in typed.items() if name != "csrfmiddlewaretoken"}


def test_going_back_keeps_what_was_typed_and_going_on_saves_it(desk, run):
    typed = form_data(run, **MOVED, name="Mornings & <more>")
    carried = hidden_in(send(desk, run, **typed))
    assert carried == {name: str(value) for name, value in typed.items()}

    back = send(desk, run, **carried, step="change")

    page = back.content.decode()
    assert 'value="2027-01-12 09:30"' in page
    assert 'value="Mornings &amp; &lt;more&gt;"' in page
    assert "Before this is saved" not in page
    assert "Error" not in page
    assert not CalendarUpdate.objects.exists()

    saved = send(desk, run, **carried, **SEEN)

    run.refresh_from_db()
    assert run.name == "Mornings & <more>"
    assert run.sessions.order_by("pk").first().starts_at == local(2027, 1, 12, 9, 30)
    assert "Whoever has a place is told what has changed for them, in a few minutes." in words(
        saved
    )


def elsewhere(run):
    return {"venue": VenueFactory(name="The Library").pk}


@pytest.mark.parametrize(
    "changed",
    [
        lambda _run: MOVED,
        lambda _run: ADDED,
        elsewhere,
        lambda run: {"sessions-1-venue": elsewhere(run)["venue"]},
        lambda _run: {"mode": "HYBRID", "online_link": "https://meet.example/a"},
    ],
    ids=["moved", "added", "room of all", "room of one", "link"],
)
def test_what_is_shown_is_what_is_told(desk, run, changed):
    data = form_data(run, **changed(run))

    page = words(send(desk, run, **data))
    send(desk, run, **data, **SEEN)
    for booking in run.bookings.all():
        calendar_updates.follow_up_booking(booking=booking, at=NOW)

    told = Message.objects.filter(kind="calendar_updated")
    assert f"{told.count()} students have a place and will be told" in page
    sentences = {
        one for update in CalendarUpdate.objects.all() for one in changes_of(update).sentences
    }
    assert sentences
    for sentence in sentences:
        assert sentence in page


def wait(run, *, name, **student):
    student = StudentFactory(name=name, **student)
    return waiting.join_waiting_list(run=run, student=student, by=None, at=NOW)


def test_who_only_waits_is_counted_and_told_as_well(desk):
    run = make_run(capacity=1, sessions=2)
    gives_up = places.book_place(run=run, student=StudentFactory(), by=None, at=NOW)
    wait(run, name="Gus")
    wait(run, name="Hal", email="", phone="01632 960 001")
    wait(run, name="Ivy", email="", phone="", contact_by="LETTER", postal_address="")
    places.cancel_booking(booking=gives_up, by=None, at=NOW)
    assert "told" not in words(send(desk, run, **form_data(run, minimum_places=2)))

    data = form_data(run, **MOVED)
    page = words(send(desk, run, **data))

    for sentence in (
        "3 people wait for a place, or have been offered one, and will be told in a few minutes:",
        "1 by email. 1 by phone. The office rings Hal: see “Calls to make”.",
        "We cannot reach Ivy.",
        "Those who wait read all the dates as they are then, and that they keep their turn",
    ):
        assert sentence in page
    assert "have a place and will" not in page
    saved = words(send(desk, run, **data, **SEEN))
    assert (
        "Whoever has a place, or waits for one, is told what has changed for them, in a few"
        in saved
    )
    waiting_due.pass_on_all(at=NOW + dt.timedelta(minutes=6))
    assert Message.objects.filter(kind="waiting_dates").count() == 3


def test_more_places_say_first_who_gets_one(desk):
    run = make_run(capacity=1, sessions=2)
    places.book_place(run=run, student=StudentFactory(), by=None, at=NOW)
    wait(run, name="Gus")
    wait(run, name="Hal")
    data = form_data(run, capacity=2)

    asked = send(desk, run, **data)

    page = words(asked)
    assert "Before this is saved" in page
    assert "Gus : that a place is offered to them, by email" in page
    assert "Hal" not in page
    run.refresh_from_db()
    assert (run.capacity, run.offers.count()) == (1, 0)

    send(desk, run, **hidden_in(asked), **SEEN)

    run.refresh_from_db()
    assert (run.capacity, run.offers.get().entry.student.name) == (2, "Gus")


@pytest.mark.parametrize("changed", [{"minimum_places": 2}, {"name": "Mornings"}])
def test_what_shows_nowhere_is_saved_at_once(desk, run, changed):
    page = words(send(desk, run, **form_data(run, **changed)))

    run.refresh_from_db()
    assert {name: getattr(run, name) for name in changed} == changed
    assert "told" not in page


def test_where_nobody_has_a_place_nothing_is_asked(desk):
    run = make_run(sessions=2)
    BookingFactory(run=run, status="CANCELLED", cancelled_at=NOW)

    send(desk, run, **form_data(run, **MOVED))

    assert run.sessions.order_by("pk").first().starts_at == local(2027, 1, 12, 9, 30)


def test_a_mistake_comes_before_the_question(desk, run):
    page = words(send(desk, run, **form_data(run, **MOVED, venue="")))

    assert "Choose a venue: people come in person." in page
    assert "Before this is saved" not in page


def test_calling_off_a_session_and_holding_it_after_all_ask_first(desk, run):
    first = run.sessions.order_by("pk").first()
    chosen = {"off": str(first.uuid)}

    asked = send(desk, run, "sessions", **chosen)

    page = words(asked)
    assert "6 students have a place" in page
    assert "Session 1 on Tuesday 12 January at 10am will not take place. We are sorry." in page
    assert hidden_in(asked) == chosen
    first.refresh_from_db()
    assert first.status == SessionStatus.PLANNED

    send(desk, run, "sessions", **chosen, **SEEN)

    first.refresh_from_db()
    assert first.status == SessionStatus.CANCELLED
    # Nobody has heard of it yet, so nobody would hear that it is as it was.
    send(desk, run, "sessions", on=str(first.uuid))
    first.refresh_from_db()
    assert first.status == SessionStatus.PLANNED


def test_new_dates_from_a_pattern_say_beside_them_who_is_told(desk, run):
    pattern = {
        "rhythm": "WEEKLY",
        "first_on": "2027-01-26",
        "starts": "10:00",
        "ends": "12:00",
        "count": "1",
    }

    page = words(send(desk, run, "plan", **pattern, step="preview"))

    assert "6 students have a place" in page
    assert "There is a new session on Tuesday 26 January at 10am." in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_question_costs_the_same_for_many_students(rows, desk, django_assert_num_queries):
    run = make_run(sessions=2)
    for _ in range(rows):
        places.book_place(run=run, student=StudentFactory(), by=None, at=NOW)
    data = form_data(run, **MOVED)
    send(desk, run, **data)

    with django_assert_num_queries(QUERIES):
        answer = send(desk, run, **data)

    assert f"{rows} student" in words(answer)


QUERIES = 48
