"""Counts the places of one run, to decide by; for other operations only, under the run's lock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, Min, OuterRef, Subquery, Sum

from bookings.enums import EntryStatus
from bookings.models import Booking, CourseInterest, Offer, WaitingListEntry
from courses.models import CourseRun

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import QuerySet


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
    first_answer_by: dt.datetime | None
    """When the next open offer runs out (UTC)."""
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

    def has_overdue_offer(self, at: dt.datetime) -> bool:
        """Say whether an offer's time is over and nobody has tidied it up yet."""
        return self.first_answer_by is not None and self.first_answer_by <= at


def count_places(run: CourseRun) -> Standing:
    """Count one run's places in one query. Decide by it only while the run is locked."""
    bookings = Booking.objects.active()
    offers = Offer.objects.open()
    waiting = WaitingListEntry.objects.filter(status=EntryStatus.WAITING)
    interests = CourseInterest.objects.filter(course=OuterRef("course"), ended_at=None)
    taken, held, waited_for, first_answer_by, is_awaited = (
        CourseRun.objects.filter(pk=run.pk)
        .order_by()
        .values_list(
            _total(bookings, Sum("places")),
            _total(offers, Sum("places")),
            _total(waiting, Sum("places")),
            _total(offers, Min("answer_by")),
            Exists(interests),
        )
        .get()
    )
    return Standing(
        run.capacity, taken or 0, held or 0, waited_for or 0, first_answer_by, is_awaited
    )


def _total(
    rows: QuerySet[Booking] | QuerySet[Offer] | QuerySet[WaitingListEntry], what: Sum | Min
) -> Subquery:
    of_this_run = rows.filter(run=OuterRef("pk")).order_by().values("run")
    return Subquery(of_this_run.annotate(total=what).values("total"))
