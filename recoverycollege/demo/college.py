"""Loads the whole demo college: its people, its pages, its year and all that happened in it."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django_tasks import default_task_backend
from django_tasks_db.models import DBTaskResult

from accounts.models import Message, Student
from accounts.tasks import deliver_message
from bookings.models import Booking, Certificate
from courses.models import CoursePage, CourseRun
from recoverycollege.demo import prospectus, schedule, website
from recoverycollege.demo.dates.reckoning import LONDON
from recoverycollege.demo.story import Story
from recoverycollege.demo.students import register_students
from recoverycollege.demo.team import TUTORS
from recoverycollege.demo.timetable import timetable_for

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONG_AGO = dt.timedelta(days=420)


class CannotLoad(Exception):
    """The demo college may not be loaded here. Carries the sentence to show."""


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """What is there after loading."""

    courses: int
    runs: int
    students: int
    bookings: int
    certificates: int
    messages: int


def is_empty() -> bool:
    """Say whether nobody has begun to use this college."""
    return not (
        CoursePage.objects.exists() or CourseRun.objects.exists() or Student.objects.exists()
    )


def load(*, at: dt.datetime) -> Loaded:
    """Build the demo college as it is at this moment.

    Raises CannotLoad where a college is there already: the demo never mixes with real people.
    """
    if not is_empty():
        msg = (
            "There is already a college in this database, so nothing was loaded. "
            "The demo needs an empty one."
        )
        raise CannotLoad(msg)
    with _mail_that_goes_nowhere():
        began = at - _LONG_AGO
        website.set_the_college_up()
        users = prospectus.open_logins(at=began)
        pages = website.build(editor=users["jo-bright"], users=users, at=at)
        tutors = prospectus.introduce_tutors(users=users, pages=pages)
        prospectus.record_the_making(users=users, pages=pages, at=at)
        timetable = timetable_for(at.astimezone(LONDON).date())
        office = users["ruth"]
        runs = schedule.plan_runs(
            timetable,
            terms=prospectus.open_terms(timetable.terms),
            venues=prospectus.open_venues(),
            tutors=tutors,
            by=office,
        )
        students, bookers = register_students(users=users, by=office, at=began)
        Story(
            timetable=timetable,
            runs=runs,
            students=students,
            bookers=bookers,
            tutor_logins={tutor.key: users[tutor.key] for tutor in TUTORS},
            office=office,
            now=at,
        ).tell()
        _clear_the_queue()
    return Loaded(
        courses=CoursePage.objects.live().count(),
        runs=CourseRun.objects.count(),
        students=Student.objects.count(),
        bookings=Booking.objects.count(),
        certificates=Certificate.objects.count(),
        messages=Message.objects.count(),
    )


def _clear_the_queue() -> None:
    """Take what is delivered out of the worker's queue; certificates still wait for theirs."""
    if "DatabaseBackend" in default_task_backend.__class__.__name__:
        DBTaskResult.objects.filter(task_path=deliver_message.module_path).delete()


@contextmanager
def _mail_that_goes_nowhere() -> Iterator[None]:
    """Keep the demo's mail in the list of messages, whatever the settings would do with it."""
    backend = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    try:
        yield
    finally:
        settings.EMAIL_BACKEND = backend
