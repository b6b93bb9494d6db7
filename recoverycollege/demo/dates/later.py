"""What the office has begun to put together for the term after next."""

from __future__ import annotations

from datetime import time

from recoverycollege.demo.dates.plans import RunPlan
from recoverycollege.demo.dates.reckoning import (
    SATURDAY,
    THURSDAY,
    WEDNESDAY,
    TermDates,
    on_days,
)


def runs(term: TermDates) -> tuple[RunPlan, ...]:
    """Plan what the office has begun to put together for the term after next."""
    return (
        RunPlan(
            key="recovery-later",
            course="what-is-recovery",
            days=(term.day(2, WEDNESDAY),),
            starts=time(10),
            ends=time(15, 30),
            venue="old-library",
            tutors=("marcus", "helen"),
            capacity=12,
            students=0,
        ),
        RunPlan(
            key="anxiety-later",
            course="understanding-anxiety",
            days=term.weekly(3, THURSDAY, 6),
            starts=time(13),
            ends=time(15),
            venue="old-library",
            mode="HYBRID",
            tutors=("priya", "yasmin"),
            capacity=14,
            students=0,
            prepared_only=True,
        ),
        RunPlan(
            key="carers-later",
            course="carers-looking-after-you",
            days=on_days(term.day(3, SATURDAY), 14, 35),
            starts=time(10),
            ends=time(12, 30),
            venue="old-library",
            tutors=("ewa",),
            capacity=12,
            students=0,
            prepared_only=True,
        ),
    )
