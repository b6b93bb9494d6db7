"""Counts the places of one run, to decide by; for other operations only, under the run's lock."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from django.db import connection

from bookings.enums import BookingStatus, EntryStatus, OfferStatus
from bookings.models import Booking, CourseInterest, Offer, WaitingListEntry

if TYPE_CHECKING:
    import datetime as dt

    from courses.models import CourseRun


@dataclass(frozen=True, slots=True)
class Standing:
    """The places of one run at this moment."""

    capacity: int
    taken: int
    """By bookings."""
    held: int
    """For people who have been offered them and have not answered."""
    waited_for: int
    """By people on the list who have been offered nothing yet."""
    has_overdue_offer: bool
    """The time of an offer is over and nobody has tidied it up yet."""
    is_awaited: bool
    """Somebody goes first when the course runs again, or wants to hear of it."""

    @property
    def free(self) -> int:
        """Return the places that nobody has and that are held for nobody."""
        return max(self.capacity - self.taken - self.held, 0)

    @property
    def free_for_newcomers(self) -> int:
        """Return the places that somebody may take who has not waited: those behind the list."""
        return max(self.free - self.waited_for, 0)

    @property
    def has_a_list(self) -> bool:
        """Say whether anybody waits, or has been offered a place."""
        return self.waited_for > 0 or self.held > 0


def count_places(run: CourseRun, *, at: dt.datetime) -> Standing:
    """Count one run's places in one query. Decide by it only while the run is locked.

    Written by hand, because it is asked under the lock of every booking, and building the
    query anew costs more than answering it.
    """
    moment = connection.ops.adapt_datetimefield_value(at)
    with connection.cursor() as cursor:
        cursor.execute(_sql(), [run.pk, run.pk, run.pk, run.pk, moment, run.course_id])
        taken, held, waited_for, overdue, interests = cursor.fetchone()
    return Standing(
        run.capacity, taken or 0, held or 0, waited_for or 0, overdue > 0, interests > 0
    )


@cache
def _sql() -> str:
    bookings, offers, entries, interests = (
        model._meta.db_table  # noqa: SLF001 -- Django's public _meta
        for model in (Booking, Offer, WaitingListEntry, CourseInterest)
    )
    active = ", ".join(f"'{status}'" for status in sorted(BookingStatus.ACTIVE))
    is_open = f"status = '{OfferStatus.OPEN}'"
    return f"""
        SELECT
        (SELECT SUM(places) FROM {bookings} WHERE run_id = %s AND status IN ({active})),
        (SELECT SUM(places) FROM {offers} WHERE run_id = %s AND {is_open}),
        (SELECT SUM(places) FROM {entries} WHERE run_id = %s AND status = '{EntryStatus.WAITING}'),
        (SELECT COUNT(*) FROM {offers} WHERE run_id = %s AND {is_open} AND answer_by <= %s),
        (SELECT COUNT(*) FROM {interests} WHERE course_id = %s AND ended_at IS NULL)
    """  # noqa: S608 -- our own tables' names and states
