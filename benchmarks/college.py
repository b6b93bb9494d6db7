"""The college that is measured: the demo's pages, filled up to 50 dates, and many students."""

from __future__ import annotations

import datetime as dt
import itertools
import secrets
from dataclasses import dataclass

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.utils import timezone

from accounts.models import Student, StudentAccess, User
from bookings.models import AgreementAcceptance, Booking, StudentAgreement
from courses.enums import RunStatus
from courses.models import CoursePage, CourseRun, CourseSession, RunTutor, Term, Tutor, Venue
from courses.queries import prospectus

DATES = 50


@dataclass(frozen=True, slots=True)
class Returning:
    """A student who has booked before: signed in, and with nothing left to ask."""

    session: str
    name: str


def dates_on_show() -> int:
    """Count the dates in the prospectus."""
    return len(prospectus.runs_to_come(timezone.now()))


def fill_up_to_fifty_dates() -> None:
    """Add dates to the demo's courses, one after another, or take the last ones off the list."""
    now = timezone.now()
    shown = prospectus.runs_to_come(now)
    too_many = [listed.run.pk for listed in shown[DATES:]]
    CourseRun.objects.filter(pk__in=too_many).update(is_listed=False, changed_at=now)
    pages = itertools.cycle(CoursePage.objects.live().order_by("pk"))
    for number in range(DATES - len(shown)):
        make_run(next(pages), days=20 + number, capacity=12)


def make_run(page: CoursePage, *, days: int, capacity: int) -> CourseRun:
    """Open a run of six weekly sessions that begins in so many days."""
    now = timezone.localtime()
    term, _ = Term.objects.get_or_create(
        name="Measured",
        defaults={
            "starts_on": now.date(),
            "ends_on": now.date() + dt.timedelta(days=700),
            "booking_opens_at": now - dt.timedelta(days=1),
        },
    )
    with transaction.atomic():
        run = CourseRun.objects.create(
            course=page,
            term=term,
            venue=Venue.objects.order_by("pk").first(),
            capacity=capacity,
            status=RunStatus.OPEN,
        )
        first = (now + dt.timedelta(days=days)).replace(hour=10, minute=0, second=0, microsecond=0)
        for week in range(6):
            starts_at = first + dt.timedelta(weeks=week)
            CourseSession.objects.create(
                run=run, starts_at=starts_at, ends_at=starts_at + dt.timedelta(hours=2)
            )
        for tutor in Tutor.objects.order_by("pk")[:2]:
            RunTutor.objects.create(run=run, tutor=tutor)
    return run


def runs_to_book(number: int) -> tuple[list[CourseRun], list[CourseRun]]:
    """Open one run with room for everybody, and many on courses of their own, two on each."""
    pages = list(CoursePage.objects.live().order_by("pk"))
    prefix = secrets.token_hex(4)

    def copy(page: CoursePage, name: str) -> CoursePage:
        changed = {"slug": f"{prefix}-{name}", "title": f"{page.title} ({name})"}
        return page.copy(update_attrs=changed, copy_revisions=False)

    hot = make_run(copy(pages[0], "hot"), days=30, capacity=30_000)
    courses = [copy(pages[count % len(pages)], str(count)) for count in range(number // 2)]
    spread = [
        make_run(courses[count % len(courses)], days=31 + count, capacity=1000)
        for count in range(number)
    ]
    return [hot], spread


def make_students(number: int) -> list[Returning]:
    """Make students with a login each, already signed in."""
    prefix = secrets.token_hex(4)
    now = timezone.now()
    agreement = StudentAgreement.objects.order_by("-published_at").first()
    made = []
    with transaction.atomic():
        for count in range(number):
            user = User.objects.create_user(f"{prefix}-{count}@example.org")
            student = Student.objects.create(
                name=f"Student {count}", email=user.email, is_adult=True, is_in_area=True
            )
            StudentAccess.objects.create(user=user, student=student)
            if agreement:
                AgreementAcceptance.objects.create(student=student, agreement=agreement, at=now)
            made.append(Returning(_signed_in(user), student.name))
    return made


def _signed_in(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "accounts.backends.CollegeBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def fill_with_years_of_courses(*, runs: int, bookings: int) -> None:
    """Add runs of past years, each with its bookings, as a college has them after a long time."""
    now = timezone.now()
    prefix = secrets.token_hex(4)
    pages = itertools.cycle(CoursePage.objects.live().order_by("pk"))
    term = Term.objects.order_by("pk").first()
    venue = Venue.objects.order_by("pk").first()
    students = Student.objects.bulk_create(
        [Student(name=f"Student of old {number}") for number in range(bookings // 20)]
    )
    users = User.objects.bulk_create(
        [User(email=f"{prefix}-old-{number}@example.org") for number in range(len(students))]
    )
    StudentAccess.objects.bulk_create(
        [
            StudentAccess(user=user, student=student)
            for user, student in zip(users, students, strict=True)
        ]
    )
    made = CourseRun.objects.bulk_create(
        [
            CourseRun(course=next(pages), term=term, venue=venue, status=RunStatus.OPEN)
            for _ in range(runs)
        ],
        batch_size=1000,
    )
    ends = [now - dt.timedelta(days=30 + number % 3000) for number in range(runs)]
    CourseSession.objects.bulk_create(
        [
            CourseSession(run=run, starts_at=end - dt.timedelta(hours=2), ends_at=end)
            for run, end in zip(made, ends, strict=True)
        ],
        batch_size=1000,
    )
    each = bookings // runs
    Booking.objects.bulk_create(
        [
            Booking(
                run=run,
                student=students[(number * each + place) % len(students)],
                booked_at=now - dt.timedelta(days=3100),
            )
            for number, run in enumerate(made)
            for place in range(each)
        ],
        batch_size=1000,
    )
