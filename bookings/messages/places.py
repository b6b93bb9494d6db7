"""Composes what students hear about their bookings, from templates and facts; sends nothing.

The worker calls these composers at a message's first try. Subjects name neither the
course nor the person, since they show on locked telephones.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from accounts import outbox
from accounts.enums import MessageStatus
from accounts.models import Message
from bookings.enums import AttendanceMark
from bookings.itip.state import from_told
from bookings.messages import needed
from bookings.messages.calendar import GOODBYE, calendar_part, entry_of
from bookings.messages.changes import Changes, changes
from bookings.messages.told import place_parts, told_about
from bookings.models import Attendance, Booking, CalendarUpdate, SessionApology
from bookings.queries.agreements import due_among

if TYPE_CHECKING:
    import datetime as dt

    from bookings.messages.told import Told

BOOKED = "booking_confirmed"
CANCELLED = "booking_cancelled"
UPDATED = "calendar_updated"
SESSION_INVITED = "session_invited"
SESSION_UNINVITED = "session_uninvited"
# For a calendar alone: its student hears from us in another way, or has heard it long ago.
ASIDE = "aside"


def register_composers() -> None:
    """Say how each kind of message about bookings gets its words."""
    for kind, composer, is_needed in (
        (BOOKED, compose_booked, needed.is_booked),
        (CANCELLED, compose_cancelled, needed.is_given_up),
        (UPDATED, compose_updated, needed.is_held),
    ):
        outbox.register_composer(
            kind, composer, is_needed=is_needed, is_out_of_date=needed.is_out_of_date
        )
    for kind in (SESSION_INVITED, SESSION_UNINVITED):
        outbox.register_composer(kind, compose_session, is_needed=needed.is_in_calendar)


def compose_booked(message: Message, *, at: dt.datetime) -> outbox.Parts:
    """Compose the confirmation, with the invitation where one can hold all dates.

    It begins with the next date. A date they had said they cannot come to is marked, as it stays
    out of their calendar until they say otherwise, also when a place was given up in between.
    """
    shown_from = max(at, message.created_at)
    return _compose(
        BOOKED,
        message,
        at=at,
        not_over_at=shown_from,
        missed=_missed(message),
        agreement_page=_agreement_page(message),
    )


def compose_cancelled(message: Message, *, at: dt.datetime) -> outbox.Parts:
    """Compose the cancellation, which takes the dates to come out of the calendar.

    Where two records of one person were joined, it says that their other booking stays; where
    the college cancelled the dates, whether they go first next time.
    """
    joined, goes_first = (bool(message.facts.get(name)) for name in ("joined", "goes_first"))
    booking = Booking.objects.get(pk=message.facts["booking_id"])
    marks = Attendance.objects.recorded().filter(booking=booking, mark__in=AttendanceMark.CAME)
    return _compose(
        CANCELLED,
        message,
        at=at,
        not_begun_at=booking.cancelled_at or message.created_at,
        joined=joined,
        goes_first=goes_first,
        has_come=not joined and marks.exists(),
    )


def compose_updated(message: Message, *, at: dt.datetime) -> outbox.Parts:
    """Compose what has changed about the dates, with the update for the calendar."""
    update = CalendarUpdate.objects.filter(pk=message.facts["update_id"]).first()
    what = Changes(sentences=(), dates_changed=True)
    if update:
        what = _changes_since(_first_untold(update, message))
    return _compose(UPDATED, message, at=at, what=what, missed=_missed(message))


def _agreement_page(message: Message) -> str:
    """Return where to read the student agreement, where the student's yes to it is missing.

    Not every way to a place asks for it: an offer is one button, and some are booked straight in.
    """
    is_due = message.student is not None and due_among([message.student])
    return settings.SITE_ADDRESS + reverse("bookings:student_agreement") if is_due else ""


def _missed(message: Message) -> frozenset[int]:
    """Return the sessions that the student has said they cannot come to."""
    excused = SessionApology.objects.standing().filter(booking=message.facts["booking_id"])
    return frozenset(excused.values_list("session_id", flat=True))


def changes_of(update: CalendarUpdate) -> Changes:
    """Say what an update changed, as it was when it was made."""
    before = [from_told(one) for one in update.before]
    after = [from_told(one) for one in update.after]
    return changes(before, after, at=update.made_at)


def _first_untold(update: CalendarUpdate, message: Message) -> CalendarUpdate:
    """Return the oldest update that the student has not heard of, or this one.

    The words about it were overtaken by these, so these tell what it changed as well.
    """
    told = Message.objects.filter(
        kind=UPDATED,
        student=message.student_id,
        pk__lt=message.pk,
        facts__booking_id=update.booking_id,
    )
    first = update.pk
    for status, batch, facts in told.order_by("-pk").values_list("status", "batch", "facts"):
        if status in MessageStatus.HEARD or batch:
            break
        first = facts["update_id"]
    return CalendarUpdate.objects.filter(pk=first).first() or update


def _changes_since(update: CalendarUpdate) -> Changes:
    """Say what is different from before an update, by what was told last.

    So a message that is put together late, or once more, tells nobody what is not so any more.
    """
    last = CalendarUpdate.objects.filter(booking=update.booking_id).order_by("pk").last() or update
    before = [from_told(one) for one in update.before]
    after = [from_told(one) for one in last.after]
    return changes(before, after, at=last.made_at)


def compose_session(message: Message, *, at: dt.datetime) -> outbox.Parts:
    """Compose the mail that puts one session of scattered dates in, or takes it out."""
    told = told_about(message.facts["booking_id"], at=at)
    entry = entry_of(message)
    states = [from_told(one) for one in entry.told] if entry else []
    if message.facts.get("cause") == GOODBYE:
        # What has begun stays.
        states = [state for state in states if state.starts_at > message.created_at]
    session = states[0] if states else None
    return place_parts(
        message.kind,
        message,
        told,
        calendar_part(message, told.booking, entry, at=at),
        first_at=session.starts_at if session else None,
        session=session,
        is_over=session is not None and entry is not None and session.ends_at <= entry.told_at,
        whole=len(states) > 1,
        dates=[one for one in states if one.is_shown],
        cause=str(message.facts.get("cause", "")),
        by_college=bool(message.facts.get("by_college")),
    )


def _compose(
    kind: str,
    message: Message,
    *,
    at: dt.datetime,
    what: Changes | None = None,
    not_begun_at: dt.datetime | None = None,
    not_over_at: dt.datetime | None = None,
    missed: frozenset[int] = frozenset(),
    **more: object,
) -> outbox.Parts:
    told = told_about(message.facts["booking_id"], at=at)
    calendar = calendar_part(message, told.booking, entry_of(message), at=at)
    composed = place_parts(
        kind,
        message,
        told,
        calendar,
        first_at=None,
        not_begun_at=not_begun_at,
        not_over_at=not_over_at,
        missed=missed,
        what=what,
        **more,
    )
    return replace(composed, deadline_at=_deadline(told, what, at=at))


def _deadline(told: Told, what: Changes | None, *, at: dt.datetime) -> dt.datetime | None:
    """Say until when a call helps: somebody could come to what is off or elsewhere."""
    if what is not None:
        return what.soonest.starts_at if what.by_college and what.soonest else None
    to_come = (one.starts_at for one in told.sessions if one.starts_at > at)
    return next(to_come, None) if told.is_run_cancelled else None
