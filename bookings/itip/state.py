"""What a student's calendar was told, and what it should show now; reads no database.

One `SessionState` is one session as one booking's calendar knows it, in plain facts and not
in words: a sentence put differently changes nobody's calendar.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from bookings.itip.facts import SessionFacts
from bookings.itip.series import lay_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from zoneinfo import ZoneInfo

Told = dict[str, str]
"""A session's state as it is kept: every fact a string."""


WISHES_REACH_BACK = dt.timedelta(days=90)
"""How long after its last date a calendar still follows what its student wishes to show.

About a term: whoever looks over somebody's shoulder sees these weeks. What is older would
come back to people's minds, and to their inbox, with mails about courses long over."""


class LeftOut(StrEnum):
    """Why a session is not shown."""

    NO = ""
    OFF = "OFF"
    """The college has cancelled it."""
    APOLOGY = "APOLOGY"
    """The student has said that they cannot come."""
    GONE = "GONE"
    """It is not in the calendar any more; why does not matter now."""


class Ending(StrEnum):
    """Why nothing of a booking is shown any more."""

    COLLEGE = "COLLEGE"
    STUDENT = "STUDENT"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionState:
    """One session as a calendar shows it."""

    uuid: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    course: str
    topic: str = ""
    place: str = ""
    """The whole address; empty for a session that is only online."""
    geo: str = ""
    door: str = ""
    access: str = ""
    link: str = ""
    link_later: str = ""
    """“yes” where there is a link that is not shown yet; nothing of that shows."""
    tutors: str = ""
    discreet: str = ""
    """“yes” where the student wants nobody to see what the session is."""
    guest: str = ""
    """A mark of the address that is invited; empty where the calendar gets no mail."""
    left_out: LeftOut = LeftOut.NO

    @property
    def is_shown(self) -> bool:
        """Say whether the calendar shows the session."""
        return not self.left_out

    def as_told(self) -> Told:
        """Write the state down, to be compared with later."""
        told = {name: str(value) for name, value in asdict(self).items()}
        return told | {
            "starts_at": self.starts_at.astimezone(dt.UTC).isoformat(),
            "ends_at": self.ends_at.astimezone(dt.UTC).isoformat(),
        }

    def shows_the_same_as(self, told: Told) -> bool:
        """Say whether nothing that shows differs from what was told.

        What was not yet written down when the calendar was told does not count as changed, and
        a calendar that gets no mail any more keeps what it has.
        """
        now = self.as_told()
        del now["link_later"]
        if not self.guest:
            del now["guest"]
        if self.discreet:
            # None of it is shown.
            for name in ("course", "topic", "tutors"):
                del now[name]
        return all(now[name] == value for name, value in told.items() if name in now)

    def uid_of_its_own(self, booking: UUID) -> str:
        """Return the UID of this session's own event: made of two ids that never change."""
        return str(uuid5(booking, UUID(self.uuid).hex))


_WORDS = frozenset(field.name for field in fields(SessionState)) - {
    "uuid",
    "starts_at",
    "ends_at",
    "left_out",
}


def from_told(told: Told) -> SessionState:
    """Read a state that was written down, perhaps by an earlier version."""
    words = {name: told[name] for name in _WORDS if name in told}
    return SessionState(
        uuid=told["uuid"],
        starts_at=dt.datetime.fromisoformat(told["starts_at"]),
        ends_at=dt.datetime.fromisoformat(told["ends_at"]),
        course=words.pop("course", ""),
        left_out=LeftOut(told.get("left_out", "")),
        **words,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One UID as the student's calendar was last told about it."""

    uid: str
    is_shown: bool
    sessions: tuple[Told, ...]
    is_left_behind: bool = False
    """No mail reached the calendar with the last of it, and one does now."""

    def states(self) -> list[SessionState]:
        """Return the sessions as they were told."""
        return [from_told(one) for one in self.sessions]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to tell a calendar: show this under a UID, or take the UID out."""

    uid: str
    shows: bool
    sessions: tuple[SessionState, ...]
    by_college: bool = False
    """The sessions will not take place, or not for anybody (`STATUS:CANCELLED`)."""
    is_late: bool = False
    """The student has heard of it long ago, only the calendar has not."""


def steps_for(
    booking: UUID,
    wanted: Sequence[SessionState] | Ending,
    known: Sequence[Known],
    *,
    zone: ZoneInfo,
    at: dt.datetime,
) -> list[Step]:
    """Say what a booking's calendar has to hear, so that it shows what is wanted.

    What is over stays as it was told, except that it names the course or does not as the
    student wishes now, until all dates are long over. Sessions that have an event each keep
    it; a series stays one as long as a pattern can be found. A new session that does not fit
    gets an event of its own beside the series; where the rest fits no more, every session is
    invited by itself.
    """
    shown = {one.uid: one for one in known if one.is_shown}
    if isinstance(wanted, Ending):
        return [
            _taken_out(one, by_college=wanted == Ending.COLLEGE)
            for one in shown.values()
            if any(state.ends_at > at and state.is_shown for state in one.states())
        ] + _left_behind(known, at)
    wish = _wish(wanted, at)
    series = shown.pop(str(booking), None)
    by_itself = {state.uuid for state in wanted if state.uid_of_its_own(booking) in shown}
    if series is None and any(_is_to_come(one, at) for one in shown.values()):
        steps = _steps_for_singles(booking, wanted, shown, at=at)
    elif series is None or not by_itself:
        steps = _steps_for_series(booking, wanted, series, wish=wish, zone=zone, at=at)
    else:
        of_series = [state for state in wanted if state.uuid not in by_itself]
        alone = [state for state in wanted if state.uuid in by_itself]
        steps = _steps_for_series(booking, of_series, series, wish=wish, zone=zone, at=at)
        steps += _steps_for_singles(booking, alone, shown, at=at)
    told_already = {step.uid for step in steps}
    over = [
        one for uid, one in shown.items() if uid not in told_already and not _is_to_come(one, at)
    ]
    steps += _wished_of_the_past(over, wish)
    told_already = {step.uid for step in steps}
    return steps + [one for one in _left_behind(known, at) if one.uid not in told_already]


def _left_behind(known: Sequence[Known], at: dt.datetime) -> list[Step]:
    """Take out what a calendar has gone on showing while no mail could reach it."""
    return [
        replace(_taken_out(one, by_college=False), is_late=True)
        for one in known
        if one.is_left_behind and _is_to_come(one, at)
    ]


def _wish(wanted: Sequence[SessionState], at: dt.datetime) -> str | None:
    """Say what a student wishes their calendar to tell; None where all is long over."""
    last = max(wanted, key=lambda state: state.ends_at, default=None)
    return last.discreet if last and last.ends_at > at - WISHES_REACH_BACK else None


def _as_wished(states: Iterable[SessionState], wish: str | None) -> list[SessionState]:
    return [state if wish is None else replace(state, discreet=wish) for state in states]


def _wished_of_the_past(over: Sequence[Known], wish: str | None) -> list[Step]:
    """Name single dates that are over as the student wishes now; the rest stays as it was."""
    steps = []
    for one in over:
        states = tuple(_as_wished(one.states(), wish))
        if states != tuple(one.states()):
            steps.append(Step(uid=one.uid, shows=True, sessions=states))
    return steps


def _is_to_come(known: Known, at: dt.datetime) -> bool:
    return any(state.ends_at > at for state in known.states())


def _taken_out(known: Known, *, by_college: bool) -> Step:
    return Step(uid=known.uid, shows=False, sessions=tuple(known.states()), by_college=by_college)


def _steps_for_singles(
    booking: UUID,
    wanted: Sequence[SessionState],
    shown: Mapping[str, Known],
    *,
    at: dt.datetime,
) -> list[Step]:
    """Compare session by session where each has an event of its own."""
    steps, seen = [], set()
    for state in wanted:
        uid = state.uid_of_its_own(booking)
        told = shown.get(uid)
        seen.add(uid)
        if state.ends_at <= at and (told is None or not _is_to_come(told, at)):
            continue
        if state.is_shown:
            if told is None or not state.shows_the_same_as(told.sessions[0]):
                steps.append(Step(uid=uid, shows=True, sessions=(state,)))
        elif told is not None:
            steps.append(_taken_out(told, by_college=state.left_out != LeftOut.APOLOGY))
    steps += [
        _taken_out(told, by_college=True)
        for uid, told in shown.items()
        if uid not in seen and _is_to_come(told, at)
    ]
    return steps


def _steps_for_series(
    booking: UUID,
    wanted: Sequence[SessionState],
    series: Known | None,
    *,
    wish: str | None,
    zone: ZoneInfo,
    at: dt.datetime,
) -> list[Step]:
    """Compare all of it at once where one event shows it, or nothing is shown yet."""
    told = {state.uuid: state for state in series.states()} if series else {}
    moved_back = {
        state.uuid
        for state in wanted
        if state.ends_at <= at and state.uuid in told and told[state.uuid].ends_at > at
    }
    live = [state for state in wanted if state.ends_at > at or state.uuid in moved_back]
    known = {state.uuid for state in live}
    over = [state for state in told.values() if state.ends_at <= at and state.uuid not in known]
    over = _as_wished(over, wish)
    uid = str(booking)
    if not any(state.is_shown for state in (*over, *live)):
        if series is None:
            return []
        by_college = all(state.left_out != LeftOut.APOLOGY for state in wanted)
        return [_taken_out(series, by_college=by_college)]
    if series is None and not any(state.is_shown for state in live):
        return []
    new = [state for state in live if series and state.uuid not in told]
    for alone in ([], new) if new else ([],):
        together = [state for state in (*over, *live) if state not in alone]
        if any(state.is_shown for state in together) and _is_one_event(together, zone):
            is_known = series is not None and _shows_the_same(together, series)
            steps = [] if is_known else [Step(uid=uid, shows=True, sessions=_in_order(together))]
            return steps + _each_alone(booking, alone)
    return _what_stays(uid, over, series, zone=zone) + _each_alone(booking, live)


def _what_stays(
    uid: str, over: Sequence[SessionState], series: Known | None, *, zone: ZoneInfo
) -> list[Step]:
    """Leave of a series only what is over, or take it out where that is nothing."""
    if series is None:
        return []
    if any(state.is_shown for state in over) and _is_one_event(over, zone):
        return [Step(uid=uid, shows=True, sessions=_in_order(over))]
    return [_taken_out(series, by_college=False)]


def _each_alone(booking: UUID, states: Sequence[SessionState]) -> list[Step]:
    return [
        Step(uid=state.uid_of_its_own(booking), shows=True, sessions=(state,))
        for state in states
        if state.is_shown
    ]


def _is_one_event(states: Sequence[SessionState], zone: ZoneInfo) -> bool:
    return lay_out([bare_facts(state) for state in states], zone).is_one_event


def _shows_the_same(states: Sequence[SessionState], series: Known) -> bool:
    now = [state for state in _in_order(states) if state.is_shown]
    then = sorted(
        (told for told in series.sessions if not told.get("left_out")),
        key=lambda told: (told["starts_at"], told["uuid"]),
    )
    return len(now) == len(then) and all(
        state.shows_the_same_as(told) for state, told in zip(now, then, strict=True)
    )


def _in_order(states: Sequence[SessionState]) -> tuple[SessionState, ...]:
    return tuple(sorted(states, key=lambda state: (state.starts_at, state.uuid)))


def bare_facts(state: SessionState) -> SessionFacts:
    """Give a session's times, for finding a pattern."""
    return SessionFacts(
        uid=state.uuid,
        starts_at=state.starts_at,
        ends_at=state.ends_at,
        summary="",
        cancelled=not state.is_shown,
    )


def as_before(known: Sequence[Known]) -> list[SessionState]:
    """List every session that a calendar has ever been told of, as it last was."""
    states: dict[str, SessionState] = {}
    for one in sorted(known, key=lambda one: one.is_shown):
        for state in one.states():
            gone = not one.is_shown and state.is_shown
            states[state.uuid] = replace(state, left_out=LeftOut.GONE) if gone else state
    return list(_in_order(list(states.values())))
