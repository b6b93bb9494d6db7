from __future__ import annotations

import datetime as dt
import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from accounts.enums import AccessKind, Channel, MessageStatus
from accounts.models import Message, StudentAccess
from bookings.enums import BookingStatus
from bookings.models import Attendance, Booking
from bookings.operations import places, run_changes
from courses.enums import DeliveryMode, RunStatus, SessionStatus
from home.models import CollegeSettings
from tests.factories.accounts import MessageFactory, StudentAccessFactory, StudentFactory
from tests.factories.bookings import BookingFactory, EntryFactory, OfferFactory
from tests.factories.courses import NOW, TutorFactory, local, make_course_page, make_run
from tests.factories.staff import client_of

pytestmark = pytest.mark.django_db

PAGES = ("booking_detail", "booking_booked", "booking_cancel", "booking_calendar")


def page_of(name, booking) -> str:
    return reverse(f"bookings:{name}", args=[booking.uuid])


def words(response) -> str:
    main = re.search(r"<main.*?</main>", response.content.decode(), re.DOTALL)[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def weeks_later(grace, access, clock, moment):
    """Move the clock on; by then people have to sign in again."""
    clock(moment)
    grace.force_login(access.user)


def book(access, **fields):
    """Give the student a place through the front door of the operations."""
    run = make_run(**fields)
    return places.book_place(run=run, student=access.student, by=access.user, at=NOW)


# Who gets in ------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_only_who_acts_for_the_student_sees_a_booking(grace, access, name):
    own = BookingFactory(student=access.student)
    somebody_elses = BookingFactory(student=StudentAccessFactory().student)

    assert grace.get(page_of(name, own)).status_code == 200
    assert grace.get(page_of(name, somebody_elses)).status_code == 404
    assert client_of(TutorFactory().user).get(page_of(name, own)).status_code == 404
    assert Client().get(page_of(name, own)).url == f"/sign-in/?next={page_of(name, own)}"
    assert grace.get(page_of(name, own).replace(str(own.uuid), str(uuid4()))).status_code == 404


@pytest.mark.parametrize("name", ("booking_cancel", "booking_take_back"))
def test_nobody_changes_the_place_of_a_stranger(grace, access, name):
    booking = BookingFactory(student=StudentAccessFactory().student)

    assert grace.post(page_of(name, booking)).status_code == 404
    assert Client().post(page_of(name, booking)).status_code == 302

    booking.refresh_from_db()
    assert booking.status == BookingStatus.CONFIRMED


def test_several_logins_of_one_student_each_see_their_own_reason(grace, access):
    booking = book(access)
    helper = StudentAccessFactory(student=access.student, kind=AccessKind.HELPER)

    assert "Who reads what you need" in words(grace.get(page_of("booking_detail", booking)))
    page = words(client_of(helper.user).get(page_of("booking_detail", booking)))
    assert "The place of Grace Obi" in page
    assert "Who reads what you need" not in page


def test_personal_pages_are_never_kept_by_the_browser(grace, access):
    booking = book(access)

    for name in PAGES:
        assert "no-store" in grace.get(page_of(name, booking))["Cache-Control"]
    assert "no-store" in grace.get("/my-courses/")["Cache-Control"]


def test_titles_name_nobody_and_no_course(grace, access):
    booking = book(access, course=make_course_page(title="Hearing voices"))

    for address in (*(page_of(name, booking) for name in PAGES[:3]), "/my-courses/"):
        title = re.search(r"<title>(.*?)</title>", grace.get(address).content.decode())[1]
        assert "Grace" not in title
        assert "Hearing" not in title


# My courses -------------------------------------------------------------------


def test_the_next_session_comes_first(grace, access):
    book(access, course=make_course_page(title="Later"), starts=local(2027, 2, 1))
    book(access, course=make_course_page(title="Sooner"), starts=local(2027, 1, 12))

    page = words(grace.get("/my-courses/"))

    assert page.startswith("My courses Next Tuesday 12 January 2027, 10am to 12 noon Sooner")
    assert page.index("Sooner") < page.index("Later")


def test_a_session_that_is_off_is_not_the_next_one(grace, access):
    booking = book(access)
    booking.run.sessions.filter(starts_at=local(2027, 1, 12)).update(status=SessionStatus.CANCELLED)

    page = words(grace.get("/my-courses/"))

    assert "Next Tuesday 19 January 2027" in page
    assert "This session will not take place" in words(
        grace.get(page_of("booking_detail", booking))
    )


def test_places_are_sorted_by_what_became_of_them(grace, access, clock):
    done = book(access, course=make_course_page(title="Done"))
    given_up = book(access, course=make_course_page(title="Given"), starts=local(2027, 3, 20))
    places.cancel_booking(booking=given_up, by=access.user, at=NOW)
    book(access, course=make_course_page(title="Coming"), starts=local(2027, 3, 10))
    weeks_later(grace, access, clock, local(2027, 3, 1))

    page = words(grace.get("/my-courses/"))

    booked, finished, gone = (page.index(word) for word in ("Booked", "Finished", "Given up or"))
    assert booked < page.index("Coming", booked) < finished < page.index("Done", finished) < gone
    assert page.index("Given", gone + 10) > gone
    assert "Take my place back" in page[gone:]
    assert done.run.course.title == "Done"


def test_somebody_without_a_place_is_shown_the_way(grace):
    page = words(grace.get("/my-courses/"))

    assert "You have no place booked at the moment." in page
    assert "Find a course" in page


def test_somebody_without_a_student_is_shown_the_way_too(college, clock):
    client = client_of(TutorFactory().user)

    assert "You have no place booked" in words(client.get("/my-courses/"))
    assert "We know nothing about you" in words(client.get("/my-details/"))


def test_with_several_people_each_line_says_whose_it_is(grace, access):
    book(access)
    assert "You Next:" not in words(grace.get("/my-courses/"))

    tom = StudentAccessFactory(
        user=access.user, kind=AccessKind.HELPER, student=StudentFactory(name="Tom")
    )
    book(tom, starts=local(2027, 1, 11))

    page = words(grace.get("/my-courses/"))
    assert "The place of Tom" in page
    assert re.search(r"Tom Next: Monday 11 January", page)
    assert re.search(r"Grace Obi Next: Tuesday 12 January", page)


def test_two_students_of_one_address_are_told_apart_everywhere(grace, access):
    derek = StudentAccessFactory(user=access.user, student=StudentFactory(name="Derek Finch"))
    run = make_run()
    for one in (access, derek):
        places.book_place(run=run, student=one.student, by=access.user, at=NOW)
    his = Booking.objects.get(student=derek.student)
    MessageFactory(student=derek.student, subject="Your place", composed_at=NOW)

    page = words(grace.get("/my-courses/"))
    assert page.count("The place of Derek Finch") + page.count("The place of Grace Obi") == 1
    assert re.search(r"Derek Finch Next: Tuesday 12", page)
    assert re.search(r"Grace Obi Next: Tuesday 12", page)
    for name in ("booking_detail", "booking_booked", "booking_move", "booking_cancel"):
        page = grace.get(page_of(name, his)).content.decode()
        assert re.search(r"[Pp]lace (of|is for) (<strong>)?Derek Finch", page), name
    for name in ("my_messages", "my_message"):
        told = [Message.objects.get(subject="Your place").uuid] if name == "my_message" else []
        assert "For Derek Finch" in words(grace.get(reverse(f"accounts:{name}", args=told)))
    assert "(you)" not in words(grace.get(f"/book/{make_run().uuid}/who/"))
    assert "Derek Finch You" not in words(grace.get("/my-details/"))

    grace.post(page_of("booking_cancel", his))
    for address in ("/my-courses/", page_of("booking_detail", his)):
        assert "Take the place of Derek Finch back" in words(grace.get(address))
    back = words(grace.post(page_of("booking_take_back", his), follow=True))
    assert back.startswith("Done The place is booked again, on every date still to come.")


def test_two_students_of_one_address_know_whose_turn_it_is(grace, access):
    derek = StudentAccessFactory(user=access.user, student=StudentFactory(name="Derek Finch"))
    entry = EntryFactory(student=derek.student, run=make_run())
    tell_me = reverse("bookings:tell_me", args=[entry.run.course.translation_key])

    shown = words(grace.get("/my-courses/"))
    assert "Derek Finch" in shown
    assert "Derek Finch is next" in shown
    assert "The turn of Derek Finch" in words(grace.get(f"/my-courses/waiting/{entry.uuid}/"))
    assert "Tell Derek Finch when it runs" in words(grace.get(tell_me))


@pytest.mark.parametrize("rows", (1, 3))
def test_my_courses_cost_the_same_however_many(grace, access, rows, django_assert_num_queries):
    for week in range(rows):
        book(access, starts=local(2027, 2, 1 + week))

    with django_assert_num_queries(13):
        grace.get("/my-courses/")


@pytest.mark.parametrize("rows", (1, 3))
def test_a_booking_costs_the_same_however_many_sessions(
    grace, access, rows, django_assert_num_queries
):
    booking = book(access, sessions=rows)

    with django_assert_num_queries(11):
        grace.get(page_of("booking_detail", booking))


# One booking ------------------------------------------------------------------


def test_attendance_is_told_in_kind_words_and_silence_is_not_missed(grace, access, clock):
    booking = book(access, sessions=6)
    marks = ("HERE", "LATE", "LEFT_EARLY", "TOLD_US", "MISSED")
    for session, mark in zip(booking.run.sessions.all(), marks, strict=False):
        Attendance.objects.create(booking=booking, session=session, mark=mark, marked_at=NOW)
    weeks_later(grace, access, clock, local(2027, 4, 1))

    page = words(grace.get(page_of("booking_detail", booking)))

    said = ("You were there", "You were there, a bit late", "You were there, and left early",
            "You told us you could not come", "You missed this one")  # fmt: skip
    for sentence in said:
        assert page.count(sentence) >= 1
    assert page.count("missed") == 1


def test_a_helper_sees_dates_but_no_attendance(grace, access):
    helped = StudentAccessFactory(user=access.user, kind=AccessKind.HELPER)
    booking = book(helped)
    Attendance.objects.create(
        booking=booking, session=booking.run.sessions.first(), mark="HERE", marked_at=NOW
    )

    page = words(grace.get(page_of("booking_detail", booking)))

    assert "Tuesday 12 January 2027" in page
    assert "You were there" not in page


def test_sessions_that_were_over_before_the_booking_are_not_shown(grace, access, clock):
    weeks_later(grace, access, clock, local(2027, 1, 15))
    run = make_run(last_joining_session=2)
    booking = places.book_place(
        run=run, student=access.student, by=access.user, at=local(2027, 1, 15)
    )

    page = words(grace.get(page_of("booking_booked", booking)))

    assert "12 January" not in page
    assert "19 January" in page


def test_the_joining_link_is_only_for_those_with_a_place(grace, access, clock):
    link = "https://meet.example/room"
    booking = book(access, mode=DeliveryMode.ONLINE, venue=None, online_link=link)
    shown = (page_of("booking_detail", booking), page_of("booking_booked", booking), "/my-courses/")

    for address in shown:
        assert link in grace.get(address).content.decode()
    grace.post(page_of("booking_cancel", booking))
    for address in (*shown, reverse("bookings:book_start", args=[booking.run.uuid])):
        assert link not in grace.get(address, follow=True).content.decode()


def test_the_link_goes_when_the_course_is_over(grace, access, clock):
    link = "https://meet.example/room"
    booking = book(access, mode=DeliveryMode.ONLINE, venue=None, online_link=link)
    weeks_later(grace, access, clock, local(2027, 4, 1))

    assert link not in grace.get(page_of("booking_detail", booking)).content.decode()


def test_nobody_is_asked_whether_to_give_up_what_is_over(grace, access, clock):
    booking = book(access)
    weeks_later(grace, access, clock, local(2027, 4, 1))

    assert grace.get(page_of("booking_cancel", booking)).url == page_of("booking_detail", booking)


def test_no_link_leads_to_a_course_that_is_off_the_site(grace, access):
    booking = book(access)
    assert "About this course" in words(grace.get(page_of("booking_detail", booking)))

    booking.run.course.unpublish()

    assert "About this course" not in words(grace.get(page_of("booking_detail", booking)))


def test_booked_says_who_meets_you_and_how_to_get_there(grace, access):
    booking = book(
        access, tutors=[TutorFactory(name="Rosa"), TutorFactory(name="Daniel", kind="PRACTITIONER")]
    )
    venue = booking.run.venue
    venue.finding_the_door = "The green door beside the bakery."
    venue.save()

    page = words(grace.get(page_of("booking_booked", booking)))

    assert "Daniel and Rosa will meet you." in page
    assert "The green door beside the bakery." in page
    assert "No steps from the street to the room" in page
    assert "on their way to grace@example.org" in page


@pytest.mark.parametrize(
    ("channel", "said"),
    (
        (Channel.TEXT, "We send a text with the first day to 07700 900 999"),
        (Channel.PHONE, "We ring 07700 900 999"),
        (Channel.LETTER, "We send the dates by post"),
    ),
)
def test_booked_says_how_the_student_will_hear(grace, access, channel, said):
    access.student.contact_by, access.student.phone = channel, "07700 900 999"
    access.student.may_text = True
    access.student.save()

    assert said in words(grace.get(page_of("booking_booked", book(access))))


def test_what_was_sent_is_listed_and_other_peoples_is_not(grace, access):
    booking = book(access)
    Message.objects.update(subject="Your place is booked", status=MessageStatus.SENT)
    other = book(StudentAccessFactory())
    Message.objects.filter(student=other.student).update(subject="Not for Grace")

    page = words(grace.get(page_of("booking_detail", booking)))

    assert "Your place is booked (sent)" in page
    assert "Not for Grace" not in page


def test_a_helper_reads_what_was_sent_since_they_were_let_in(grace, access):
    helped = StudentAccessFactory(user=access.user, kind=AccessKind.HELPER)
    booking = book(helped)
    Message.objects.update(subject="Sent since")
    MessageFactory(
        student=helped.student,
        facts={"booking_id": booking.pk},
        subject="Sent before",
        created_at=helped.granted_at - dt.timedelta(hours=1),
    )

    page = words(grace.get(page_of("booking_detail", booking)))
    StudentAccess.objects.filter(pk=helped.pk).update(kind=AccessKind.SELF)
    own = words(grace.get(page_of("booking_detail", booking)))

    assert ["Sent before" in page, "Sent since" in page] == [False, True]
    assert ["Sent before" in own, "Sent since" in own] == [True, True]


def test_the_calendar_file_holds_every_session(grace, access):
    booking = book(access)

    response = grace.get(page_of("booking_calendar", booking))

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert "attachment" in response["Content-Disposition"]
    calendar = Calendar.from_ical(response.content)
    assert calendar["METHOD"] == "PUBLISH"
    assert calendar.walk("VEVENT")[0]["RRULE"]["COUNT"] == [4]


def test_a_place_given_up_has_no_calendar_file(grace, access):
    booking = book(access)
    grace.post(page_of("booking_cancel", booking))

    assert grace.get(page_of("booking_calendar", booking)).status_code == 404


# Giving up and taking back ----------------------------------------------------


def test_looking_at_the_page_gives_nothing_up(grace, access):
    booking = book(access)

    grace.get(page_of("booking_cancel", booking))
    grace.head(page_of("booking_cancel", booking))

    booking.refresh_from_db()
    assert booking.is_active


def test_a_place_is_given_up_and_taken_back_with_one_tap_each(grace, access):
    booking = book(access)

    response = grace.post(page_of("booking_cancel", booking))
    page = grace.get(response.url)
    assert "You have given up this place." in words(page)
    booking.refresh_from_db()
    assert (booking.status, booking.cancelled_by) == (BookingStatus.CANCELLED, access.user)

    response = grace.post(page_of("booking_take_back", booking))
    assert "Take my place back" not in words(grace.get(response.url))
    booking.refresh_from_db()
    assert booking.is_active


def test_giving_up_twice_and_looking_again_is_harmless(grace, access):
    booking = book(access)
    grace.post(page_of("booking_cancel", booking))

    for response in (
        grace.post(page_of("booking_cancel", booking)),
        grace.get(page_of("booking_cancel", booking)),
        grace.get(page_of("booking_booked", booking)),
    ):
        assert response.url == page_of("booking_detail", booking)
    assert booking.events.count() == 2


def test_a_place_that_somebody_else_has_now_cannot_be_taken_back(grace, access):
    booking = book(access, capacity=1)
    grace.post(page_of("booking_cancel", booking))
    BookingFactory(run=booking.run)

    response = grace.post(page_of("booking_take_back", booking), follow=True)

    assert "Somebody else has been offered this place now." in words(response)
    booking.refresh_from_db()
    assert not booking.is_active


def test_taking_back_is_shown_only_where_it_would_work(grace, access, clock):
    booking = book(access, capacity=1)
    pages = [page_of("booking_detail", booking), reverse("bookings:my_courses")]

    def is_shown():
        return ["Take my place back" in words(grace.get(page)) for page in pages]

    grace.post(page_of("booking_cancel", booking))
    assert is_shown() == [True, True]
    # Somebody who needs two places waits: they are not kept from it for a day.
    pair = EntryFactory(run=booking.run, places=2)
    assert is_shown() == [True, True]
    weeks_later(grace, access, clock, NOW + dt.timedelta(hours=25))
    assert is_shown() == [False, False]
    pair.delete()
    assert is_shown() == [True, True]
    CollegeSettings.objects.update(runs_per_term=1)
    other = BookingFactory(student=access.student, run=make_run(term=booking.run.term))
    assert is_shown() == [False, False]
    other.delete()
    entry = EntryFactory(run=booking.run, status="OFFERED")
    OfferFactory(entry=entry, run=booking.run)
    assert is_shown() == [False, False]


def test_a_course_that_is_over_cannot_be_given_up(grace, access, clock):
    booking = book(access)
    weeks_later(grace, access, clock, local(2027, 4, 1))

    response = grace.post(page_of("booking_cancel", booking))

    assert "The last session is over" in words(response)
    booking.refresh_from_db()
    assert booking.is_active


def test_dates_the_college_has_cancelled_say_so_and_offer_no_way_back(grace, access):
    booking = book(access)
    run = booking.run
    run.status, run.cancelled_at, run.cancelled_reason = RunStatus.CANCELLED, NOW, "Flood."
    run.save()
    Booking.objects.filter(pk=booking.pk).update(
        status=BookingStatus.RUN_CANCELLED, cancelled_at=NOW
    )

    page = words(grace.get(page_of("booking_detail", booking)))

    assert "We had to cancel these dates. We are sorry. Flood." in page
    assert "Take my place back" not in page
    assert "We had to cancel these dates." in words(grace.get("/my-courses/"))
    answer = grace.post(page_of("booking_take_back", booking), follow=True)
    assert "can no longer be booked" in words(answer)


def test_dates_that_were_moved_from_are_not_next(grace, access):
    booking = book(access)
    Booking.objects.filter(pk=booking.pk).update(status=BookingStatus.MOVED, cancelled_at=NOW)

    page = words(grace.get("/my-courses/"))

    assert "You moved to other dates." in page
    assert "Next:" not in page


def test_dates_that_had_been_when_the_rest_was_cancelled_took_place(grace, access, clock):
    booking = book(access)
    half_way = local(2027, 1, 20)
    weeks_later(grace, access, clock, half_way)
    run_changes.cancel_run(run=booking.run, reason="Flood.", by=None, at=half_way)
    weeks_later(grace, access, clock, local(2027, 3, 1))

    page = words(grace.get(page_of("booking_detail", booking)))

    assert "We had to cancel the dates still to come. We are sorry. Flood." in page
    assert page.count("This session will not take place.") == 2
    assert "We had to cancel the dates still to come." in words(grace.get("/my-courses/"))


@pytest.mark.parametrize("odd", ("<script>", "x" * 10_000, "\x00", "FULL"))
def test_an_odd_reason_in_the_address_is_harmless(grace, access, odd):
    response = grace.get(page_of("booking_detail", book(access)), {"not": odd})

    assert response.status_code == 200
    assert "<script>" not in words(response)


@pytest.mark.parametrize("address", ("/my-courses/1/", "/my-courses/x/cancel/", "/my-courses/%00/"))
def test_addresses_that_are_none_are_not_found(grace, address):
    assert grace.get(address).status_code == 404


def test_taking_back_needs_a_button(grace, access):
    assert grace.get(page_of("booking_take_back", book(access))).status_code == 405
