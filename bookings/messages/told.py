"""One booking with all that its messages tell, and the words every such message shares."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from accounts.enums import Channel
from bookings.enums import BookingStatus
from bookings.messages import links, parts
from bookings.messages.texts import LONGEST_NAME, LONGEST_PLACE, short_place
from bookings.models import Booking
from bookings.queries.joining import joining_link_shown
from courses.enums import DeliveryMode, SessionStatus
from courses.models import CourseSession
from home.queries import frame, wording

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from accounts import outbox
    from accounts.models import Message
    from courses.models import Venue
    from home.models import CollegeSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One booking with all that its messages and calendar entries tell."""

    booking: Booking
    sessions: tuple[CourseSession, ...]
    tutors: tuple[str, ...]
    college: CollegeSettings
    page: str
    courses_page: str
    link: str = ""
    """The link to join online, where the run shows it yet."""

    @property
    def place(self) -> Venue | None:
        """Give the run's own venue, where people come in person."""
        return None if self.booking.run.mode == DeliveryMode.ONLINE else self.booking.run.venue

    @property
    def joining_link(self) -> str:
        """Give the link to join online; only for those with a place."""
        return self.link if self.booking.status == BookingStatus.CONFIRMED else ""

    @property
    def is_run_cancelled(self) -> bool:
        """Say whether the college has cancelled the run."""
        return self.booking.status == BookingStatus.RUN_CANCELLED


def told_about(booking_id: int, *, at: dt.datetime) -> Told:
    """Read a booking with everything its messages tell."""
    booking = Booking.objects.select_related("student", "run__course", "run__venue").get(
        pk=booking_id
    )
    every = list(booking.run.sessions.select_related("venue").order_by("starts_at", "pk"))
    return Told(
        booking=booking,
        # Those over when the place was booked were never part of it.
        sessions=tuple(one for one in every if one.ends_at > booking.booked_at),
        tutors=tuple(booking.run.tutors.order_by("name").values_list("name", flat=True)),
        college=frame.college_settings(),
        page=booking_page(booking),
        courses_page=parts.courses_page(),
        link=joining_link_shown(booking.run, every, at=at),
    )


def booking_page(booking: Booking) -> str:
    """Return the whole address of a booking's own page."""
    return settings.SITE_ADDRESS + reverse("bookings:booking_detail", args=[booking.uuid])


def place_parts(
    kind: str,
    message: Message,
    told: Told,
    calendar: tuple[bytes, str],
    *,
    first_at: dt.datetime | None = None,
    not_begun_at: dt.datetime | None = None,
    not_over_at: dt.datetime | None = None,
    missed: frozenset[int] = frozenset(),
    **more: object,
) -> outbox.Parts:
    """Compose one message about a place; ``first_at`` is the moment its subject names.

    It names all dates, or only those that had not begun, or are not over, at a moment. Those
    ``missed`` the student has said they cannot come to.
    """
    written, method = calendar
    every = [one for one in told.sessions if one.status == SessionStatus.PLANNED]
    held = every
    if not_begun_at is not None:
        held = [one for one in every if one.starts_at > not_begun_at]
    if not_over_at is not None:
        held = [one for one in every if one.ends_at > not_over_at] or every
    if first_at is None and held:
        first_at = next((one for one in held if one.pk not in missed), held[0]).starts_at
    separate = message.facts.get("separate", 0) if message.channel == Channel.EMAIL else 0
    context: dict[str, object] = {
        "told": told,
        "run": told.booking.run,
        "course": told.booking.run.course,
        "sessions": held,
        "has_begun": len(held) < len(every),
        "missed": missed & {one.pk for one in held},
        "first_day": wording.date_words(first_at) if first_at else "",
        "tutors": wording.list_words(told.tutors),
        "has_calendar": bool(written),
        "takes_out": method == "CANCEL",
        "separate": separate,
        "run_cancelled": told.is_run_cancelled,
        "moved": told.booking.status == BookingStatus.MOVED,
        **_answer_pages(told.booking, every),
        **_for_a_text(told, [one for one in held if one.pk not in missed] or held, more),
        **more,
    }
    return parts.parts(
        kind,
        message,
        told.booking.student,
        context,
        college=told.college,
        calendar=written,
        method=method,
    )


# The page of the dates then still says what has become of them.
_DATES_SHOWN_FOR = dt.timedelta(days=1)


def _for_a_text(
    told: Told, held: Sequence[CourseSession], more: Mapping[str, object]
) -> dict[str, object]:
    """Return what a text says of the session it is about, or of the first, and where all dates are.

    Its links need no sign-in: whoever has only a telephone gets no code by email.
    """
    about, run = more.get("session"), told.booking.run
    session = about if isinstance(about, CourseSession) else next(iter(held), None)
    venue = (session.venue if session else None) or told.place
    joins_online = run.mode != DeliveryMode.IN_PERSON
    longest = LONGEST_NAME if joins_online else LONGEST_PLACE
    return {
        "dates_page": _dates_page(told),
        "first_when": wording.when_words(session.starts_at, session.ends_at) if session else "",
        "where": short_place(venue.address_line, longest=longest) if venue else "online",
        "joins_online": joins_online,
    }


def _dates_page(told: Told) -> str:
    """Return where the dates can be read without signing in, until a day after the last one."""
    until = max((one.ends_at for one in told.sessions), default=None)
    if until is None:
        return told.page
    until += _DATES_SHOWN_FOR
    series = told.booking.student.link_series
    return links.address(links.Purpose.DATES, told.booking.uuid, until=until, series=series)


def _answer_pages(booking: Booking, held: Sequence[CourseSession]) -> dict[str, object]:
    """Return the pages behind links that need no sign-in, good until the last session is over."""
    if not held:
        return {"apology_page": "", "give_up_page": ""}
    until = held[-1].ends_at
    # Not coming to the only session leaves no place to keep.
    keeps_a_place = sum(one.ends_at > booking.booked_at for one in held) > 1
    series = booking.student.link_series
    apology_page = links.address(links.Purpose.APOLOGY, booking.uuid, until=until, series=series)
    give_up_page = links.address(links.Purpose.GIVE_UP, booking.uuid, until=until, series=series)
    return {
        "apology_page": apology_page if keeps_a_place else "",
        "give_up_page": give_up_page,
    }
