"""What happened at the demo college until now, told in order through its real operations.

The clock is set to each moment in turn and the dice are seeded: the same day gives the same
story.
"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts import delivery
from accounts.models import Message
from bookings.enums import AttendanceMark
from bookings.models import Booking
from bookings.operations import places, registers, run_changes
from recoverycollege.demo.dates.reckoning import local
from recoverycollege.demo.people import STUDENTS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from accounts.models import Student, User
    from courses.models import CourseRun, CourseSession
    from recoverycollege.demo.dates.plans import RunPlan
    from recoverycollege.demo.timetable import Timetable

_BOOKING_HOURS = (8, 20)
_TALKED_OVER = dt.timedelta(minutes=10)
_EARLY_BIRDS = 0.3
_CHANGED_THEIR_MIND = 0.5
_MARKS = (
    (AttendanceMark.HERE, 74),
    (AttendanceMark.LATE, 8),
    (AttendanceMark.LEFT_EARLY, 3),
    (AttendanceMark.TOLD_US, 9),
    (AttendanceMark.MISSED, 6),
)
# Only ever where the story says so.
_RESERVED = frozenset({"grace"})


_WORKER_TAKES = dt.timedelta(seconds=20)


def _deliver_what_waits() -> None:
    """Hand every message over moments after it was written, as the worker did at the time."""
    waiting = Message.objects.unfinished().order_by("id").values_list("pk", "created_at")
    for pk, created_at in list(waiting):
        delivery.deliver(pk, at=created_at + _WORKER_TAKES)


@dataclass(frozen=True, kw_only=True)
class Event:
    """One thing that somebody does at one moment."""

    at: dt.datetime
    do: Callable[[dt.datetime], object]


@dataclass(kw_only=True)
class Story:
    """Everything the storyteller has to know of the people and the runs."""

    timetable: Timetable
    runs: Mapping[str, CourseRun]
    students: Mapping[str, Student]
    bookers: Mapping[str, User]
    tutor_logins: Mapping[str, User]
    office: User
    now: dt.datetime

    def __post_init__(self) -> None:
        """Take the dice, loaded with the day."""
        self.dice = random.Random(self.now.date().toordinal())
        self.shares = {person.key: bool(person.wants or person.needs) for person in STUDENTS}
        self.had: dict[str, set[str]] = {}

    def tell(self) -> int:
        """Let everything happen that has happened by now; return how many things it was."""
        events: list[Event] = []
        for plan in self.timetable.runs:
            if not plan.prepared_only and not plan.drop_in:
                events += self._bookings(plan)
                events += self._sessions(plan)
            if plan.cancelled_because:
                events.append(self._cancellation(plan))
        events.sort(key=lambda event: event.at)
        for event in events:
            event.do(event.at)
            _deliver_what_waits()
        return len(events)

    def _bookings(self, plan: RunPlan) -> list[Event]:
        """Let people book one run, from the day its booking opens, and some change their mind."""
        opens = self.runs[plan.key].term.booking_opens_at
        closes = min(self.now, plan.starts_at(0)) - dt.timedelta(hours=2)
        if plan.cancelled_because:
            closes -= dt.timedelta(days=4)
        comers = self._who_comes(plan)
        leavers, stayers = comers[plan.students :], comers[: plan.students]
        events: list[Event] = []
        for key in leavers:
            booked = self._moment(opens, closes, self.dice.random() * _EARLY_BIRDS)
            given_up = self._moment(opens, closes, _CHANGED_THEIR_MIND)
            events.append(Event(at=booked, do=self._book(plan, key)))
            events.append(Event(at=max(given_up, booked), do=self._give_up(plan, key)))
        for number, key in enumerate(stayers):
            part = (number + self.dice.random()) / len(stayers)
            booked = self._moment(opens, closes, part)
            events.append(Event(at=booked, do=self._book(plan, key)))
        return events

    def _who_comes(self, plan: RunPlan) -> list[str]:
        """Choose who books: those the plan names, then others who have not had this course."""
        named = list(plan.wants)
        had = self.had.setdefault(plan.course, set())
        others = [
            key
            for key in self.students
            if key not in _RESERVED and key not in named and key not in had
        ]
        wanted = plan.students + plan.gives_up - len(named)
        chosen = [*named, *self.dice.sample(others, max(wanted, 0))]
        had.update(chosen)
        return chosen

    def _moment(self, opens: dt.datetime, closes: dt.datetime, part: float) -> dt.datetime:
        """Return a moment at an hour when people are awake, within the time for booking."""
        day = (opens + (closes - opens) * part).date()
        hour = self.dice.randrange(*_BOOKING_HOURS)
        moment = local(day, dt.time(hour, self.dice.randrange(60)))
        return min(max(moment, opens + dt.timedelta(minutes=1)), closes)

    def _book(self, plan: RunPlan, key: str) -> Callable[[dt.datetime], object]:
        return lambda at: places.book_place(
            run=self.runs[plan.key],
            student=self.students[key],
            shares_needs=self.shares[key],
            by=self.bookers[key],
            at=at,
        )

    def _give_up(self, plan: RunPlan, key: str) -> Callable[[dt.datetime], object]:
        return lambda at: places.cancel_booking(
            booking=Booking.objects.get(run=self.runs[plan.key], student=self.students[key]),
            by=self.bookers[key],
            at=at,
        )

    def _cancellation(self, plan: RunPlan) -> Event:
        """Let the office cancel a run, in the middle of an ordinary working day."""
        day = (self.now - dt.timedelta(days=3)).date()
        return Event(
            at=local(day, dt.time(11, 20)),
            do=lambda at: run_changes.cancel_run(
                run=self.runs[plan.key], reason=plan.cancelled_because, by=self.office, at=at
            ),
        )

    def _sessions(self, plan: RunPlan) -> list[Event]:
        """Let the tutors mark the register after every session that is over."""
        events = []
        for number, session in enumerate(self.runs[plan.key].sessions.order_by("starts_at")):
            at = session.ends_at + _TALKED_OVER
            is_today = plan.days[number] == self.now.astimezone(at.tzinfo).date()
            if at < self.now and not is_today:
                events.append(Event(at=at, do=self._mark(plan, session, number)))
        return events

    def _mark(
        self, plan: RunPlan, session: CourseSession, number: int
    ) -> Callable[[dt.datetime], object]:
        by = self.tutor_logins[plan.tutors[number % len(plan.tutors)]]
        return lambda at: registers.mark_attendance(
            session=session, wishes=self._wishes(plan), by=by, at=at
        )

    def _wishes(self, plan: RunPlan) -> Sequence[registers.MarkWish]:
        """Say who came; nobody is left out but the last of a walk, whom nobody ticked off."""
        held = list(self.runs[plan.key].bookings.active().order_by("id"))
        if plan.key == "walk-now":
            held = held[:-1]
        marks, weights = zip(*_MARKS, strict=True)
        grace = self.students["grace"].pk
        return [
            registers.MarkWish(
                booking_id=booking.pk,
                mark=AttendanceMark.HERE
                if booking.student_id == grace
                else self.dice.choices(marks, weights)[0],
            )
            for booking in held
        ]
