from __future__ import annotations

import datetime as dt
from collections import defaultdict
from itertools import pairwise

import pytest

from recoverycollege.demo.dates.reckoning import LONDON, last_sunday_of_october, local
from recoverycollege.demo.happenings import Deed, happenings
from recoverycollege.demo.timetable import COMING, LAST, LATER, NOW, timetable_for

DAYS = [
    dt.date(2026, 3, 28),  # the day before the clocks go forward
    dt.date(2026, 3, 29),
    dt.date(2026, 9, 1),  # the first day of a term
    dt.date(2026, 10, 24),
    dt.date(2026, 10, 25),  # the clocks go back
    dt.date(2026, 10, 26),
    dt.date(2026, 11, 21),
    dt.date(2026, 12, 24),
    dt.date(2026, 12, 31),
    dt.date(2027, 1, 1),
    dt.date(2027, 8, 15),
    dt.date(2028, 2, 29),
]
on_many_days = pytest.mark.parametrize("today", DAYS, ids=str)


def _noon(today: dt.date) -> dt.datetime:
    return local(today, dt.time(12)).astimezone(dt.UTC)


@on_many_days
def test_there_is_always_a_past_a_present_and_a_coming_term(today):
    terms = timetable_for(today).terms
    now = _noon(today)

    assert terms[LAST].ends_on < today
    assert terms[NOW].starts_on <= today <= terms[NOW].ends_on
    assert terms[COMING].starts_on > today
    assert terms[COMING].booking_opens_at < now < terms[LATER].booking_opens_at
    assert terms[LATER].paused_note


@on_many_days
def test_one_session_is_today_and_something_begins_within_days(today):
    timetable = timetable_for(today)
    begins = {(plan.days[0] - today).days for plan in timetable.runs}

    assert [plan.tutors for plan in timetable.runs if plan.key == "wellness-today"] == [
        ("siobhan", "daniel")
    ]
    assert today in next(plan for plan in timetable.runs if plan.key == "wellness-today").days
    assert begins & set(range(1, 8))


@on_many_days
def test_a_weekly_run_crosses_the_october_change_with_a_break(today):
    run = next(plan for plan in timetable_for(today).runs if plan.key == "wellness-october")
    change = last_sunday_of_october(run.days[0].year)
    starts = [run.starts_at(number) for number in range(len(run.days))]

    assert {start.astimezone(LONDON).hour for start in starts} == {16}
    assert [start.astimezone(dt.UTC).hour for start in starts] == [15, 15, 16, 16, 16]
    assert run.days[1] < change < run.days[2]
    assert (run.days[2] - run.days[1]).days == 14
    assert run.optional_last


@pytest.mark.parametrize("number", range(0, 731, 5))
def test_no_tutor_and_no_room_is_in_two_places_at_once(number):
    busy = defaultdict(list)
    for plan in timetable_for(dt.date(2026, 1, 1) + dt.timedelta(days=number)).runs:
        for session in range(len(plan.days)):
            for who in {*plan.tutors, plan.venue} - {"online"}:
                busy[who].append((plan.starts_at(session), plan.ends_at(session), plan.key))

    for who, sessions in busy.items():
        sessions.sort()
        for (_, ends, one), (starts, _, other) in pairwise(sessions):
            assert ends <= starts, (who, one, other)


@on_many_days
def test_the_same_moment_gives_the_same_story(today):
    now = _noon(today)

    one = happenings(timetable_for(today), now=now)
    other = happenings(timetable_for(today), now=now)

    assert one == other
    assert one != happenings(timetable_for(today), now=now - dt.timedelta(days=1))


@on_many_days
def test_the_story_is_in_order_and_over(today):
    now = _noon(today)
    timetable = timetable_for(today)
    capacity = {plan.key: plan.capacity for plan in timetable.runs}
    held = defaultdict(set)

    told = happenings(timetable, now=now)

    assert [one.at for one in told] == sorted(one.at for one in told)
    assert told[-1].at < now
    for one in told:
        if one.deed == Deed.BOOK:
            assert one.student not in held[one.run]
            held[one.run].add(one.student)
            assert len(held[one.run]) <= capacity[one.run]
        elif one.deed == Deed.GIVE_UP:
            held[one.run].remove(one.student)
        elif one.deed == Deed.MARK:
            assert {student for student, _ in one.marks} <= held[one.run]


@on_many_days
def test_people_book_while_booking_is_open(today):
    timetable = timetable_for(today)
    plans = {plan.key: plan for plan in timetable.runs}

    for one in happenings(timetable, now=_noon(today)):
        if one.deed == Deed.BOOK:
            plan = plans[one.run]
            assert timetable.term_of(plan).booking_opens_at < one.at < plan.starts_at(0)


@on_many_days
def test_registers_of_past_terms_are_full_and_todays_is_empty(today):
    timetable = timetable_for(today)
    marked = {
        (one.run, one.session)
        for one in happenings(timetable, now=_noon(today))
        if one.deed == Deed.MARK
    }

    held = {
        (plan.key, number)
        for plan in timetable.runs
        for number, day in enumerate(plan.days)
        if day < today and plan.students and not plan.prepared_only
    }
    assert marked == held
    assert ("wellness-today", 0) in marked
    assert ("wellness-today", 1) not in marked
