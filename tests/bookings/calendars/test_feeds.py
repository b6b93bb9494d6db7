"""The private calendars of students and tutors, and how little a thousand of them cost."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import vobject
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from accounts.enums import AccessKind
from bookings.enums import FeedKind
from bookings.itip.facts import many_lines, one_line
from bookings.itip.feeds import FeedEvent, write_feed
from bookings.models import Booking, CalendarFeed
from bookings.operations import apologies, feeds, places
from bookings.queries import feeds as reading
from bookings.views import feeds as views
from courses.enums import DeliveryMode, RunStatus, SessionStatus
from courses.models import CourseRun, CourseSession
from recoverycollege.logs import without_people
from tests.factories.accounts import StudentAccessFactory
from tests.factories.bookings import BookingFactory, EntryFactory
from tests.factories.courses import (
    NOW,
    TutorFactory,
    VenueFactory,
    local,
    make_course_page,
    make_run,
)
from tests.factories.home import make_college_settings
from tests.factories.staff import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """Stand still at the tests' own moment."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def access():
    make_college_settings()
    return StudentAccessFactory(kind=AccessKind.SELF)


def feed_for(user, kind=FeedKind.LEARNING, **fields):
    feed = feeds.make_feed(kind=kind, by=user, at=NOW)
    CalendarFeed.objects.filter(pk=feed.pk).update(**fields)
    return CalendarFeed.objects.get(pk=feed.pk)


def address_of(feed):
    return reverse("bookings:calendar_feed", args=[reading.token_of(feed)])


def read(feed, **headers):
    return Client().get(address_of(feed), headers=headers)


def events(answer):
    assert answer.status_code == 200, answer.content
    return Calendar.from_ical(answer.content).walk("VEVENT")


def shown(answer):
    london = ZoneInfo("Europe/London")
    return [
        (str(one["SUMMARY"]), one["DTSTART"].dt.astimezone(london).strftime("%d %b %H:%M"))
        for one in events(answer)
    ]


def test_a_feed_shows_what_is_booked_and_leaves_out_what_is_not(access):
    course = make_course_page(title="Sleep well")
    venue = VenueFactory(name="The Mill", latitude="51.45451", longitude="-2.58791")
    run = make_run(sessions=4, course=course, venue=venue)
    booking = places.book_place(run=run, student=access.student, by=None, at=NOW)
    first, second, third, _ = run.sessions.order_by("starts_at")
    apologies.apologise(booking=booking, session=second, by=None, at=NOW)
    CourseSession.objects.filter(pk=third.pk).update(status=SessionStatus.CANCELLED)
    given_up = places.book_place(run=make_run(), student=access.student, by=None, at=NOW)
    places.cancel_booking(booking=given_up, by=None, at=NOW)
    BookingFactory(run=make_run())

    answer = read(feed_for(access.user))

    assert shown(answer) == [("Sleep well", "12 Jan 10:00"), ("Sleep well", "02 Feb 10:00")]
    event = events(answer)[0]
    assert {name: str(event[name]) for name in ("STATUS", "CLASS", "LOCATION", "URL")} == {
        "STATUS": "CONFIRMED",
        "CLASS": "PRIVATE",
        "LOCATION": "The Mill, 1 Mill Lane, Willowbrook, WB1 1AA",
        "URL": f"http://127.0.0.1:8000/my-courses/{booking.uuid}/",
    }
    assert event["GEO"].to_ical() == "51.45451;-2.58791"
    assert "ATTENDEE" not in event
    assert event["DTSTART"].dt == first.starts_at


def test_what_has_been_stays_when_a_place_is_given_up(access, monkeypatch):
    course = make_course_page(title="Sleep well")
    booking = places.book_place(
        run=make_run(sessions=4, course=course), student=access.student, by=None, at=NOW
    )
    feed = feed_for(access.user)
    read(feed)
    at = local(2027, 1, 20)
    monkeypatch.setattr("django.utils.timezone.now", lambda: at)
    places.cancel_booking(booking=booking, by=None, at=at)

    assert shown(read(feed)) == [("Sleep well", "12 Jan 10:00"), ("Sleep well", "19 Jan 10:00")]


@pytest.mark.parametrize("rows", [1, 3])
def test_other_peoples_places_and_apologies_show_nowhere(rows, access, django_assert_num_queries):
    run = make_run(sessions=3, course=make_course_page(title="Creative writing"))
    booking = BookingFactory(run=run, student=access.student)
    _, second, third = run.sessions.order_by("starts_at")
    apologies.apologise(booking=booking, session=second, by=None, at=NOW)
    friend = StudentAccessFactory(user=access.user, kind=AccessKind.HELPER, granted_at=NOW)
    BookingFactory(run=run, student=friend.student, booked_at=NOW)
    EntryFactory(run=run)
    for _ in range(rows):
        other = BookingFactory(run=run)
        apologies.apologise(booking=other, session=third, by=None, at=NOW)
    waited_for = make_run(sessions=1, course=run.course, starts=local(2027, 3, 2))
    EntryFactory(run=waited_for, student=access.student)
    for _ in range(rows):
        EntryFactory(run=waited_for)

    feed = feed_for(access.user, shows_waiting=True)
    with django_assert_num_queries(4):
        answer = read(feed)

    theirs = f"Creative writing ({friend.student.name})"
    assert sorted(shown(answer)) == [
        ("Creative writing", "12 Jan 10:00"),
        ("Creative writing", "26 Jan 10:00"),
        (theirs, "12 Jan 10:00"),
        (theirs, "19 Jan 10:00"),
        (theirs, "26 Jan 10:00"),
        ("Maybe: Creative writing", "02 Mar 10:00"),
    ]
    assert len({str(one["UID"]) for one in events(answer)}) == 6


def test_hours_are_right_on_both_sides_of_the_clock_change(access):
    run = make_run(starts=local(2027, 3, 23), sessions=2)
    BookingFactory(run=run, student=access.student)

    assert [when for _, when in shown(read(feed_for(access.user)))] == [
        "23 Mar 10:00",
        "30 Mar 10:00",
    ]


def test_a_course_somebody_waits_for_is_tentative_and_only_on_wish(access):
    run = make_run(sessions=1, course=make_course_page(title="Sleep well"))
    EntryFactory(run=run, student=access.student)
    feed = feed_for(access.user)
    assert events(read(feed)) == []

    feeds.show_waiting(shows=True, kind=FeedKind.LEARNING, by=access.user, at=NOW)

    (event,) = events(read(feed))
    assert (str(event["SUMMARY"]), str(event["STATUS"]), str(event["TRANSP"])) == (
        "Maybe: Sleep well",
        "TENTATIVE",
        "TRANSPARENT",
    )


def test_a_helper_reads_whose_it_is_and_nothing_from_before(access):
    student = access.student
    BookingFactory(run=make_run(sessions=1), student=student)
    helper = StudentAccessFactory(
        student=student, kind=AccessKind.HELPER, granted_at=NOW + dt.timedelta(minutes=1)
    )
    course = make_course_page(title="Sleep well")
    run = make_run(sessions=1, course=course)
    BookingFactory(run=run, student=student, booked_at=NOW + dt.timedelta(hours=1))

    assert shown(read(feed_for(helper.user))) == [(f"Sleep well ({student.name})", "12 Jan 10:00")]


def test_a_student_who_wants_it_quiet_has_appointments(access):
    type(access.student).objects.update(is_discreet=True)
    BookingFactory(run=make_run(sessions=1), student=access.student)

    (event,) = events(read(feed_for(access.user)))

    assert str(event["SUMMARY"]) == "Appointment"


def test_a_tutor_reads_the_sessions_they_teach(access):
    tutor = TutorFactory()
    make_run(sessions=2, tutors=[tutor], course=make_course_page(title="Sleep well"))
    make_run(sessions=2, tutors=[tutor], status=RunStatus.CANCELLED, cancelled_at=NOW)
    make_run(sessions=2)

    feed = feed_for(tutor.user, FeedKind.TEACHING)

    assert [name for name, _ in shown(read(feed))] == ["Sleep well"] * 2
    tutor.is_active = False
    tutor.save()
    assert shown(read(feed)) == []


def test_a_link_shown_late_is_not_in_the_feed(access):
    run = make_run(
        sessions=1, mode=DeliveryMode.ONLINE, venue=None, online_link="https://meet.example/a"
    )
    BookingFactory(run=run, student=access.student)
    feed = feed_for(access.user)
    assert b"meet.example" in read(feed).content

    CourseRun.objects.update(online_link_days=2, changed_at=NOW)
    assert b"meet.example" not in read(feed).content


CHANGES = {
    "a session moves": lambda: CourseSession.objects.first().save(),
    "a session goes": lambda: CourseSession.objects.last().delete(),
    "the place is given up": lambda: places.cancel_booking(
        booking=Booking.objects.get(), by=None, at=NOW
    ),
    "an apology": lambda: apologies.apologise(
        booking=Booking.objects.get(), session=CourseSession.objects.last(), by=None, at=NOW
    ),
}


@pytest.mark.parametrize("name", ["the venue", "the title", *CHANGES])
def test_every_change_that_shows_gives_another_mark(name, access, monkeypatch):
    BookingFactory(run=make_run(sessions=2), student=access.student)
    feed = feed_for(access.user)
    answer = read(feed)
    etag = answer["ETag"]
    assert read(feed, if_none_match=etag).status_code == 304

    run = CourseRun.objects.get()
    saved = {"the venue": run.venue.save, "the title": run.course.save}
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + dt.timedelta(hours=1))
    (CHANGES | saved)[name]()

    assert read(feed, if_none_match=etag).status_code == 200


def names_of(answer):
    calendar = Calendar.from_ical(answer.content)
    return str(calendar["X-WR-CALNAME"]), [str(one["SUMMARY"]) for one in events(answer)]


def test_whoever_is_renamed_or_wants_it_quiet_is_read_anew(
    access, django_assert_num_queries, monkeypatch
):
    """With two students, so that counting those who want it quiet would not tell."""
    kofi = StudentAccessFactory(
        user=access.user, kind=AccessKind.HELPER, granted_at=NOW, student__name="Kofi"
    ).student
    for student in (access.student, kofi):
        run = make_run(sessions=1, course=make_course_page(title=f"Course of {student.name}"))
        BookingFactory(run=run, student=student, booked_at=NOW)
    feed, own = feed_for(access.user), access.student
    seen = []

    def change(**wishes):
        for student, is_discreet in wishes.items():
            one = {"own": own, "kofi": kofi}[student]
            one.is_discreet = is_discreet
            one.save()

    def rename():
        kofi.name = "Kwame"
        kofi.save()

    for step in (
        lambda: None,
        rename,
        lambda: change(own=True),
        lambda: change(own=False, kofi=True),
        lambda: change(kofi=False),
    ):
        at = NOW + len(seen) * dt.timedelta(hours=1)
        monkeypatch.setattr("django.utils.timezone.now", lambda at=at: at)
        step()
        known = {"if_none_match": seen[-1]["ETag"]} if seen else {}
        seen.append(read(feed, **known))
        with django_assert_num_queries(1):
            assert read(feed, if_none_match=seen[-1]["ETag"]).status_code == 304
    plain, mine, theirs = "My courses", f"Course of {own.name}", "Course of Kofi"
    assert [(name, sorted(titles)) for name, titles in map(names_of, seen)] == [
        (plain, sorted([mine, f"{theirs} (Kofi)"])),
        (plain, sorted([mine, f"{theirs} (Kwame)"])),
        ("Appointments", sorted(["Appointment", f"{theirs} (Kwame)"])),
        ("Appointments", sorted([mine, "Appointment (Kwame)"])),
        (plain, sorted([mine, f"{theirs} (Kwame)"])),
    ]


def test_who_asks_only_for_what_is_newer_misses_nothing(access):
    """Two changes within one second, which the header cannot tell apart."""
    booking = BookingFactory(run=make_run(), student=access.student)
    feed = feed_for(access.user)
    for number in (1, 2, 3):
        known = read(feed)["Last-Modified"]
        assert read(feed, if_modified_since=known).status_code == 304
        moment = NOW + dt.timedelta(milliseconds=number)
        Booking.objects.filter(pk=booking.pk).update(changed_at=moment)
        assert read(feed, if_modified_since=known).status_code == 200


def test_what_time_alone_changes_is_read_anew(access, monkeypatch):
    run = make_run(sessions=2)
    EntryFactory(run=run, student=access.student)
    feed = feed_for(access.user, shows_waiting=True)
    first = read(feed)
    assert len(events(first)) == 2

    at = local(2027, 1, 13)
    monkeypatch.setattr("django.utils.timezone.now", lambda: at)
    assert len(events(read(feed, if_none_match=first["ETag"]))) == 1


def test_what_others_do_changes_no_mark(access):
    run = make_run(sessions=2)
    other = make_run(sessions=2, course=run.course, venue=run.venue)
    BookingFactory(run=run, student=access.student)
    feed = feed_for(access.user)
    etag = read(feed)["ETag"]

    BookingFactory(run=run)
    BookingFactory(run=other)
    other.sessions.first().save()

    assert read(feed, if_none_match=etag).status_code == 304


def test_nothing_new_is_one_query_by_either_header(access, django_assert_num_queries):
    BookingFactory(run=make_run(), student=access.student)
    feed = feed_for(access.user)
    first = read(feed)

    for headers in (
        {"if_none_match": first["ETag"]},
        {"if_modified_since": first["Last-Modified"]},
    ):
        with django_assert_num_queries(1):
            answer = read(feed, **headers)
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer["ETag"] == first["ETag"]
        assert answer["Cache-Control"] == "private, max-age=300"


@pytest.mark.parametrize("rows", (1, 25))
def test_two_hundred_sessions_cost_four_queries(rows, access, django_assert_num_queries):
    course, venue = make_course_page(), VenueFactory()
    term = make_run(sessions=0, tutors=[]).term
    for _ in range(rows):
        run = make_run(sessions=0, course=course, venue=venue, term=term, tutors=[])
        CourseSession.objects.bulk_create(
            CourseSession(
                run=run,
                starts_at=local(2027, 2, day),
                ends_at=local(2027, 2, day, 12),
                venue=venue,
            )
            for day in range(1, 9)
        )
        BookingFactory(run=run, student=access.student)
    feed = feed_for(access.user, shows_waiting=True)

    with django_assert_num_queries(4):
        answer = read(feed)

    assert len(events(answer)) == rows * 8


def test_a_new_address_ends_the_old_one_and_stopping_ends_both(access):
    feed = feed_for(access.user)
    old = address_of(feed)
    feeds.replace_feed(kind=FeedKind.LEARNING, by=access.user, at=NOW)
    new = address_of(CalendarFeed.objects.get())

    assert [Client().get(one).status_code for one in (old, new)] == [404, 200]
    feeds.stop_feed(kind=FeedKind.LEARNING, by=access.user, at=NOW)
    assert Client().get(new).status_code == 404


def test_a_closed_login_reads_nothing(access):
    feed = feed_for(access.user)
    type(access.user).objects.filter(pk=access.user.pk).update(is_active=False)

    assert read(feed).status_code == 404


def test_making_an_address_twice_keeps_the_first(access):
    assert feed_for(access.user) == feed_for(access.user)


def test_the_address_is_long_random_and_kept_nowhere(access):
    feed = feed_for(access.user)
    token = reading.token_of(feed)

    assert len(token) == 43
    assert token not in str(CalendarFeed.objects.values_list())
    assert without_people(f'"GET {address_of(feed)} HTTP/1.1" 200') == (
        '"GET /calendar/…/my-calendar.ics HTTP/1.1" 200'
    )


def test_the_page_says_first_that_one_way_is_enough(access):
    page, browser = reverse("bookings:my_calendar"), client_of(access.user)

    for _ in range(2):
        shown_page = browser.get(page).content.decode()
        assert "With this address too, it shows each date twice." in shown_page
        assert shown_page.index("One way is enough") < shown_page.index('name="wish"')
        browser.post(page, {"wish": "make"})


def test_the_page_gives_the_address_and_every_button_works(access):
    client = client_of(access.user)
    page = reverse("bookings:my_calendar")
    assert "webcal" not in client.get(page).content.decode()

    client.post(page, {"wish": "make"})
    feed = CalendarFeed.objects.get()
    shown_page = client.get(page)
    assert f'href="webcal://127.0.0.1:8000{address_of(feed)}"' in shown_page.content.decode()
    # Stricter, and browsers send no origin with the buttons, which are then refused.
    assert shown_page["Referrer-Policy"] == "same-origin"

    client.post(page, {"wish": "waiting"})
    assert CalendarFeed.objects.get().shows_waiting
    client.post(page, {"wish": "no-waiting"})
    assert not CalendarFeed.objects.get().shows_waiting
    client.post(page, {"wish": "replace"})
    assert CalendarFeed.objects.get().nonce != feed.nonce
    client.post(page, {"wish": "rubbish"})
    assert client.post(page, {"wish": "stop"}).status_code == 302
    assert not CalendarFeed.objects.exists()


def test_after_the_sites_secret_has_changed_the_old_address_works_and_a_new_one_is_offered(
    access, monkeypatch
):
    feed = feed_for(access.user)
    old = address_of(feed)
    monkeypatch.setattr("django.conf.settings.SECRET_KEY", "another")

    page = client_of(access.user).get(reverse("bookings:my_calendar")).content.decode()

    assert "Your old address cannot be shown any more." in page
    assert Client().get(old).status_code == 200


def test_asking_for_the_head_costs_no_body_and_nothing_can_be_posted(
    access, rf, django_assert_num_queries
):
    BookingFactory(run=make_run(), student=access.student)
    feed = feed_for(access.user)
    whole = read(feed)

    with django_assert_num_queries(1):
        head = views.calendar_feed(rf.head("/"), reading.token_of(feed))

    assert (head.status_code, head.content, head["ETag"]) == (200, b"", whole["ETag"])
    answer = Client(enforce_csrf_checks=True).post(address_of(feed))
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("token", ["x", "a" * 43, "%00", "é"])
def test_any_other_address_is_not_there(token, access):
    assert Client().get(f"/calendar/{token}/my-calendar.ics").status_code == 404


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.text(max_size=300))
def test_no_text_at_all_can_break_a_feed(summary, description):
    event = FeedEvent(
        uid="1",
        starts_at=NOW,
        ends_at=NOW + dt.timedelta(hours=2),
        changed_at=NOW,
        summary=summary,
        location=summary,
        description=description,
    )

    written = write_feed(summary, [event, event])

    (one, _) = Calendar.from_ical(written).walk("VEVENT")
    assert str(one["SUMMARY"]) == one_line(summary)
    assert str(one.get("DESCRIPTION", "")) == many_lines(description)
    assert vobject.readOne(written.decode()).vevent.dtstart.value == NOW
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))
    assert all(b"\n" not in line for line in written.split(b"\r\n"))
