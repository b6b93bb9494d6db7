"""Every run of the demo college, with its dates counted from the day the demo is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta

from recoverycollege.demo.dates import around_today, coming, later, past
from recoverycollege.demo.dates.plans import RunPlan
from recoverycollege.demo.dates.reckoning import (
    WEEK,
    TermDates,
    last_sunday_of_october,
    terms_around,
    weekly,
)

LAST, NOW, COMING, LATER = range(4)


@dataclass(frozen=True, kw_only=True)
class Timetable:
    """The four terms around a day and all their runs."""

    terms: tuple[TermDates, TermDates, TermDates, TermDates]
    runs: tuple[RunPlan, ...]

    def term_of(self, run: RunPlan) -> TermDates:
        """Return the term in which a run begins."""
        return next(term for term in self.terms if term.starts_on <= run.days[0] <= term.ends_on)


def timetable_for(today: date) -> Timetable:
    """Plan the whole college's year around a day."""
    terms = terms_around(today)
    runs = (
        *past.runs(terms[LAST]),
        _across_the_clock_change(terms),
        *around_today.runs(today),
        *coming.mornings(terms[COMING]),
        *coming.afternoons(terms[COMING]),
        *later.runs(terms[LATER]),
    )
    return Timetable(terms=terms, runs=runs)


def _across_the_clock_change(terms: tuple[TermDates, ...]) -> RunPlan:
    """Plan four weeks with the change to winter time, and half-term, in the middle."""
    years = range(terms[LAST].starts_on.year, terms[LATER].ends_on.year + 1)
    sunday = next(
        day
        for day in map(last_sunday_of_october, years)
        if terms[LAST].starts_on <= day <= terms[LATER].ends_on
    )
    tuesday = sunday - timedelta(days=12)
    days = weekly(tuesday, 4, skipping=(sunday + timedelta(days=2),))
    return RunPlan(
        key="wellness-october",
        course="wellness-planning",
        days=(*days, days[-1] + 4 * WEEK),
        optional_last=True,
        starts=time(16),
        ends=time(18),
        venue="riverside-hall",
        tutors=("siobhan", "helen"),
        capacity=10,
        students=9,
        join_until=2,
        wants=("kwame", "doreen"),
        gives_up=1,
        prepared_only=sunday >= terms[LATER].starts_on,
    )
