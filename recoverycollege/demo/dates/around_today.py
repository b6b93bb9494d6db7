"""The runs that go on now: one has a session today, others come within days."""

from __future__ import annotations

from datetime import date, time, timedelta

from recoverycollege.demo.dates.plans import RunPlan
from recoverycollege.demo.dates.reckoning import (
    FRIDAY,
    THURSDAY,
    WEEK,
    fortnightly,
    on_or_after,
    quiet_days,
    weekly,
    working_day,
)


def runs(today: date) -> tuple[RunPlan, ...]:
    """Plan what goes on around today: one session is today, others come within days."""
    soon = working_day(today + timedelta(days=4))
    voices = working_day(today - timedelta(days=18))
    walk = on_or_after(today - timedelta(days=10), THURSDAY)
    return (
        RunPlan(
            key="wellness-today",
            course="wellness-planning",
            days=(*weekly(today - WEEK, 4), today + 6 * WEEK),
            optional_last=True,
            starts=time(14),
            ends=time(16),
            venue="riverside-hall",
            tutors=("siobhan", "daniel"),
            capacity=10,
            students=9,
            join_until=2,
            wants=("patrick", "nasreen", "zoe", "billy", "kirsty"),
        ),
        RunPlan(
            key="voices-now",
            course="living-with-voices",
            days=fortnightly(voices, 4),
            starts=time(16, 30),
            ends=time(18),
            venue="old-library",
            tutors=("marcus", "daniel"),
            capacity=8,
            students=7,
            wants=("elijah", "jose"),
            gives_up=1,
        ),
        RunPlan(
            key="walk-now",
            course="walk-and-talk",
            days=weekly(walk, 5, skipping=quiet_days(today)),
            starts=time(9, 30),
            ends=time(11),
            venue="potting-shed",
            tutors=("siobhan", "gareth"),
            capacity=15,
            students=8,
            join_until=4,
            wants=("grace", "winston", "kirsty"),
        ),
        RunPlan(
            key="drawing-now",
            course="mindful-drawing",
            days=weekly(on_or_after(today - 3 * WEEK, FRIDAY), 7, skipping=quiet_days(today)),
            starts=time(14),
            ends=time(15, 30),
            venue="old-library",
            tutors=("anneliese", "priya"),
            capacity=20,
            students=0,
            drop_in=True,
        ),
        RunPlan(
            key="conversations-soon",
            course="conversations-in-the-community",
            days=weekly(soon, 3, skipping=quiet_days(today)),
            starts=time(18, 30),
            ends=time(20),
            venue="online",
            mode="ONLINE",
            tutors=("priya", "yasmin"),
            capacity=16,
            students=7,
            wants=("grace", "rosa", "sunita", "owen"),
        ),
        RunPlan(
            key="recovery-soon",
            course="what-is-recovery",
            days=(working_day(today + timedelta(days=8)),),
            starts=time(10),
            ends=time(15, 30),
            venue="riverside-hall",
            tutors=("marcus", "yasmin"),
            capacity=12,
            students=11,
            wants=("patrick", "zahra", "aoife"),
        ),
        RunPlan(
            key="sleep-ward",
            course="sleep-well",
            name="Larch Ward",
            days=fortnightly(working_day(today + timedelta(days=10)), 3),
            starts=time(16),
            ends=time(17, 30),
            venue="larch-ward",
            tutors=("tom", "yasmin"),
            capacity=6,
            students=0,
            listed=False,
        ),
    )
