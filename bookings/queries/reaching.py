"""Says how a student hears of something in time, and who cannot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts.enums import Channel
from accounts.post import LETTER_TAKES

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import Student


@dataclass(frozen=True, slots=True)
class Way:
    """How a student is told something that has to be known by a moment."""

    channel: Channel
    is_in_time: bool = True
    """It comes before that; a letter may not, and there may be no number to ring instead."""


def way_to(student: Student, *, told_by: dt.datetime | None, at: dt.datetime) -> Way:
    """Say how a student hears today of what has to be known by a moment, if by any.

    Who likes letters is rung where the post takes too long. Without a number the letter is
    written all the same, and comes too late.
    """
    channel = student.channel
    if channel != Channel.LETTER or told_by is None or told_by >= at + LETTER_TAKES:
        return Way(channel)
    if student.phone.strip():
        return Way(Channel.PHONE)
    return Way(channel, is_in_time=False)


def is_rung_instead(student: Student, *, told_by: dt.datetime | None, at: dt.datetime) -> bool:
    """Say whether somebody who likes letters is rung today, as a letter would come too late."""
    return way_to(student, told_by=told_by, at=at).channel != student.channel
