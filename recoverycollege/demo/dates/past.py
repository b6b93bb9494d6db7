"""The runs of the term that is over."""

from __future__ import annotations

from datetime import time

from recoverycollege.demo.dates.plans import RunPlan
from recoverycollege.demo.dates.reckoning import (
    FRIDAY,
    MONDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    TermDates,
    on_days,
)


def runs(term: TermDates) -> tuple[RunPlan, ...]:
    """Plan the term that is over."""
    return (
        RunPlan(
            key="recovery-past",
            course="what-is-recovery",
            days=(term.day(2, WEDNESDAY),),
            starts=time(10),
            ends=time(15, 30),
            venue="old-library",
            tutors=("marcus", "helen"),
            capacity=12,
            students=12,
            wants=("grace", "patrick", "leroy", "beverley"),
            gives_up=1,
        ),
        RunPlan(
            key="wellness-past",
            course="wellness-planning",
            days=(*term.weekly(3, TUESDAY, 4), term.day(10, TUESDAY)),
            optional_last=True,
            starts=time(10),
            ends=time(12),
            venue="riverside-hall",
            tutors=("siobhan", "daniel"),
            capacity=10,
            students=10,
            join_until=2,
            wants=("grace", "derek", "stanley"),
        ),
        RunPlan(
            key="anxiety-past",
            course="understanding-anxiety",
            days=term.weekly(3, THURSDAY, 6),
            starts=time(13),
            ends=time(15),
            venue="old-library",
            mode="HYBRID",
            tutors=("priya", "yasmin"),
            capacity=14,
            students=13,
            join_until=2,
            wants=("grace", "tomasz", "zahra"),
            gives_up=2,
        ),
        RunPlan(
            key="conversations-past",
            course="conversations-in-the-community",
            days=term.weekly(5, MONDAY, 3),
            starts=time(18, 30),
            ends=time(20),
            venue="online",
            mode="ONLINE",
            tutors=("priya", "yasmin"),
            capacity=16,
            students=12,
            wants=("sanjay", "linda", "margaret"),
        ),
        RunPlan(
            key="sleep-past",
            course="sleep-well",
            days=term.weekly(6, WEDNESDAY, 3, every=2),
            starts=time(11),
            ends=time(12, 30),
            venue="riverside-hall",
            tutors=("tom", "helen"),
            capacity=12,
            students=9,
            wants=("kwame", "ivy"),
        ),
        RunPlan(
            key="foundations-past",
            course="peer-support-foundations",
            days=on_days(term.day(9, WEDNESDAY), 1),
            starts=time(10),
            ends=time(16),
            venue="old-library",
            tutors=("marcus", "siobhan", "daniel"),
            capacity=10,
            students=9,
            wants=("latoya", "chidi", "oluwaseun"),
        ),
        RunPlan(
            key="drawing-past",
            course="mindful-drawing",
            days=term.weekly(3, FRIDAY, 6),
            starts=time(14),
            ends=time(15, 30),
            venue="old-library",
            tutors=("anneliese", "priya"),
            capacity=20,
            students=0,
            drop_in=True,
        ),
    )
