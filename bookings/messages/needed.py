"""Says whether a word about a place is still true when its turn comes, and after every try.

What is left unsaid here is said by a later message, which is in the outbox already.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.enums import Channel
from accounts.models import Message
from bookings.messages.calendar import GOODBYE, entry_of, note_refused
from bookings.models import Booking
from bookings.queries.calendars import mark_of_address
from bookings.queries.overtaken import told_otherwise, with_dates_to_come

if TYPE_CHECKING:
    import datetime as dt

    from bookings.models import CalendarEntry


def is_booked(message: Message, *, at: dt.datetime) -> bool:
    """Say whether the place is held, and no newer confirmation of it waits."""
    if _is_rung_too_late(message, at=at):
        return False
    return _is_active(message) is not False and not _has_newer(message)


def is_given_up(message: Message, *, at: dt.datetime) -> bool:
    """Say whether the place is not held any more, and no newer word of that waits.

    Where two bookings of one person became one, the place that stays is another.
    """
    del at
    if message.facts.get("joined"):
        return True
    return _is_active(message) is not True and not _has_newer(message)


def is_held(message: Message, *, at: dt.datetime) -> bool:
    """Say whether what has changed about a place still matters, and no newer word tells it.

    A newer word tells all that older words were to tell, as long as both are for the same entry
    of a calendar. What has no words yet is going to tell what is so now.
    """
    if _is_active(message) is False or _is_rung_too_late(message, at=at):
        return False
    if message.composed_at is None:
        return True
    newer = Message.objects.filter(
        kind=message.kind,
        student=message.student_id,
        pk__gt=message.pk,
        facts__booking_id=message.facts.get("booking_id"),
    )
    if entry_id := message.facts.get("entry_id"):
        newer = newer.filter(facts__entry_id=entry_id)
    return not newer.exists()


def is_out_of_date(message: Message, *, at: dt.datetime) -> bool:
    """Say whether the words of a message about a place tell what is not so any more."""
    waiting = {message.pk: (message.kind, message.facts, message.composed_at)}
    return bool(told_otherwise(waiting, at=at))


def is_in_calendar(message: Message, *, at: dt.datetime) -> bool:
    """Say whether a date is to be put in, or taken out, as this mail says, and no later one.

    It is for a calendar alone: a call or a letter instead would tell people nothing.
    """
    del at
    student = message.student
    entry = entry_of(message)
    if message.facts.get("cause") == GOODBYE:
        return (
            message.channel == Channel.EMAIL and entry is not None and not _is_back(message, entry)
        )
    if message.channel != Channel.EMAIL or student is None or not student.email_works:
        if entry is not None:
            note_refused(message, entry.booking, entry)
        return False
    if message.to_address.lower() != student.email.lower():
        return False
    if entry is None:
        return True
    newer = Message.objects.filter(
        student=message.student_id, pk__gt=message.pk, facts__entry_id=entry.pk
    )
    # The method is one of RFC 5546.
    is_to_show = message.facts.get("method") == "REQUEST"
    return entry.is_shown == is_to_show and not newer.exists()


def _is_back(message: Message, entry: CalendarEntry) -> bool:
    """Say whether an address that was taken away has been invited anew."""
    return entry.invited == mark_of_address(entry.booking, message.to_address)


def _is_active(message: Message) -> bool | None:
    """Say whether the place is held; None where there is none any more, or never was."""
    booking = Booking.objects.filter(pk=message.facts.get("booking_id")).first()
    return booking.is_active if booking else None


def _is_rung_too_late(message: Message, *, at: dt.datetime) -> bool:
    """Say whether the office would ring or write about dates that are all over."""
    booking_id = message.facts.get("booking_id")
    if message.channel in Channel.TRAVEL_ALONE or booking_id is None:
        return False
    return not with_dates_to_come({booking_id}, at)


def _has_newer(message: Message) -> bool:
    """Say whether the same was said anew, as after giving up a place and booking it again."""
    start = f"{message.kind}:{message.facts.get('booking_id')}:"
    newer = Message.objects.filter(pk__gt=message.pk, dedupe_key__startswith=start)
    return newer.exists()
