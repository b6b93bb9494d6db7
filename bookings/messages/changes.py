"""Says in plain English what has changed between two states of a student's calendar."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bookings.itip.state import LeftOut, SessionState, same_words
from bookings.messages.headlines import headline
from bookings.messages.texts import short_place
from home.queries import wording

if TYPE_CHECKING:
    from collections.abc import Sequence

_ONLINE = "online"


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What a student is told about their dates."""

    sentences: tuple[str, ...]
    dates_changed: bool = False
    """A session was moved, added or will not take place."""
    by_college: bool = False
    """Somebody else than the student changed something."""
    way_changed: bool = False
    """How to get there or in has changed; the message tells it anew."""
    is_over: bool = False
    """No date is still to come."""
    soonest: Concerned | None = None
    """The next session of which somebody else changed when, where or whether it is."""
    headline: str = ""
    """The same in a few words, where it is so soon that it cannot wait."""
    more_dates: bool = False
    """Other sessions than the soonest have changed as well."""

    @property
    def nearest(self) -> str:
        """Say in a few words what is new about the next session that has changed."""
        return headline(self.soonest.was, self.soonest.now) if self.soonest else ""

    @property
    def nearest_discreetly(self) -> str:
        """Say the same, and nothing but times."""
        one = self.soonest
        return headline(one.was, one.now, is_discreet=True) if one else ""

    @property
    def nearest_place(self) -> str:
        """Say where the next session that has changed is now, if it takes place."""
        now = self.soonest.now if self.soonest else None
        if now is None:
            return ""
        return f"Place: {short_place(now.place)}" if now.place else "We meet online"


# What changes about a session that starts within this time cannot wait.
NEAR = dt.timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Concerned:
    """A session that somebody could come to at the wrong time or place, or in vain."""

    starts_at: dt.datetime
    """The earliest moment at which that could be."""
    was: SessionState | None
    now: SessionState | None
    """Before and after, each where the calendar shows it."""


@dataclass(slots=True)
class _Found:
    sentences: list[str] = field(default_factory=list)
    dates_changed: bool = False
    by_college: bool = False

    def add(self, sentence: str, *, date: bool = False, by_college: bool = True) -> None:
        self.sentences.append(sentence)
        self.dates_changed |= date
        self.by_college |= by_college


def changes(
    before: Sequence[SessionState], after: Sequence[SessionState], *, at: dt.datetime
) -> Changes:
    """Compare what a calendar showed with what it shows now; what is over is not told."""
    then, now = {one.uuid: one for one in before}, {one.uuid: one for one in after}
    names = _names(before, after)
    found = _Found()
    stayed: list[tuple[SessionState, SessionState]] = []
    over: list[tuple[SessionState, SessionState]] = []
    for uuid in dict.fromkeys([*(one.uuid for one in before), *(one.uuid for one in after)]):
        was, has_become = then.get(uuid), now.get(uuid)
        if all(one is None or one.ends_at <= at for one in (was, has_become)):
            over += [(was, has_become)] if was and has_become and was.is_shown else []
            continue
        name = names[uuid]
        if was and was.is_shown and (has_become is None or not has_become.is_shown):
            _tell_gone(found, name, was, has_become)
        elif has_become and has_become.is_shown and (was is None or not was.is_shown):
            _tell_there(found, name, was, has_become)
        elif was and has_become and was.is_shown:
            stayed.append((was, has_become))
            if (was.starts_at, was.ends_at) != (has_become.starts_at, has_become.ends_at):
                found.add(_moved(name, was, has_become), date=True)
    _tell_places(found, names, stayed)
    _tell_rest(found, names, stayed)
    _tell_wishes(found, stayed, over)
    way_changed = any(
        not (same_words(a.door, b.door) and same_words(a.access, b.access)) for a, b in stayed
    )
    if way_changed and all(same_words(a.place, b.place) for a, b in stayed):
        found.add("What we wrote about the way there, or about getting in, has changed.")
    concerned = _concerned(before, after, at=at)
    soonest = concerned[0] if concerned else None
    return Changes(
        sentences=tuple(found.sentences),
        dates_changed=found.dates_changed,
        by_college=found.by_college,
        way_changed=way_changed,
        is_over=all(one.ends_at <= at for one in (*before, *after)),
        soonest=soonest,
        headline=headline(soonest.was, soonest.now)
        if soonest and soonest.starts_at <= at + NEAR
        else "",
        more_dates=len(concerned) > 1,
    )


def soonest_concerned(
    before: Sequence[SessionState], after: Sequence[SessionState], *, at: dt.datetime
) -> Concerned | None:
    """Return the next session to come of which more than words has changed, if there is one."""
    return next(iter(_concerned(before, after, at=at)), None)


def _concerned(
    before: Sequence[SessionState], after: Sequence[SessionState], *, at: dt.datetime
) -> list[Concerned]:
    """Return such sessions, the next one first.

    What students have said about themselves they know.
    """
    then, now = {one.uuid: one for one in before}, {one.uuid: one for one in after}
    found = []
    for uuid in then.keys() | now.keys():
        both = then.get(uuid), now.get(uuid)
        if any(one and one.left_out == LeftOut.APOLOGY for one in both):
            continue
        was, has_become = (one if one and one.is_shown else None for one in both)
        shown = [one for one in (was, has_become) if one]
        is_same = len(shown) > 1 and len({_what_counts(one) for one in shown}) == 1
        starts = [one.starts_at for one in shown if one.starts_at > at]
        if starts and not is_same:
            found.append(Concerned(starts_at=min(starts), was=was, now=has_become))
    return sorted(found, key=lambda one: one.starts_at)


def _what_counts(one: SessionState) -> tuple[object, ...]:
    return one.starts_at, one.ends_at, one.place, one.link


def _names(before: Sequence[SessionState], after: Sequence[SessionState]) -> dict[str, str]:
    """Call each session what its student calls it: by its number among those they know."""
    known = [one for one in before if one.left_out != LeftOut.OFF]
    number = {one.uuid: place for place, one in enumerate(known, start=1)}
    names = {
        uuid: "Your session" if len(known) == 1 else f"Session {place}"
        for uuid, place in number.items()
    }
    return {one.uuid: "The session" for one in (*before, *after)} | names


def _day_and_time(one: SessionState) -> str:
    return f"{wording.day_and_month_words(one.starts_at)} at {wording.time_words(one.starts_at)}"


def _tell_gone(
    found: _Found, name: str, was: SessionState, has_become: SessionState | None
) -> None:
    when = _day_and_time(was)
    if has_become and has_become.left_out == LeftOut.APOLOGY:
        found.add(
            f"You told us that you cannot come on {when}. "
            "That date leaves your calendar. You keep your place.",
            by_college=False,
        )
    else:
        found.add(f"{name} on {when} will not take place. We are sorry.", date=True)


def _tell_there(
    found: _Found, name: str, was: SessionState | None, has_become: SessionState
) -> None:
    when = _day_and_time(has_become)
    if was is None:
        found.add(f"There is a new session on {when}.", date=True)
    elif was.left_out == LeftOut.OFF:
        found.add(f"{name} on {when} will take place after all.", date=True)
    else:
        found.add(f"You can come on {when} after all. It is in your calendar.", by_college=False)


def _moved(name: str, was: SessionState, now: SessionState) -> str:
    """Say when a session is now and when it was, and no more of either than needed."""
    day, then_day = (wording.day_and_month_words(one.starts_at) for one in (now, was))
    if was.starts_at == now.starts_at:
        ends, then_ends = wording.time_words(now.ends_at), wording.time_words(was.ends_at)
        return f"{name} on {day} now ends at {ends}, was {then_ends}."
    same_length = was.ends_at - was.starts_at == now.ends_at - now.starts_at
    time, then_time = (
        wording.time_words(one.starts_at)
        if same_length
        else wording.times_words(one.starts_at, one.ends_at)
        for one in (now, was)
    )
    joined = "at" if same_length else "from"
    then = then_time if day == then_day else f"{then_day} {joined} {then_time}"
    return f"{name} is now on {day} {joined} {time}, was {then}."


def _tell_places(
    found: _Found, names: dict[str, str], stayed: Sequence[tuple[SessionState, SessionState]]
) -> None:
    moved = [(was, now) for was, now in stayed if not same_words(was.place, now.place)]
    if not moved:
        return
    everywhere = {(was.place, now.place) for was, now in moved}
    if len(moved) == len(stayed) > 1 and len(everywhere) == 1:
        (then, place) = next(iter(everywhere))
        found.add(f"All your sessions are now {_at(place)}. They were {_at(then)}.")
        return
    for was, now in moved:
        day = wording.day_and_month_words(now.starts_at)
        found.add(f"{names[now.uuid]} on {day} is now {_at(now.place)}. It was {_at(was.place)}.")


def _at(place: str) -> str:
    return f"at {place}" if place else _ONLINE


def _tell_rest(
    found: _Found, names: dict[str, str], stayed: Sequence[tuple[SessionState, SessionState]]
) -> None:
    for was, now in stayed:
        if not same_words(was.topic, now.topic):
            day = wording.day_and_month_words(now.starts_at)
            called = (
                f"is now called “{now.topic}”"
                if now.topic
                else f"is not called “{was.topic}” any more"
            )
            found.add(f"{names[now.uuid]} on {day} {called}.")
    if not stayed:
        return
    was, now = stayed[-1]
    if not same_words(was.course, now.course):
        found.add(f"The course is now called “{now.course}”. It was called “{was.course}”.")
    if was.link != now.link:
        if now.link_later:
            found.add("The link to join online comes nearer the day.")
        elif not now.link:
            found.add("There is no link to join online any more.")
        elif was.link:
            found.add("There is a new link to join online. The old one may not work.")
        else:
            found.add("Here is the link to join online.")
    if was.tutors != now.tutors:
        who = f"{now.tutors} will" if now.tutors else "We do not know yet who will"
        found.add(f"{who} be there to meet you.")


def _tell_wishes(
    found: _Found,
    stayed: Sequence[tuple[SessionState, SessionState]],
    over: Sequence[tuple[SessionState, SessionState]],
) -> None:
    """Say that what the student wished for is so from now on; names of what is over change too."""
    kept = stayed or over
    if any(a.discreet and b.discreet and not b.is_named_the_same(a.discreet) for a, b in kept):
        found.add("Your calendar now leaves out the name of the place.", by_college=False)
    for was, now in kept[-1:]:
        if bool(was.discreet) != bool(now.discreet):
            says = "now says “Appointment”" if now.discreet else "names your course again"
            found.add(f"As you asked, your calendar {says}.", by_college=False)
        if stayed and now.guest not in {"", was.guest}:
            found.add("Your dates come to this email address from now on.", by_college=False)
