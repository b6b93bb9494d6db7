from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest

from courses.enums import DeliveryMode, RunStatus, SessionStatus
from courses.models import CourseSession
from courses.queries import dates, prospectus
from courses.queries.prospectus import Search
from tests.factories.courses import (
    NOW,
    TermFactory,
    TopicFactory,
    TutorFactory,
    VenueFactory,
    local,
    make_course_page,
    make_run,
)

pytestmark = pytest.mark.django_db


def found(at=NOW, **asked):
    read = prospectus.catalogue(at)
    return [course.title for course in prospectus.find(read, Search(**asked), base="/courses/")]


@pytest.fixture
def college():
    """Publish three courses: one in a hall in the morning, one online, one without dates."""
    sleep = TopicFactory(name="Sleep and body", slug="sleep")
    people = TopicFactory(name="People", slug="people")
    spring = TermFactory(name="Spring 2027")
    well = make_course_page(
        title="Sleep Well", summary="Why nights are hard, and what helps.", about="<p>Rest</p>"
    )
    talk = make_course_page(title="Conversations", summary="Listening without fixing.")
    plan = make_course_page(title="Wellness Planning", who_for="Anyone. Sleep matters here too.")
    for course, topic in ((well, sleep), (talk, people), (plan, people)):
        course.topics.set([topic])
        course.save()
    make_run(
        course=well, term=spring, venue=VenueFactory(name="Mill Hall"), starts=local(2027, 1, 12)
    )
    make_run(
        course=talk,
        term=spring,
        mode=DeliveryMode.ONLINE,
        venue=None,
        starts=local(2027, 2, 3, 18, 30),
        sessions=2,
    )


@pytest.mark.usefixtures("college")
@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ({}, ["Sleep Well", "Conversations", "Wellness Planning"]),
        ({"words": "sleep"}, ["Sleep Well", "Wellness Planning"]),
        ({"words": "SLEEPING"}, ["Sleep Well", "Wellness Planning"]),
        ({"words": "conversation"}, ["Conversations"]),
        ({"words": "the sleep"}, ["Sleep Well", "Wellness Planning"]),
        ({"words": "sleep listening"}, []),
        # Nothing in it says anything about a course.
        ({"words": "' OR 1=1 --"}, ["Sleep Well", "Conversations", "Wellness Planning"]),
        ({"topic": "people"}, ["Conversations", "Wellness Planning"]),
        ({"where": "online"}, ["Conversations"]),
        ({"where": "in-person"}, ["Sleep Well"]),
        ({"where": "mill-hall"}, ["Sleep Well"]),
        ({"when": "spring-2027"}, ["Sleep Well", "Conversations"]),
        ({"when": "2027-01"}, ["Sleep Well"]),
        ({"when": "2027-03"}, []),
        ({"day": "tue"}, ["Sleep Well"]),
        ({"day": "wed", "time": "evening"}, ["Conversations"]),
        ({"time": "morning"}, ["Sleep Well"]),
        ({"time": "afternoon"}, []),
        ({"topic": "people", "where": "in-person"}, []),
    ],
)
def test_a_search_finds_what_fits_and_nothing_else(asked, titles):
    assert found(**asked) == titles


@pytest.fixture
def two_places():
    """Publish one course that two pairs teach in two places, and one online."""
    library = VenueFactory(
        name="The Old Library", address="Mill Lane\nWillowbrook", postcode="WB1 2AA"
    )
    shed = VenueFactory(name="The Potting Shed", address="North Gate\nFernhill", postcode="FH3 4BB")
    daniel, siobhan = TutorFactory(name="Daniel Novák"), TutorFactory(name="Siobhán Kelly")
    walk = make_course_page(title="Walk and Talk", summary="Fresh air in company.")
    make_run(course=walk, venue=library, tutors=[daniel, siobhan], starts=local(2027, 1, 12))
    make_run(course=walk, venue=shed, tutors=[siobhan], starts=local(2027, 2, 9))
    calm = make_course_page(title="Calm", summary="Slow down.")
    make_run(
        course=calm,
        mode=DeliveryMode.ONLINE,
        venue=library,
        tutors=[daniel],
        starts=local(2027, 3, 1),
    )
    make_course_page(title="Daniel's garden", summary="Without dates.")


@pytest.mark.usefixtures("two_places")
@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("siobhan", {"Walk and Talk": ["The Old Library", "The Potting Shed"]}),
        (
            "NOVAK",
            {"Walk and Talk": ["The Old Library"], "Calm": ["Online"]},
        ),
        ("walk novák", {"Walk and Talk": ["The Old Library"]}),
        ("fernhill", {"Walk and Talk": ["The Potting Shed"]}),
        ("potting shed", {"Walk and Talk": ["The Potting Shed"]}),
        ("wb1", {"Walk and Talk": ["The Old Library"]}),
        ("online", {"Calm": ["Online"]}),
        ("walk", {"Walk and Talk": ["The Old Library", "The Potting Shed"]}),
        # Both have to be true of the same dates.
        ("daniel fernhill", {}),
        # A word of the course's own comes first.
        (
            "daniel",
            {"Daniel's garden": [], "Walk and Talk": ["The Old Library"], "Calm": ["Online"]},
        ),
    ],
)
def test_a_course_is_found_by_who_teaches_it_and_where(words, answer):
    read = prospectus.catalogue(NOW)

    listed = prospectus.find(read, Search(words=words), base="/")

    assert {one.title: [run.where_words for run in one.runs] for one in listed} == answer
    assert next(iter(answer), None) == (listed[0].title if listed else None)


def test_day_and_time_have_to_fit_every_session_that_counts():
    run = make_run(course=make_course_page(title="Two days"), sessions=2, every_days=1)
    assert found(day="tue") == []

    run.sessions.filter(starts_at=local(2027, 1, 13)).update(is_optional=True)
    assert found(day="tue") == ["Two days"]


def test_what_the_public_must_not_see_is_not_found():
    make_course_page(title="Draft", live=False)
    shown = make_course_page(title="Shown")
    make_run(course=shown, is_listed=False)
    make_run(course=shown, status=RunStatus.PREPARING)
    make_run(course=shown, starts=NOW - dt.timedelta(days=90))
    [course] = prospectus.find(prospectus.catalogue(NOW), Search(), base="/courses/")

    assert (course.title, course.url, list(course.runs)) == (
        "Shown",
        f"/courses/{course_slug()}/",
        [],
    )


def course_slug():
    return prospectus.catalogue(NOW).courses[0].slug


@pytest.mark.usefixtures("college")
def test_the_form_offers_only_what_would_find_something():
    offered = prospectus.choices(prospectus.catalogue(NOW))

    assert offered == prospectus.Choices(
        topics=[("people", "People"), ("sleep", "Sleep and body")],
        where=[
            ("online", "Online"),
            ("in-person", "In person, anywhere"),
            ("mill-hall", "Mill Hall"),
        ],
        when=[
            ("spring-2027", "Spring 2027 term"),
            ("2027-01", "January 2027"),
            ("2027-02", "February 2027"),
        ],
    )


@pytest.mark.parametrize("rows", (1, 3))
def test_the_catalogue_is_read_in_four_queries(rows, django_assert_num_queries):
    for _ in range(rows):
        course = make_course_page()
        course.topics.set([TopicFactory()])
        course.save()
        make_run(course=course)

    with django_assert_num_queries(4):
        read = prospectus.catalogue(NOW)
    # Who teaches is only read when somebody looks for words.
    with django_assert_num_queries(0):
        assert len(prospectus.find(read, Search(), base="/")) == rows
    with django_assert_num_queries(1):
        assert len(prospectus.find(read, Search(words="tests"), base="/")) == rows


def test_months_that_are_past_are_not_offered_and_not_found():
    make_run(course=make_course_page(title="Begun"), starts=local(2026, 12, 22), sessions=3)

    offered = prospectus.choices(prospectus.catalogue(NOW))

    assert [value for value, _ in offered.when if value.startswith("20")] == ["2027-01"]
    assert found(when="2027-01") == ["Begun"]
    assert found(when="2026-12") == []


def sessions_at(*starts, hours=2, **fields):
    return [
        CourseSession(starts_at=start, ends_at=start + dt.timedelta(hours=hours), **fields)
        for start in starts
    ]


@pytest.mark.parametrize(
    ("starts", "words"),
    [
        ([], ""),
        ([local(2027, 1, 12)], "Tuesday 12 January 2027, 10am to 12 noon"),
        (
            [local(2027, 1, 12), local(2027, 1, 19), local(2027, 2, 2)],
            "3 Tuesdays, 12 January to 2 February 2027, 10am to 12 noon",
        ),
        (
            [local(2027, 1, 12), local(2027, 1, 13)],
            "2 days, 12 to 13 January 2027, 10am to 12 noon",
        ),
        (
            [local(2027, 1, 12), local(2027, 1, 15, 14)],
            "2 sessions, 12 to 15 January 2027",
        ),
        # The clocks change between the two; people still come at ten.
        (
            [local(2026, 10, 20), local(2026, 10, 27)],
            "2 Tuesdays, 20 to 27 October 2026, 10am to 12 noon",
        ),
    ],
)
def test_dates_are_told_in_a_few_words(starts, words):
    assert dates.run_words(sessions_at(*starts)) == words


def test_a_cancelled_session_is_not_among_the_words_and_an_optional_one_comes_last():
    sessions = [
        *sessions_at(local(2027, 1, 12), local(2027, 1, 19)),
        *sessions_at(local(2027, 1, 26), status=SessionStatus.CANCELLED),
        *sessions_at(local(2027, 3, 2), is_optional=True),
    ]

    assert dates.run_words(sessions) == (
        "2 Tuesdays, 12 to 19 January 2027, 10am to 12 noon. If you like, also Tuesday 2 March"
    )


def test_the_soonest_come_first_and_only_those_that_are_open():
    for day, status in ((20, RunStatus.OPEN), (12, RunStatus.OPEN), (5, RunStatus.CLOSED)):
        make_run(
            course=make_course_page(title=f"On the {day}"),
            starts=local(2027, 1, day),
            status=status,
        )

    soonest = prospectus.starting_soonest(prospectus.catalogue(NOW), base="/", number=3, taken={})

    assert [course.title for course in soonest] == ["On the 12", "On the 20"]
    assert all(a.next_starts_at <= b.next_starts_at for a, b in pairwise(soonest))


def test_what_has_a_place_today_comes_before_what_starts_sooner():
    later = TermFactory(name="Later", booking_opens_at=local(2027, 1, 5, 9))
    paused = TermFactory(name="Paused", is_paused=True)
    courses = {
        "Paused": make_run(starts=local(2027, 1, 5, 9), term=paused),
        "Full": make_run(starts=local(2027, 1, 5), capacity=8),
        "Opens later": make_run(starts=local(2027, 1, 6), term=later),
        "Opens by itself": make_run(
            starts=local(2027, 1, 7), term=later, booking_opens_at=local(2026, 11, 1)
        ),
        "Drop-in": make_run(starts=local(2027, 1, 8), capacity=8, is_drop_in=True),
        "Room": make_run(starts=local(2027, 1, 9), capacity=8),
    }
    for title, run in courses.items():
        run.course.title = title
        run.course.save()
    # The second dates of what is full have room.
    again = make_run(course=courses["Full"].course, starts=local(2027, 2, 5), capacity=8)
    taken = {courses["Full"].pk: 8, courses["Room"].pk: 7, courses["Drop-in"].pk: 8}

    def soonest(taken):
        read = prospectus.catalogue(NOW)
        found = prospectus.starting_soonest(read, base="/", number=5, taken=taken)
        return {one.title: [shown.run.pk for shown in one.runs] for one in found}

    room = [(title, [courses[title].pk]) for title in ("Opens by itself", "Drop-in", "Room")]
    paused_one = ("Paused", [courses["Paused"].pk])
    assert list(soonest(taken).items()) == [*room, ("Full", [again.pk]), paused_one]
    full = ("Full", [courses["Full"].pk, again.pk])
    assert list(soonest(taken | {again.pk: 9}).items()) == [*room, paused_one, full]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, None),
        ({"last_joining_session": 2}, "Next on Tuesday 5 January, 10am to 12 noon"),
        ({"last_joining_session": 2, "booking_closes_at": local(2027, 1, 3)}, None),
        ({"is_drop_in": True}, "Next on Tuesday 5 January, 10am to 12 noon"),
        ({"is_drop_in": True, "status": RunStatus.CLOSED}, None),
    ],
)
def test_what_has_begun_starts_soon_only_for_those_who_can_still_join(fields, words):
    make_run(starts=local(2026, 12, 29), **fields)

    soonest = prospectus.starting_soonest(prospectus.catalogue(NOW), base="/", number=3, taken={})

    assert [run.next_words for course in soonest for run in course.runs] == [words] * bool(words)
