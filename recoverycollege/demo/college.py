"""Loads the whole demo college: its people, its pages, its year and all that happened in it."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.management import call_command
from django_tasks import task_backends
from django_tasks_db.backend import DatabaseBackend
from django_tasks_db.models import DBTaskResult
from wagtail.models import Page
from wagtail.signal_handlers import disable_reference_index_auto_update

from accounts.models import Message, Student
from accounts.tasks import deliver_message
from bookings.models import Booking, Certificate
from bookings.operations import agreements
from bookings.tasks import render_certificate
from courses.models import CoursePage, CourseRun
from recoverycollege.demo import prospectus, schedule, story, website
from recoverycollege.demo.agreement import STUDENT_AGREEMENT
from recoverycollege.demo.dates.reckoning import LONDON
from recoverycollege.demo.happenings import happenings
from recoverycollege.demo.students import register_students
from recoverycollege.demo.timetable import timetable_for

if TYPE_CHECKING:
    from collections.abc import Iterator

HOME_DEPTH = 2
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
        Page.objects.filter(depth__gt=HOME_DEPTH).exists()
        or CourseRun.objects.exists()
        or Student.objects.exists()
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
    with _mail_that_goes_nowhere(), disable_reference_index_auto_update():
        began = at - _LONG_AGO
        website.set_the_college_up()
        agreements.publish_agreement(text=STUDENT_AGREEMENT, by=None, at=began)
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
            at=at,
        )
        students, bookers = register_students(users=users, by=office, at=began)
        cast = story.Cast(
            runs=runs,
            students=students,
            bookers=bookers,
            logins=users,
            office=office,
        )
        story.tell(happenings(timetable, now=at), cast=cast, timetable=timetable, now=at)
        _do_waiting_work()
    # Once for all: kept up while loading, it would take longer than the rest.
    call_command("rebuild_references_index", verbosity=0)
    return Loaded(
        courses=CoursePage.objects.live().count(),
        runs=CourseRun.objects.count(),
        students=Student.objects.count(),
        bookings=Booking.objects.count(),
        certificates=Certificate.objects.count(),
        messages=Message.objects.count(),
    )


def _do_waiting_work() -> None:
    """Do at once what would wait for the worker: putting pages into the site's search.

    Messages are delivered already. Only the certificates are left for the worker, so that
    loading is quick.
    """
    if not isinstance(task_backends[deliver_message.backend], DatabaseBackend):
        return
    waiting = DBTaskResult.objects.exclude(task_path=render_certificate.module_path)
    done = {deliver_message.module_path}
    for result in waiting.order_by("enqueued_at"):
        work = f"{result.task_path} {result.args_kwargs}"
        if result.task_path not in done and work not in done:
            result.task.call(*result.args_kwargs["args"], **result.args_kwargs["kwargs"])
            done.add(work)
    waiting.delete()


@contextmanager
def _mail_that_goes_nowhere() -> Iterator[None]:
    """Keep the demo's mail in the list of messages, whatever the settings would do with it."""
    backend = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    try:
        yield
    finally:
        settings.EMAIL_BACKEND = backend
