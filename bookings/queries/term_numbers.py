"""How a term stands, in numbers, for whoever answers for the college. Nobody is named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q, Sum

from bookings.models import Booking, Certificate, WaitingListEntry
from courses.enums import RunStatus
from courses.models import CourseRun, Term
from courses.queries.editing import courses_overdue

if TYPE_CHECKING:
    import datetime as dt


@dataclass(frozen=True, slots=True, kw_only=True)
class TermNumbers:
    """One term's runs and places, and how many courses are to be looked through again."""

    term: Term | None
    runs: int
    cancelled: int
    places: int
    """Places on runs that people book, drop-ins aside."""
    taken: int
    waiting: int
    certificates: int
    courses_overdue: int


def term_numbers(*, on: dt.date) -> TermNumbers:
    """Count what the term of a day, or else the next one, has come to."""
    term = Term.objects.filter(ends_on__gte=on).order_by("starts_on", "pk").first()
    gone = Q(status=RunStatus.CANCELLED)
    booked = {"run__term": term, "run__is_drop_in": False}
    runs = CourseRun.objects.filter(term=term).aggregate(
        held=Count("pk", filter=~gone),
        cancelled=Count("pk", filter=gone),
        places=Sum("capacity", filter=~gone & Q(is_drop_in=False)),
    )
    taken = Booking.objects.active().filter(**booked).aggregate(places=Sum("places"))
    return TermNumbers(
        term=term,
        runs=runs["held"],
        cancelled=runs["cancelled"],
        places=runs["places"] or 0,
        taken=taken["places"] or 0,
        waiting=WaitingListEntry.objects.live().filter(run__term=term).count(),
        certificates=Certificate.objects.filter(booking__run__term=term, ended_at=None).count(),
        courses_overdue=courses_overdue(on=on).count(),
    )
