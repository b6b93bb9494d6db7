"""Lets what happened at the demo college happen, in order, through the college's own operations.

The clock is set to each moment in turn, and the mail of each moment is delivered before the
next one.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts import delivery, outbox
from accounts.enums import MessageStatus
from accounts.models import Message
from bookings.models import Booking
from bookings.operations import (
    apologies,
    head_counts,
    places,
    registers,
    reminders,
    run_changes,
    waiting,
)
from bookings.queries.overtaken import overtaken
from recoverycollege.demo.dates.reckoning import local
from recoverycollege.demo.happenings import Deed
from recoverycollege.demo.people import STUDENTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from accounts.models import Student, User
    from courses.models import CourseRun
    from recoverycollege.demo.happenings import Happening
    from recoverycollege.demo.timetable import Timetable

_STILL_TO_DO = dt.timedelta(days=7)
_RUNG_AFTER = dt.timedelta(minutes=20)
_WORKER_TAKES = dt.timedelta(seconds=20)
_ARRIVED = frozenset({MessageStatus.SENT, MessageStatus.FOR_OFFICE})
_SHARES_NEEDS = {person.key: bool(person.wants or person.needs) for person in STUDENTS}


@dataclass(frozen=True, kw_only=True)
class Cast:
    """The runs and the people that a story is about, by their keys."""

    runs: Mapping[str, CourseRun]
    students: Mapping[str, Student]
    bookers: Mapping[str, User]
    logins: Mapping[str, User]
    office: User


def tell(story: Iterable[Happening], *, cast: Cast, timetable: Timetable, now: dt.datetime) -> None:
    """Let everything happen, one thing after the other."""
    reasons = {plan.key: plan.cancelled_because for plan in timetable.runs}
    for happening in story:
        match happening.deed:
            case Deed.BOOK:
                _book(happening, cast)
            case Deed.GIVE_UP:
                _give_up(happening, cast)
            case Deed.MARK:
                _mark(happening, cast)
            case Deed.COUNT:
                run = cast.runs[happening.run]
                head_counts.record_head_count(
                    session=run.sessions.order_by("starts_at")[happening.session],
                    count=happening.heads,
                    by=cast.logins[happening.by_tutor],
                    at=happening.at,
                )
            case Deed.JOIN:
                _join(happening, cast)
            case Deed.APOLOGISE:
                _apologise(happening, cast)
            case Deed.REMIND:
                reminders.queue_due_reminders(at=happening.at)
            case Deed.CANCEL_RUN:
                run_changes.cancel_run(
                    run=cast.runs[happening.run],
                    reason=reasons[happening.run],
                    by=cast.office,
                    at=happening.at,
                )
        _deliver_what_waits()
    _ring_and_write(cast.office, now)


def _book(happening: Happening, cast: Cast) -> None:
    places.book_place(
        run=cast.runs[happening.run],
        student=cast.students[happening.student],
        shares_needs=_SHARES_NEEDS[happening.student],
        by=cast.bookers[happening.student],
        at=happening.at,
    )


def _give_up(happening: Happening, cast: Cast) -> None:
    booking = Booking.objects.get(
        run=cast.runs[happening.run], student=cast.students[happening.student]
    )
    places.cancel_booking(booking=booking, by=cast.bookers[happening.student], at=happening.at)


def _join(happening: Happening, cast: Cast) -> None:
    waiting.join_waiting_list(
        run=cast.runs[happening.run],
        student=cast.students[happening.student],
        places=2 if happening.brings else 1,
        supporter_name=happening.brings,
        shares_needs=_SHARES_NEEDS[happening.student],
        by=cast.bookers[happening.student],
        at=happening.at,
    )


def _apologise(happening: Happening, cast: Cast) -> None:
    run = cast.runs[happening.run]
    apologies.apologise(
        booking=run.bookings.get(student=cast.students[happening.student]),
        session=run.sessions.order_by("starts_at")[happening.session],
        by=cast.bookers[happening.student],
        at=happening.at,
    )


def _mark(happening: Happening, cast: Cast) -> None:
    run = cast.runs[happening.run]
    bookings = dict(run.bookings.active().values_list("student_id", "pk"))
    registers.mark_attendance(
        session=run.sessions.order_by("starts_at")[happening.session],
        wishes=[
            registers.MarkWish(booking_id=bookings[cast.students[key].pk], mark=mark)
            for key, mark in happening.marks
        ],
        by=cast.logins[happening.by_tutor],
        at=happening.at,
    )


def _deliver_what_waits() -> None:
    """Hand every message over moments after it was written, as the worker did at the time."""
    waiting = Message.objects.unfinished().order_by("id").values_list("pk", "created_at")
    for pk, created_at in list(waiting):
        message = delivery.deliver(pk, at=created_at + _WORKER_TAKES)
        if message and message.status not in _ARRIVED:
            # The dummy mail server refuses nothing: our own words are at fault.
            msg = f"Message {message.uuid} could not be put together."
            raise RuntimeError(msg)


def _ring_and_write(office: User, now: dt.datetime) -> None:
    """Let the office pass on what email cannot: reminders in time, the rest but the last week's."""
    overtaken_by_now = set(overtaken(at=now))
    for message in Message.objects.for_the_office():
        is_late = message.deadline_at is not None and message.deadline_at <= now
        if is_late or message.pk in overtaken_by_now:
            at = message.created_at + _RUNG_AFTER
            outbox.mark_passed_on(message=message, by=office, at=at)
        elif message.created_at < now - _STILL_TO_DO:
            next_morning = local(message.created_at.date() + dt.timedelta(days=1), dt.time(10))
            outbox.mark_passed_on(message=message, by=office, at=next_morning)
