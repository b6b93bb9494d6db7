from __future__ import annotations

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Message
from bookings.enums import BookingStatus, EntryStatus
from bookings.messages import links
from bookings.models import Booking, BookingEvent, EntryEvent, HeadCount, Offer, WaitingListEntry
from bookings.operations import apologies, places, waiting, waiting_due
from bookings.queries import office, run_desk
from courses.models import CourseRun, RunShare
from tests.factories.accounts import StudentAccessFactory, StudentFactory, UserFactory
from tests.factories.bookings import BookingFactory, EntryFactory, OfferFactory
from tests.factories.courses import NOW, TermFactory, local, make_course_page, make_run
from tests.factories.home import make_college_settings
from tests.factories.staff import client_of, make_user

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def ruth():
    make_college_settings()
    return make_user(Role.COORDINATOR)


@pytest.fixture
def desk(ruth, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return client_of(ruth)


def words(answer):
    return " ".join(answer.content.decode().split())


def page_of(run):
    return reverse("places_run", args=(run.uuid,))


def step(row, name):
    kind = "booking" if isinstance(row, Booking) else "entry"
    return reverse(f"places_{kind}", args=(row.uuid, name))


BY_PHONE = {"agreed": "PHONE", "note": "Rang on Monday."}


def full_run_with_list(*names):
    run = make_run(capacity=1)
    booking = BookingFactory(run=run, student=StudentFactory(name="Has Place"))
    entries = [EntryFactory(run=run, student=StudentFactory(name=name)) for name in names]
    return run, booking, entries


def test_the_page_tells_numbers_people_list_and_offers(desk):
    run = make_run(capacity=5, minimum_places=4)
    BookingFactory(
        run=run,
        places=2,
        supporter_name="Joan",
        student=StudentFactory(name="Amina", contact_by="PHONE", phone="1"),
    )
    offered = EntryFactory(run=run, status="OFFERED", student=StudentFactory(name="Bill"))
    OfferFactory(entry=offered)
    EntryFactory(run=run, places=2, student=StudentFactory(name="Cleo"))

    answer = desk.get(page_of(run))

    page = words(answer)
    for way in ("Book a student", "Change how many places", "Write to the students"):
        assert f">{way}</a>" in page
    numbers = answer.context["desk"].numbers
    assert (numbers.taken, numbers.held, numbers.free, numbers.waited_for) == (2, 1, 2, 2)
    assert "2 more places need to be taken" in page
    assert "Joan" in page
    assert "Phone call" in page
    assert "Answer by Wednesday 6 January 2027 at 10am" in page
    assert [(row.entry.student.name, row.position) for row in answer.context["desk"].waiting] == [
        ("Bill", None),
        ("Cleo", 1),
    ]


def test_every_screen_says_the_same_of_one_run(desk):
    run = make_run(capacity=4, course=make_course_page(title="Sleep"))
    BookingFactory(run=run)
    for _ in range(2):
        OfferFactory(entry=EntryFactory(run=run, status="OFFERED"))
    EntryFactory(run=run, places=2)

    numbers = desk.get(page_of(run)).context["desk"].numbers
    choose = words(desk.get(reverse("places_student", args=(StudentFactory().uuid,))))
    listed = words(desk.get(reverse("runs:index")))

    assert (numbers.free, numbers.waited_for) == (1, 2)
    assert "1 free, 2 waited for" in choose
    assert "1 of 4, 2 offered, 1 waiting" in listed
    assert list(office.long_lists(at=NOW)) == []


def test_the_page_says_how_booking_really_stands(desk):
    later = TermFactory(booking_opens_at=local(2027, 1, 8, 9))
    not_open, off = make_run(term=later), make_run(status="CANCELLED", cancelled_at=NOW)

    assert "<p>Ready: booking opens on Friday 8 January 2027 at 9am." in words(
        desk.get(page_of(not_open))
    )
    cancelled = words(desk.get(page_of(off)))
    assert "<dt>Free</dt>" not in cancelled
    assert "These dates are cancelled, so nobody has a place." in cancelled


def test_the_list_says_who_moves_from_other_dates(desk):
    run, _, (stays, moves, came) = full_run_with_list("Stays", "Moves", "Came")
    kept = BookingFactory(student=moves.student)
    gone = BookingFactory(student=stays.student, status="CANCELLED", cancelled_at=NOW)
    over = BookingFactory(student=came.student, run=make_run(starts=local(2026, 11, 2)))
    for entry, booking in ((moves, kept), (stays, gone), (came, over)):
        WaitingListEntry.objects.filter(pk=entry.pk).update(instead_of=booking)

    answer = desk.get(page_of(run))

    assert [row.kept_meanwhile for row in answer.context["desk"].waiting] == [None, kept, over]
    page = words(answer)
    assert f'Keeps their place until then: <a href="{page_of(kept.run)}">{kept.run}</a>' in page
    left = f'Wanted to leave dates that are over now: <a href="{page_of(over.run)}">{over.run}</a>'
    assert left in page


def test_the_page_tells_how_the_shares_stand(desk):
    run = make_run(capacity=10, shares_until=dt.date(2027, 1, 31))
    RunShare.objects.create(run=run, percent=30, for_carers=True, for_staff=True)
    for kind, places_taken in (("CARER", 2), ("STAFF", 2), ("PUBLIC", 1), ("", 1)):
        BookingFactory(run=run, student=StudentFactory(kind=kind), places=places_taken)
    EntryFactory(run=run, student=StudentFactory(kind="CARER"), places=2)

    answer = desk.get(page_of(run))

    assert "Kept until Sunday 31 January 2027." in words(answer)
    assert [
        (row.for_whom, row.kept, row.taken, row.free, row.waited_for)
        for row in answer.context["desk"].shares
    ] == [("Carers, family and friends and staff", 3, 4, 4, 2), ("In no share", 7, 2, 4, 0)]


def test_a_drop_in_has_head_counts_and_lacks_nobody(desk, ruth):
    run = make_run(is_drop_in=True, minimum_places=4, starts=NOW - dt.timedelta(days=8), sessions=3)
    counted, open_one, _ = run.sessions.order_by("starts_at")
    for number in (7, 9):
        HeadCount.objects.create(session=counted, count=number, at=NOW, by=ruth)

    answer = desk.get(page_of(run))

    page = words(answer)
    assert [
        (session, count and count.count) for session, count in answer.context["head_counts"]
    ] == [
        (counted, 9),
        (open_one, None),
    ]
    assert "need to be taken" not in page
    assert "Nobody has a place yet" not in page
    assert "Book a student" not in page
    assert "Not counted yet" in page


def test_the_heading_names_the_run_and_every_cell_its_column(desk):
    run, _, _ = full_run_with_list("Win")

    page = BeautifulSoup(desk.get(page_of(run)).content, "html.parser")

    assert page.select_one("main .nice-padding h1").get_text() == f"Places: {run}"
    for table in page.select(".app-stacks table"):
        columns = [one.get_text() for one in table.select("th")]
        for row in table.select("tbody tr"):
            labels = [cell.get("data-label", "Name") for cell in row.select("td")]
            assert labels == columns


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_for_many(desk, rows, django_assert_num_queries):
    run = make_run(capacity=20)
    for _ in range(rows):
        places.book_place(run=run, student=StudentFactory(), by=None, at=NOW)
        waiting.join_waiting_list(run=run, student=StudentFactory(), by=None, at=NOW)
    desk.get(page_of(run))

    with django_assert_num_queries(19):
        desk.get(page_of(run))


def test_history_says_who_did_what_when_and_why(desk, ruth):
    run, _, (first, second) = full_run_with_list("First", "Second")
    waiting.move_in_list(entry=second, place=1, reason="Leaves on Friday.", by=ruth, at=NOW)

    page = words(desk.get(page_of(run)))

    assert "Leaves on Friday." in page
    assert str(ruth) in page
    assert list(run.waiting_list.in_order()) == [second, first]


def test_history_tells_an_answer_through_a_link_from_what_happens_by_itself(desk):
    run, booking, (entry,) = full_run_with_list("Win")
    until = NOW + dt.timedelta(days=9)
    give_up = links.address(links.Purpose.GIVE_UP, booking.uuid, until=until)
    Client().post(give_up, {"answer": "give-up"})
    answer = links.address(links.Purpose.OFFER, entry.offers.get().uuid, until=until)
    for said in ("not-this-time", "take-back", "off", "back"):
        Client().post(answer, {"answer": said})

    told = [
        (line.student.name, line.what, line.who, line.reason)
        for line in run_desk.history_of(run)
        if line.student
    ]

    by_a_link = "By a link in a message"
    assert sorted(told) == sorted(
        [
            ("Has Place", "Gave up the place", by_a_link, ""),
            ("Win", "Was offered a place", "By itself", ""),
            ("Win", "Said “not this time”", by_a_link, ""),
            ("Win", "Took back “not this time”", by_a_link, "Took back “not this time”."),
            ("Win", "Left the list", by_a_link, ""),
            ("Win", "Joined the list", by_a_link, "Came back within a day."),
            ("Win", "Was offered a place", "By itself", ""),
        ]
    )
    record = reverse("bookings_admin:inspect", args=(booking.uuid,))
    assert f"<td>Given up</td> <td>{by_a_link}</td>" in words(desk.get(record))


def test_history_says_who_cannot_come_to_which_session_and_how_we_know(desk, ruth):
    booking = BookingFactory(run=make_run(sessions=2), student=StudentFactory(name="Win"))
    first, second = booking.run.sessions.order_by("starts_at")
    until = NOW + dt.timedelta(days=9)
    link = links.address(links.Purpose.APOLOGY, booking.uuid, first.uuid, until=until)
    for said in ("sorry", "coming"):
        Client().post(link, {"answer": said, "session": str(first.uuid)})
    apologies.apologise(booking=booking, session=second, by=ruth, at=NOW + HOUR)

    told = [(line.what, line.who) for line in run_desk.history_of(booking.run)]

    by_a_link = "By a link in a message"
    assert told == [
        ("Cannot come on Tuesday 19 January", str(ruth)),
        ("Comes on Tuesday 12 January after all", by_a_link),
        ("Cannot come on Tuesday 12 January", by_a_link),
    ]
    record = words(desk.get(reverse("bookings_admin:inspect", args=(booking.uuid,))))
    for what, who in told:
        assert f"<td>{what}</td> <td>{who}</td>" in record


def test_two_of_one_name_can_be_told_apart_and_what_they_did_is_theirs(desk):
    run = make_run(capacity=3)
    user = UserFactory(email="bev.one@example.org")
    for student in (
        StudentFactory(name="Bev", email="bev.one@example.org"),
        StudentFactory(name="Bev", email="", phone="01632 960 001"),
        StudentFactory(name="Cleo", email="cleo@example.org"),
    ):
        places.book_place(run=run, student=student, by=user if student.email else None, at=NOW)
    waiting.join_waiting_list(run=run, student=StudentFactory(), places=2, by=None, at=NOW)

    page = words(desk.get(page_of(run)))

    assert "(bev.one@example.org)" in page
    assert "(01632 960 001)" in page
    assert "cleo@example.org" not in page
    assert "themselves" in page
    assert "Waited for, by 1 person" in page


def test_what_a_helper_did_is_not_called_the_students_own(desk):
    helper = StudentAccessFactory(kind="HELPER", user__name="Kofi")
    run = make_run(capacity=1)
    facts = {"student": helper.student, "by": helper.user, "at": NOW}
    booking = places.book_place(run=run, **facts)
    places.cancel_booking(booking=booking, by=helper.user, at=NOW)
    places.book_place(run=run, student=StudentFactory(), by=None, at=NOW)
    waiting.join_waiting_list(run=run, **facts)

    page = words(desk.get(page_of(run)))
    record = words(desk.get(reverse("bookings_admin:inspect", args=(booking.uuid,))))

    assert ("themselves" in page, page.count("Kofi") >= 3) == (False, True)
    assert ("themselves" in record, "<td>Kofi</td>" in record) == (False, True)


def test_the_order_of_any_past_moment_is_told_again(desk, ruth, monkeypatch):
    make_college_settings()
    run = make_run(capacity=1)
    places.book_place(run=run, student=StudentFactory(), by=None, at=NOW)
    for number, name in enumerate(("Ann", "Ben", "Cat")):
        at = NOW + number * dt.timedelta(minutes=1)
        waiting.join_waiting_list(run=run, student=StudentFactory(name=name), by=None, at=at)
    cat = WaitingListEntry.objects.get(student__name="Cat")
    waiting.move_in_list(entry=cat, place=1, reason="Said so.", by=ruth, at=NOW + HOUR)

    monkeypatch.setattr(timezone, "now", lambda: NOW + 2 * HOUR)
    desk.force_login(ruth)

    def then(moment):
        answer = desk.get(page_of(run), {"then": f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}"})
        return [row.entry.student.name for row in answer.context["past"]]

    assert then(NOW - HOUR) == []
    assert then(NOW + dt.timedelta(minutes=1)) == ["Ann", "Ben"]
    assert then(NOW + HOUR / 2) == ["Ann", "Ben", "Cat"]
    assert then(NOW + 2 * HOUR) == ["Cat", "Ann", "Ben"]


def test_nobody_reads_the_list_of_a_moment_to_come(desk):
    answer = desk.get(page_of(make_run()), {"then": "2036-01-04T10:00"})

    assert "Choose a moment that has been. Nobody knows yet who will wait then." in words(answer)
    assert (answer.context["moment"], answer.context["past"]) == (None, None)


@pytest.mark.parametrize("typed", ["", "soon", "2027-13-45T10:00", "9" * 400])
def test_a_moment_that_is_none_gets_a_sentence(desk, typed):
    answer = desk.get(page_of(make_run()), {"then": typed})

    assert answer.status_code == 200
    assert "a day and a" in words(answer)


def test_a_preview_says_who_is_told_and_changes_nothing(desk):
    _, booking, (entry,) = full_run_with_list("Next One")
    Message.objects.all().delete()

    page = words(desk.post(step(booking, "cancel"), BY_PHONE | {"step": "show"}))

    assert "<strong>Has Place</strong>: that the place is given up, by email" in page
    assert "<strong>Next One</strong>: that a place is offered to them, by email" in page
    booking.refresh_from_db()
    entry.refresh_from_db()
    assert (booking.status, entry.status) == (BookingStatus.CONFIRMED, EntryStatus.WAITING)
    assert list(Message.objects.all()) == list(Offer.objects.all()) == []


def test_cancelling_keeps_how_they_agreed_and_passes_the_place_on(desk, ruth):
    run, booking, (entry,) = full_run_with_list("Next One")

    answer = desk.post(step(booking, "cancel"), BY_PHONE | {"step": "do"}, follow=True)

    entry.refresh_from_db()
    event = BookingEvent.objects.latest("pk")
    assert (event.to_status, event.by, event.agreed, event.note) == (
        "CANCELLED",
        ruth,
        "PHONE",
        "Rang on Monday.",
    )
    assert entry.status == EntryStatus.OFFERED
    assert answer.redirect_chain == [(page_of(run), 302)]
    assert "Being told: 2 by email." in words(answer)


def test_how_they_agreed_is_asked(desk):
    _, booking, _ = full_run_with_list()
    asked = words(desk.get(step(booking, "cancel")))
    assert "Stays in the history. A student who asks for what we keep about them gets it." in asked

    page = words(desk.post(step(booking, "cancel"), {"step": "do", "note": "typed this"}))

    assert "Choose how they agreed." in page
    assert "typed this" in page
    booking.refresh_from_db()
    assert booking.is_active


def test_moving_in_the_list_needs_a_reason(desk):
    _, _, (first, second) = full_run_with_list("First", "Second")
    address = step(second, "move")
    assert 'value="1"' in words(desk.get(f"{address}?place=1"))

    refused = words(desk.post(address, {"step": "do", "place": "1", "reason": " "}))
    beyond = words(desk.post(address, {"step": "do", "place": "3", "reason": "Why not"}))
    desk.post(address, {"step": "do", "place": "1", "reason": "Leaves soon."})

    assert "Write why." in refused
    assert "Write a number up to 2." in beyond
    assert list(first.run.waiting_list.in_order()) == [second, first]
    assert EntryEvent.objects.latest("pk").reason == "Leaves soon."


def test_taking_off_the_list_keeps_how_they_agreed(desk, ruth):
    _, _, (entry,) = full_run_with_list("First")

    shown = desk.post(step(entry, "off"), BY_PHONE | {"step": "look"})
    assert "Nobody needs to be told" not in words(shown)
    assert [one.student_name for one in shown.context["rehearsed"].told] == ["First"]
    desk.post(step(entry, "off"), BY_PHONE | {"step": "do"})

    assert entry.student.messages.filter(kind="answered_for").count() == 1
    event = EntryEvent.objects.latest("pk")
    assert (event.to_status, event.by, event.agreed, event.reason) == (
        "LEFT",
        ruth,
        "PHONE",
        "Rang on Monday.",
    )


@pytest.mark.parametrize(("answer", "status"), [("yes", "BOOKED"), ("no", "PASSED")])
def test_an_offer_is_answered_on_the_phone(desk, answer, status):
    _, booking, (entry,) = full_run_with_list("First")
    desk.post(step(booking, "cancel"), BY_PHONE | {"step": "do"})

    desk.post(step(entry, answer), BY_PHONE | {"step": "do"})

    entry.refresh_from_db()
    assert entry.status == status
    assert EntryEvent.objects.filter(to_status=status).get().agreed == "PHONE"


def test_moving_to_other_dates_is_both_or_neither(desk):
    run, booking, _ = full_run_with_list()
    other = make_run(course=run.course, capacity=1)
    form = BY_PHONE | {"run": str(other.uuid)}
    BookingFactory(run=other)

    full = words(desk.post(step(booking, "move"), form | {"step": "do"}))
    assert "All places are taken" in full
    booking.refresh_from_db()
    assert booking.is_active

    CourseRun.objects.filter(pk=other.pk).update(capacity=2)
    preview = words(desk.post(step(booking, "move"), form | {"step": "show"}))
    assert f"From {run} to {other}." in preview
    desk.post(step(booking, "move"), form | {"step": "do"})
    booking.refresh_from_db()
    assert booking.status == BookingStatus.MOVED
    assert other.bookings.active().filter(student=booking.student).exists()


def test_going_before_others_needs_a_tick_and_a_reason(desk):
    run, booking, _ = full_run_with_list()
    other = make_run(course=run.course, capacity=2)
    BookingFactory(run=other)
    EntryFactory(run=other, places=2)
    form = {"agreed": "PHONE", "run": str(other.uuid), "step": "do"}

    met = words(desk.post(step(booking, "move"), form))
    assert "The free places are for people who waited longer." in met
    assert 'value="OTHERS_WAIT"' in met
    ticked = words(desk.post(step(booking, "move"), form | {"set_aside": "OTHERS_WAIT"}))
    assert "Write why the rule is set aside." in ticked
    desk.post(
        step(booking, "move"), form | {"set_aside": "OTHERS_WAIT", "note": "Her carer is there."}
    )

    assert other.bookings.active().filter(student=booking.student).exists()


def set_aside_after(desk, address, form, rule):
    """Meet a rule, tick that it is set aside, write why, and do it."""
    met = words(desk.post(address, form | {"note": "", "step": "show"}))
    assert f'value="{rule}"' in met
    assert "tick that below and write why" in met
    preview = words(desk.post(address, form | {"set_aside": rule, "step": "show"}))
    desk.post(address, form | {"set_aside": rule, "step": "do"})
    return preview


def test_a_supporter_can_go_before_others_for_a_reason(desk):
    run = make_run(capacity=3)
    booking = BookingFactory(run=run, student=StudentFactory(name="Has Place"))
    BookingFactory(run=run)
    EntryFactory(run=run, places=2)

    preview = set_aside_after(desk, step(booking, "supporter"), BY_PHONE, "OTHERS_WAIT")

    label = "“Others are waiting for these dates”"
    assert f"You set aside: {label}." in preview
    record = reverse("bookings_admin:inspect", args=(booking.uuid,))
    for page in (page_of(run), record):
        assert f"Set aside: {label}" in words(desk.get(page))
    booking.refresh_from_db()
    event = booking.events.latest("pk")
    assert (booking.places, event.set_aside, event.note) == (2, ["OTHERS_WAIT"], "Rang on Monday.")


def test_a_place_kept_for_others_can_be_a_supporters_for_a_reason(desk):
    run = make_run(capacity=2, shares_until=dt.date(2027, 1, 31))
    RunShare.objects.create(run=run, percent=50, for_carers=True)
    booking = BookingFactory(run=run, student=StudentFactory(kind="PUBLIC"))

    set_aside_after(desk, step(booking, "supporter"), BY_PHONE, "KEPT_FOR_OTHERS")

    booking.refresh_from_db()
    assert (booking.places, booking.events.latest("pk").set_aside) == (2, ["KEPT_FOR_OTHERS"])


def test_a_place_given_up_days_ago_comes_back_after_booking_closed_for_a_reason(
    desk, ruth, monkeypatch
):
    run, booking, _ = full_run_with_list()
    places.cancel_booking(booking=booking, by=None, at=NOW)
    CourseRun.objects.filter(pk=run.pk).update(status="CLOSED")
    later = NOW + dt.timedelta(days=2)
    monkeypatch.setattr(timezone, "now", lambda: later)
    desk.force_login(ruth)
    assert step(booking, "take-back") in words(desk.get(page_of(run)))

    set_aside_after(desk, step(booking, "take-back"), BY_PHONE, "CLOSED")

    booking.refresh_from_db()
    assert (booking.is_active, booking.events.latest("pk").set_aside) == (True, ["CLOSED"])

    places.cancel_booking(booking=booking, by=None, at=later)
    over = run.sessions.latest("ends_at").ends_at
    monkeypatch.setattr(timezone, "now", lambda: over)
    desk.force_login(ruth)
    record = reverse("bookings_admin:inspect", args=(booking.uuid,))
    assert step(booking, "take-back") not in words(desk.get(page_of(run))) + words(desk.get(record))
    refused = words(desk.post(step(booking, "take-back"), BY_PHONE | {"step": "show"}))
    assert "Booking has closed." in refused
    assert "tick that below" not in refused


def test_yes_please_with_a_full_term_is_set_aside_for_a_reason(desk):
    make_college_settings(runs_per_term=1)
    run, booking, (entry,) = full_run_with_list("First")
    BookingFactory(run=make_run(term=run.term), student=entry.student)
    places.cancel_booking(booking=booking, by=None, at=NOW)

    set_aside_after(desk, step(entry, "yes"), BY_PHONE, "ENOUGH_THIS_TERM")

    booking = run.bookings.active().get()
    assert (booking.student, booking.events.get().set_aside) == (
        entry.student,
        ["ENOUGH_THIS_TERM"],
    )


def test_swapping_says_nothing_of_a_tick_that_is_not_there(desk):
    run, booking, _ = full_run_with_list()
    CourseRun.objects.filter(pk=run.pk).update(status="CLOSED")

    page = words(desk.post(step(booking, "swap"), BY_PHONE | {"step": "show"}))

    assert "Booking has closed." in page
    assert "tick that below" not in page


def test_nobody_is_put_on_a_list_where_the_place_would_come_straight_back(desk):
    _, booking, _ = full_run_with_list()

    for what in ("show", "do"):
        page = words(desk.post(step(booking, "swap"), BY_PHONE | {"step": what}))
        assert "it would be offered to the same person again" in page
        assert "This will happen" not in page

    booking.refresh_from_db()
    assert booking.status == BookingStatus.CONFIRMED
    assert not WaitingListEntry.objects.exists()
    assert not Message.objects.exists()


def test_swapping_to_the_list_and_bringing_somebody(desk):
    run, booking, _ = full_run_with_list()
    CourseRun.objects.filter(pk=run.pk).update(capacity=2)

    desk.post(step(booking, "supporter"), BY_PHONE | {"step": "do", "supporter_name": "Jo"})
    booking.refresh_from_db()
    assert (booking.places, booking.supporter_name) == (2, "Jo")
    desk.post(step(booking, "alone"), BY_PHONE | {"step": "do"})
    BookingFactory(run=run)
    EntryFactory(run=run)
    desk.post(step(booking, "swap"), BY_PHONE | {"step": "do"})

    booking.refresh_from_db()
    assert (booking.places, booking.status) == (1, BookingStatus.CANCELLED)
    assert run.waiting_list.live().filter(student=booking.student).exists()


def test_every_step_says_first_what_will_happen(desk):
    run, booking, (first, second) = full_run_with_list("First", "Second")
    book = reverse("places_book", args=(run.uuid, second.student.uuid))

    def shown(address, **typed):
        page = words(desk.post(address, BY_PHONE | {"step": "show"} | typed))
        return page.partition("This will happen</h2> <p>")[2].partition("</p>")[0]

    assert shown(step(booking, "swap")) == (
        "Has Place gives the place up, and waits at the end of the list."
    )
    assert shown(step(second, "off")) == "Second will be off the waiting list."
    assert shown(book, how="LIST") == "Second is on the waiting list already. Nothing changes."
    CourseRun.objects.filter(pk=run.pk).update(capacity=3)
    supporter = step(BookingFactory(run=make_run()), "supporter")
    assert shown(supporter).endswith(" will have two places.")
    waiting_due.pass_on_all(at=NOW)
    assert shown(step(first, "yes")) == "First will have a place."
    assert shown(step(first, "no")) == "First lets this place go."
    booking.places = 2
    booking.save()
    assert shown(step(booking, "alone")) == ("Has Place keeps one place. The second one is freed.")
    places.cancel_booking(booking=booking, by=None, at=NOW)
    CourseRun.objects.filter(pk=run.pk).update(capacity=9)
    assert shown(step(booking, "take-back")) == "Has Place will have the place again."


def test_capacity_goes_by_the_operation_that_passes_places_on(desk):
    run, _, (entry,) = full_run_with_list("First")
    address = reverse("places_capacity", args=(run.uuid,))

    preview = words(desk.post(address, {"capacity": "2", "step": "show"}))
    assert "There will be 2 places instead of 1." in preview
    assert "First" in preview
    desk.post(address, {"capacity": "2", "step": "do"})

    entry.refresh_from_db()
    run.refresh_from_db()
    assert (run.capacity, entry.status) == (2, EntryStatus.OFFERED)
    too_few = words(desk.post(address, {"capacity": "1", "step": "show"}))
    assert "there must be at least 2" in too_few
    assert "Places changed from 1 to 2" in words(desk.get(page_of(run)))


@pytest.mark.parametrize("waits", (True, False))
def test_giving_up_says_first_what_becomes_of_the_place(desk, waits):
    _, booking, _ = full_run_with_list(*(["Winston"] if waits else []))

    page = words(desk.post(step(booking, "cancel"), BY_PHONE | {"step": "show"}))

    held = "is freed and held for Winston until Wednesday 6 January 2027 at 10am."
    free = "is freed. Nobody on the list is waiting for it."
    assert f"<h2>This will happen</h2> <p>Has Place&#x27;s place {held if waits else free}" in page


@pytest.mark.parametrize(
    ("at", "run_has", "entry_has", "why"),
    [
        (NOW, {"status": "CLOSED"}, {}, "offered to nobody while booking is closed."),
        (NOW, {}, {"places": 2}, "each needs two places. They keep their turn."),
        (None, {}, {}, "there is no time left to hold it for an answer: ring whoever is next."),
    ],
)
def test_giving_up_says_why_nobody_who_waits_is_offered_the_place(
    desk, ruth, monkeypatch, at, run_has, entry_has, why
):
    run, booking, (entry,) = full_run_with_list("Winston")
    CourseRun.objects.filter(pk=run.pk).update(**run_has or {"name": ""})
    WaitingListEntry.objects.filter(pk=entry.pk).update(**entry_has or {"places": 1})
    soon = run.sessions.earliest("starts_at").starts_at - HOUR
    monkeypatch.setattr(timezone, "now", lambda: at or soon)
    desk.force_login(ruth)

    page = words(desk.post(step(booking, "cancel"), BY_PHONE | {"step": "show"}))

    assert f"is freed. 1 person waits, but {'it is ' * ('offered' in why)}{why}" in page


def test_a_place_given_up_can_be_taken_back_while_nobody_else_is_asked(desk):
    run, booking, () = full_run_with_list()

    answer = desk.post(step(booking, "cancel"), BY_PHONE | {"step": "do"}, follow=True)

    undo = step(booking, "take-back")
    assert answer.content.decode().count(f'href="{undo}"') == 2
    record = reverse("bookings_admin:inspect", args=(booking.uuid,))
    assert undo in desk.get(record).content.decode()
    desk.post(undo, BY_PHONE | {"step": "do"})
    booking.refresh_from_db()
    assert booking.status == BookingStatus.CONFIRMED
    assert booking.events.latest("pk").agreed == "PHONE"

    waiting.join_waiting_list(run=run, student=StudentFactory(), by=None, at=NOW)
    answer = desk.post(step(booking, "cancel"), BY_PHONE | {"step": "do"}, follow=True)
    assert undo not in answer.content.decode() + desk.get(record).content.decode()
    refused = words(desk.post(undo, BY_PHONE | {"step": "show"}))
    assert "This cannot be done like that" in refused


@pytest.mark.parametrize(
    ("name", "typed", "says"),
    [
        ("cancel", {}, "The place of Has Place is given up already. Nothing was changed now."),
        ("swap", {}, "The place of Has Place is given up already."),
        ("move", {"run": "other"}, "Has Place has moved to other dates already."),
        ("off", {}, "First is off the list already."),
        ("yes", {}, "First has been given a place already."),
        ("no", {}, "First has said “not this time” already."),
    ],
)
def test_a_button_pressed_twice_says_that_it_is_done(desk, name, typed, says):
    run, booking, (entry,) = full_run_with_list("First")
    if name in {"yes", "no"}:
        CourseRun.objects.filter(pk=run.pk).update(capacity=2)
        OfferFactory(entry=entry)
        entry.status = EntryStatus.OFFERED
        entry.save()
    row = booking if name in {"cancel", "swap", "move"} else entry
    form = BY_PHONE | {key: str(make_run(course=run.course).uuid) for key in typed} | {"step": "do"}

    desk.post(step(row, name), form)
    events = (BookingEvent.objects.count(), EntryEvent.objects.count())
    again = desk.post(step(row, name), form)

    assert again.url == page_of(run)
    assert says in words(desk.get(again.url))
    assert (BookingEvent.objects.count(), EntryEvent.objects.count()) == events


def test_a_place_taken_back_twice_and_an_offer_that_is_over_are_said(desk):
    _, booking, (entry,) = full_run_with_list("First")

    taken_back = words(desk.post(step(booking, "take-back"), BY_PHONE, follow=True))
    no_offer = words(desk.post(step(entry, "yes"), BY_PHONE, follow=True))

    assert "Has Place has this place already." in taken_back
    assert "No place is held for First at this moment." in no_offer


@pytest.mark.parametrize("name", ["x", "move-it", "cancel-all"])
def test_a_step_that_is_none_is_not_found(desk, name):
    _, booking, (entry,) = full_run_with_list("First")

    assert desk.get(step(booking, name)).status_code == 404
    assert desk.get(step(entry, name)).status_code == 404


def test_managers_look_and_change_nothing(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    run, booking, (entry,) = full_run_with_list("First")
    manager = client_of(make_user(Role.MANAGER))

    page = words(manager.get(page_of(run)))
    assert "Has Place" in page
    assert "Give up the place" not in page
    assert "Change how many places" not in page
    manager.post(step(booking, "cancel"), BY_PHONE | {"step": "do"})
    manager.post(step(entry, "off"), BY_PHONE | {"step": "do"})
    manager.post(reverse("places_capacity", args=(run.uuid,)), {"capacity": 9, "step": "do"})

    booking.refresh_from_db()
    entry.refresh_from_db()
    run.refresh_from_db()
    assert (booking.status, entry.status, run.capacity) == ("CONFIRMED", "WAITING", 1)


RUBBISH = ("", "a\x00b", "9" * 400, "\u202e🫖'; DROP TABLE x; --" + "ä" * 5_000)
FIELDS = (
    "agreed", "note", "set_aside", "place", "reason", "capacity", "then", "typed", "course", "run",
    "name", "phone", "email", "postal_address", "contact_by", "how", "supporter_name", "chosen",
    "own_words", "is_one_person", "agreed_on", "access",
)  # fmt: skip


@pytest.mark.parametrize("rubbish", RUBBISH)
def test_no_screen_breaks_whatever_is_sent(desk, rubbish):
    run, booking, (entry,) = full_run_with_list("First")
    uuids = (run.uuid, booking.student.uuid, entry.student.uuid)
    addresses = [
        *(step(booking, name) for name in ("cancel", "swap", "supporter", "alone", "move")),
        *(step(entry, name) for name in ("off", "move", "yes", "no")),
        *(
            reverse(name, args=uuids[:1])
            for name in ("places_run", "places_capacity", "places_find")
        ),
        *(
            reverse(name, args=uuids[1:2])
            for name in ("places_student", "people_helpers", "people_duplicates_of")
        ),
        reverse("places_book", args=uuids[:2]),
        reverse("people_merge", args=uuids[1:]),
        reverse("places_phone"),
        reverse("people_duplicates"),
    ]
    sent = dict.fromkeys(FIELDS, rubbish)
    desk.raise_request_exception = False

    broken = [
        (address, where)
        for address in addresses
        for where, status in {
            "query": desk.get(address, sent).status_code,
            **{
                what: desk.post(address, sent | {"step": what}).status_code
                for what in (("show", "do", "new", "ask") if len(rubbish) > 400 else ("do",))
            },
        }.items()
        if status >= 500
    ]

    assert broken == []
