"""Finds courses and their coming dates by words, topic, place and time.

A college has a few dozen courses and a term of dates, so they are read whole, in four
queries, and chosen from in Python: the answer is the same on every database, whatever was
asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.text import slugify

from courses.enums import DeliveryMode, RunStatus, SessionStatus
from courses.models import CoursePage, CourseRun, CourseSession, Term, Topic, Venue
from courses.queries import dates, search_words
from home.queries import wording

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

MORNING_ENDS = 12
EVENING_STARTS = 17


@dataclass(frozen=True, slots=True)
class Search:
    """What somebody asked the prospectus for; empty means: anything."""

    words: str = ""
    topic: str = ""
    where: str = ""
    when: str = ""
    day: str = ""
    time: str = ""

    @property
    def is_empty(self) -> bool:
        """Say whether everything was asked for."""
        return self == Search()

    @property
    def asks_for_dates(self) -> bool:
        """Say whether only courses with fitting dates will do."""
        return bool(self.where or self.when or self.day or self.time)


@dataclass(frozen=True, slots=True)
class RunDates:
    """One run with the words that lists show.

    `held` are the sessions that take place, `coming` those of them that are not over.
    """

    run: CourseRun
    held: Sequence[CourseSession]
    coming: Sequence[CourseSession]
    next_starts_at: dt.datetime
    when_words: str
    where_words: str
    next_words: str
    """The dates as long as none is past, afterwards the next one alone."""
    can_still_join: bool
    """Whether it is early enough; there may be no place left all the same."""
    is_booking_now: bool = False
    """Whether people may also book by now, or just come."""

    def has_room(self, taken: Mapping[int, int]) -> bool:
        """Say whether somebody can have a place today, with so many taken of each run."""
        is_full = not self.run.is_drop_in and taken.get(self.run.pk, 0) >= self.run.capacity
        return self.is_booking_now and not is_full

    @property
    def tells_of_sessions(self) -> bool:
        """Say whether there is more to say of the sessions than when they are."""
        sessions = list(self.run.sessions.all())
        return len(sessions) != 1 or any(
            one.title or one.is_optional or one.venue_id or one.status != SessionStatus.PLANNED
            for one in sessions
        )


@dataclass(frozen=True, slots=True)
class ListedCourse:
    """One course as lists show it, with the dates that fit the search."""

    title: str
    url: str
    summary: str
    illustration: str
    format_words: str
    level_words: str
    topics: Sequence[str]
    runs: Sequence[RunDates]
    score: int = 0

    @property
    def next_starts_at(self) -> dt.datetime | None:
        """Return when the next session of the dates shown begins."""
        starts = [run.next_starts_at for run in self.runs]
        return min(starts) if starts else None


@dataclass(frozen=True, slots=True)
class Choices:
    """What the search form offers: only what a search would find something for."""

    topics: Sequence[tuple[str, str]] = ()
    where: Sequence[tuple[str, str]] = ()
    when: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every published course with its coming dates, read once for many searches."""

    courses: Sequence[CoursePage]
    runs: dict[int, list[RunDates]] = field(default_factory=dict)
    words: dict[int, search_words.CourseWords] = field(default_factory=dict)


def runs_to_come(at: dt.datetime) -> list[RunDates]:
    """Return the runs the prospectus shows, soonest first.

    Sessions that are over belong to the pattern of dates but not to the order.
    """
    runs = (
        CourseRun.objects.listed()
        .ending_after(at)
        .select_related("course", "term", "venue")
        .prefetch_related(Prefetch("sessions", CourseSession.objects.order_by("starts_at")))
    )
    described = [describe(run, at=at) for run in runs]
    return sorted(described, key=lambda dates_: (dates_.next_starts_at, dates_.run.pk))


def describe(run: CourseRun, *, at: dt.datetime) -> RunDates:
    """Add to a run, with its sessions loaded, the words that lists show."""
    sessions = list(run.sessions.all())
    # Of a cancelled run people still want to know which dates are off.
    held = dates.sessions_held(sessions) or sessions
    coming = [session for session in held if session.ends_at > at] or held
    when_words = dates.run_words(sessions) or dates.series_words(held)
    can_still_join = _can_still_join(run, sessions, at)
    return RunDates(
        run=run,
        held=held,
        coming=coming,
        next_starts_at=coming[0].starts_at if coming else run.changed_at,
        when_words=when_words,
        where_words=where_words(run),
        next_words=_next_words(coming[0]) if len(coming) < len(held) else when_words,
        can_still_join=can_still_join,
        is_booking_now=can_still_join and _is_booking_now(run, at),
    )


def _next_words(session: CourseSession) -> str:
    day = wording.day_and_month_words(session.starts_at)
    return f"Next on {day}, {wording.times_words(session.starts_at, session.ends_at)}"


def _can_still_join(run: CourseRun, sessions: Sequence[CourseSession], at: dt.datetime) -> bool:
    """Say whether it is early enough to join: a drop-in any time, else by the last joining date."""
    if run.status != RunStatus.OPEN:
        return False
    if run.is_drop_in:
        return any(session.ends_at > at for session in dates.sessions_held(sessions))
    ends_at = dates.joining_ends_at(run, sessions)
    return ends_at is not None and at < ends_at


def _is_booking_now(run: CourseRun, at: dt.datetime) -> bool:
    """Say whether nothing about the run or its term keeps people waiting."""
    if run.is_drop_in:
        return True
    return not run.term.is_paused and at >= (run.booking_opens_at or run.term.booking_opens_at)


def where_words(run: CourseRun) -> str:
    """Say where a run takes place: “Online”, “Mill Hall”, or both."""
    if run.mode == DeliveryMode.ONLINE:
        return "Online"
    place = run.venue.name if run.venue else "Place to be confirmed"
    return f"{place}, or online" if run.mode == DeliveryMode.HYBRID else place


def catalogue(at: dt.datetime) -> Catalogue:
    """Read every published course and its coming dates."""
    courses = list(
        CoursePage.objects.live()
        .filter(view_restrictions__isnull=True)
        .prefetch_related("topics")
        .order_by("title")
    )
    runs: dict[int, list[RunDates]] = {}
    for run_dates in runs_to_come(at):
        runs.setdefault(run_dates.run.course_id, []).append(run_dates)
    return Catalogue(courses, runs, {one.pk: search_words.words_of_course(one) for one in courses})


def term_slug(term: Term) -> str:
    """Return how a term stands in an address: “spring-2027”."""
    return slugify(term.name)


def _run_fits(shown: RunDates, search: Search) -> bool:
    """Say whether a run takes place where and when somebody can come.

    The term has to hold one session, a month one that is still to come. Day and time of day
    have to fit every session that counts: with one of them impossible, the run is no use.
    """
    run = shown.run
    if search.where == "online" and run.mode == DeliveryMode.IN_PERSON:
        return False
    if search.where == "in-person" and run.mode == DeliveryMode.ONLINE:
        return False
    if search.where not in {"", "online", "in-person"} and (
        run.venue is None or slugify(run.venue.name) != search.where
    ):
        return False
    starts = [timezone.localtime(session.starts_at) for session in shown.held]
    if search.when and search.when != term_slug(run.term):
        months = {f"{timezone.localtime(session.starts_at):%Y-%m}" for session in shown.coming}
        if search.when not in months:
            return False
    needed = [
        timezone.localtime(session.starts_at) for session in shown.held if not session.is_optional
    ] or starts
    if search.day and any(f"{start:%a}".lower() != search.day for start in needed):
        return False
    return not (search.time and any(part_of_day(start) != search.time for start in needed))


def part_of_day(start: dt.datetime) -> str:
    """Return morning, afternoon or evening, by the hour a session begins."""
    if start.hour < MORNING_ENDS:
        return "morning"
    return "afternoon" if start.hour < EVENING_STARTS else "evening"


def listed(course: CoursePage, runs: Sequence[RunDates], *, base: str, score: int) -> ListedCourse:
    """Return a course as lists show it."""
    return ListedCourse(
        title=course.title,
        url=f"{base}{course.slug}/",
        summary=course.summary,
        illustration=course.illustration,
        format_words=course.get_course_format_display(),
        level_words=course.get_level_display(),
        topics=[topic.name for topic in course.topics.all()],
        runs=runs,
        score=score,
    )


def find(read: Catalogue, search: Search, *, base: str) -> list[ListedCourse]:
    """Return the courses that answer a search: the best first, then those that start soonest.

    A word that a course does not hold may be the name of a tutor or a place of its dates; then
    only those dates are shown.
    Courses without dates come last, and only when the search does not ask for dates.
    """
    wanted = search_words.wanted_words(search.words)
    shown = [one.run for runs in read.runs.values() for one in runs] if wanted else []
    words_of_runs = search_words.words_of_runs(shown)
    found = []
    for course in read.courses:
        score, elsewhere = search_words.score(wanted, read.words[course.pk])
        if search.topic and search.topic not in {t.slug for t in course.topics.all()}:
            continue
        runs = [
            run
            for run in read.runs.get(course.pk, ())
            if _run_fits(run, search)
            and search_words.all_fit(elsewhere, words_of_runs.get(run.run.pk, frozenset()))
        ]
        if (search.asks_for_dates or elsewhere) and not runs:
            continue
        found.append(listed(course, runs, base=base, score=score))
    late = timezone.now().replace(year=9999)
    return sorted(found, key=lambda c: (-c.score, c.next_starts_at or late, c.title))


def starting_soonest(
    read: Catalogue, *, base: str, number: int, taken: Mapping[int, int]
) -> list[ListedCourse]:
    """Return the courses whose next dates come first, those that have a place today before others.

    Dates that nobody can join any more are left out, and where some of a course's dates have
    room, so are its others.
    """
    late = timezone.now().replace(year=9999)
    found = []
    for course in read.courses:
        open_runs = [shown for shown in read.runs.get(course.pk, ()) if shown.can_still_join]
        with_room = [shown for shown in open_runs if shown.has_room(taken)]
        if open_runs:
            one = listed(course, with_room or open_runs, base=base, score=1)
            found.append((not with_room, one.next_starts_at or late, one))
    return [one for *_, one in sorted(found, key=lambda row: row[:2])[:number]]


def choices(read: Catalogue) -> Choices:
    """Return what the search form offers: only what a search would find something for."""
    shown = [run_dates for runs in read.runs.values() for run_dates in runs]
    runs = [run_dates.run for run_dates in shown]
    topics: dict[int, Topic] = {t.pk: t for course in read.courses for t in course.topics.all()}
    venues: dict[int, Venue] = {
        run.venue.pk: run.venue
        for run in runs
        if run.venue is not None and run.mode != DeliveryMode.ONLINE
    }
    terms = {run.term.pk: run.term for run in runs}
    months = {
        f"{start:%Y-%m}": wording.month_words(start)
        for run_dates in shown
        for start in (timezone.localtime(session.starts_at) for session in run_dates.coming)
    }
    return Choices(
        topics=[
            (topic.slug, topic.name)
            for topic in sorted(topics.values(), key=lambda t: (t.position, t.name))
        ],
        where=[
            ("online", "Online"),
            ("in-person", "In person, anywhere"),
            *sorted(
                ((slugify(venue.name), venue.name) for venue in venues.values()),
                key=lambda choice: choice[1],
            ),
        ],
        when=[
            *(
                (
                    term_slug(term),
                    f"{term.name} term" if "term" not in term.name.lower() else term.name,
                )
                for term in sorted(terms.values(), key=lambda term: term.starts_on)
            ),
            *sorted(months.items()),
        ],
    )
