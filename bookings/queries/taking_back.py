"""Reads whether a place that was given up can be taken back, before anybody presses the button."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from accounts.models import StudentAccess
from bookings.enums import Agreed, BookingStatus, EntryStatus
from bookings.models import WaitingListEntry
from bookings.queries import by_hand, rules
from bookings.queries.run_desk import numbers_of
from bookings.queries.windows import booking_window, is_given_up_lately
from courses.models import CourseRun

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from bookings.models import Booking
    from bookings.queries.rules import Shares


def gave_up_themselves(booking: Booking, *, at: dt.datetime) -> bool:
    """Say whether the student, or who helps them, gave a place up within the day.

    Where the office did it, a link in an old message undoes nothing: two queries at the most.
    """
    return is_given_up_lately(booking, at=at) and _is_their_own_doing(booking)


def _is_their_own_doing(booking: Booking) -> bool:
    if booking.status != BookingStatus.CANCELLED:
        return False
    last = booking.events.filter(to_status=BookingStatus.CANCELLED).order_by("-id").first()
    if last is None or last.agreed != Agreed.SELF:
        return False
    theirs = StudentAccess.objects.filter(student=booking.student_id, user=last.by_id)
    return last.by_id is None or theirs.exists()


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenUp:
    """What a page says of a place that was given up."""

    themselves: bool
    """The student did it, or who helps them; else the office."""
    has_gone_on: bool
    """Others have its places by now, or have been offered them, on the day it was given up."""
    can_ask: bool
    """The dates can still be booked, or waited for."""


def given_up(booking: Booking, *, at: dt.datetime) -> GivenUp | None:
    """Return what became of a place that was given up: six queries at the most."""
    if booking.status != BookingStatus.CANCELLED:
        return None
    is_fresh = is_given_up_lately(booking, at=at)
    return GivenUp(
        themselves=_is_their_own_doing(booking),
        has_gone_on=is_fresh and numbers_of(booking.run).free < booking.places,
        can_ask=booking_window(booking.run, booking.run.sessions.all()).refusal(at) is None,
    )


def can_have_again(bookings: Sequence[Booking], *, at: dt.datetime) -> set[int]:
    """Return which of some places that were given up their students could have again now.

    One query for all, and those of the soft rules where the college uses them. Whether the
    time is right has been looked at before.
    """
    if not bookings:
        return set()
    waiting = WaitingListEntry.objects.filter(run=OuterRef("pk"), status=EntryStatus.WAITING)
    counted = waiting.order_by().values("run").annotate(total=Sum("places")).values("total")
    rows = rules.with_college_rules(
        CourseRun.objects.filter(pk__in={booking.run_id for booking in bookings}).annotate(
            spoken_for=by_hand.spoken_for(), waited_for=Coalesce(Subquery(counted), Value(0))
        )
    )
    runs = {run.pk: run for run in rows}
    found = set()
    for booking in bookings:
        run, student = runs[booking.run_id], booking.student
        facts = rules.facts_about(run, student, kind=student.kind, places=booking.places, at=at)
        if not rules.refusals(facts) and booking.places <= _room(
            booking, facts.shares, run.capacity - run.spoken_for, run.waited_for, at=at
        ):
            found.add(booking.pk)
    return found


def _room(
    booking: Booking, shares: Shares | None, behind_all: int, waited_for: int, *, at: dt.datetime
) -> int:
    """Return the places this student could have: those behind the list only after a day."""
    if is_given_up_lately(booking, at=at):
        return behind_all + waited_for
    if shares is None:
        return behind_all
    return shares.room_for_newcomer(booking.student.kind, places=booking.places)
