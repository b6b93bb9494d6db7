"""Decides what happened at the demo college until now: who booked, who came, who changed their mind.

Nothing here touches the database. The dice are loaded with the day, so the same day gives
the same story.
"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from bookings.enums import AttendanceMark
from recoverycollege.demo.dates.reckoning import LONDON, local
from recoverycollege.demo.people import STUDENTS

if TYPE_CHECKING:
    from recoverycollege.demo.dates.plans import RunPlan
    from recoverycollege.demo.timetable import Timetable

# Books only where the story says so, and always comes.
GRACE = "grace"

# Full dates with a list, full dates where a place comes free, and dates with an apology.
_WAITED_FOR, _OFFERED, _MISSED = "wellness-full", "foundations-coming", "walk-now"
_AWAKE = (8, 20)
_TALKED_OVER = dt.timedelta(minutes=10)
_BEFORE_IT_STARTS = dt.timedelta(hours=2)
_CANCELLED_AGO = dt.timedelta(days=3)
# Enough to look at; a term of them would take longer than all the rest.
_REMINDED_DAYS = 3
_REMINDED_AT = (dt.time(8, 5), dt.time(10, 5))
_BEFORE_NOW = dt.timedelta(minutes=30)
_EARLY_BIRDS = 0.3
_CHANGED_THEIR_MIND = 0.5
_MARKS = (
    AttendanceMark.HERE,
    AttendanceMark.LATE,
    AttendanceMark.LEFT_EARLY,
    AttendanceMark.TOLD_US,
    AttendanceMark.MISSED,
)
_HOW_OFTEN = (74, 8, 3, 9, 6)


class Deed(Enum):
    """What somebody does."""

    BOOK = "book a place"
    GIVE_UP = "give a place up"
    MARK = "mark a register"
    CANCEL_RUN = "cancel a run"
    COUNT = "count who came to a drop-in"
    JOIN = "join a waiting list"
    APOLOGISE = "say that one cannot come to a session"
    REMIND = "remind everybody who is to be reminded"


@dataclass(frozen=True, kw_only=True)
class Happening:
    """One thing that somebody did at one moment."""

    at: dt.datetime
    deed: Deed
    run: str = ""
    student: str = ""
    session: int = 0
    marks: tuple[tuple[str, AttendanceMark], ...] = ()
    heads: int = 0
    brings: str = ""
    """Who comes along from the waiting list."""
    by_tutor: str = ""


def happenings(timetable: Timetable, *, now: dt.datetime) -> tuple[Happening, ...]:
    """Tell everything that happened by now, in its order."""
    return _Teller(timetable, now).tell()


class _Teller:
    """Rolls the dice, one run after the other."""

    def __init__(self, timetable: Timetable, now: dt.datetime) -> None:
        self.timetable = timetable
        self.now = now.astimezone(LONDON)
        self.dice = random.Random(self.now.date().toordinal())
        self.had: dict[str, set[str]] = {}
        self.stayers: dict[str, list[str]] = {}

    def tell(self) -> tuple[Happening, ...]:
        told: list[Happening] = []
        for plan in self.timetable.runs:
            if plan.cancelled_because:
                told.append(self._cancellation(plan))
            if plan.drop_in and not plan.prepared_only:
                told += self._head_counts(plan)
            elif plan.students and not plan.prepared_only:
                comers = self._who_comes(plan)
                stayers, leavers = comers[: plan.students], comers[plan.students :]
                self.stayers[plan.key] = stayers
                told += self._bookings(plan, stayers, leavers)
                told += self._registers(plan, stayers)
        told += self._turns()
        told += self._reminders()
        return tuple(sorted(told, key=lambda happening: happening.at))

    def _reminders(self) -> list[Happening]:
        """Let the clock go round on the mornings of these last days, when reminders are due."""
        mornings = [
            local(self.now.date() - dt.timedelta(days=ago), time)
            for ago in range(_REMINDED_DAYS + 1)
            for time in _REMINDED_AT
        ]
        return [
            Happening(at=moment, deed=Deed.REMIND)
            for moment in mornings
            if moment < self.now - _BEFORE_NOW
        ]

    def _turns(self) -> list[Happening]:
        """Let people wait for full dates, a place come free, and somebody miss a session.

        All within the last hours, after the last booking, so that an offer is open.
        """
        plans = {plan.key: plan for plan in self.timetable.runs}
        others = [one for one in STUDENTS if one.key not in self.had[plans[_WAITED_FOR].course]]
        first, pair, last = self.dice.sample([one.key for one in others], 3)
        told = [
            Happening(at=self._ago(100), deed=Deed.JOIN, run=_WAITED_FOR, student=first),
            Happening(at=self._ago(95), deed=Deed.JOIN, run=_WAITED_FOR, student=pair, brings="Jo"),
            Happening(at=self._ago(90), deed=Deed.JOIN, run=_WAITED_FOR, student=last),
            Happening(at=self._ago(85), deed=Deed.JOIN, run=_OFFERED, student=GRACE),
            Happening(
                at=self._ago(60), deed=Deed.GIVE_UP, run=_OFFERED, student=self._changes_plans()
            ),
        ]
        coming = [
            number
            for number in range(len(plans[_MISSED].days))
            if plans[_MISSED].starts_at(number) > self.now
        ]
        if coming:
            told.append(
                Happening(
                    at=self._ago(50),
                    deed=Deed.APOLOGISE,
                    run=_MISSED,
                    student=GRACE,
                    session=coming[0],
                )
            )
        return told

    def _changes_plans(self) -> str:
        plan = next(one for one in self.timetable.runs if one.key == _OFFERED)
        return next(key for key in self.stayers[_OFFERED] if key not in plan.wants)

    def _ago(self, minutes: int) -> dt.datetime:
        return self.now - dt.timedelta(minutes=minutes)

    def _who_comes(self, plan: RunPlan) -> list[str]:
        """Choose who books: those the plan names, then others who have not had this course."""
        had = self.had.setdefault(plan.course, {GRACE})
        others = [
            person.key
            for person in STUDENTS
            if person.key not in had and person.key not in plan.wants
        ]
        wanted = plan.students + plan.gives_up - len(plan.wants)
        chosen = [*plan.wants, *self.dice.sample(others, wanted)]
        had.update(chosen)
        return chosen

    def _bookings(self, plan: RunPlan, stayers: list[str], leavers: list[str]) -> list[Happening]:
        """Let people book one run, from the day its booking opens, and some change their mind."""
        opens = self.timetable.term_of(plan).booking_opens_at
        closes = min(self.now, plan.starts_at(0)) - _BEFORE_IT_STARTS
        if plan.cancelled_because:
            closes -= _CANCELLED_AGO + dt.timedelta(days=1)
        told: list[Happening] = []
        for key in leavers:
            booked = self._moment(opens, closes, self.dice.random() * _EARLY_BIRDS)
            given_up = max(self._moment(opens, closes, _CHANGED_THEIR_MIND), booked)
            told.append(Happening(at=booked, deed=Deed.BOOK, run=plan.key, student=key))
            told.append(Happening(at=given_up, deed=Deed.GIVE_UP, run=plan.key, student=key))
        for number, key in enumerate(stayers):
            part = (number + self.dice.random()) / len(stayers)
            booked = self._moment(opens, closes, part)
            told.append(Happening(at=booked, deed=Deed.BOOK, run=plan.key, student=key))
        return told

    def _moment(self, opens: dt.datetime, closes: dt.datetime, part: float) -> dt.datetime:
        """Return a moment at an hour when people are awake, within the time for booking."""
        day = (opens + (closes - opens) * part).date()
        moment = local(day, dt.time(self.dice.randrange(*_AWAKE), self.dice.randrange(60)))
        return min(max(moment, opens + dt.timedelta(minutes=1)), closes)

    def _registers(self, plan: RunPlan, stayers: list[str]) -> list[Happening]:
        """Let the tutors mark the register after each session before today."""
        return [
            Happening(
                at=plan.ends_at(number) + _TALKED_OVER,
                deed=Deed.MARK,
                run=plan.key,
                session=number,
                marks=self._marks(plan, number, stayers),
                by_tutor=plan.tutors[number % len(plan.tutors)],
            )
            for number, day in enumerate(plan.days)
            if day < self.now.date()
        ]

    def _head_counts(self, plan: RunPlan) -> list[Happening]:
        """Let the tutors count who came to a drop-in before today."""
        return [
            Happening(
                at=plan.ends_at(number) + _TALKED_OVER,
                deed=Deed.COUNT,
                run=plan.key,
                session=number,
                heads=4 + (plan.ends_at(number).toordinal() * 7) % 9,
                by_tutor=plan.tutors[number % len(plan.tutors)],
            )
            for number, day in enumerate(plan.days)
            if day < self.now.date()
        ]

    def _marks(
        self, plan: RunPlan, number: int, stayers: list[str]
    ) -> tuple[tuple[str, AttendanceMark], ...]:
        """Say who came; only in the last walk there is somebody whom nobody ticked off."""
        is_last = number + 1 == len(plan.days) or plan.days[number + 1] >= self.now.date()
        noticed = stayers[:-1] if plan.key == "walk-now" and is_last else stayers
        return tuple(
            (
                key,
                AttendanceMark.HERE
                if key == GRACE
                else self.dice.choices(_MARKS, weights=_HOW_OFTEN)[0],
            )
            for key in noticed
        )

    def _cancellation(self, plan: RunPlan) -> Happening:
        """Let the office cancel a run, in the middle of a day."""
        day = (self.now - _CANCELLED_AGO).date()
        return Happening(at=local(day, dt.time(11, 20)), deed=Deed.CANCEL_RUN, run=plan.key)
