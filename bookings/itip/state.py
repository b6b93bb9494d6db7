"""What a student's calendar was told, and what it should show; reads no database.

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

if TYPE_CHECKING:
    from collections.abc import Sequence

Told = dict[str, str]
"""A session's state as it is kept: every fact a string."""


QUIET = "no names"
"""What is told to a calendar that shows neither courses nor the names of places.

Before that it was “yes”, and the names of places stood there."""

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
    TWICE = "TWICE"
    """The same person has another place on the same dates."""


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
    """Not empty where the student wants nobody to see what the session is; see `QUIET`."""
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

    def is_named_the_same(self, discreet: str) -> bool:
        """Say whether another wish to be discreet would show this session as it is."""
        return discreet == self.discreet or bool(discreet and self.discreet and not self.place)

    def shows_the_same_as(self, told: Told) -> bool:
        """Say whether nothing that shows differs from what was told.

        What was not yet written down when the calendar was told does not count as changed, and
        a calendar that gets no mail any more keeps what it has.
        """
        now = self.as_told()
        # Where a map points is no news of itself; it goes out with what is.
        del now["link_later"], now["geo"]
        if not self.guest:
            del now["guest"]
        if self.discreet:
            # None of it is shown.
            for name in ("course", "topic", "tutors"):
                del now[name]
        if self.is_named_the_same(told.get("discreet", "")):
            del now["discreet"]
        return all(same_words(now[name], value) for name, value in told.items() if name in now)

    def uid_of_its_own(self, booking: UUID) -> str:
        """Return the UID of this session's own event: made of two ids that never change."""
        return str(uuid5(booking, UUID(self.uuid).hex))


def same_words(one: str, other: str) -> bool:
    """Say whether two texts say the same, however tidily they are put."""
    return one == other or one.split() == other.split()


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


def in_order(states: Sequence[SessionState]) -> tuple[SessionState, ...]:
    """Put sessions in the order of time."""
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
    return list(in_order(list(states.values())))
