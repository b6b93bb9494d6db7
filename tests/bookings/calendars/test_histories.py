"""More than eighty lives of a booking, and what the student's calendar shows after every mail."""

from __future__ import annotations

import datetime as dt

import icalendar
import pytest
import vobject

from accounts.models import Message, Student
from bookings.messages.calendar import calendar_part, entry_of
from bookings.messages.places import changes_of
from bookings.models import Booking, CalendarUpdate
from bookings.operations import apologies, calendar_updates, moving, places, run_changes
from courses.enums import DeliveryMode, SessionStatus
from courses.models import CourseSession, RunTutor, Venue
from tests.bookings.calendars.client import CalendarClient, Shown
from tests.bookings.test_itip_files import khal_agenda
from tests.factories.accounts import StudentFactory
from tests.factories.courses import (
    LONDON,
    NOW,
    TutorFactory,
    VenueFactory,
    local,
    make_course_page,
    make_run,
)
from tests.factories.home import make_college_settings

pytestmark = pytest.mark.django_db
ADDRESS = "student@example.org"

# Mondays to Sundays of 2027, as (month, day, hour).
WEEKLY = ((1, 12), (1, 19), (1, 26), (2, 2))
SPRING = ((3, 16), (3, 23), (3, 30), (4, 6))
AUTUMN = ((10, 19), (10, 26), (11, 2), (11, 9))
FORTNIGHTLY = ((1, 12), (1, 26), (2, 9))
TWO_DAYS = ((3, 27), (3, 28))
MIXED = ((1, 12), (1, 14), (1, 19), (1, 21), (1, 26), (1, 28))
SCATTERED = ((1, 12), (1, 29), (4, 15))
ONE_DAY = ((1, 12),)
# From winter through summer into winter again.
ALL_YEAR = tuple(
    (day.month, day.day) for day in (dt.date(2027, 3, 16) + dt.timedelta(14 * n) for n in range(18))
)


class Life:
    """One student, one or two runs, and what happens to them."""

    def __init__(self, days, course):
        self.at = NOW
        # The lives before this one are lived; two students at one address would be named.
        Student.objects.update(email="")
        self.student = StudentFactory(name="Sam", email=ADDRESS)
        self.client = CalendarClient(ADDRESS)
        self.run = self.make_run(days, course)
        self.files: dict[str, bytes] = {}

    def make_run(self, days, course):
        run = make_run(sessions=0, course=course, tutors=[])
        CourseSession.objects.bulk_create(
            CourseSession(run=run, starts_at=when(*day), ends_at=when(*day) + dt.timedelta(hours=2))
            for day in days
        )
        return run

    @property
    def booking(self):
        return Booking.objects.get(run=self.run, student=self.student)

    def session(self, number):
        """Return the run's n-th session, in the order in which they were made."""
        return list(self.run.sessions.order_by("pk"))[number - 1]

    def truth(self):
        """Say from the rows alone what the calendar has to show."""
        shown = []
        for booking in self.student.bookings.all():
            excused = booking.apologies.filter(withdrawn_at=None).values("session")
            held = booking.run.sessions.filter(status=SessionStatus.PLANNED).exclude(pk__in=excused)
            if not booking.is_active:
                # What had begun has been.
                held = held.filter(starts_at__lte=booking.cancelled_at)
            shown += [self.true_of(one, booking.run) for one in held]
        return sorted(shown, key=lambda one: (one.starts_at, one.summary))

    def true_of(self, one, run):
        """Say what the calendar has to show of one session."""
        is_online = run.mode == DeliveryMode.ONLINE
        venue = one.venue or (None if is_online else run.venue)
        place = venue.address_line if venue else "Online"
        if self.student.is_discreet:
            place = "1 Mill Lane, WB1 1AA" if venue else "Online"
            return Shown(one.starts_at, one.ends_at, "Appointment", place)
        title = f"{run.course.title}: {one.title}" if one.title else run.course.title
        link, days = run.online_link, run.online_link_days
        link = "" if run.mode == DeliveryMode.IN_PERSON else link
        if link and days is not None:
            first = run.sessions.filter(status=SessionStatus.PLANNED).earliest("starts_at")
            link = link if self.at >= first.starts_at - dt.timedelta(days=days) else ""
        names = list(run.tutors.order_by("name").values_list("name", flat=True))
        tutors = f"{' and '.join(names)}." if names else ""
        return Shown(one.starts_at, one.ends_at, title, place, link, tutors)

    def catch_up(self):
        """Look for changes, and let the calendar obey the calendar part of every new mail."""
        for booking in self.student.bookings.order_by("pk"):
            calendar_updates.follow_up_booking(booking=booking, at=self.at)
        for update in CalendarUpdate.objects.filter(booking__student=self.student):
            assert changes_of(update).sentences
        waiting = Message.objects.filter(composed_at=None, student=self.student)
        for message in waiting.exclude(facts__booking_id=None).order_by("pk"):
            booking = Booking.objects.get(pk=message.facts["booking_id"])
            content, method = calendar_part(message, booking, entry_of(message), at=self.at)
            if content:
                self.obey(content, method)
        waiting.update(composed_at=self.at)

    def obey(self, content, method):
        calendar = icalendar.Calendar.from_ical(content)
        assert calendar["METHOD"] == method
        uid = str(calendar.walk("VEVENT")[0]["UID"])
        last = self.client.entries.get(uid)
        self.client.receive(content)
        assert last is None or self.client.entries[uid].sequence > last.sequence
        self.files[uid] = content


def when(month, day, hour=10, minute=0):
    return local(2027, month, day, hour, minute)


# What can happen. Each step takes the life and changes it through the product's own
# operations, or as the office's form for runs does: by saving the rows.


def book(life):
    places.book_place(run=life.run, student=life.student, by=None, at=life.at)


def give_up(life):
    places.cancel_booking(booking=life.booking, by=None, at=life.at)


def take_back(life):
    places.take_back_place(booking=life.booking, by=None, at=life.at)


def cancel_run(life):
    run_changes.cancel_run(run=life.run, reason="Our tutor is ill.", by=None, at=life.at)


def nothing(life):
    del life


def cannot_come(number):
    def step(life):
        apologies.apologise(booking=life.booking, session=life.session(number), by=None, at=life.at)

    return step


def can_come(number):
    def step(life):
        apologies.take_back_apology(
            booking=life.booking, session=life.session(number), by=None, at=life.at
        )

    return step


def change(number, **fields):
    def step(life):
        session = life.session(number)
        for name, value in fields.items():
            setattr(session, name, value)
        session.save()

    return step


def move(number, *day, hours=2):
    return change(number, starts_at=when(*day), ends_at=when(*day) + dt.timedelta(hours=hours))


def off(number):
    return change(number, status=SessionStatus.CANCELLED)


def on_again(number):
    return change(number, status=SessionStatus.PLANNED)


def add(*day):
    def step(life):
        CourseSession.objects.create(
            run=life.run, starts_at=when(*day), ends_at=when(*day) + dt.timedelta(hours=2)
        )

    return step


def take_out(number):
    return lambda life: life.session(number).delete()


def venue(name):
    return Venue.objects.filter(name=name).first() or VenueFactory(name=name)


def other_room(number):
    def step(life):
        session = life.session(number)
        session.venue = venue("The Library")
        session.save()

    return step


def other_venue(life):
    life.run.venue = venue("Town Hall")
    life.run.save()


def back_in_the_room(number):
    return change(number, venue=None)


def change_run(**fields):
    def step(life):
        for name, value in fields.items():
            setattr(life.run, name, value)
        life.run.save()

    return step


def another_tutor(name):
    return lambda life: RunTutor.objects.create(run=life.run, tutor=TutorFactory(name=name))


def no_tutors(life):
    RunTutor.objects.filter(run=life.run).delete()


def discreet(life):
    life.student.is_discreet = True
    life.student.save()


def open_again(life):
    life.student.is_discreet = False
    life.student.save()


def hear_by(channel):
    def step(life):
        life.student.contact_by, life.student.phone = channel, "020 7946 0000"
        life.student.save()

    return step


def rename(life):
    life.run.course.title = "Sleep better"
    life.run.course.save()


def other_dates(*days):
    def step(life):
        new = life.make_run(days, life.run.course)
        moving.move_to_run(booking=life.booking, run=new, by=None, at=life.at)
        life.run = new

    return step


def together(*steps):
    def step(life):
        for one in steps:
            one(life)

    return step


def later(*day):
    def step(life):
        life.at = when(*day)

    return step


# The days, what happens, and what the calendar shows at the end.
HISTORIES = {
    "booked": (WEEKLY, [book], WEEKLY),
    "booked and given up": (WEEKLY, [book, give_up], ()),
    "given up and taken back": (WEEKLY, [book, give_up, take_back], WEEKLY),
    "to and fro": (WEEKLY, [book, give_up, take_back, give_up, take_back, give_up], ()),
    "nothing happens": (WEEKLY, [book, nothing, nothing], WEEKLY),
    "a session at another hour": (
        WEEKLY,
        [book, move(3, 1, 26, 14)],
        ((1, 12), (1, 19), (1, 26, 14), (2, 2)),
    ),
    "a session on another day": (
        WEEKLY,
        [book, move(2, 1, 21)],
        ((1, 12), (1, 21), (1, 26), (2, 2)),
    ),
    "moved and moved back": (WEEKLY, [book, move(2, 1, 21), move(2, 1, 19)], WEEKLY),
    "the first session moved": (
        WEEKLY,
        [book, move(1, 1, 13, 9)],
        ((1, 13, 9), (1, 19), (1, 26), (2, 2)),
    ),
    "every session at another hour": (
        WEEKLY,
        [book, together(*(move(n, 1, 5 + 7 * n, 18) for n in (1, 2, 3)))],
        ((1, 12, 18), (1, 19, 18), (1, 26, 18), (2, 2)),
    ),
    "a session longer": (WEEKLY, [book, move(4, 2, 2, hours=3)], WEEKLY),
    "a session off": (WEEKLY, [book, off(2)], ((1, 12), (1, 26), (2, 2))),
    "a session off and on again": (WEEKLY, [book, off(2), on_again(2)], WEEKLY),
    "the first session off": (WEEKLY, [book, off(1)], ((1, 19), (1, 26), (2, 2))),
    "all but one off": (WEEKLY, [book, off(1), off(2), off(4)], ((1, 26),)),
    "all off": (WEEKLY, [book, together(off(1), off(2), off(3), off(4))], ()),
    "all off and one on again": (
        WEEKLY,
        [book, together(off(1), off(2), off(3), off(4)), on_again(3)],
        ((1, 26),),
    ),
    "a session deleted": (WEEKLY, [book, take_out(2)], ((1, 12), (1, 26), (2, 2))),
    "a session added at the end": (WEEKLY, [book, add(2, 9)], (*WEEKLY, (2, 9))),
    "a session added between": (
        WEEKLY,
        [book, add(1, 21)],
        ((1, 12), (1, 19), (1, 21), (1, 26), (2, 2)),
    ),
    "another room for one": (WEEKLY, [book, other_room(2)], WEEKLY),
    "another venue for all": (WEEKLY, [book, other_venue], WEEKLY),
    "another title": (WEEKLY, [book, rename], WEEKLY),
    "a topic for one": (WEEKLY, [book, change(2, title="Dreams")], WEEKLY),
    "cannot come once": (WEEKLY, [book, cannot_come(2)], ((1, 12), (1, 26), (2, 2))),
    "can come after all": (WEEKLY, [book, cannot_come(2), can_come(2)], WEEKLY),
    "cannot come first": (WEEKLY, [book, cannot_come(1)], ((1, 19), (1, 26), (2, 2))),
    "cannot come to most": (
        WEEKLY,
        [book, cannot_come(2), cannot_come(3)],
        ((1, 12), (2, 2)),
    ),
    "cannot come to any": (
        FORTNIGHTLY,
        [book, together(cannot_come(1), cannot_come(2), cannot_come(3))],
        (),
    ),
    "cannot come to one that moves": (
        WEEKLY,
        [book, cannot_come(2), move(2, 1, 20, 9)],
        ((1, 12), (1, 26), (2, 2)),
    ),
    "cannot come and gives up": (WEEKLY, [book, cannot_come(2), give_up], ()),
    "run cancelled": (WEEKLY, [book, cancel_run], ()),
    "session off, then run cancelled": (WEEKLY, [book, off(3), cancel_run], ()),
    "moved to other dates": (WEEKLY, [book, other_dates((2, 10), (2, 17))], ((2, 10), (2, 17))),
    "moved to scattered dates": (WEEKLY, [book, other_dates(*SCATTERED)], SCATTERED),
    "over the spring clock change": (
        SPRING,
        [book, move(3, 3, 28, 9), move(3, 3, 30, 11)],
        ((3, 16), (3, 23), (3, 30, 11), (4, 6)),
    ),
    "over the autumn clock change": (
        AUTUMN,
        [book, off(2), add(11, 16), on_again(2), move(3, 10, 31, 10)],
        ((10, 19), (10, 26), (10, 31), (11, 9), (11, 16)),
    ),
    "two days, the clocks change between": (
        TWO_DAYS,
        [book, move(2, 3, 28, 13)],
        ((3, 27), (3, 28, 13)),
    ),
    "two days, the second off": (TWO_DAYS, [book, off(2)], ((3, 27),)),
    "fortnightly, one moved": (
        FORTNIGHTLY,
        [book, move(2, 1, 28)],
        ((1, 12), (1, 28), (2, 9)),
    ),
    "two days a week": (MIXED, [book, off(3), cannot_come(6)], (*MIXED[:2], *MIXED[3:5])),
    "one day": (ONE_DAY, [book, move(1, 1, 13), give_up, take_back], ((1, 13),)),
    "one day becomes a series": (ONE_DAY, [book, add(1, 19), add(1, 26)], WEEKLY[:3]),
    "scattered": (SCATTERED, [book, move(2, 1, 30)], ((1, 12), (1, 30), (4, 15))),
    "scattered, one off": (SCATTERED, [book, off(2)], ((1, 12), (4, 15))),
    "scattered, one deleted": (SCATTERED, [book, take_out(2)], ((1, 12), (4, 15))),
    "scattered, one added": (SCATTERED, [book, add(5, 1)], (*SCATTERED, (5, 1))),
    "scattered, cannot come, can come": (
        SCATTERED,
        [book, cannot_come(2), can_come(2)],
        SCATTERED,
    ),
    "scattered, given up and taken back": (SCATTERED, [book, give_up, take_back], SCATTERED),
    "scattered, cancelled": (SCATTERED, [book, cancel_run], ()),
    "a series becomes scattered": (
        WEEKLY,
        [book, together(move(2, 1, 25), move(3, 3, 4, 13), move(4, 4, 17))],
        ((1, 12), (1, 25), (3, 4, 13), (4, 17)),
    ),
    "a series, scattered, and a series again": (
        WEEKLY,
        [
            book,
            together(move(2, 1, 25), move(3, 3, 4, 13), move(4, 4, 17)),
            together(move(2, 1, 19), move(3, 1, 26), move(4, 2, 2)),
            give_up,
            take_back,
        ],
        WEEKLY,
    ),
    "a second session on one day": (
        WEEKLY,
        [book, add(1, 19, 15), move(5, 1, 19, 16), change(5, title="Dreams"), give_up, take_back],
        ((1, 12), (1, 19), (1, 19, 16), (1, 26), (2, 2)),
    ),
    "two more on one day, and the series goes": (
        WEEKLY,
        [
            book,
            together(add(1, 19, 15), add(1, 26, 15)),
            cannot_come(5),
            together(off(1), off(2), off(3)),
            off(4),
            on_again(2),
            take_out(6),
        ],
        ((1, 19),),
    ),
    "more on one day, then scattered": (
        WEEKLY,
        [
            book,
            add(1, 19, 15),
            together(move(2, 1, 25), move(3, 3, 4, 13), move(4, 4, 17)),
            cannot_come(5),
            can_come(5),
            cancel_run,
        ],
        (),
    ),
    "more on one day, and the series goes on": (
        WEEKLY,
        [book, add(1, 19, 15), add(2, 9), later(1, 20), add(2, 16), move(5, 2, 3)],
        ((1, 12), (1, 19), (1, 26), (2, 2), (2, 3), (2, 9), (2, 16)),
    ),
    "one more on a day, deleted": (WEEKLY, [book, add(1, 19, 15), take_out(5)], WEEKLY),
    "two more on one day, deleted one after the other": (
        WEEKLY,
        [
            book,
            together(add(1, 19, 15), add(1, 26, 15)),
            take_out(5),
            later(1, 20),
            together(take_out(5), add(2, 2, 15)),
            move(5, 2, 2, 16),
            take_out(5),
        ],
        WEEKLY,
    ),
    "one more on a day, off, then deleted": (
        WEEKLY,
        [book, add(1, 19, 15), off(5), on_again(5), off(5), take_out(5)],
        WEEKLY,
    ),
    "one more on a day, which comes to fit": (
        WEEKLY,
        [
            book,
            add(1, 19, 15),
            move(5, 2, 9),
            off(5),
            on_again(5),
            add(2, 16),
            take_out(5),
            give_up,
            take_back,
        ],
        (*WEEKLY, (2, 16)),
    ),
    "one more on a day; the series falls apart and comes back": (
        WEEKLY,
        [
            book,
            add(1, 19, 15),
            together(move(2, 1, 25), move(3, 3, 4, 13), move(4, 4, 17)),
            together(move(2, 1, 19), move(3, 1, 26), move(4, 2, 2)),
            take_out(5),
            add(2, 9),
            off(2),
            give_up,
            take_back,
            on_again(2),
        ],
        (*WEEKLY, (2, 9)),
    ),
    "falls apart halfway and comes back": (
        WEEKLY,
        [
            book,
            later(1, 15),
            together(move(2, 1, 25), move(3, 3, 4, 13), move(4, 4, 17)),
            together(move(2, 1, 19), move(3, 1, 26), move(4, 2, 2)),
            later(1, 20),
            give_up,
            take_back,
            take_out(4),
        ],
        WEEKLY[:3],
    ),
    "one more on a day, deleted after giving up": (
        WEEKLY,
        [book, add(1, 19, 15), later(1, 15), give_up, take_out(5), take_back, off(3)],
        (*WEEKLY[:2], (2, 2)),
    ),
    "scattered after the first session, which stays": (
        WEEKLY,
        [
            book,
            later(1, 15),
            together(move(2, 1, 25), move(3, 3, 4, 13), move(4, 4, 17)),
            move(3, 3, 5, 13),
            add(4, 18),
            later(2, 1),
            together(change(3, title="Dreams"), other_room(5)),
        ],
        ((1, 12), (1, 25), (3, 5, 13), (4, 17), (4, 18)),
    ),
    "changes after the first session": (
        WEEKLY,
        [book, later(1, 15), move(3, 1, 27, 9), cannot_come(2)],
        ((1, 12), (1, 27, 9), (2, 2)),
    ),
    "given up after the first": (WEEKLY, [book, later(1, 15), give_up], ((1, 12),)),
    "given up during the second": (
        WEEKLY,
        [book, later(1, 19, 11), give_up, later(1, 20), nothing],
        ((1, 12), (1, 19)),
    ),
    "given up in between and taken back": (
        WEEKLY,
        [book, later(1, 20), give_up, take_back, move(4, 2, 3), give_up, take_back],
        ((1, 12), (1, 19), (1, 26), (2, 3)),
    ),
    "one off, the second elsewhere and moved, then given up": (
        WEEKLY,
        [book, off(1), together(move(2, 1, 21, 9), other_room(2)), later(1, 27), give_up],
        ((1, 21, 9), (1, 26)),
    ),
    "too few for a pattern of their own have been": (
        (*WEEKLY, (2, 9), (2, 16), (2, 23), (3, 2), (3, 9), (3, 16)),
        [book, together(*(off(n) for n in range(2, 7))), later(2, 24), give_up, take_back],
        ((1, 12), (2, 23), (3, 2), (3, 9), (3, 16)),
    ),
    "run cancelled halfway": (WEEKLY, [book, later(1, 20), cancel_run], ((1, 12), (1, 19))),
    "moved to other dates halfway": (
        WEEKLY,
        [book, later(1, 20), other_dates((2, 10), (2, 17))],
        ((1, 12), (1, 19), (2, 10), (2, 17)),
    ),
    "scattered, given up after the first": (
        SCATTERED,
        [book, later(1, 15), give_up, nothing],
        ((1, 12),),
    ),
    "scattered, given up halfway and taken back": (
        SCATTERED,
        [book, later(1, 15), give_up, take_back],
        SCATTERED,
    ),
    "given up over both clock changes": (
        ((3, 16), (3, 30), (4, 13), (4, 27), (10, 12), (10, 26), (11, 9), (11, 23)),
        [book, later(10, 27), give_up],
        ((3, 16), (3, 30), (4, 13), (4, 27), (10, 12), (10, 26)),
    ),
    "fortnightly over both clock changes": (
        ALL_YEAR,
        [book, move(3, 4, 13, 14), off(17), later(4, 14), cannot_come(16), give_up, take_back],
        (*ALL_YEAR[:2], (4, 13, 14), *ALL_YEAR[3:15], ALL_YEAR[17]),
    ),
    "another room and back": (
        WEEKLY,
        [book, other_room(2), other_venue, back_in_the_room(2), other_room(4)],
        WEEKLY,
    ),
    "scattered, another room and back": (
        SCATTERED,
        [book, other_room(2), other_venue, back_in_the_room(2)],
        SCATTERED,
    ),
    "online, the link comes in its own time and is replaced": (
        WEEKLY,
        [
            change_run(mode="ONLINE", online_link="https://meet.example/a", online_link_days=2),
            book,
            later(1, 9),
            later(1, 11),
            change_run(online_link="https://meet.example/b"),
            later(1, 11, 12),
            change_run(online_link_days=None),
            change_run(online_link=""),
            change_run(mode="IN_PERSON"),
        ],
        WEEKLY,
    ),
    "scattered, and online for once": (
        SCATTERED,
        [
            book,
            change_run(mode="HYBRID", online_link="https://meet.example/a"),
            change_run(online_link="https://meet.example/b", online_link_days=30),
            later(1, 2),
        ],
        SCATTERED,
    ),
    "other tutors": (
        WEEKLY,
        [book, another_tutor("Amina"), another_tutor("Tom"), no_tutors],
        WEEKLY,
    ),
    "discreet, and everything else changes": (
        WEEKLY,
        [
            book,
            discreet,
            another_tutor("Amina"),
            together(change(2, title="Dreams"), other_room(3)),
            move(4, 2, 3),
            open_again,
            discreet,
        ],
        (*WEEKLY[:3], (2, 3)),
    ),
    "scattered, discreet and not": (
        SCATTERED,
        [book, discreet, take_out(2), open_again],
        ((1, 12), (4, 15)),
    ),
    "by phone, and by email again": (
        WEEKLY,
        [
            book,
            hear_by("PHONE"),
            move(2, 1, 20),
            add(1, 26, 15),
            cannot_come(4),
            discreet,
            hear_by("EMAIL"),
            open_again,
            take_out(5),
            hear_by("LETTER"),
            give_up,
        ],
        (),
    ),
    "titles come and go": (
        WEEKLY,
        [book, change(2, title="Dreams"), change(2, title=""), move(2, 1, 19, 11), move(2, 1, 19)],
        WEEKLY,
    ),
    "scattered, titles come and go": (
        SCATTERED,
        [book, change(2, title="Dreams"), change(2, title=""), discreet, change(1, title="Light")],
        SCATTERED,
    ),
    "booked late": (
        WEEKLY,
        [later(1, 15), book, other_venue, off(4)],
        ((1, 19), (1, 26)),
    ),
}


NAMES = list(HISTORIES)
TOGETHER = 9


def test_there_are_many_histories():
    assert len(HISTORIES) >= 30


@pytest.mark.filterwarnings("ignore::DeprecationWarning:vobject")
@pytest.mark.parametrize("first", range(0, len(NAMES), TOGETHER))
def test_calendar_shows_what_is_true_after_every_message(first, tmp_path):
    """Some histories each, since a college takes longer to build than a history to live."""
    make_college_settings(sender_email="hello@college.example")
    course = make_course_page(title="Sleep well")
    files, starts = [], []
    for name in NAMES[first : first + TOGETHER]:
        life = live(name, course)
        starts += [one.starts_at.astimezone(LONDON) for one in life.client.shows()]
        files += [life.files[uid] for uid, entry in life.client.entries.items() if entry.events]
        for content in life.files.values():
            assert vobject.readOne(content.decode()).vevent_list
    # In the college's own time, by another parser.
    assert sorted(when for when, _ in khal_agenda(tmp_path, files)) == sorted(
        one.strftime("%d %H:%M") for one in starts
    )


def live(name, course):
    """Let one history happen; after each step the calendar shows what is true."""
    days, steps, final = HISTORIES[name]
    life = Life(days, course)
    late = name == "booked late"
    if late:
        life.run.last_joining_session = 4
        life.run.save()
    for number, step in enumerate(steps, start=1):
        step(life)
        life.catch_up()
        expected = [one for one in life.truth() if not late or one.starts_at > when(1, 15)]
        assert (name, number, life.client.shows()) == (name, number, expected)
    shown = [one.starts_at for one in life.client.shows()]
    assert (name, shown) == (name, [when(*day) for day in final])
    return life
