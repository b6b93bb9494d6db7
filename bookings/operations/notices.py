"""Writes down what to tell a student about a place; for other operations only.

Each call runs in the transaction of its cause and adds rows to the outbox, nothing more:
the run is locked meanwhile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from accounts import outbox
from accounts.enums import Channel, MessageStatus, Pace
from bookings.enums import BookingStatus, EntryStatus
from bookings.messages import places as place_messages
from bookings.messages import waiting as waiting_messages
from bookings.messages.calendar import CANCEL, GOODBYE, KEPT, REQUEST
from bookings.messages.changes import NEAR, soonest_concerned
from bookings.models import CalendarUpdate
from bookings.operations import calendar_entries
from bookings.queries import calendars
from bookings.queries.answered_for import is_somebody_else
from bookings.queries.overtaken import ANSWERED_FOR, PLACE_FREE, WAITING_DATES
from bookings.queries.reaching import is_rung_instead

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from accounts.models import Student, User
    from bookings.models import Booking, CalendarEntry, CourseInterest, Offer, WaitingListEntry
    from bookings.operations.calendar_entries import Announcement, Written


def tell_student_booked(*, booking: Booking, is_news: bool = False, at: dt.datetime) -> None:
    """Queue the confirmation with its invitation, or an invitation for each session.

    One mail where the dates form a series; otherwise the confirmation and, for each
    session, a mail of its own, since calendars take one event from one mail. Asking twice
    for the same state of the booking queues nothing more. The booking's run is the one that the
    caller has locked, as it is now. ``is_news`` where the student did not do it just now: whom
    a letter would reach too late is rung.
    """
    _refuse_outside_transaction()
    facts = calendars.facts_of(booking.run, at=at)
    written = calendar_entries.write_down(booking, facts, rises=False, at=at)
    _queue(
        booking,
        place_messages.BOOKED,
        written.announcements,
        at=at,
        by_phone=is_news and _is_rung(booking.student, written, at=at),
    )


def tell_student_cancelled(*, booking: Booking, goes_first: bool = False, at: dt.datetime) -> None:
    """Queue the cancellation, which takes out of the calendar what was put in.

    The same for a place given up and for a run the college has cancelled; the words and
    the calendar part tell them apart by the booking's status. ``goes_first`` where the student
    does when the course runs again.
    """
    _refuse_outside_transaction()
    facts = calendars.run_facts(booking.run_id, at=at)
    written = calendar_entries.write_down(booking, facts, rises=False, at=at)
    by_college = booking.status == BookingStatus.RUN_CANCELLED
    _queue(
        booking,
        place_messages.CANCELLED,
        written.announcements,
        at=at,
        pace=_pace(written, by_college=by_college, at=at),
        by_phone=by_college and _is_rung(booking.student, written, at=at),
        **({"goes_first": 1} if goes_first else {}),
    )


def tell_student_joined(*, booking: Booking, at: dt.datetime) -> None:
    """Queue the word that one of a person's two bookings for the same dates ends.

    Only whose calendar shows the dates twice needs to hear it; their place stays.
    """
    _refuse_outside_transaction()
    facts = calendars.run_facts(booking.run_id, at=at)
    written = calendar_entries.write_down(booking, facts, rises=False, is_twice=True, at=at)
    if booking.student.channel != Channel.EMAIL:
        _queue_for_calendar(booking, written.announcements, at=at)
    elif written.announcements:
        _queue(booking, place_messages.CANCELLED, written.announcements, at=at, joined=1)


def tell_calendar_goodbye(
    *, booking: Booking, announcements: Sequence[Announcement], at: dt.datetime
) -> None:
    """Queue the last mails to the address that a student is about to take away."""
    _refuse_outside_transaction()
    _queue_for_calendar(booking, announcements, at=at, cause=GOODBYE)


def tell_calendar_again(
    *, booking: Booking, entries: Sequence[CalendarEntry], at: dt.datetime
) -> None:
    """Queue what a calendar shows once more, for one that has thrown it out."""
    _refuse_outside_transaction()
    announcements = [
        calendar_entries.Announcement(
            entry_id=entry.pk,
            uid=entry.uid,
            shows=True,
            by_college=False,
            by_mail=True,
            is_late=False,
        )
        for entry in entries
    ]
    _queue_for_calendar(booking, announcements, at=at, cause=KEPT)


def tell_student_changed(*, booking: Booking, written: Written, at: dt.datetime) -> None:
    """Queue what has changed about a student's dates, with the update for the calendar.

    Students who are not told by email hear only of what others have changed. The calendar of
    the address they had from us still hears everything.
    """
    _refuse_outside_transaction()
    by_email = booking.student.channel == Channel.EMAIL
    if all(one.is_late for one in written.announcements) or not (booking.is_active or by_email):
        _queue_for_calendar(booking, written.announcements, at=at)
        return
    if not booking.is_active:
        # Whatever ended the place had no word of its own.
        _queue(booking, place_messages.CANCELLED, written.announcements, at=at)
        return
    update = CalendarUpdate(
        booking=booking,
        made_at=at,
        before=[state.as_told() for state in written.before],
        after=[state.as_told() for state in written.after],
    )
    says = place_messages.changes_of(update)
    if not says.by_college and not by_email:
        _queue_for_calendar(booking, written.announcements, at=at)
        return
    update.save()
    _queue(
        booking,
        place_messages.UPDATED,
        written.announcements,
        at=at,
        pace=_pace(written, by_college=says.by_college, at=at),
        by_phone=_is_rung(booking.student, written, at=at),
        update_id=update.pk,
    )


def _pace(written: Written, *, by_college: bool, at: dt.datetime) -> Pace:
    """Let what the college changes about the next day go at once, even in quiet hours.

    Better woken than in front of a locked door. What students change themselves they know. The
    rest of what the college changes is told to everybody on a run, after what is for one person.
    """
    soonest = soonest_concerned(written.before, written.after, at=at)
    is_near = soonest is not None and soonest.starts_at < at + NEAR
    if not by_college:
        return Pace.SOON
    return Pace.NOW if is_near else Pace.MANY


def _is_rung(student: Student, written: Written, *, at: dt.datetime) -> bool:
    """Say whether somebody who gets letters has to be rung: a letter would come too late."""
    soonest = soonest_concerned(written.before, written.after, at=at)
    return is_rung_instead(student, told_by=soonest.starts_at if soonest else None, at=at)


def _queue(
    booking: Booking,
    kind: str,
    announcements: Sequence[Announcement],
    *,
    at: dt.datetime,
    pace: Pace = Pace.SOON,
    by_phone: bool = False,
    **more: int,
) -> None:
    """Queue the words, and what the calendar has to hear: with them, or in a mail for each."""
    student, sequence = booking.student, booking.calendar_sequence
    facts: dict[str, int | str] = {"booking_id": booking.pk, "sequence": sequence}
    # A letter has no calendar part, so it says everything at once.
    told = [one for one in announcements if student.channel == Channel.EMAIL and not one.is_late]
    is_single = len(told) == 1
    # What is said of a series stands with the words; it would be misread alone.
    first = next((one for one in told if is_single or one.uid == str(booking.uuid)), None)
    separate = [one for one in told if one is not first]
    aside = [one for one in announcements if one not in told]
    with_words = _calendar_facts(first) if first else {}
    outbox.queue_message(
        kind=kind,
        student=student,
        facts={**facts, "separate": len(separate), **with_words, **more},
        dedupe_key=f"{kind}:{booking.pk}:{sequence}",
        pace=pace,
        by_phone=by_phone,
        at=at,
    )
    _queue_for_calendar(booking, separate, at=at, pace=pace, cause=kind)
    _queue_for_calendar(booking, aside, at=at, pace=pace)


def _queue_for_calendar(
    booking: Booking,
    announcements: Sequence[Announcement],
    *,
    at: dt.datetime,
    pace: Pace = Pace.SOON,
    cause: str = place_messages.ASIDE,
) -> None:
    """Queue a mail for each thing that a calendar hears, however its student hears from us."""
    sequence = booking.calendar_sequence
    for one in announcements:
        if not one.by_mail:
            continue
        shows = one.shows and cause != GOODBYE
        kind = place_messages.SESSION_INVITED if shows else place_messages.SESSION_UNINVITED
        outbox.queue_message(
            kind=kind,
            student=booking.student,
            facts={
                "booking_id": booking.pk,
                "sequence": sequence,
                **_calendar_facts(one),
                "cause": cause,
            },
            dedupe_key=f"{kind}:{booking.pk}:{sequence}:{one.entry_id}",
            to_address=booking.student.email,
            pace=pace,
            at=at,
        )


def _calendar_facts(one: Announcement) -> dict[str, int | str]:
    return {
        "entry_id": one.entry_id,
        "method": REQUEST if one.shows else CANCEL,
        "by_college": int(one.by_college),
        **({"dates_stay": 1} if one.dates_stay else {}),
    }


def _refuse_outside_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        message = "A student is told inside the transaction that is the cause."
        raise RuntimeError(message)


def tell_on_the_list(*, entry: WaitingListEntry, at: dt.datetime) -> None:
    """Queue the word that a student is on a waiting list."""
    _queue_one(waiting_messages.ON_THE_LIST, entry.student, {"entry_id": entry.pk}, at=at)


def tell_place_offered(*, offer: Offer, is_sooner: bool = False, at: dt.datetime) -> None:
    """Queue the offer of a place, which says until when it is held; again where that is sooner.

    Who gets letters is rung where there is a number: the post takes too long.
    """
    student = offer.entry.student
    _queue_one(
        waiting_messages.PLACE_OFFERED,
        student,
        {"offer_id": offer.pk},
        at=at,
        by_phone=student.channel == Channel.LETTER and bool(student.phone),
        time=int(offer.answer_by.timestamp()) if is_sooner else 0,
    )


def tell_place_free(*, entry: WaitingListEntry, at: dt.datetime) -> None:
    """Queue a call about a place for which nobody has time to wait for an answer.

    Once, unless the place was gone meanwhile. Only whom the office cannot ring gets a mail.
    """
    student = entry.student
    before = student.messages.filter(
        kind=PLACE_FREE, facts__entry_id=entry.pk, status=MessageStatus.NOT_NEEDED
    )
    _queue_one(
        PLACE_FREE,
        student,
        {"entry_id": entry.pk},
        at=at,
        by_phone=bool(student.phone) or student.channel not in Channel.TRAVEL_ALONE,
        time=before.count(),
    )


def tell_offer_ran_out(*, offer: Offer, at: dt.datetime) -> None:
    """Queue the kind word that an offer has run out, and whether the student still waits."""
    still_waits = int(offer.entry.status == EntryStatus.WAITING)
    _queue_one(
        waiting_messages.OFFER_RAN_OUT,
        offer.entry.student,
        {"offer_id": offer.pk},
        at=at,
        still_waits=still_waits,
    )


def tell_answered_for(*, entry: WaitingListEntry, by: User | None, at: dt.datetime) -> None:
    """Queue who let a turn or an offer go, where it was not the student: once for each time."""
    if is_somebody_else(by, entry.student):
        about = {"event_id": entry.events.latest("pk").pk}
        _queue_one(ANSWERED_FOR, entry.student, about, at=at, entry_id=entry.pk)


def tell_dates_changed(*, entry: WaitingListEntry, at: dt.datetime) -> None:
    """Queue the news that the dates somebody waits for have changed: once for each change."""
    facts = {"entry_id": entry.pk}
    _queue_one(WAITING_DATES, entry.student, facts, at=at, time=int(at.timestamp()))


def tell_list_ended(*, entry: WaitingListEntry, goes_first: bool, at: dt.datetime) -> None:
    """Queue the word that nobody can have a place on these dates any more, and why."""
    _queue_one(
        waiting_messages.LIST_ENDED,
        entry.student,
        {"entry_id": entry.pk},
        at=at,
        goes_first=int(goes_first),
    )


def tell_course_runs(*, interest: CourseInterest, at: dt.datetime) -> None:
    """Queue the news that a course which the student asked for can be booked."""
    facts = {"interest_id": interest.pk}
    _queue_one(waiting_messages.COURSE_RUNS, interest.student, facts, at=at)


def _queue_one(
    kind: str,
    student: Student,
    about: dict[str, int],
    *,
    at: dt.datetime,
    by_phone: bool = False,
    time: int = 0,
    **more: int,
) -> None:
    """Queue one message about one thing: the same kind about the same thing goes out once.

    Or once for each ``time``.
    """
    (key,) = about.values()
    outbox.queue_message(
        kind=kind,
        student=student,
        facts={**about, **({"time": time} if time else {}), **more},
        dedupe_key=f"{kind}:{key}:{time}" if time else f"{kind}:{key}",
        pace=Pace.MANY if kind in _TOLD_TO_MANY else Pace.SOON,
        by_phone=by_phone,
        at=at,
    )


# Everybody on a list hears of it together.
_TOLD_TO_MANY = frozenset(
    {WAITING_DATES, waiting_messages.LIST_ENDED, waiting_messages.COURSE_RUNS}
)
