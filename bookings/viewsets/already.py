"""Says that a step is done already, to whoever presses its button twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bookings.enums import BookingStatus, EntryStatus

if TYPE_CHECKING:
    from bookings.models import Booking, WaitingListEntry
    from courses.models import CourseRun

_NOTHING = "Nothing was changed now."
_OF_PLACES = {
    BookingStatus.CONFIRMED: "{} has this place already.",
    BookingStatus.CANCELLED: "The place of {} is given up already.",
    BookingStatus.MOVED: "{} has moved to other dates already.",
    BookingStatus.RUN_CANCELLED: "These dates are cancelled already, and {} has no place on them.",
}
_OF_TURNS = {
    EntryStatus.WAITING: "No place is held for {} at this moment.",
    EntryStatus.BOOKED: "{} has been given a place already.",
    EntryStatus.PASSED: "{} has said “not this time” already.",
    EntryStatus.LEFT: "{} is off the list already.",
}


class DoneAlreadyError(Exception):
    """There is nothing left to do. Carries the sentence to show."""

    def __init__(self, words: str, *, run: CourseRun | None = None) -> None:
        """Keep the run whose places are shown next, if it is about one."""
        super().__init__(words)
        self.run = run


def place_is_so(booking: Booking) -> DoneAlreadyError:
    """Say how a place stands."""
    words = _OF_PLACES[BookingStatus(booking.status)].format(booking.student)
    return DoneAlreadyError(f"{words} {_NOTHING}", run=booking.run)


def turn_is_so(entry: WaitingListEntry) -> DoneAlreadyError:
    """Say how a turn on a waiting list stands."""
    words = _OF_TURNS.get(EntryStatus(entry.status), "{} does not wait for these dates any more.")
    return DoneAlreadyError(f"{words.format(entry.student)} {_NOTHING}", run=entry.run)
