"""Composes what students hear about their bookings, from templates and facts; sends nothing.

The worker calls these composers at a message's first try. Subjects name neither the
course nor the person, since they show on locked telephones.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid5
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse

from accounts import outbox
from accounts.enums import Channel
from bookings.enums import BookingStatus
from bookings.itip import invitations
from bookings.itip.facts import BookingFacts, Mailbox, SessionFacts
from bookings.itip.series import series_or_singles
from bookings.messages import links, parts
from bookings.models import Booking
from courses.enums import DeliveryMode, SessionStatus
from home.queries import frame, wording

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from accounts.models import Message
    from courses.models import CourseSession, Venue
    from home.models import CollegeSettings

logger = logging.getLogger(__name__)

BOOKED = "booking_confirmed"
CANCELLED = "booking_cancelled"
SESSION_INVITED = "session_invited"
SESSION_UNINVITED = "session_uninvited"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One booking with all that its messages and calendar entries tell."""

    booking: Booking
    sessions: tuple[CourseSession, ...]
    tutors: tuple[str, ...]
    college: CollegeSettings
    page: str
    courses_page: str

    @property
    def place(self) -> Venue | None:
        """Give the run's own venue, where people come in person."""
        return None if self.booking.run.mode == DeliveryMode.ONLINE else self.booking.run.venue

    @property
    def joining_link(self) -> str:
        """Give the link to join online; only for those with a place."""
        has_place = self.booking.status == BookingStatus.CONFIRMED
        online = self.booking.run.mode != DeliveryMode.IN_PERSON
        return self.booking.run.online_link if has_place and online else ""


def register_composers() -> None:
    """Say how each kind of message about bookings gets its words."""
    outbox.register_composer(BOOKED, compose_booked)
    outbox.register_composer(CANCELLED, compose_cancelled)
    outbox.register_composer(SESSION_INVITED, compose_session_invited)
    outbox.register_composer(SESSION_UNINVITED, compose_session_uninvited)


def sessions_with_own_event(booking: Booking) -> tuple[int, ...]:
    """List the sessions that each need a mail of their own, or none where one mail does."""
    sessions = [one for one in _sessions(booking) if one.status == SessionStatus.PLANNED]
    facts = [
        SessionFacts(uid=str(one.uuid), starts_at=one.starts_at, ends_at=one.ends_at, summary="")
        for one in sessions
    ]
    if len(facts) <= 1 or series_or_singles(facts, _college_zone()) is not None:
        return ()
    return tuple(one.pk for one in sessions)


def calendar_file(booking: Booking, *, at: dt.datetime) -> bytes:
    """Write a booking's sessions as a file to download."""
    told = _told(booking.pk)
    return invitations.write_download(_facts(told, sequence=booking.calendar_sequence, at=at))


def compose_booked(message: Message, *, at: dt.datetime) -> outbox.Parts:
    """Compose the confirmation, with the invitation where one can hold all dates."""
    told, sequence = _told(message.facts["booking_id"]), message.facts["sequence"]
    facts = _facts(told, sequence=sequence, at=at)
    separate = message.facts.get("separate", 0)
    calendar = b""
    if facts.held_sessions() and not separate and message.channel == Channel.EMAIL:
        try:
            calendar = invitations.write_request(facts)
        except ValueError:
            # The dates have changed since; what changed them sends the calendars an update.
            logger.warning("Message %s goes out without an invitation.", message.uuid)
    return _parts(BOOKED, message, told, calendar, "REQUEST", separate=separate)


def compose_cancelled(message: Message, *, at: dt.datetime) -> outbox.Parts:
    """Compose the cancellation, which takes the dates out of the calendar."""
    told, sequence = _told(message.facts["booking_id"]), message.facts["sequence"]
    separate = message.facts.get("separate", 0)
    calendar = b""
    if told.sessions and not separate and message.channel == Channel.EMAIL:
        calendar = invitations.write_cancel(
            _facts(told, sequence=sequence, at=at), run_cancelled=_is_run_cancelled(told)
        )
    return _parts(CANCELLED, message, told, calendar, "CANCEL", separate=separate)


def compose_session_invited(message: Message, *, at: dt.datetime) -> outbox.Parts:
    """Compose the invitation to one session of a run whose dates form no series."""
    told, session, facts = _one_session(message, at=at)
    calendar = invitations.write_request(facts, _session_facts(told, session))
    return _parts(SESSION_INVITED, message, told, calendar, "REQUEST", session=session)


def compose_session_uninvited(message: Message, *, at: dt.datetime) -> outbox.Parts:
    """Compose the mail that takes one such session out of the calendar."""
    told, session, facts = _one_session(message, at=at)
    calendar = invitations.write_cancel(
        facts, _session_facts(told, session), run_cancelled=_is_run_cancelled(told)
    )
    return _parts(SESSION_UNINVITED, message, told, calendar, "CANCEL", session=session)


def _one_session(message: Message, *, at: dt.datetime) -> tuple[Told, CourseSession, BookingFacts]:
    told = _told(message.facts["booking_id"])
    session = told.booking.run.sessions.select_related("venue").get(pk=message.facts["session_id"])
    return told, session, _facts(told, sequence=message.facts["sequence"], at=at)


def _told(booking_id: int) -> Told:
    booking = Booking.objects.select_related("student", "run__course", "run__venue").get(
        pk=booking_id
    )
    return Told(
        booking=booking,
        sessions=tuple(_sessions(booking)),
        tutors=tuple(booking.run.tutors.order_by("name").values_list("name", flat=True)),
        college=frame.college_settings(),
        page=settings.SITE_ADDRESS + reverse("bookings:booking_detail", args=[booking.uuid]),
        courses_page=parts.courses_page(),
    )


def _sessions(booking: Booking) -> Sequence[CourseSession]:
    """List the sessions the booking is for: those not over when it was made."""
    return list(
        booking.run.sessions.ending_after(booking.booked_at)
        .select_related("venue")
        .order_by("starts_at", "pk")
    )


def _is_run_cancelled(told: Told) -> bool:
    return told.booking.status == BookingStatus.RUN_CANCELLED


def _college_zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def _facts(told: Told, *, sequence: int, at: dt.datetime) -> BookingFacts:
    """Gather what the calendar part needs to know."""
    booking, sender = told.booking, outbox.current_sender()
    return BookingFacts(
        uid=str(booking.uuid),
        sequence=sequence,
        stamp=at,
        zone=_college_zone(),
        organiser=Mailbox(name=sender.name, address=sender.address),
        attendee=Mailbox(name=booking.student.name, address=booking.student.email),
        sessions=tuple(_session_facts(told, session) for session in told.sessions),
    )


def _session_facts(told: Told, session: CourseSession) -> SessionFacts:
    title, booking = told.booking.run.course.title, told.booking
    return SessionFacts(
        # Made of two ids that never change, so it never does either.
        uid=str(uuid5(booking.uuid, session.uuid.hex)),
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        summary=f"{title}: {session.title}" if session.title else title,
        location=_location(told, session),
        description=parts.text("parts/calendar.txt", {"told": told}),
        url=told.page,
        cancelled=session.status != SessionStatus.PLANNED,
    )


def _location(told: Told, session: CourseSession) -> str:
    venue = session.venue or told.place
    return venue.address_line if venue else "Online"


def _answer_pages(booking: Booking, held: Sequence[CourseSession]) -> dict[str, object]:
    """Return the pages behind links that need no sign-in, good until the last session is over."""
    if not held:
        return {"apology_page": "", "give_up_page": ""}
    until = held[-1].ends_at
    return {
        "apology_page": links.address(links.Purpose.APOLOGY, booking.uuid, until=until),
        "give_up_page": links.address(links.Purpose.GIVE_UP, booking.uuid, until=until),
    }


def _parts(
    kind: str,
    message: Message,
    told: Told,
    calendar: bytes,
    method: str,
    *,
    separate: int = 0,
    session: CourseSession | None = None,
) -> outbox.Parts:
    held = [one for one in told.sessions if one.status == SessionStatus.PLANNED]
    shown = session or (held[0] if held else None)
    context: dict[str, object] = {
        "told": told,
        "run": told.booking.run,
        "course": told.booking.run.course,
        "sessions": held,
        "session": session,
        "first_day": wording.date_words(shown.starts_at) if shown else "",
        "tutors": wording.list_words(told.tutors),
        "has_calendar": bool(calendar),
        "separate": separate if message.channel == Channel.EMAIL else 0,
        "run_cancelled": _is_run_cancelled(told),
        "moved": told.booking.status == BookingStatus.MOVED,
        **_answer_pages(told.booking, held),
    }
    return parts.parts(
        kind,
        message,
        told.booking.student,
        context,
        college=told.college,
        calendar=calendar,
        method=method,
    )
