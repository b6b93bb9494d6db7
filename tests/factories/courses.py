"""Courses, runs and sessions for tests."""

from __future__ import annotations

import datetime as dt
import itertools
from zoneinfo import ZoneInfo

import factory
from factory.django import DjangoModelFactory

from courses.enums import RunStatus, TutorKind
from courses.models import (
    CoursePage,
    CourseRun,
    CourseSession,
    PeoplePage,
    PersonPage,
    ProspectusPage,
    RunTutor,
    Term,
    Topic,
    Tutor,
    Venue,
)
from tests.factories.accounts import UserFactory
from tests.factories.home import make_home_page, put_page, written_on

LONDON = ZoneInfo("Europe/London")
_numbers = itertools.count(1)


def local(year: int, month: int, day: int, hour: int = 10, minute: int = 0) -> dt.datetime:
    """Return a moment as the college's clock shows it."""
    return dt.datetime(year, month, day, hour, minute, tzinfo=LONDON)


# Spring booking opened before this moment and the first sessions are after it.
NOW = local(2027, 1, 4, 10)


def make_prospectus_page(**fields: object) -> ProspectusPage:
    """Put the prospectus below the home page."""
    existing = ProspectusPage.objects.first()
    if existing:
        return written_on(existing, fields)
    fields = {"title": "Courses", "slug": "courses"} | fields
    return put_page(make_home_page(), ProspectusPage(**fields))


def make_course_page(**fields: object) -> CoursePage:
    """Publish a course in the prospectus."""
    number = next(_numbers)
    fields = {
        "title": f"Course {number}",
        "slug": f"course-{number}",
        "summary": "A course for tests.",
    } | fields
    return put_page(make_prospectus_page(), CoursePage(**fields))


def make_person_page(**fields: object) -> PersonPage:
    """Publish a tutor's page."""
    people = PeoplePage.objects.first() or put_page(
        make_home_page(), PeoplePage(title="People", slug="people")
    )
    number = next(_numbers)
    fields = {"title": f"Person {number}", "slug": f"person-{number}"} | fields
    return put_page(people, PersonPage(**fields))


class TopicFactory(DjangoModelFactory[Topic]):
    """A topic to browse by."""

    class Meta:
        model = Topic

    name = factory.Sequence(lambda n: f"Topic {n}")
    slug = factory.Sequence(lambda n: f"topic-{n}")


class VenueFactory(DjangoModelFactory[Venue]):
    """A step-free venue."""

    class Meta:
        model = Venue

    name = factory.Sequence(lambda n: f"Hall {n}")
    address = "1 Mill Lane\nWillowbrook"
    postcode = "WB1 1AA"
    is_step_free = True


class TermFactory(DjangoModelFactory[Term]):
    """The spring term of 2027, with booking open since December."""

    class Meta:
        model = Term

    name = factory.Sequence(lambda n: f"Spring {n}")
    starts_on = dt.date(2027, 1, 4)
    ends_on = dt.date(2027, 4, 2)
    booking_opens_at = local(2026, 12, 1, 9)


class TutorFactory(DjangoModelFactory[Tutor]):
    """A peer tutor with a login."""

    class Meta:
        model = Tutor

    name = factory.Sequence(lambda n: f"Tutor {n}")
    kind = TutorKind.PEER
    user = factory.SubFactory(UserFactory, name=factory.SelfAttribute("..name"))


def make_run(
    *,
    starts: dt.datetime | None = None,
    sessions: int = 4,
    every_days: int = 7,
    hours: float = 2,
    tutors: list[Tutor] | None = None,
    **fields: object,
) -> CourseRun:
    """Make an open weekly run with a peer and a practitioner tutor.

    Sessions keep their local time across clock changes.
    """
    fields.setdefault("status", RunStatus.OPEN)
    if "course" not in fields:
        fields["course"] = make_course_page()
    if "term" not in fields:
        fields["term"] = TermFactory()
    if "venue" not in fields:
        fields["venue"] = VenueFactory()
    run = CourseRun.objects.create(**fields)
    first = starts or local(2027, 1, 12, 10)
    for number in range(sessions):
        day = first.date() + dt.timedelta(days=every_days * number)
        starts_at = dt.datetime.combine(day, first.time(), tzinfo=LONDON)
        ends_at = starts_at + dt.timedelta(hours=hours)
        CourseSession.objects.create(run=run, starts_at=starts_at, ends_at=ends_at)
    if tutors is None:
        tutors = [TutorFactory(), TutorFactory(kind=TutorKind.PRACTITIONER)]
    for tutor in tutors:
        RunTutor.objects.create(run=run, tutor=tutor)
    return run
