"""How full runs are, in words, for showing a whole page of them at once.

Deciding whether one more person fits is not done here: that is counted under the run's lock
(`bookings.operations`). The public never sees a number, and no word presses anybody.

“Nearly full” means that two places or fewer are left, in a run of which at least half is
taken. A share would say different things in different rooms: a fifth of a group of twenty
is still four places. Two is where a friend who comes along may not fit any more. The second
half of the rule keeps an empty run for two people from looking crowded.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Sum
from django.utils import timezone

from bookings.enums import AvailabilityKind, BookingStatus, Refusal
from bookings.models import Booking
from bookings.queries.windows import booking_window
from courses.enums import RunStatus
from courses.models import CourseRun, CourseSession
from home.queries import wording

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

FEW_PLACES = 2

_KIND_OF_REFUSAL = {
    Refusal.RUN_CANCELLED: AvailabilityKind.CANCELLED,
    Refusal.DROP_IN: AvailabilityKind.DROP_IN,
    Refusal.NOT_OPEN_YET: AvailabilityKind.NOT_YET,
    Refusal.CLOSED: AvailabilityKind.CLOSED,
    Refusal.PAUSED: AvailabilityKind.PAUSED,
}


@dataclass(frozen=True, slots=True)
class Availability:
    """What people are told about the places of one run."""

    kind: AvailabilityKind
    words: str

    @property
    def can_book(self) -> bool:
        """Say whether a “Book these dates” link belongs beside it."""
        return self.kind in {AvailabilityKind.AVAILABLE, AvailabilityKind.NEARLY_FULL}

    @property
    def style(self) -> str:
        """Return the name of the look that goes with the words."""
        return self.kind.value.lower().replace("_", "-")


def places_taken(runs: Iterable[CourseRun]) -> dict[int, int]:
    """Return how many places of each of these runs are taken, in one query."""
    mine = Booking.objects.active().filter(run__in=[run.pk for run in runs])
    return dict(mine.order_by().values_list("run_id").annotate(taken=Sum("places")))


def places_taken_on_show(at: dt.datetime) -> dict[int, int]:
    """Return how many places are taken of every open run the prospectus shows, in one query.

    Written by hand, because every page of the public site asks this before it is served from
    what was kept, and building the query anew costs more than answering it.
    """
    moment = connection.ops.adapt_datetimefield_value(at)
    with connection.cursor() as cursor:
        cursor.execute(_sql_on_show(), [moment])
        return dict(cursor.fetchall())


@cache
def _sql_on_show() -> str:
    bookings, runs, sessions = (
        model._meta.db_table  # noqa: SLF001 -- Django's public _meta
        for model in (Booking, CourseRun, CourseSession)
    )
    active = ", ".join(f"'{status}'" for status in sorted(BookingStatus.ACTIVE))
    return f"""
        SELECT b.run_id, SUM(b.places) FROM {bookings} b JOIN {runs} r ON r.id = b.run_id
        WHERE b.status IN ({active}) AND r.status = '{RunStatus.OPEN}' AND r.is_listed
        AND EXISTS (SELECT 1 FROM {sessions} s WHERE s.run_id = r.id AND s.ends_at > %s)
        GROUP BY b.run_id ORDER BY b.run_id
    """  # noqa: S608 -- our own tables' names and states


def availability(
    run: CourseRun, sessions: Iterable[CourseSession], *, taken: int, at: dt.datetime
) -> Availability:
    """Return what people are told about one run; its term and sessions are loaded."""
    window = booking_window(run, sessions)
    refusal = window.refusal(at)
    if refusal is not None:
        kind = _KIND_OF_REFUSAL[refusal]
        if kind is AvailabilityKind.NOT_YET and window.opens_at > at:
            return Availability(kind, _opening_words(window.opens_at, at))
        return Availability(kind, str(kind.label))
    left = run.capacity - taken
    if left <= 0:
        kind = AvailabilityKind.FULL
    elif left <= FEW_PLACES and taken >= left:
        kind = AvailabilityKind.NEARLY_FULL
    else:
        kind = AvailabilityKind.AVAILABLE
    return Availability(kind, str(kind.label))


def _opening_words(opens_at: dt.datetime, at: dt.datetime) -> str:
    if wording.local_date(opens_at) == timezone.localtime(at).date():
        return f"Booking opens today at {wording.time_words(opens_at)}"
    return f"Booking opens on {wording.date_words(opens_at)}"


def availability_of(
    runs: Mapping[CourseRun, Iterable[CourseSession]], *, at: dt.datetime
) -> dict[int, Availability]:
    """Return what people are told about each of these runs, by its key, in one query."""
    taken = places_taken(runs)
    return {
        run.pk: availability(run, sessions, taken=taken.get(run.pk, 0), at=at)
        for run, sessions in runs.items()
    }
