from __future__ import annotations

import datetime as dt

import pytest

from courses.enums import DeliveryMode, Rhythm, RunStatus
from courses.models import TermHoliday
from courses.queries.session_plans import (
    Pattern,
    PlannedDate,
    TimeDoesNotExist,
    local_moment,
    more_than_described,
    planned_dates,
    with_clashes,
)
from tests.factories.courses import (
    TermFactory,
    TutorFactory,
    VenueFactory,
    local,
    make_course_page,
    make_run,
)

pytestmark = pytest.mark.django_db

TEN, NOON = dt.time(10), dt.time(12)


def spring():
    term = TermFactory(name="Spring 2027")
    TermHoliday.objects.create(
        term=term, name="Half-term", starts_on=dt.date(2027, 2, 15), ends_on=dt.date(2027, 2, 19)
    )
    return term


def outcome(dates: list[PlannedDate]) -> list[tuple[str, str]]:
    return [(f"{one.day:%d %b}", one.skipped_because) for one in dates]


def test_weekly_sessions_skip_half_term_and_keep_their_number():
    pattern = Pattern(Rhythm.WEEKLY, TEN, NOON, first_on=dt.date(2027, 2, 2), count=4)

    assert outcome(planned_dates(pattern, spring())) == [
        ("02 Feb", ""),
        ("09 Feb", ""),
        ("16 Feb", "in Half-term"),
        ("23 Feb", ""),
        ("02 Mar", ""),
    ]


def test_fortnightly_sessions_skip_a_bank_holiday_and_name_it():
    pattern = Pattern(Rhythm.FORTNIGHTLY, TEN, NOON, first_on=dt.date(2027, 3, 1), count=3)

    assert outcome(planned_dates(pattern, spring())) == [
        ("01 Mar", ""),
        ("15 Mar", ""),
        ("29 Mar", "a bank holiday, Easter Monday"),
        ("12 Apr", ""),
    ]


def test_bank_holidays_are_taught_on_when_asked():
    pattern = Pattern(
        Rhythm.WEEKLY,
        TEN,
        NOON,
        first_on=dt.date(2027, 3, 29),
        count=1,
        skips_bank_holidays=False,
    )

    assert outcome(planned_dates(pattern, spring())) == [("29 Mar", "")]


def test_daily_sessions_skip_the_weekend_only_when_asked():
    friday = dt.date(2027, 1, 15)
    plain = Pattern(Rhythm.DAILY, TEN, NOON, first_on=friday, count=2)
    skipping = Pattern(Rhythm.DAILY, TEN, NOON, first_on=friday, count=2, skips_weekends=True)

    term = spring()

    assert outcome(planned_dates(plain, term)) == [("15 Jan", ""), ("16 Jan", "")]
    assert outcome(planned_dates(skipping, term)) == [
        ("15 Jan", ""),
        ("16 Jan", "at the weekend"),
        ("17 Jan", "at the weekend"),
        ("18 Jan", ""),
    ]


def test_chosen_dates_are_sorted_kept_and_only_warned_about():
    chosen = (dt.date(2027, 4, 20), dt.date(2027, 2, 16), dt.date(2027, 1, 13))
    dates = planned_dates(Pattern(Rhythm.CHOSEN, TEN, NOON, chosen=(*chosen, chosen[0])), spring())

    assert [(f"{one.day:%d %b}", one.warnings) for one in dates] == [
        ("13 Jan", ()),
        ("16 Feb", ("This day is in Half-term.",)),
        ("20 Apr", ("This day is outside Spring 2027.",)),
    ]
    assert all(one.starts_at for one in dates)


@pytest.mark.parametrize(
    ("first_on", "in_utc"),
    [
        (dt.date(2027, 3, 24), ["10:00", "09:00"]),
        (dt.date(2027, 10, 27), ["09:00", "10:00"]),
    ],
)
def test_local_time_stays_the_same_across_both_clock_changes(first_on, in_utc):
    term = TermFactory(starts_on=dt.date(2027, 1, 1), ends_on=dt.date(2027, 12, 31))

    dates = planned_dates(Pattern(Rhythm.WEEKLY, TEN, NOON, first_on=first_on, count=2), term)

    assert [f"{one.starts_at.astimezone(dt.UTC):%H:%M}" for one in dates] == in_utc
    assert [one.starts_at.time() for one in dates] == [TEN, TEN]


def test_a_time_the_clocks_jump_over_is_refused_in_words():
    with pytest.raises(TimeDoesNotExist) as refused:
        local_moment(dt.date(2027, 3, 28), dt.time(1, 30))

    assert str(refused.value) == (
        "On Sunday 28 March 2027 the clocks go forward and there is no 1:30am. Choose another time."
    )


def test_a_time_that_comes_twice_means_the_first():
    moment = local_moment(dt.date(2027, 10, 31), dt.time(1, 30))

    assert moment.astimezone(dt.UTC) == dt.datetime(2027, 10, 31, 0, 30, tzinfo=dt.UTC)


def test_a_pattern_that_never_finds_a_day_ends():
    term = TermFactory()
    TermHoliday.objects.create(
        term=term, name="Closed", starts_on=dt.date(2027, 1, 1), ends_on=dt.date(2030, 1, 1)
    )

    pattern = Pattern(Rhythm.DAILY, TEN, NOON, first_on=dt.date(2027, 1, 4), count=2)

    assert planned_dates(pattern, term) == []


def clash_warnings(run, first=dt.date(2027, 1, 12), *, starts=TEN, ends=NOON):
    pattern = Pattern(Rhythm.WEEKLY, starts, ends, first_on=first, count=1)
    (date,) = with_clashes(run, planned_dates(pattern, run.term))
    return date.warnings


def test_busy_tutors_and_rooms_are_warned_about():
    tutor, hall = TutorFactory(name="Amina"), VenueFactory(name="Mill Hall")
    other = make_run(tutors=[tutor], venue=hall, starts=local(2027, 1, 12, 11), sessions=1)
    run = make_run(tutors=[tutor, TutorFactory()], venue=hall, sessions=0)

    assert clash_warnings(run) == (
        f"Amina teaches “{other.course}” on Tuesday 12 January then.",
        f"Mill Hall is taken by “{other.course}” on Tuesday 12 January then.",
    )


@pytest.mark.parametrize(
    "difference",
    [
        {"starts": local(2027, 1, 12, 12)},
        {"starts": local(2027, 1, 12, 8)},
        {"status": RunStatus.CANCELLED, "cancelled_at": local(2027, 1, 1)},
    ],
)
def test_sessions_next_to_each_other_or_cancelled_are_no_clash(difference):
    tutor, hall = TutorFactory(), VenueFactory()
    make_run(**({"tutors": [tutor], "venue": hall, "starts": local(2027, 1, 12, 11)} | difference))
    run = make_run(tutors=[tutor], venue=hall, sessions=0)

    assert clash_warnings(run) == ()


def test_an_online_run_takes_no_room():
    hall = VenueFactory()
    make_run(venue=hall, starts=local(2027, 1, 12, 10), mode=DeliveryMode.ONLINE)
    run = make_run(venue=hall, sessions=0)

    assert clash_warnings(run) == ()


def test_sessions_that_the_run_has_on_the_same_days_are_warned_about():
    run = make_run(sessions=2, starts=local(2027, 1, 12, 10))
    off = make_run(sessions=1, starts=local(2027, 1, 12, 10))
    off.sessions.update(status="CANCELLED")

    assert clash_warnings(run) == (
        "This run has this session already, 10am to 12 noon. It stays as it is.",
    )
    assert clash_warnings(run, starts=dt.time(14), ends=dt.time(16)) == (
        "This run has another session on this day already, 10am to 12 noon.",
    )
    assert clash_warnings(run, dt.date(2027, 1, 13)) == ()
    assert clash_warnings(off) == ("This session was called off, so it is not made again.",)


@pytest.mark.parametrize(
    ("there", "first_on", "said"),
    [
        (2, (2027, 1, 26), "This run has them already."),
        (
            1,
            (2027, 1, 26),
            "With these, this run would have 3.",
        ),
        (2, (2027, 1, 12), ""),
        (0, (2027, 1, 26), ""),
    ],
)
def test_more_sessions_than_the_course_describes_are_warned_about(there, first_on, said):
    course = make_course_page(
        session_outlines=[("session", {"title": f"Part {part}", "text": ""}) for part in (1, 2)]
    )
    run = make_run(course=course, sessions=there, starts=local(2027, 1, 12, 10))
    pattern = Pattern(Rhythm.WEEKLY, TEN, NOON, first_on=dt.date(*first_on), count=2)

    assert more_than_described(run, planned_dates(pattern, run.term)) == (
        said and f"The course page describes 2 sessions. {said}"
    )


@pytest.mark.parametrize("rows", [1, 3])
def test_clashes_cost_the_same_whatever_their_number(rows, django_assert_num_queries):
    hall = VenueFactory()
    for _ in range(rows):
        make_run(venue=hall, starts=local(2027, 1, 12, 10), sessions=2)
    run = make_run(venue=hall, sessions=0)
    dates = planned_dates(
        Pattern(Rhythm.WEEKLY, TEN, NOON, first_on=dt.date(2027, 1, 12), count=2), run.term
    )

    with django_assert_num_queries(5):
        with_clashes(run, dates)
