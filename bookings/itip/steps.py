"""Says what a student's calendar has to hear, so that it shows what it should; no database."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bookings.itip.series import lay_out
from bookings.itip.state import (
    WISHES_REACH_BACK,
    Ending,
    LeftOut,
    Step,
    bare_facts,
    in_order,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence
    from uuid import UUID
    from zoneinfo import ZoneInfo

    from bookings.itip.state import Known, SessionState


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
    if isinstance(wanted, Ending):
        return _steps_to_end(known, wanted, zone=zone, at=at)
    shown = {one.uid: one for one in known if one.is_shown}
    wish = _wish(wanted, at)
    series = shown.pop(str(booking), None)
    by_itself = {state.uuid for state in wanted if state.uid_of_its_own(booking) in shown}
    if series is None and any(_is_to_come(one, at) for one in shown.values()):
        steps = _steps_for_singles(booking, wanted, shown, at=at)
    else:
        of_series = [state for state in wanted if state.uuid not in by_itself]
        alone = [state for state in wanted if state.uuid in by_itself]
        steps = _steps_for_series(booking, of_series, series, wish=wish, zone=zone, at=at)
        # Those beside the series too whose session is there no more.
        steps += _steps_for_singles(booking, alone, shown, at=at)
    told_already = {step.uid for step in steps}
    over = [
        one for uid, one in shown.items() if uid not in told_already and not _is_to_come(one, at)
    ]
    steps += _wished_of_the_past(over, wish)
    told_already = {step.uid for step in steps}
    return steps + [
        _late(one)
        for one in known
        if one.is_left_behind and one.uid not in told_already and _is_to_come(one, at)
    ]


def _steps_to_end(
    known: Sequence[Known], ending: Ending, *, zone: ZoneInfo, at: dt.datetime
) -> list[Step]:
    """Take out what has not begun. What was, has been: calendars keep the past.

    Except where another place of the same person shows the same dates.
    """
    steps = []
    for one in known:
        keeps = begun(one, zone=zone, at=at) if ending != Ending.TWICE else ()
        ends = any(state.is_shown and state.starts_at > at for state in one.states())
        if one.is_shown and (ends or ending == Ending.TWICE):
            by_college = ending == Ending.COLLEGE
            shows = any(state.is_shown for state in keeps)
            sessions = keeps if shows else tuple(one.states())
            step = Step(uid=one.uid, shows=shows, sessions=sessions, by_college=by_college)
            steps.append(step)
        elif one.is_left_behind and (one.is_shown or _is_to_come(one, at)):
            steps.append(_late(one))
    return steps


def _late(known: Known) -> Step:
    """Tell a calendar what it could not hear when its student did."""
    states = tuple(known.states())
    return Step(uid=known.uid, shows=known.is_shown, sessions=states, is_late=True)


def begun(known: Known, *, zone: ZoneInfo, at: dt.datetime) -> tuple[SessionState, ...]:
    """Return what an event shows without the sessions that have not begun.

    They stay as gaps, where that keeps the pattern; nothing, where no event can show the rest.
    """
    states = known.states()
    told = [replace(s, left_out=LeftOut.GONE) if s.starts_at > at else s for s in states]
    were_shown = [now for now, then in zip(told, states, strict=True) if then.is_shown]
    for keeps in (told, were_shown, [state for state in told if state.is_shown]):
        if _is_one_event(keeps, zone):
            return in_order(keeps)
    return ()


def _wish(wanted: Sequence[SessionState], at: dt.datetime) -> str | None:
    """Say what a student wishes their calendar to tell; None where all is long over."""
    last = max(wanted, key=lambda state: state.ends_at, default=None)
    return last.discreet if last and last.ends_at > at - WISHES_REACH_BACK else None


def _as_wished(states: Iterable[SessionState], wish: str | None) -> list[SessionState]:
    return [
        state if wish is None or state.is_named_the_same(wish) else replace(state, discreet=wish)
        for state in states
    ]


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
            steps = [] if is_known else [Step(uid=uid, shows=True, sessions=in_order(together))]
            return steps + _each_alone(booking, alone)
    return _what_stays(uid, over, series, zone=zone) + _each_alone(booking, live)


def _what_stays(
    uid: str, over: Sequence[SessionState], series: Known | None, *, zone: ZoneInfo
) -> list[Step]:
    """Leave of a series only what is over, or take it out where that is nothing."""
    if series is None:
        return []
    if any(state.is_shown for state in over) and _is_one_event(over, zone):
        return [Step(uid=uid, shows=True, sessions=in_order(over))]
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
    now = [state for state in in_order(states) if state.is_shown]
    then = sorted(
        (told for told in series.sessions if not told.get("left_out")),
        key=lambda told: (told["starts_at"], told["uuid"]),
    )
    return len(now) == len(then) and all(
        state.shows_the_same_as(told) for state, told in zip(now, then, strict=True)
    )
