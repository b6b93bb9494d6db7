"""What journeys can start from: people, dates, full dates, taught dates, earned certificates."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import Group
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse
from django.utils import timezone

from accounts import delivery
from accounts.enums import Channel, Role
from accounts.models import Student, User
from accounts.operations import people
from bookings.enums import Agreed, AttendanceMark
from bookings.models import Booking, Offer, StudentAgreement
from bookings.operations import agreements, places, registers, waiting, waiting_due
from courses.enums import TutorKind
from courses.models import CoursePage, CourseRun, ProspectusPage, Venue
from recoverycollege import incoming_mail
from tests.factories.accounts import UserFactory
from tests.factories.courses import TermFactory, TutorFactory, make_course_page, make_run

COURSES = (
    "Bread for a Slow Morning",
    "A Garden in a Box",
    "Reading Aloud Together",
    "Songs We Know by Heart",
    "Mending Clothes",
    "Birds in the Park",
)
NAMES = ("Perpetua", "Ignatius", "Wilhelmina", "Leopold", "Ottoline", "Barnaby")
_numbers = itertools.count(1)
CALENDAR_SAYS_NO = """From: {email}
Content-Type: text/calendar; method=REPLY

BEGIN:VCALENDAR
VERSION:2.0
METHOD:REPLY
BEGIN:VEVENT
UID:{uid}
SEQUENCE:{sequence}
ATTENDEE;PARTSTAT=DECLINED:mailto:{email}
END:VEVENT
END:VCALENDAR
"""

Facts = dict[str, Any]


def signed_in(*, email: str) -> Facts:
    """Sign somebody in, and return the cookie their browser would have."""
    user = User.objects.get(email=email)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key}


def student() -> Facts:
    """Register somebody who has booked before, so that nothing has to be asked again."""
    number = next(_numbers)
    name = f"{NAMES[number % len(NAMES)]} Quill"
    email = f"{name.split(maxsplit=1)[0].lower()}.{number}@example.org"
    at = timezone.now() - dt.timedelta(days=200)
    user = people.open_login(email=email, by=None, at=at)
    made = people.register_student(
        uuid=uuid.uuid4(),
        name=name,
        email=email,
        is_adult=True,
        is_in_area=True,
        user=user,
        by=user,
        at=at,
    )
    agreement = StudentAgreement.objects.current().first()
    if agreement:
        agreements.accept_agreement(
            student=made, agreement_id=agreement.pk, agreed=Agreed.SELF, by=user, at=timezone.now()
        )
    return {"name": name, "email": email, "uuid": str(made.uuid)}


def opens_login(*, email: str) -> Facts:
    """Let somebody prove that they read the mail of an address."""
    people.open_login(email=email, by=None, at=timezone.now())
    return {}


def coordinator() -> Facts:
    """Give the college one more coordinator."""
    user = UserFactory(name="Odile", email=f"office{next(_numbers)}@example.org")
    user.groups.add(Group.objects.get(name=Role.GROUPS[Role.COORDINATOR.value]))
    return {"email": user.email}


def login() -> Facts:
    """Open a login of somebody who has proved to read their mail, and told nothing else yet."""
    email = f"keys.{next(_numbers)}@example.org"
    people.open_login(email=email, by=None, at=timezone.now())
    return {"email": email}


def dates(
    *,
    course: str = "",
    capacity: int = 8,
    sessions: int = 4,
    starts_in_days: int = 30,
    taken: int = 0,
    tutor: str = "",
) -> Facts:
    """Open new dates, of a new course unless one is named by its title, with places taken."""
    number = next(_numbers)
    page = CoursePage.objects.filter(title=course).first() if course else None
    if page is None:
        page = make_course_page(
            title=f"{COURSES[number % len(COURSES)]} {number}",
            slug=f"journey-{number}",
            summary="Two calm hours a week, with tea.",
            about="<p>We learn by doing, and nobody has to be good at it.</p>",
            certificate_percent=70,
        )
    today = timezone.localdate()
    starts = dt.datetime.combine(today + dt.timedelta(days=starts_in_days), dt.time(10))
    run = make_run(
        course=page,
        starts=starts,
        sessions=sessions,
        term=TermFactory(
            name=f"Journey {number}",
            starts_on=starts.date(),
            ends_on=starts.date() + dt.timedelta(days=90),
            booking_opens_at=timezone.now() - dt.timedelta(days=150),
        ),
        venue=Venue.objects.order_by("pk").first(),
        tutors=[_tutor(tutor, number), TutorFactory(name="Ashok", kind=TutorKind.PRACTITIONER)],
        capacity=capacity,
    )
    for _ in range(taken):
        book(run=str(run.uuid), email=student()["email"], days_ago=120)
    return {
        "course": page.title,
        "path": page.get_url(),
        "run": str(run.uuid),
        "sessions": [str(one) for one in run.sessions.values_list("uuid", flat=True)],
    }


def _tutor(name: str, number: int) -> Any:
    """Make a peer tutor with a login of their own."""
    name = name or "Marguerite"
    return TutorFactory(
        name=name, kind=TutorKind.PEER, user__name=name, user__email=f"tutor{number}@example.org"
    )


def book(*, run: str, email: str, days_ago: int = 0, shares_needs: bool = False) -> Facts:
    """Give a student a place, as if they had booked it that many days ago."""
    held = Student.objects.get(email=email)
    booking = places.book_place(
        run=CourseRun.objects.get(uuid=run),
        student=held,
        shares_needs=shares_needs,
        by=held.users.first(),
        at=timezone.now() - dt.timedelta(days=days_ago),
    )
    return {"booking": str(booking.uuid)}


def heard_by(*, channel: str) -> Facts:
    """Book a place for somebody whom the office rings or writes to, with the message written."""
    number = next(_numbers)
    name = f"{NAMES[number % len(NAMES)]} Heath {number}"
    held = people.register_student(
        uuid=uuid.uuid4(),
        name=name,
        phone="01632 960 123",
        postal_address="3 Weir Lane\nWillowbrook\nWB1 4QR",
        contact_by=Channel(channel),
        by=None,
        at=timezone.now(),
    )
    run = CourseRun.objects.get(uuid=dates()["run"])
    places.book_place(run=run, student=held, by=None, at=timezone.now())
    for message in held.messages.all():
        delivery.deliver(message.pk, at=timezone.now())
    return {"name": name}


def calendar_declines(*, run: str, email: str) -> Facts:
    """Let a student's calendar say no to all dates, as it does by mail."""
    booking = Booking.objects.get(run__uuid=run, student__email=email)
    entry = booking.calendar_entries.get()
    reply = CALENDAR_SAYS_NO.format(uid=entry.uid, sequence=entry.sequence, email=email)
    incoming_mail.take_mail(reply.encode(), at=timezone.now())
    return {}


def give_up(*, run: str) -> Facts:
    """Let whoever booked first give their place up."""
    booking = Booking.objects.active().filter(run__uuid=run).earliest("booked_at", "pk")
    places.cancel_booking(booking=booking, by=None, at=timezone.now())
    return {}


def wait(*, run: str, email: str, hours_ago: int = 0) -> Facts:
    """Put a student on the list of full dates, as if they had joined it before."""
    student = Student.objects.get(email=email)
    entry = waiting.join_waiting_list(
        run=CourseRun.objects.get(uuid=run),
        student=student,
        by=student.users.first(),
        at=timezone.now() - dt.timedelta(hours=hours_ago),
    )
    return {"entry": str(entry.uuid)}


def let_offers_run_out(*, run: str) -> Facts:
    """Let the time of every open offer be over, and the places go on."""
    offers = Offer.objects.open().filter(run__uuid=run)
    now = timezone.now()
    offers.update(made_at=now - dt.timedelta(days=4), answer_by=now - dt.timedelta(minutes=1))
    waiting_due.pass_on_all(at=now)
    return {}


def class_today() -> Facts:
    """Let a course have its second session today, with three students and a peer tutor."""
    made = dates(starts_in_days=-7, tutor="Marguerite")
    run = CourseRun.objects.get(uuid=made["run"])
    coming = [student() for _ in range(3)]
    asked = Student.objects.get(email=coming[0]["email"])
    people.set_needs(student=asked, chosen=["NEAR_DOOR"], own_words="", by=None, at=timezone.now())
    for number, one in enumerate(coming):
        book(run=made["run"], email=one["email"], days_ago=100, shares_needs=number == 0)
    tutor = run.run_tutors.get(tutor__kind=TutorKind.PEER).tutor
    _mark_everyone_here(run, upto=1)
    return made | {
        "tutor": tutor.user.email,
        "students": coming,
        "session": made["sessions"][1],
    }


def _mark_everyone_here(run: CourseRun, *, upto: int) -> None:
    for session in run.sessions.order_by("starts_at")[:upto]:
        registers.mark_attendance(
            session=session,
            wishes=[
                registers.MarkWish(booking_id=booking.pk, mark=AttendanceMark.HERE)
                for booking in run.bookings.active()
            ],
            by=run.run_tutors.first().tutor.user,
            at=session.ends_at,
        )


def certificate() -> Facts:
    """Let a student come to every session of a course that is over."""
    made = dates(starts_in_days=-40)
    one = student()
    book(run=made["run"], email=one["email"], days_ago=100)
    run = CourseRun.objects.get(uuid=made["run"])
    _mark_everyone_here(run, upto=4)
    earned = Booking.objects.get(run=run, student__email=one["email"]).certificates.get()
    return made | one | {"code": earned.code, "certificate": str(earned.uuid)}


def editor() -> Facts:
    """Give the college one more editor."""
    number = next(_numbers)
    user = UserFactory(name="Jolyon", email=f"editor{number}@example.org")
    user.groups.add(Group.objects.get(name=Role.GROUPS[Role.EDITOR.value]))
    prospectus = ProspectusPage.objects.get()
    return {
        "email": user.email,
        "title": f"Clay and Quiet {number}",
        "path": f"{prospectus.get_url()}clay-and-quiet-{number}/",
        "add": reverse("wagtailadmin_pages:add", args=("courses", "coursepage", prospectus.pk)),
    }
