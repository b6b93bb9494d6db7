"""Reads what a booking's calendar should show now, and what it was told."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db.models import BigIntegerField

from accounts.discretion import in_calendar
from accounts.enums import Channel
from accounts.kept_queries import Given, KeptQuery
from bookings.enums import BookingStatus
from bookings.itip.state import QUIET, Ending, Known, LeftOut, SessionState
from bookings.models import CalendarEntry, SessionApology
from bookings.queries.joining import has_joining_link, joining_link_shown
from courses.enums import DeliveryMode, SessionStatus
from courses.models import CourseRun, CourseSession, Tutor
from home.queries import wording

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet

    from bookings.models import Booking
    from courses.models import Venue

NOTHING: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFacts:
    """One run as every calendar of its students shows it."""

    run: CourseRun
    sessions: tuple[CourseSession, ...]
    tutors: str
    link: str
    """The link to join online, where it is shown yet."""

    def newest_change(self) -> dt.datetime:
        """Return when something that calendars show last changed."""
        dated: list[CourseRun | CourseSession | Venue] = [self.run, *self.sessions]
        dated += [one for one in (self.run.venue, *(s.venue for s in self.sessions)) if one]
        newest: dt.datetime = max(self.run.course.changed_at, *(one.changed_at for one in dated))
        return newest


_IN_RUN = Given("run", BigIntegerField())
_SESSIONS = KeptQuery(
    lambda: (
        CourseSession.objects.filter(run_id=_IN_RUN)
        .select_related("venue")
        .order_by("starts_at", "pk")
    )
)
_TUTORS = KeptQuery(lambda: Tutor.objects.filter(runs=_IN_RUN).order_by("name"))


def run_facts(run_id: int, *, at: dt.datetime) -> RunFacts:
    """Read a run with its course, places, sessions and tutors: in three queries."""
    return facts_of(CourseRun.objects.select_related("course", "venue").get(pk=run_id), at=at)


def facts_of(run: CourseRun, *, at: dt.datetime) -> RunFacts:
    """Read what belongs to a run that has been read with its course and venue: in two queries."""
    sessions = tuple(_SESSIONS.ask(run=run.pk))
    tutors = _TUTORS.ask(run=run.pk)
    return RunFacts(
        run=run,
        sessions=sessions,
        tutors=wording.list_words([tutor.name for tutor in tutors]),
        link=joining_link_shown(run, sessions, at=at),
    )


def wanted(
    facts: RunFacts,
    booking: Booking,
    apologised: AbstractSet[int],
    entries: Sequence[CalendarEntry],
) -> tuple[SessionState, ...] | Ending:
    """Say what one booking's calendar should show: every session, or why nothing.

    Sessions that were over before the booking are no part of it.
    """
    if not booking.is_active:
        by_college = booking.status == BookingStatus.RUN_CANCELLED
        return Ending.COLLEGE if by_college else Ending.STUDENT
    return every_session(facts, booking, apologised, entries)


def every_session(
    facts: RunFacts,
    booking: Booking,
    apologised: AbstractSet[int] = NOTHING,
    entries: Sequence[CalendarEntry] = (),
) -> tuple[SessionState, ...]:
    """Return the sessions that a place on the run means, whether it is still held or not."""
    guest = guest_of(booking, entries)
    return tuple(
        replace(_state(facts, booking, session, apologised), guest=guest)
        for session in facts.sessions
        if session.ends_at > booking.booked_at
    )


def _state(
    facts: RunFacts, booking: Booking, session: CourseSession, apologised: AbstractSet[int]
) -> SessionState:
    venue = session.venue or (None if facts.run.mode == DeliveryMode.ONLINE else facts.run.venue)
    left_out = LeftOut.APOLOGY if session.pk in apologised else LeftOut.NO
    return SessionState(
        uuid=session.uuid.hex,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        course=facts.run.course.title,
        topic=session.title,
        place=venue.address_line if venue else "",
        geo=f"{venue.latitude};{venue.longitude}" if venue and venue.latitude is not None else "",
        door=venue.finding_the_door if venue else "",
        access=venue.access_notes if venue else "",
        link=facts.link,
        link_later="yes" if has_joining_link(facts.run) and not facts.link else "",
        tutors=facts.tutors,
        discreet=QUIET if in_calendar(booking.student).is_discreet else "",
        left_out=LeftOut.OFF if session.status != SessionStatus.PLANNED else left_out,
    )


def guest_of(booking: Booking, entries: Sequence[CalendarEntry]) -> str:
    """Mark the address whose calendar hears of this booking; empty where no mail goes to one.

    Who hears from us by email is invited. Who has chosen another way since keeps a calendar that
    is right, as long as we may write to the address that was invited.
    """
    reached = address_reached(booking)
    if booking.student.channel == Channel.EMAIL:
        return reached
    return reached if any(one.is_shown and one.invited == reached for one in entries) else ""


def address_reached(booking: Booking) -> str:
    """Mark the student's address, if mail reaches it; differs for each booking.

    The address cannot be read back from it.
    """
    student = booking.student
    return mark_of_address(booking, student.email) if student.email_works else ""


def mark_of_address(booking: Booking, address: str) -> str:
    """Mark any address, as it is marked once it was invited."""
    named = f"{booking.uuid.hex}:{address.lower()}"
    return hashlib.sha256(named.encode()).hexdigest()[:16]


def apologies_of(bookings: Iterable[int]) -> dict[int, set[int]]:
    """Return the sessions to which each of these bookings' students cannot come: one query."""
    found: dict[int, set[int]] = defaultdict(set)
    standing = SessionApology.objects.standing().filter(booking__in=list(bookings))
    for booking_id, session_id in standing.values_list("booking_id", "session_id"):
        found[booking_id].add(session_id)
    return found


def entries_of(bookings: Iterable[int]) -> dict[int, list[CalendarEntry]]:
    """Return what each of these bookings' calendars was told: one query."""
    found: dict[int, list[CalendarEntry]] = defaultdict(list)
    for entry in CalendarEntry.objects.filter(booking__in=list(bookings)).order_by("pk"):
        found[entry.booking_id].append(entry)
    return found


def known(booking: Booking, entries: Sequence[CalendarEntry]) -> list[Known]:
    """Return a booking's entries as the comparison takes them."""
    reached = address_reached(booking)
    return [
        Known(
            uid=entry.uid,
            is_shown=entry.is_shown,
            sessions=tuple(entry.told),
            is_left_behind=entry.is_behind and entry.invited == reached != "",
        )
        for entry in entries
    ]


def geo_of(geo: str) -> tuple[float, float] | None:
    """Read coordinates that were written down."""
    if not geo:
        return None
    latitude, longitude = geo.split(";")
    return float(latitude), float(longitude)
