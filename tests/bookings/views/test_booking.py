from __future__ import annotations

import datetime as dt
import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import AccessKind
from accounts.models import AccessNeeds, Message, Student, StudentAccess
from bookings.models import Booking
from bookings.operations import places
from courses.enums import RunStatus, SessionStatus
from tests.factories.accounts import AccessNeedsFactory, StudentAccessFactory, UserFactory
from tests.factories.bookings import BookingFactory
from tests.factories.courses import NOW, TopicFactory, local, make_course_page, make_run

pytestmark = pytest.mark.django_db


def start(run) -> str:
    return reverse("bookings:book_start", args=[run.uuid])


def step(run, name) -> str:
    return reverse("bookings:book_step", args=[run.uuid, name])


def check(run) -> str:
    return reverse("bookings:book_check", args=[run.uuid])


def words(response) -> str:
    """Return the main part's words as a person reads them."""
    main = re.search(r"<main.*?</main>", response.content.decode(), re.DOTALL)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def hidden(response) -> dict[str, str]:
    """Return the hidden fields of the button that books."""
    page = response.content.decode()
    return {
        name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("person", "seen")
    }


def press_the_button(client, run):
    return client.post(check(run), hidden(client.get(check(run))))


@pytest.fixture
def newcomer(college, clock):
    client = Client()
    client.force_login(UserFactory(email="amina@example.org"))
    return client


ANSWERS = (
    ("name", {"name": "Amina", "certificate_name": "Amina Rahman"}),
    ("age", {"answer": "yes"}),
    ("area", {"answer": "yes"}),
    ("needs", {"chosen": ["BREAKS"], "own_words": "I sit by the window.", "shares": "yes"}),
)


def answer_everything(client, run, **other):
    address = client.get(start(run)).url
    for name, given in ANSWERS:
        assert address == step(run, name)
        assert client.get(address).status_code == 200
        address = client.post(address, other.get(name, given)).url
    return address


# The first booking ------------------------------------------------------------


def test_a_first_booking_asks_one_question_a_page_and_ends_with_a_place(newcomer):
    run = make_run()

    assert answer_everything(newcomer, run) == check(run)
    page = newcomer.get(check(run))
    for shown in ("Amina", "On certificates: Amina Rahman", "More breaks", "I sit by the window."):
        assert shown in words(page)
    assert "The college office and the tutors of this course" in words(page)
    assert Student.objects.count() == 0

    response = press_the_button(newcomer, run)

    booking = Booking.objects.get()
    student = booking.student
    assert response.url == reverse("bookings:booking_booked", args=[booking.uuid])
    assert (student.name, student.certificate_name, student.email) == (
        "Amina",
        "Amina Rahman",
        "amina@example.org",
    )
    assert (student.is_adult, student.is_in_area) == (True, True)
    assert student.access_needs.lines == ["More breaks", "I sit by the window."]
    assert (booking.run, booking.shares_needs, booking.booked_at) == (run, True, NOW)
    assert [access.kind for access in student.accesses.all()] == [AccessKind.SELF]
    assert "booking_draft" not in newcomer.session
    assert Message.objects.filter(student=student, kind="booking_confirmed").count() == 1


def test_somebody_who_stops_half_way_leaves_nothing(newcomer):
    run = make_run()

    answer_everything(newcomer, run)
    newcomer.get(check(run))

    assert Student.objects.count() == 0
    assert AccessNeeds.objects.count() == 0
    newcomer.post("/sign-out/")
    assert "booking_draft" not in newcomer.session


def test_answers_are_forgotten_after_two_hours(newcomer, clock):
    run = make_run()
    answer_everything(newcomer, run)

    clock(NOW + dt.timedelta(hours=2, seconds=1))

    assert newcomer.get(check(run)).url == step(run, "name")
    assert "I sit by the window" not in str(newcomer.session.items())


def test_going_back_keeps_the_answers(newcomer):
    run = make_run()
    answer_everything(newcomer, run)

    assert 'value="Amina"' in newcomer.get(step(run, "name")).content.decode()
    needs = newcomer.get(step(run, "needs")).content.decode()
    assert "I sit by the window." in needs
    assert re.search(r'value="BREAKS" checked', needs)
    assert newcomer.post(step(run, "name"), {"name": "Mina"}).url == check(run)
    assert "Mina" in words(newcomer.get(check(run)))


def test_questions_the_college_does_not_ask_are_not_asked(newcomer, college):
    college.asks_age = college.asks_area = False
    college.save()
    run = make_run()

    assert newcomer.post(step(run, "name"), {"name": "Amina"}).url == step(run, "needs")
    assert newcomer.post(step(run, "needs"), {}).url == check(run)
    assert "Nothing asked for" in words(newcomer.get(check(run)))


_WHY = {
    "age": "Our courses are for people who are 18 or over.",
    "area": "Our courses are for people who live, work or study in Westshire.",
}


@pytest.mark.parametrize("question", ("age", "area"))
def test_a_no_leads_to_a_talk_and_to_no_booking(newcomer, college, question):
    college.area_name = "Westshire"
    college.save()
    run = make_run()
    address = newcomer.get(start(run)).url
    for name, given in ANSWERS[:-1]:
        answer = {"answer": "no"} if name == question else given
        address = newcomer.post(step(run, name), answer).url
        if name == question:
            break

    assert address == step(run, "talk")
    page = words(newcomer.get(address))
    assert "Let us talk first" in page
    assert [why for why in _WHY.values() if why in page] == [_WHY[question]]
    assert "We have kept none of your answers." in page
    assert newcomer.post(check(run), {"seen": "x"}).status_code == 302
    assert Booking.objects.count() == 0
    # A slip can be put right.
    assert step(run, question) in newcomer.get(address).content.decode()
    assert newcomer.post(step(run, question), {"answer": "yes"}).url != address


@pytest.mark.parametrize("question", ("age", "area"))
def test_what_we_know_already_is_said_with_its_reason_and_a_way_on(
    grace, access, college, question
):
    college.area_name = "Westshire"
    college.asks_area = True
    college.save()
    run, fact = make_run(), {"age": "is_adult", "area": "is_in_area"}[question]
    Student.objects.filter(pk=access.student.pk).update(is_adult=True, is_in_area=True)
    assert grace.get(step(run, "talk")).url == check(run)
    Student.objects.filter(pk=access.student.pk).update(**{fact: False})

    page = grace.get(start(run), follow=True)

    assert _WHY[question] in words(page)
    assert "You have told us before" in words(page)
    assert "We have kept none" not in words(page)
    assert "See all courses" in words(page)
    assert step(run, question) in page.content.decode()


def test_needs_without_saying_who_may_read_them_are_asked_about(newcomer):
    run = make_run()
    answer_everything(newcomer, run)

    response = newcomer.post(step(run, "needs"), {"chosen": ["BREAKS"]})

    assert "Choose if the tutors of this course may read this" in words(response)


def test_who_may_read_the_needs_is_asked_for_every_course_anew(newcomer):
    first, second = make_run(), make_run()
    answer_everything(newcomer, first)

    assert newcomer.get(start(second)).url == step(second, "needs")


def test_somebody_helps_a_person_who_is_new(newcomer):
    run = make_run()
    newcomer.get(step(run, "who"))
    newcomer.post(step(run, "who"), {"person": "new-helper"})
    assert "What should we call the person you help?" in words(newcomer.get(step(run, "name")))

    for name, given in ANSWERS:
        agreed = {"has_agreed": "on"} if name == "name" else {}
        newcomer.post(step(run, name), given | agreed)
    press_the_button(newcomer, run)

    assert list(StudentAccess.objects.values_list("kind", "student__name")) == [("HELPER", "Amina")]


# The second booking -----------------------------------------------------------


def test_a_second_booking_takes_four_requests_and_asks_nothing(grace, access):
    AccessNeedsFactory(student=access.student, chosen=["STEP_FREE"])
    BookingFactory(student=access.student, shares_needs=True)
    run = make_run(starts=local(2027, 2, 1))

    page = grace.get(start(run))
    assert page.status_code == 200
    assert "A way in without steps" in words(page)
    assert "The college office and the tutors of this course" in words(page)
    response = grace.post(check(run), hidden(page))

    booking = Booking.objects.get(run=run)
    assert response.url == reverse("bookings:booking_booked", args=[booking.uuid])
    assert grace.get(response.url).status_code == 200
    assert (booking.student, booking.shares_needs) == (access.student, True)


@pytest.mark.parametrize("rows", (1, 3))
def test_a_second_booking_costs_few_queries(grace, access, rows, django_assert_num_queries):
    AccessNeedsFactory(student=access.student)
    for week in range(rows):
        BookingFactory(
            student=access.student,
            run=make_run(starts=local(2027, 3, 1 + week)),
            shares_needs=True,
        )
    run = make_run(sessions=rows)
    grace.get("/my-details/")  # the first request of all reads what the site keeps in memory

    with django_assert_num_queries(7):
        page = grace.get(start(run))
    with django_assert_num_queries(19):
        response = grace.post(check(run), hidden(page))
    with django_assert_num_queries(8):
        booked = grace.get(response.url)

    assert booked.status_code == 200


def test_needs_can_be_kept_from_the_tutors_of_one_course(grace, access):
    AccessNeedsFactory(student=access.student, chosen=["STEP_FREE"])
    BookingFactory(student=access.student, shares_needs=True)
    run = make_run()

    response = grace.post(step(run, "needs"), {"chosen": ["STEP_FREE"], "shares": "no"})
    assert response.url == check(run)
    assert "Only the college office" in words(grace.get(check(run)))
    press_the_button(grace, run)

    assert Booking.objects.get(run=run).shares_needs is False


def test_what_was_not_on_the_page_is_not_booked(grace, access):
    AccessNeedsFactory(student=access.student, chosen=["STEP_FREE"])
    run = make_run()
    seen = hidden(grace.get(check(run)))
    # In another window the student lets the tutors read the needs.
    grace.post(step(run, "needs"), {"chosen": ["STEP_FREE"], "shares": "yes"})

    response = grace.post(check(run), seen)

    assert response.url == f"{check(run)}?again"
    assert "Something has changed" in words(grace.get(response.url))
    assert Booking.objects.count() == 0


def test_pressing_the_button_twice_makes_one_booking_and_one_message(newcomer):
    run = make_run()
    answer_everything(newcomer, run)
    fields = hidden(newcomer.get(check(run)))

    first = newcomer.post(check(run), fields)
    second = newcomer.post(check(run), fields)

    assert first.url == second.url
    assert (Student.objects.count(), Booking.objects.count()) == (1, 1)
    assert Message.objects.filter(kind="booking_confirmed").count() == 1


def test_pressing_the_button_in_two_sessions_with_the_same_answers_makes_one_student(newcomer):
    run = make_run()
    answer_everything(newcomer, run)
    fields = hidden(newcomer.get(check(run)))
    draft = newcomer.session["booking_draft"]

    newcomer.post(check(run), fields)
    # The second request read the session before the first one had written it.
    session = newcomer.session
    session["booking_draft"] = draft
    session.save()
    newcomer.post(check(run), fields)

    assert (Student.objects.count(), Booking.objects.count()) == (1, 1)


def test_going_back_after_booking_says_that_the_place_is_there(grace, access):
    run = make_run()
    press_the_button(grace, run)

    for address in (start(run), check(run)):
        assert "You have a place already" in words(grace.get(address))


def test_a_clash_is_shown_and_does_not_stop_anybody(grace, access):
    other = make_run(course=make_course_page(title="Walking"), starts=local(2027, 1, 12, 11))
    elsewhere = make_run(course=make_course_page(title="Painting"), starts=local(2027, 1, 12, 12))
    for run in (other, elsewhere):
        BookingFactory(student=access.student, run=run)
    run = make_run()

    page = words(grace.get(start(run)))

    assert "You have a place on something else then" in page
    assert "Walking: Tuesday 12 January 2027, 11am to 1pm" in page
    assert "Painting" not in page
    assert press_the_button(grace, run).url.endswith("/booked/")


# Several people to one login --------------------------------------------------


@pytest.fixture
def tom(access):
    helped = StudentAccessFactory(
        user=access.user,
        kind=AccessKind.HELPER,
        student__name="Tom",
        student__is_adult=True,
        student__is_in_area=True,
    )
    AccessNeedsFactory(student=helped.student, chosen=[], own_words="Only Tom's to read")
    return helped.student


def test_somebody_with_several_people_is_asked_whom_the_place_is_for(grace, access, tom):
    run = make_run()

    assert grace.get(start(run)).url == step(run, "who")
    page = words(grace.get(step(run, "who")))
    assert "Grace Obi (you)" in page
    assert "Tom" in page
    assert grace.post(step(run, "who"), {"person": str(tom.uuid)}).url == check(run)
    asked = words(grace.get(check(run)))
    assert "We tell the dates to Tom, in the way they chose." in asked
    assert "give the place up in a moment" in asked
    press_the_button(grace, run)

    assert [booking.student for booking in Booking.objects.all()] == [tom]


def test_a_helper_does_not_read_needs(grace, tom):
    run = make_run()
    grace.post(step(run, "who"), {"person": str(tom.uuid)})

    assert "Only Tom" not in grace.get(check(run)).content.decode()
    assert grace.get(step(run, "needs")).status_code == 404


def test_nobody_books_for_a_stranger(grace, access):
    stranger = StudentAccessFactory().student
    run = make_run()

    response = grace.post(step(run, "who"), {"person": str(stranger.uuid)})
    assert "Choose who this place is for" in words(response)
    grace.post(check(run), hidden(grace.get(check(run))) | {"person": str(stranger.uuid)})

    assert not Booking.objects.filter(student=stranger).exists()


def test_a_draft_for_somebody_whose_access_has_ended_is_dropped(grace, access, tom):
    run = make_run()
    grace.post(step(run, "who"), {"person": str(tom.uuid)})
    StudentAccess.objects.filter(student=tom).delete()

    assert "Grace Obi" in words(grace.get(check(run)))


def test_answers_of_one_login_never_reach_the_next(newcomer):
    run = make_run()
    answer_everything(newcomer, run)
    draft = newcomer.session["booking_draft"]
    newcomer.force_login(UserFactory())
    session = newcomer.session
    session["booking_draft"] = draft
    session.save()

    assert newcomer.get(check(run)).url == step(run, "name")
    assert "Amina" not in newcomer.get(step(run, "name")).content.decode()


# When it cannot be booked -----------------------------------------------------


def _full():
    run = make_run(capacity=1)
    BookingFactory(run=run)
    return run


REFUSED = {
    "full": (_full, "All places on these dates are taken"),
    "not open": (
        lambda: make_run(booking_opens_at=local(2027, 1, 5, 9)),
        "You can book from Tuesday 5 January 2027, 9am.",
    ),
    "prepared": (lambda: make_run(status=RunStatus.PREPARING), "still getting these dates ready"),
    "closed": (lambda: make_run(status=RunStatus.CLOSED), "can no longer be booked here"),
    "begun": (lambda: make_run(starts=local(2026, 12, 15)), "it is too late to join"),
    "cancelled": (
        lambda: make_run(
            status=RunStatus.CANCELLED, cancelled_at=NOW, cancelled_reason="The roof leaks."
        ),
        "These sessions will not take place. The roof leaks.",
    ),
    "drop-in": (lambda: make_run(is_drop_in=True), "You do not need to book"),
    "no dates": (lambda: make_run(sessions=0), "can no longer be booked here"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_booked_says_why_before_anybody_signs_in(case, college, clock, client):
    make, said = REFUSED[case]

    response = client.get(start(make()))

    assert response.status_code == 200
    assert said in words(response)
    assert words(response).count("Ring us on 01632 960 123") == 1


@pytest.mark.parametrize("sessions", (SessionStatus.PLANNED, SessionStatus.CANCELLED))
def test_a_page_that_says_no_names_the_course_and_its_dates(sessions, college, clock, client):
    run = _full()
    run.sessions.update(status=sessions)

    page = words(client.get(start(run)))

    assert f"{run.course.title} 4 Tuesdays, 12 January to 2 February 2027, 10am to 12 noon" in page


def test_what_people_want_to_know_first_stands_before_the_button(newcomer, grace, access):
    run = make_run()
    page = grace.get(check(run)).content.decode()
    assert page.index("What happens next") < page.index("Book my place")

    answer_everything(newcomer, run)
    for question in ("age", "area"):
        page = newcomer.get(step(run, question)).content.decode()
        assert page.index("Why do we ask?") < page.index(">Continue</button>")


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_booked_is_not_booked_by_the_button_either(case, grace, access):
    run = make_run()
    fields = hidden(grace.get(check(run)))
    refused = REFUSED[case][0]()

    grace.post(check(refused), fields)
    assert REFUSED[case][1] in words(grace.get(check(refused)))

    assert not Booking.objects.filter(student=access.student).exists()


def test_a_run_that_fills_up_meanwhile_says_so_at_the_button(grace, newcomer):
    run = make_run(capacity=1)
    fields = hidden(grace.get(check(run)))
    answer_everything(newcomer, run)
    fields_of_newcomer = hidden(newcomer.get(check(run)))
    BookingFactory(run=run)

    for client, given in ((grace, fields), (newcomer, fields_of_newcomer)):
        response = client.post(check(run), given, follow=True)
        assert "All places on these dates are taken" in words(response)
    # Nothing is kept of a newcomer who got no place.
    assert not Student.objects.filter(name="Amina").exists()


def test_a_busy_moment_asks_to_press_again(grace, monkeypatch):
    run = make_run()
    fields = hidden(grace.get(check(run)))

    def busy(**_):
        raise places.CannotBook(places.Refusal.BUSY)

    monkeypatch.setattr(places, "book_place", busy)
    response = grace.post(check(run), fields, follow=True)

    assert "Press the button again" in words(response)


def test_a_full_run_shows_other_dates_and_courses_like_it(college, clock, client):
    topic, other_topic = TopicFactory(), TopicFactory()
    course = make_course_page(title="Sleeping better")
    course.topics.add(topic)
    course.save()
    full = make_run(course=course, capacity=1)
    BookingFactory(run=full)
    later = make_run(course=course, starts=local(2027, 2, 1))
    alike = make_course_page(title="Resting well")
    alike.topics.add(topic)
    alike.save()
    make_run(course=alike)
    unlike = make_course_page(title="Painting")
    unlike.topics.add(other_topic)
    unlike.save()
    make_run(course=unlike)
    not_listed = make_run(course=course, is_listed=False)

    page = client.get(start(full))

    assert start(later) in page.content.decode()
    assert "Resting well" in words(page)
    assert "Painting" not in words(page)
    assert start(not_listed) not in page.content.decode()


def test_other_ways_name_the_next_date_of_what_has_begun(college, clock, client):
    topic = TopicFactory()
    full = make_run(capacity=1)
    BookingFactory(run=full)
    alike = make_course_page(title="Resting well")
    for course in (full.course, alike):
        course.topics.add(topic)
        course.save()
        make_run(course=course, starts=local(2026, 12, 29), last_joining_session=2)

    page = words(client.get(start(full)))

    assert "5 to 19 January 2027 Next on Tuesday 5 January, 10am to 12 noon." in page
    assert "Resting well Next on Tuesday 5 January 2027." in page
    assert "December" not in page


@pytest.mark.parametrize("rows", (1, 3))
def test_a_full_run_costs_few_queries(college, clock, client, rows, django_assert_num_queries):
    course = make_course_page()
    course.topics.add(TopicFactory())
    course.save()
    full = make_run(course=course, capacity=1)
    BookingFactory(run=full)
    for week in range(rows):
        make_run(course=course, starts=local(2027, 2, 1 + week))

    with django_assert_num_queries(9):
        page = words(client.get(start(full)))
    with django_assert_num_queries(6):
        assert words(client.get(start(full))) == page


def test_other_dates_are_never_those_that_filled_up_a_moment_ago(college, clock, client):
    course = make_course_page()
    full = make_run(course=course, capacity=1)
    other = make_run(course=course, capacity=1, starts=local(2027, 2, 1))
    BookingFactory(run=full)
    assert "Monday 1 February" in words(client.get(start(full)))

    BookingFactory(run=other)

    assert "Monday 1 February" not in words(client.get(start(full)))


def test_who_is_plainly_too_late_waits_for_no_lock(grace, access, django_assert_num_queries):
    run = make_run(capacity=1)
    page = grace.get(start(run))
    BookingFactory(run=run)

    with django_assert_num_queries(11), CaptureQueriesContext(connection) as asked:
        response = grace.post(check(run), {"seen": page.context["seen"]})

    assert "Somebody was a moment quicker. Nothing is booked for you. Join the waiting" in words(
        response
    )
    assert "quicker" not in words(grace.get(check(run)))
    assert not [one for one in asked if one["sql"].startswith(("BEGIN", "INSERT", "UPDATE"))]
    assert not access.student.bookings.exists()


def test_who_is_too_late_under_the_lock_is_told_so(grace, access):
    run = make_run(capacity=1)
    # Whoever had a place before is told under the lock only.
    BookingFactory(run=run, student=access.student, status="MOVED", cancelled_at=NOW)
    page = grace.get(start(run))
    BookingFactory(run=run)

    response = grace.post(check(run), {"seen": page.context["seen"]}, follow=True)

    assert "Somebody was a moment quicker. Nothing is booked for you." in words(response)


def test_a_place_given_up_can_be_booked_again_and_is_the_same_booking(grace, access):
    run = make_run()
    press_the_button(grace, run)
    booking = Booking.objects.get()
    grace.post(reverse("bookings:booking_cancel", args=[booking.uuid]))

    press_the_button(grace, run)

    booking.refresh_from_db()
    assert booking.is_active
    assert booking.calendar_sequence == 2


# Rubbish ----------------------------------------------------------------------


@pytest.mark.parametrize("name", ("who", "name", "age", "area", "needs", "talk", "check"))
def test_nobody_gets_to_a_question_without_signing_in(client, clock, name):
    run = make_run()

    for response in (client.get(step(run, name)), client.post(step(run, name))):
        assert response.url == f"/sign-in/?next={step(run, name)}"


@pytest.mark.parametrize("name", ("", "name/", "needs/", "check/", "talk/", "rubbish/"))
def test_a_run_that_does_not_exist_is_not_found(grace, client, name):
    address = f"/book/{uuid4()}/{name}"

    assert grace.get(address).status_code == 404
    assert Client().get(f"/book/{uuid4()}/").status_code == 404


@pytest.mark.parametrize("address", ("/book/1/", "/book/x/name/", "/book/%00/", "/book//check/"))
def test_addresses_that_are_none_are_not_found(grace, address):
    assert grace.get(address).status_code == 404


ODD = ("", "x" * 10_000, "\x00", "😀" * 30, "\ud800".encode("utf-8", "surrogatepass"), "<b>", "\n")


@pytest.mark.parametrize("odd", ODD)
def test_odd_answers_never_break_a_page(newcomer, odd):
    run = make_run()
    answer_everything(newcomer, run)
    answered = newcomer.session["booking_draft"]
    fields = ("person", "name", "certificate_name", "answer", "chosen", "own_words", "shares",
              "seen")  # fmt: skip
    answers = {}

    for name in ("who", "name", "age", "area", "needs", "check"):
        session = newcomer.session
        session["booking_draft"] = answered
        session.save()
        answers[name] = newcomer.post(step(run, name), dict.fromkeys(fields, odd)).status_code
        answers[f"after {name}"] = newcomer.get(start(run)).status_code

    assert {name: status for name, status in answers.items() if status not in {200, 302}} == {}


def test_a_name_in_any_script_is_kept_as_it_was_typed(newcomer):
    run = make_run()
    answer_everything(newcomer, run, name={"name": "Zoë 😀 أمينة <b>"})

    press_the_button(newcomer, run)

    assert Student.objects.get().name == "Zoë 😀 أمينة <b>"
    assert "&lt;b&gt;" in newcomer.get("/my-details/").content.decode()


@pytest.mark.parametrize("rubbish", ({"x": 1}, "text", 7, {"user_id": 1}, []))
def test_a_draft_that_is_none_is_harmless(newcomer, rubbish):
    run = make_run()
    session = newcomer.session
    session["booking_draft"] = rubbish
    session.save()

    assert newcomer.get(check(run)).url == step(run, "name")


@pytest.mark.parametrize("method", ("put", "delete", "patch"))
def test_other_methods_are_not_allowed(newcomer, method):
    run = make_run()

    for address in (start(run), check(run), step(run, "name")):
        assert getattr(newcomer, method)(address).status_code == 405


def test_a_malformed_body_is_answered_and_not_an_error(newcomer):
    run = make_run()

    response = newcomer.post(
        step(run, "name"), b"--x\r\nrubbish", content_type="multipart/form-data; boundary=x"
    )

    assert response.status_code in {200, 400}
