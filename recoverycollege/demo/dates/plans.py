"""What is planned for one run, before it is a database row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from recoverycollege.demo.dates.reckoning import local

if TYPE_CHECKING:
    from datetime import date, datetime, time


@dataclass(frozen=True, kw_only=True)
class RunPlan:
    """One delivery of a course: when, where, with whom, and how many come."""

    key: str
    course: str
    days: tuple[date, ...]
    starts: time
    ends: time
    venue: str
    tutors: tuple[str, ...]
    capacity: int
    students: int
    """How many book."""
    mode: str = "IN_PERSON"
    name: str = ""
    optional_last: bool = False
    join_until: int = 1
    listed: bool = True
    drop_in: bool = False
    prepared_only: bool = False
    opens_in_days: int = 0
    """Where booking opens later than the term's: in how many days from the day of loading."""
    cancelled_because: str = ""
    wants: tuple[str, ...] = ()
    """Students who are certainly among those who book."""
    gives_up: int = 0
    """How many of those who book give their place up again."""

    def starts_at(self, number: int) -> datetime:
        """Return when a session starts, in the college's own time."""
        return local(self.days[number], self.starts)

    def ends_at(self, number: int) -> datetime:
        """Return when a session ends, in the college's own time."""
        return local(self.days[number], self.ends)
