"""Tells the order of a waiting list as it was at any past moment, from its history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bookings.enums import EntryStatus
from bookings.models import EntryEvent

if TYPE_CHECKING:
    import datetime as dt

    from bookings.models import WaitingListEntry
    from courses.models import CourseRun


@dataclass(frozen=True, slots=True)
class PastRow:
    """Where one entry stood."""

    entry: WaitingListEntry
    status: EntryStatus
    places: int
    rank: int


def order_at(run: CourseRun, moment: dt.datetime) -> list[PastRow]:
    """Return who was on a run's list at a moment, in the order they then had.

    Read from the events alone: the last one of each entry up to the moment says where it stood.
    """
    events = EntryEvent.objects.filter(entry__run=run, at__lte=moment)
    last: dict[int, EntryEvent] = {}
    for event in events.select_related("entry__student").order_by("id"):
        last[event.entry_id] = event
    stood = [
        PastRow(event.entry, EntryStatus(event.to_status), event.places, event.rank)
        for event in last.values()
        if event.to_status in EntryStatus.LIVE
    ]
    return sorted(stood, key=lambda row: (row.rank, row.entry.pk))
