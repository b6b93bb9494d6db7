"""Reads which other dates a student with a place could move to, or wait for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from bookings.enums import EntryStatus
from bookings.models import Booking, EntryEvent, WaitingListEntry
from bookings.queries import places
from bookings.queries.journey import clashes_of
from bookings.queries.windows import booking_window
from courses.models import CourseRun
from courses.queries import dates

if TYPE_CHECKING:
    import datetime as dt
    from uuid import UUID

    from bookings.queries.journey import Clash


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherDates:
    """Other dates of the course a student has a place on."""

    run: CourseRun
    when_words: str
    has_begun: bool
    has_room: bool
    """For as many as they are, behind those who wait."""
    entry_uuid: UUID | None
    """Their turn, where they wait for these dates already."""
    clashes: tuple[Clash, ...]
    """What else they have a place on at the same times."""
    is_hidden: bool = False
    """Whether they have something there that a helper who was let in later may not be shown."""

    @property
    def uuid_words(self) -> str:
        """Return the run's mark as an address carries it."""
        return str(self.run.uuid)

    @property
    def place(self) -> str:
        """Return where they take place."""
        return self.run.venue.address_line if self.run.venue else "Online"


def other_dates_for(
    booking: Booking, *, since: dt.datetime | None = None, at: dt.datetime
) -> list[OtherDates]:
    """Return every other run of the course that can be booked, the first to start first.

    Five queries, however many there are, and one more where a helper looks, who was let in
    ``since``.
    """
    runs = list(
        CourseRun.objects.listed()
        .filter(course=booking.run.course_id)
        .exclude(pk=booking.run_id)
        .ending_after(at)
        .select_related("course", "term", "venue")
        .prefetch_related("sessions")
    )
    came_alive = EntryEvent.objects.filter(
        ~Q(from_status__in=EntryStatus.LIVE),
        entry=OuterRef("pk"),
        to_status__in=EntryStatus.LIVE,
        at__gte=since or booking.booked_at,
    )
    turns = {
        run_id: (uuid, since is None or joined_at >= since or is_anew)
        for run_id, uuid, joined_at, is_anew in WaitingListEntry.objects.live()
        .filter(student=booking.student_id, run__in=runs)
        .values_list("run_id", "uuid", "joined_at", Exists(came_alive))
    }
    hidden = {run_id for run_id, (_, is_shown) in turns.items() if not is_shown}
    if since:
        had = Booking.objects.active().filter(student=booking.student_id, run__in=runs)
        hidden |= set(had.filter(booked_at__lt=since).values_list("run_id", flat=True))
    spoken_for = places.spoken_for(runs, at=at)
    clashes = clashes_of(runs, booking.student, besides=booking, since=since, at=at)
    found = []
    for run in runs:
        sessions = list(run.sessions.all())
        if booking_window(run, sessions).refusal(at):
            continue
        held = dates.sessions_held(sessions)
        room = run.capacity - spoken_for.get(run.pk, 0)
        shown = OtherDates(
            run=run,
            when_words=dates.run_words(held),
            has_begun=held[0].starts_at <= at,
            has_room=booking.places <= room,
            entry_uuid=turns[run.pk][0] if run.pk in turns else None,
            clashes=clashes[run.pk],
            is_hidden=run.pk in hidden,
        )
        found.append((held[0].starts_at, run.pk, shown))
    return [shown for _, _, shown in sorted(found, key=lambda one: one[:2])]
