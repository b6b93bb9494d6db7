from __future__ import annotations

import datetime as dt

import pytest
from wagtail.models import ModelLogEntry

from courses.enums import DeliveryMode, Rhythm, RunStatus, TutorKind
from courses.models import CourseRun, CourseSession
from courses.operations import runs
from courses.queries.session_plans import Pattern, TimeDoesNotExist
from tests.factories.accounts import UserFactory
from tests.factories.courses import NOW, TutorFactory, local, make_course_page, make_run

pytestmark = pytest.mark.django_db

WEEKLY = Pattern(Rhythm.WEEKLY, dt.time(10), dt.time(12), first_on=dt.date(2027, 1, 12), count=2)


def plan(run, pattern=WEEKLY):
    return runs.plan_sessions(run=run, pattern=pattern, by=UserFactory(), at=NOW)


def log_of(run):
    entries = ModelLogEntry.objects.for_instance(run).order_by("timestamp", "pk")
    return [entry.data for entry in entries]


def test_sessions_are_made_at_the_pattern_s_dates():
    run = make_run(sessions=0, status=RunStatus.PREPARING)

    made = plan(run)

    assert [(one.starts_at, one.ends_at) for one in made] == [
        (local(2027, 1, 12, 10), local(2027, 1, 12, 12)),
        (local(2027, 1, 19, 10), local(2027, 1, 19, 12)),
    ]
    assert log_of(run) == [{"sessions_added": 2}]


def test_asking_twice_makes_the_sessions_once():
    run = make_run(sessions=0)

    first, second = plan(run), plan(run)

    assert first == second
    assert CourseSession.objects.count() == 2
    assert log_of(run) == [{"sessions_added": 2}]


def test_sessions_that_are_there_already_stay_as_they_are():
    run = make_run(sessions=1, starts=local(2027, 1, 12, 10), hours=3)

    plan(run)

    assert [one.ends_at for one in run.sessions.all()] == [
        local(2027, 1, 12, 13),
        local(2027, 1, 19, 12),
    ]


def test_a_cancelled_run_gets_no_sessions():
    run = make_run(sessions=0, status=RunStatus.CANCELLED, cancelled_at=NOW)

    with pytest.raises(runs.CannotPlan, match="cancelled"):
        plan(run)


def test_a_pattern_without_dates_is_refused():
    with pytest.raises(runs.CannotPlan, match="no date left"):
        plan(make_run(sessions=0), Pattern(Rhythm.CHOSEN, dt.time(10), dt.time(12)))


def test_too_many_sessions_are_refused():
    days = tuple(dt.date(2027, 1, 1) + dt.timedelta(days=number) for number in range(61))

    with pytest.raises(runs.CannotPlan, match="at most 60"):
        plan(make_run(sessions=0), Pattern(Rhythm.CHOSEN, dt.time(10), dt.time(12), chosen=days))


def test_a_time_that_does_not_exist_makes_nothing():
    run = make_run(sessions=0)
    pattern = Pattern(
        Rhythm.WEEKLY, dt.time(1, 30), dt.time(3), first_on=dt.date(2027, 3, 21), count=2
    )

    with pytest.raises(TimeDoesNotExist):
        plan(run, pattern)

    assert CourseSession.objects.count() == 0


def open_(run):
    return runs.open_run(run=run, by=UserFactory(), at=NOW)


def test_a_ready_run_opens_and_the_log_says_so():
    run = make_run(status=RunStatus.PREPARING)

    assert open_(run).status == RunStatus.OPEN
    assert CourseRun.objects.get().status == RunStatus.OPEN
    assert log_of(run) == [{"from": "PREPARING", "to": "OPEN"}]


def test_opening_twice_is_harmless():
    run = make_run(status=RunStatus.PREPARING)

    open_(run)
    open_(run)

    assert len(log_of(run)) == 1


def test_a_closed_run_opens_again():
    assert open_(make_run(status=RunStatus.CLOSED)).status == RunStatus.OPEN


@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        ({"sessions": 0}, ["It has no sessions yet."]),
        ({"venue": None}, ["It has no venue, and people come in person."]),
        (
            {"tutors": []},
            [
                "It needs two tutors, or a written reason.",
                "It needs a peer tutor, or a written reason.",
            ],
        ),
        ({"tutor_kinds": ["PEER"]}, ["It needs two tutors, or a written reason."]),
        (
            {"tutor_kinds": ["PRACTITIONER", "PRACTITIONER"]},
            ["It needs a peer tutor, or a written reason."],
        ),
        (
            {"tutors": [], "tutor_exception_reason": "   "},
            [
                "It needs two tutors, or a written reason.",
                "It needs a peer tutor, or a written reason.",
            ],
        ),
    ],
)
def test_a_run_that_is_not_ready_stays_closed_and_says_everything_missing(fields, missing):
    kinds = fields.pop("tutor_kinds", None)
    if kinds is not None:
        fields["tutors"] = [TutorFactory(kind=TutorKind(kind)) for kind in kinds]
    run = make_run(status=RunStatus.PREPARING, **fields)

    with pytest.raises(runs.CannotOpen) as refused:
        open_(run)

    assert refused.value.missing == missing
    assert CourseRun.objects.get().status == RunStatus.PREPARING


def test_a_written_reason_stands_in_for_the_tutors():
    run = make_run(
        status=RunStatus.PREPARING, tutors=[], tutor_exception_reason="A guest from the council."
    )

    assert open_(run).status == RunStatus.OPEN


def test_an_online_run_needs_no_venue():
    run = make_run(status=RunStatus.PREPARING, venue=None, mode=DeliveryMode.ONLINE)

    assert open_(run).status == RunStatus.OPEN


def test_a_course_that_is_not_published_does_not_open():
    run = make_run(status=RunStatus.PREPARING, course=make_course_page(live=False))

    with pytest.raises(runs.CannotOpen) as refused:
        open_(run)

    assert refused.value.missing == ["Its course page is not published."]


def test_a_cancelled_run_never_opens():
    with pytest.raises(runs.CannotOpen, match="cancelled"):
        open_(make_run(status=RunStatus.CANCELLED, cancelled_at=NOW))


def test_an_open_run_closes_once():
    run = make_run()

    for _ in range(2):
        closed = runs.close_run(run=run, by=UserFactory(), at=NOW)

    assert closed.status == RunStatus.CLOSED
    assert log_of(run) == [{"from": "OPEN", "to": "CLOSED"}]


@pytest.mark.parametrize(
    "fields", [{"status": "PREPARING"}, {"status": "CANCELLED", "cancelled_at": NOW}]
)
def test_a_run_that_is_not_open_cannot_close(fields):
    with pytest.raises(runs.CannotClose, match="nothing to close"):
        runs.close_run(run=make_run(**fields), by=UserFactory(), at=NOW)
