from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from accounts.enums import Role
from bookings.operations import places
from courses.enums import RunStatus
from courses.models import CourseRun, CourseSession, RunTutor
from tests.factories.accounts import StudentFactory
from tests.factories.bookings import BookingFactory, EntryFactory
from tests.factories.courses import (
    NOW,
    TermFactory,
    TutorFactory,
    VenueFactory,
    local,
    make_course_page,
    make_run,
)
from tests.factories.staff import client_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return client_as(Role.COORDINATOR)


def form_data(run: CourseRun, **changed: object) -> dict[str, object]:
    """What the browser sends when a run's form is saved as it is."""
    sessions = list(run.sessions.all()) if run.pk else []
    tutors = list(run.run_tutors.all()) if run.pk else []
    data: dict[str, object] = {
        "course": run.course_id,
        "term": run.term_id,
        "name": run.name,
        "mode": run.mode,
        "venue": run.venue_id or "",
        "online_link": run.online_link,
        "capacity": run.capacity,
        "minimum_places": run.minimum_places,
        "last_joining_session": run.last_joining_session,
        "tutor_exception_reason": run.tutor_exception_reason,
        "booking_opens_at": "",
        "booking_closes_at": "",
        "is_listed": "on",
    }
    for prefix, rows in (("sessions", sessions), ("run_tutors", tutors), ("shares", [])):
        data |= {
            f"{prefix}-TOTAL_FORMS": len(rows),
            f"{prefix}-INITIAL_FORMS": len(rows),
            f"{prefix}-MIN_NUM_FORMS": 0,
            f"{prefix}-MAX_NUM_FORMS": 1000,
        }
    for number, one in enumerate(sessions):
        data |= session_row(number, one.starts_at, one.ends_at, pk=one.pk, title=one.title)
    for number, one in enumerate(tutors):
        data |= {
            f"run_tutors-{number}-id": one.pk,
            f"run_tutors-{number}-tutor": one.tutor_id,
            f"run_tutors-{number}-DELETE": "",
        }
    return data | changed


def session_row(number, starts_at, ends_at, pk="", title="") -> dict[str, object]:
    when = "%Y-%m-%d %H:%M"
    zone = local(2027, 1, 1).tzinfo
    return {
        f"sessions-{number}-id": pk,
        f"sessions-{number}-starts_at": starts_at.astimezone(zone).strftime(when),
        f"sessions-{number}-ends_at": ends_at.astimezone(zone).strftime(when),
        f"sessions-{number}-title": title,
        f"sessions-{number}-venue": "",
        f"sessions-{number}-DELETE": "",
    }


def save(client, run, **changed):
    return client.post(reverse("runs:edit", args=(run.pk,)), form_data(run, **changed), follow=True)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(rows, office, django_assert_num_queries):
    for _ in range(rows):
        BookingFactory(run=make_run())
    office.get(reverse("runs:index"))

    with django_assert_num_queries(RUN_LIST_QUERIES):
        answer = office.get(reverse("runs:index"))

    assert answer.content.decode().count("1 of 12") == rows


RUN_LIST_QUERIES = 15


def test_a_row_says_what_when_where_by_whom_and_how_full(office):
    tutors = [TutorFactory(name="Amina"), TutorFactory(name="Tom", kind="PRACTITIONER")]
    run = make_run(
        course=make_course_page(title="Sleep Well"),
        term=TermFactory(name="Spring 2027"),
        venue=VenueFactory(name="Mill Hall"),
        tutors=tutors,
        capacity=10,
    )
    BookingFactory(run=run, places=2)
    BookingFactory(run=run, status="CANCELLED", cancelled_at=local(2027, 1, 5))

    page = office.get(reverse("runs:index")).content.decode()

    for words in (
        "Sleep Well",
        "Spring 2027",
        "Tue 12 Jan 2027",
        "Mill Hall",
        "Amina and Tom",
        "2 of 10",
        "Open for booking",
    ):
        assert words in page


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("?status=OPEN", {"Sleep"}),
        ("?mode=ONLINE", {"Talk"}),
        ("?q=sleep", {"Sleep"}),
        ("?q=summer", {"Talk"}),
        ("?q=nothing", set()),
        ("?ordering=-places_taken", {"Sleep", "Talk"}),
        ("?p=99&status=nonsense&ordering=nonsense", {"Sleep", "Talk"}),
    ],
)
def test_the_list_is_filtered_and_searched(question, found, office):
    make_run(course=make_course_page(title="Sleep"), term=TermFactory(name="Spring"))
    make_run(
        course=make_course_page(title="Talk"),
        term=TermFactory(name="Summer"),
        mode="ONLINE",
        status="CLOSED",
    )

    answer = office.get(reverse("runs:index_results") + question)

    assert {run.course.title for run in answer.context["object_list"]} == found


def test_a_run_is_made_with_its_tutors_and_sessions(office):
    new = CourseRun(course=make_course_page(), term=TermFactory(), venue=VenueFactory())
    tutor = TutorFactory()
    data = form_data(new) | {
        "sessions-TOTAL_FORMS": 1,
        "run_tutors-TOTAL_FORMS": 1,
        "run_tutors-0-tutor": tutor.pk,
        "run_tutors-0-DELETE": "",
        **session_row(0, local(2027, 4, 6, 10), local(2027, 4, 6, 12)),
    }

    office.post(reverse("runs:add"), data)

    run = CourseRun.objects.get()
    assert run.status == RunStatus.PREPARING
    assert [one.starts_at for one in run.sessions.all()] == [local(2027, 4, 6, 10)]
    assert [one.tutor for one in run.run_tutors.all()] == [tutor]


def share(number, percent, *kinds):
    return {
        f"shares-{number}-percent": percent,
        f"shares-{number}-DELETE": "",
        **{f"shares-{number}-for_{kind}": "on" for kind in kinds},
    }


def test_places_are_shared_out_until_a_day(office):
    run = make_run()
    shares = {
        "shares-TOTAL_FORMS": 2,
        "shares_until": "2027-01-08",
        **share(0, 70, "own_experience", "carers"),
        **share(1, 30, "staff"),
    }

    save(office, run, **shares)

    run.refresh_from_db()
    assert [(one.percent, sorted(one.kinds)) for one in run.shares.all()] == [
        (70, ["CARER", "OWN_EXPERIENCE"]),
        (30, ["STAFF"]),
    ]
    assert str(run.shares_until) == "2027-01-08"


@pytest.mark.parametrize(
    ("shares", "why"),
    [
        ({**share(0, 70, "carers"), **share(1, 31, "staff")}, "more than 100 percent"),
        ({**share(0, 70, "carers"), **share(1, 30, "carers")}, "Somebody is in two shares"),
        ({**share(0, 70, "carers"), **share(1, 30)}, "Tick whom these places are for."),
        ({**share(0, 0, "carers"), **share(1, 30, "staff")}, "Write a number from 1 to 100."),
        (
            {**share(0, 70, "carers"), **share(1, 30, "staff"), "shares_until": ""},
            "Write until when the shares are kept.",
        ),
    ],
)
def test_shares_that_cannot_be_kept_say_why(office, shares, why):
    run = make_run()

    answer = save(office, run, **{"shares-TOTAL_FORMS": 2, "shares_until": "2027-01-08"} | shares)

    assert why in answer.content.decode()
    assert not run.shares.exists()


def test_the_state_cannot_be_typed_in(office):
    run = make_run(status=RunStatus.PREPARING)

    save(office, run, status="OPEN", cancelled_reason="x")

    run.refresh_from_db()
    assert (run.status, run.cancelled_reason) == ("PREPARING", "")


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"venue": ""}, "Choose a venue: people come in person."),
        ({"capacity": "0"}, "A run needs room for at least one person."),
        ({"capacity": "many"}, "Enter a whole number."),
        (
            {"booking_opens_at": "2027-01-05 10:00", "booking_closes_at": "2027-01-05 09:00"},
            "Booking has to close after it opens.",
        ),
        ({"run_tutors-0-DELETE": "1"}, "it keeps two tutors, one of them a peer"),
        ({"course": "999999"}, "Select a valid choice"),
    ],
)
def test_a_form_that_cannot_be_kept_says_why(changed, sentence, office):
    run = make_run()

    answer = save(office, run, **changed)

    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert CourseRun.objects.get().capacity == 12


def test_two_sessions_at_one_time_and_one_tutor_twice_are_refused(office):
    run = make_run(sessions=1)
    first, tutor = run.sessions.get(), run.run_tutors.first()
    data = {
        "sessions-TOTAL_FORMS": 2,
        **session_row(1, first.starts_at, first.ends_at + dt.timedelta(hours=1)),
    }

    assert "Two sessions start at the same time." in save(office, run, **data).content.decode()

    data = {
        "run_tutors-TOTAL_FORMS": 3,
        "run_tutors-2-tutor": tutor.tutor_id,
        "run_tutors-2-DELETE": "",
    }
    assert "A tutor is here twice." in save(office, run, **data).content.decode()
    assert (CourseSession.objects.count(), RunTutor.objects.count()) == (1, 2)


def test_a_session_that_ends_before_it_starts_is_refused(office):
    run = make_run(sessions=1)
    row = session_row(0, local(2027, 1, 12, 10), local(2027, 1, 12, 9), pk=run.sessions.get().pk)

    answer = save(office, run, **row)

    assert "The session has to end after it starts." in answer.content.decode()


def test_a_time_the_clocks_jump_over_is_refused(office):
    run = make_run(sessions=1)

    answer = save(office, run, **{"sessions-0-starts_at": "2027-03-28 01:30"})

    assert "it may not exist" in answer.content.decode().replace("&#x27;", "'")


def test_fewer_places_than_are_held_are_refused(office):
    run = make_run()
    BookingFactory(run=run, places=2)

    answer = save(office, run, capacity=1)

    assert "2 places are held already" in answer.content.decode()


@pytest.mark.parametrize("make", [BookingFactory, EntryFactory, None])
def test_a_run_that_people_booked_or_wait_for_becomes_no_drop_in(make, office):
    run = make_run()
    if make:
        make(run=run)

    answer = save(office, run, is_drop_in="on")

    run.refresh_from_db()
    assert run.is_drop_in == (make is None)
    said = "so it cannot become a drop-in" in answer.content.decode()
    assert said == (make is not None)


def test_times_and_places_may_change_and_people_are_told(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    office = client_as(Role.COORDINATOR)
    run, hall = make_run(sessions=1), VenueFactory()
    places.book_place(run=run, student=StudentFactory(), by=None, at=NOW)
    changed = {"sessions-0-starts_at": "2027-01-12 09:00", "venue": hall.pk, "step": "do"}

    answer = office.post(
        reverse("runs:edit", args=(run.pk,)), form_data(run, **changed), follow=True
    ).content.decode()

    assert "Whoever has a place is told what has changed for them, in a few minutes." in answer
    assert CourseSession.objects.get().starts_at == local(2027, 1, 12, 9)
    assert CourseRun.objects.get().venue == hall


def test_nobody_is_promised_news_where_nothing_shows(office):
    run = make_run(sessions=1)
    BookingFactory(run=run)

    answer = office.post(
        reverse("runs:edit", args=(run.pk,)), form_data(run, minimum_places=2), follow=True
    ).content.decode()

    assert CourseRun.objects.get().minimum_places == 2
    assert "Whoever has a place" not in answer


@pytest.mark.parametrize(
    ("now", "changed", "sentence"),
    [
        (NOW, {"sessions-0-DELETE": "1"}, "so no session can be taken out of it"),
        (
            local(2027, 2, 1),
            {"sessions-0-starts_at": "2027-01-12 09:00"},
            "This session is over, and people&#x27;s records point at it.",
        ),
    ],
)
def test_no_session_is_lost_while_somebody_holds_a_place(now, changed, sentence, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    run = make_run(sessions=1)
    BookingFactory(run=run)

    answer = save(client_as(Role.COORDINATOR), run, **changed)

    assert sentence in answer.content.decode()
    assert CourseSession.objects.get().starts_at == local(2027, 1, 12, 10)


def test_all_that_is_wrong_is_said_at_once(office):
    run = make_run(sessions=2)
    BookingFactory(run=run, places=2)

    page = save(
        office,
        run,
        **{
            "capacity": 1,
            "sessions-0-ends_at": "2027-01-12 09:00",
            "sessions-1-starts_at": "",
            "run_tutors-0-tutor": "",
        },
    ).content.decode()

    for sentence in (
        "2 places are held already, so there must be as many.",
        "The session has to end after it starts.",
    ):
        assert sentence in page
    assert page.count("This field is required.") >= 2


def test_a_session_taken_out_is_named_beside_a_wrong_time(office):
    run = make_run(sessions=2)
    BookingFactory(run=run)

    page = save(
        office, run, **{"sessions-0-DELETE": "1", "sessions-1-ends_at": "not a time"}
    ).content.decode()

    assert "Enter a valid date/time." in page
    assert page.count("1 place is held on this run") == 1
    assert CourseSession.objects.count() == 2


def test_what_no_calendar_holds_may_change_while_people_have_places(office):
    run = make_run(sessions=1)
    BookingFactory(run=run)

    save(office, run, **{"sessions-0-title": "Setting out", "capacity": 14})

    assert (CourseSession.objects.get().title, CourseRun.objects.get().capacity) == (
        "Setting out",
        14,
    )


def test_the_buttons_follow_the_run_s_state(office):
    def buttons(run):
        page = office.get(reverse("runs:edit", args=(run.pk,))).content.decode()
        return {
            name
            for name in ("plan", "open", "close")
            if reverse(f"runs:{name}", args=(run.pk,)) in page
        }

    assert buttons(make_run(status="PREPARING")) == {"plan", "open"}
    assert buttons(make_run(status="OPEN")) == {"plan", "close"}
    assert buttons(make_run(status="CLOSED")) == {"plan", "open"}
    assert buttons(make_run(status="CANCELLED", cancelled_at=local(2027, 1, 1))) == set()


def test_opening_asks_first_and_then_opens(office):
    run = make_run(status=RunStatus.PREPARING)
    address = reverse("runs:open", args=(run.pk,))

    assert "Yes, open for booking" in office.get(address).content.decode()
    run.refresh_from_db()
    assert run.status == RunStatus.PREPARING

    answer = office.post(address, follow=True)

    run.refresh_from_db()
    assert run.status == RunStatus.OPEN
    assert "People can now book" in answer.content.decode()


def test_a_run_that_is_not_ready_says_what_is_missing(office):
    run = make_run(status=RunStatus.PREPARING, sessions=0, tutors=[])
    address = reverse("runs:open", args=(run.pk,))

    for answer in (office.get(address), office.post(address)):
        page = answer.content.decode()
        assert answer.status_code == 200
        assert "It has no sessions yet." in page
        assert "It needs a peer tutor, or a written reason." in page


def test_closing_asks_first_and_then_closes(office):
    run = make_run()
    address = reverse("runs:close", args=(run.pk,))

    assert "Yes, close booking" in office.get(address).content.decode()
    answer = office.post(address, follow=True)

    run.refresh_from_db()
    assert run.status == RunStatus.CLOSED
    assert "Everyone keeps their place" in answer.content.decode()


def test_a_run_that_cannot_close_says_so(office):
    run = make_run(status=RunStatus.PREPARING)

    answer = office.post(reverse("runs:close", args=(run.pk,)))

    assert "there is nothing to close" in answer.content.decode()


PATTERN = {
    "rhythm": "WEEKLY",
    "first_on": "2027-03-22",
    "count": "2",
    "starts": "10:00",
    "ends": "12:00",
    "skips_bank_holidays": "on",
    "chosen": "",
}


def test_every_date_is_shown_before_any_is_saved(office):
    run = make_run(sessions=0, status=RunStatus.PREPARING)
    address = reverse("runs:plan", args=(run.pk,))

    page = office.post(address, PATTERN | {"step": "preview"}).content.decode()

    for words in (
        "Monday 22 March 2027",
        "Left out: a bank holiday, Easter Monday",
        "Monday 5 April 2027",
        "This day is outside",
        "Make 2 sessions",
    ):
        assert words in page
    assert CourseSession.objects.count() == 0


def test_saving_twice_makes_the_sessions_once(office):
    run = make_run(sessions=0, status=RunStatus.PREPARING)
    address = reverse("runs:plan", args=(run.pk,))

    for _ in range(2):
        answer = office.post(address, PATTERN | {"step": "save"}, follow=True)

    assert "2 sessions are in the calendar." in answer.content.decode()
    assert [one.starts_at for one in run.sessions.all()] == [
        local(2027, 3, 22, 10),
        local(2027, 4, 5, 10),
    ]


def test_sessions_that_are_there_are_shown_and_stay(office):
    run = make_run(sessions=1, starts=local(2027, 3, 22, 10), status=RunStatus.PREPARING)
    address = reverse("runs:plan", args=(run.pk,))

    page = office.post(address, PATTERN | {"step": "preview"}).content.decode()

    # One of the pattern's two is there already.
    for words in (
        "Sessions that are there already",
        "This run has 1 session. New ones are added; nothing here is changed.",
        "This run has this session already, 10am to 12 noon.",
        "Make 1 more session<",
    ):
        assert words in page
    answer = office.post(address, PATTERN | {"first_on": "2027-04-05", "step": "save"}, follow=True)
    assert (
        "2 sessions are in the calendar. With the others, this run has 3 now."
        in answer.content.decode()
    )
    page = office.post(
        address, PATTERN | {"first_on": "2027-04-05", "step": "preview"}
    ).content.decode()
    assert "All of these are there already" in page


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"first_on": ""}, "Write the date of the first session."),
        ({"first_on": "0001-01-01"}, "Check the year."),
        ({"count": ""}, "Write how many sessions there are."),
        ({"count": "900"}, "A run has at most 60 sessions."),
        ({"count": "four"}, "Write the number of sessions in digits"),
        ({"ends": "09:00"}, "The session has to end after it starts."),
        ({"starts": "ten"}, "Write the time as 10:00"),
        ({"rhythm": "CHOSEN"}, "Write at least one date."),
        ({"rhythm": "CHOSEN", "chosen": "12/01/2027\n31/02/2027"}, "31/02/2027” is not a date"),
        ({"rhythm": "CHOSEN", "chosen": "12/01/3027"}, "Check the year."),
        ({"rhythm": "HOURLY"}, "Select a valid choice"),
        (
            {"starts": "01:30", "ends": "03:00", "first_on": "2027-03-28"},
            "there is no 1:30am",
        ),
    ],
)
@pytest.mark.parametrize("step", ["preview", "save"])
def test_a_pattern_that_cannot_be_followed_says_why(changed, sentence, step, office):
    run = make_run(sessions=0, status=RunStatus.PREPARING)

    answer = office.post(reverse("runs:plan", args=(run.pk,)), PATTERN | changed | {"step": step})

    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert CourseSession.objects.count() == 0


def test_chosen_dates_are_read_as_people_write_them(office):
    run = make_run(sessions=0, status=RunStatus.PREPARING)
    chosen = "12/01/2027\n 2 February 2027 \n\n2027-02-09"

    office.post(
        reverse("runs:plan", args=(run.pk,)),
        PATTERN | {"rhythm": "CHOSEN", "chosen": chosen, "step": "save"},
    )

    assert [one.starts_at for one in run.sessions.all()] == [
        local(2027, 1, 12, 10),
        local(2027, 2, 2, 10),
        local(2027, 2, 9, 10),
    ]


@pytest.mark.parametrize(
    ("holds", "mode", "is_said"),
    ((24, "IN_PERSON", True), (25, "IN_PERSON", False), (24, "ONLINE", False)),
)
def test_more_places_than_the_room_holds_are_asked_about(office, holds, mode, is_said):
    run = make_run(
        capacity=20, mode=mode, venue=VenueFactory(name="Mill Hall", room_capacity=holds)
    )

    page = save(office, run, capacity=25).content.decode()

    sentence = f"Mill Hall holds {holds} people, and this run has 25 places."
    assert (sentence in page) == is_said


def test_the_list_says_of_which_open_run_the_page_is_off_the_site(office):
    run = make_run()
    run.course.unpublish()

    page = office.get(reverse("runs:index")).content.decode()

    assert "Open for booking, but its course page is off the site" in page


def test_an_older_window_does_not_undo_what_was_changed_meanwhile(office):
    run = make_run(capacity=14, name="")
    seen = run.changed_at.isoformat()
    run.capacity = 18
    run.save()

    page = save(office, run, name="Evenings", capacity=14, seen=seen).content.decode()

    assert "Somebody changed this run after you opened this page" in page
    run.refresh_from_db()
    assert (run.name, run.capacity) == ("", 18)
    assert f'name="seen" value="{run.changed_at.isoformat()}"' in page
    save(office, run, name="Evenings", capacity=18, seen=run.changed_at.isoformat())
    run.refresh_from_db()
    assert (run.name, run.capacity) == ("Evenings", 18)
