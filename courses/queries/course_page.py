"""What the page of one course, and of one person, shows beyond its own words."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from django.db.models import Prefetch

from courses.enums import CourseFormat, Perspective
from courses.models import (
    Contribution,
    CoProductionRecord,
    CoursePage,
    CourseRun,
    CourseSession,
    PersonPage,
    ProspectusPage,
    RunTutor,
    Tutor,
)
from courses.queries import prospectus
from home.queries import wording

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from wagtail.models import Page

    from courses.models import Topic
    from courses.queries.prospectus import RunDates

SIMILAR = 3
# Where nobody has published a prospectus yet, its usual address.
USUAL_ADDRESS = "/courses/"


@dataclass(frozen=True, slots=True)
class Credit:
    """One person who shaped a course, named as they chose, and what they did."""

    name: str
    what: str


@dataclass(frozen=True, slots=True)
class PerspectiveShown:
    """The people who brought one kind of knowledge."""

    words: str
    credits: Sequence[Credit]
    unnamed: int


@dataclass(frozen=True, slots=True)
class Making:
    """How a course was made."""

    what_changed: str = ""
    perspectives: Sequence[PerspectiveShown] = ()
    is_together: bool = False

    def __bool__(self) -> bool:
        """Say whether there is anything to show."""
        return bool(self.what_changed or self.perspectives)


@dataclass(frozen=True, slots=True)
class SimilarCourse:
    """Another course, as a card shows it."""

    title: str
    url: str
    summary: str
    illustration: str


@dataclass(frozen=True, slots=True)
class PersonOnShow:
    """A person who teaches here; peer and practitioner alike."""

    page: PersonPage
    url: str
    kind_words: str


def path_of(url_path: str) -> str:
    """Return where a page is served: “/home/courses/” is at “/courses/”."""
    rest = url_path.strip("/").partition("/")[2]
    return f"/{rest}/" if rest else "/"


def address_of(page: Page) -> str:
    """Return where a page is served, without asking the database."""
    return path_of(page.url_path) if page.url_path else USUAL_ADDRESS


def prospectus_address() -> str:
    """Return where the prospectus is served."""
    url_path = ProspectusPage.objects.live().values_list("url_path", flat=True).first()
    return path_of(url_path) if url_path else USUAL_ADDRESS


def dates_of(page: CoursePage, *, at: dt.datetime) -> list[RunDates]:
    """Return the dates of a course that the public may see, soonest first.

    Tutors come by name, so that neither kind stands above the other.
    """
    sessions = CourseSession.objects.select_related("venue").order_by("starts_at")
    tutors = RunTutor.objects.select_related("tutor__person_page").order_by("tutor__name")
    runs = (
        CourseRun.objects.listed()
        .ending_after(at)
        .filter(course=page.pk)
        .select_related("course", "term", "venue")
        .prefetch_related(Prefetch("sessions", sessions), Prefetch("run_tutors", tutors))
    )
    described = [prospectus.describe(run, at=at) for run in runs]
    return sorted(described, key=lambda shown: (shown.next_starts_at, shown.run.pk))


def certificate_words(page: CoursePage) -> str:
    """Say what somebody has to come to for a certificate, without asking anybody to reckon."""
    if page.course_format == CourseFormat.ONE_DAY:
        return "Yes, when you come to the day"
    first = ", the first one among them" if page.certificate_needs_first else ""
    share = Fraction(page.certificate_percent, 100).limit_denominator(10)
    if share == 1:
        return "Yes, when you come to every session"
    if not share:
        return f"Yes, when you come to a session{first}"
    words = "most sessions" if share > Fraction(1, 2) else "some of the sessions"
    return f"Yes, when you come to {words} ({share.numerator} in {share.denominator}){first}"


def making_of(page: CoursePage) -> Making:
    """Return how a course was made; people appear only as they chose."""
    if not page.pk:
        return Making()
    contributions = list(
        Contribution.objects.filter(record__course=page.pk).select_related("record")
    )
    if contributions:
        record: CoProductionRecord | None = contributions[0].record
    else:
        record = CoProductionRecord.objects.filter(course=page.pk).first()
    if record is None:
        return Making()
    present = {contribution.perspective for contribution in contributions}
    return Making(
        record.what_changed,
        _by_perspective(contributions),
        is_together=present >= {Perspective.LIVED_EXPERIENCE, Perspective.PROFESSIONAL},
    )


def _by_perspective(contributions: Iterable[Contribution]) -> list[PerspectiveShown]:
    shown = []
    for perspective in Perspective:
        people = [one for one in contributions if one.perspective == perspective]
        if people:
            named = [Credit(one.credited_as, one.what) for one in people if one.credited_as]
            shown.append(
                PerspectiveShown(str(perspective.label), named, unnamed=len(people) - len(named))
            )
    return shown


def _cards(courses: Iterable[CoursePage]) -> list[SimilarCourse]:
    return [
        SimilarCourse(course.title, address_of(course), course.summary, course.illustration)
        for course in courses
    ]


def similar_to(page: CoursePage, topics: Iterable[Topic]) -> list[SimilarCourse]:
    """Return a few other published courses on the same topics."""
    wanted = [topic.pk for topic in topics]
    if not wanted:
        return []
    courses = CoursePage.objects.live().filter(topics__in=wanted, view_restrictions__isnull=True)
    return _cards(courses.exclude(pk=page.pk).order_by("title").distinct()[:SIMILAR])


def taught_by(page: PersonPage) -> list[SimilarCourse]:
    """Return the published courses of which a person teaches or taught a listed run."""
    if not page.pk:
        return []
    runs = CourseRun.objects.listed().filter(run_tutors__tutor__person_page=page.pk)
    courses = CoursePage.objects.live().filter(pk__in=runs.values("course"))
    return _cards(courses.order_by("title"))


def kind_words_of(page: PersonPage) -> str:
    """Say what a person brings as a tutor, or nothing where the page belongs to no tutor."""
    tutor = Tutor.objects.filter(person_page=page.pk).first() if page.pk else None
    return str(tutor.get_kind_display()) if tutor else ""


def people_below(page: Page) -> list[PersonOnShow]:
    """Return everybody with a published page, by name and in no other order."""
    if not page.pk:
        return []
    people = (
        PersonPage.objects.live()
        .child_of(page)
        .select_related("photo")
        .prefetch_related("tutors", "photo__renditions")
        .order_by("title")
    )
    shown = []
    for person in people:
        kinds = [str(tutor.get_kind_display()) for tutor in person.tutors.all()]
        shown.append(PersonOnShow(person, address_of(person), wording.list_words(kinds[:1])))
    return shown
