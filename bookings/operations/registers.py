"""Marking who came to a session, and settling what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models, transaction

from accounts.models import RecordRead
from bookings.enums import AttendanceMark
from bookings.models import Attendance, AttendanceChange, Booking
from bookings.operations import locks, settling
from courses.enums import RunStatus, SessionStatus
from courses.models import CourseSession
from home.queries import wording

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from accounts.models import Student, User

RECORD_READS_AT_ONCE = 500


class MarkRefusal(models.TextChoices):
    """Why a register cannot be marked."""

    TOO_EARLY = (
        "TOO_EARLY",
        "This session has not come yet. You can mark the register from the day it takes place.",
    )
    SESSION_CANCELLED = (
        "SESSION_CANCELLED",
        "The college cancelled this session, so there is nothing to mark.",
    )
    RUN_CANCELLED = (
        "RUN_CANCELLED",
        "The college cancelled this course, so there is nothing to mark.",
    )
    OTHER_RUN = (
        "OTHER_RUN",
        "One of these students is not on this course. Nothing was saved.",
    )


class CannotMark(Exception):
    """A register could not be marked; ``reason`` says why. Nothing was saved."""

    def __init__(self, reason: MarkRefusal) -> None:
        super().__init__(reason.label)
        self.reason = reason


@dataclass(frozen=True, kw_only=True)
class MarkWish:
    """What one tutor chose for one student, and what the page said before.

    ``seen`` is the mark on the page when it was opened, empty for none. With
    ``only_if_blank`` a mark that is already there is left alone without a word. A mark of
    None takes back what was there: not recorded.
    """

    booking_id: int
    mark: AttendanceMark | None
    seen: str = ""
    only_if_blank: bool = False


@dataclass(frozen=True, kw_only=True)
class MarkConflict:
    """Two tutors chose differently: this mark is there already, so ours was not saved."""

    booking_id: int
    ours: AttendanceMark | None
    theirs: AttendanceMark
    marked_by: User | None


@dataclass(frozen=True, kw_only=True)
class RegisterSaved:
    """What came of saving a register."""

    changed: int
    conflicts: tuple[MarkConflict, ...]
    place_given_up: tuple[int, ...]


def mark_attendance(
    *, session: CourseSession, wishes: Sequence[MarkWish], by: User | None, at: dt.datetime
) -> RegisterSaved:
    """Mark who came to a session, for any number of students at once.

    Only what differs from the page the tutor saw is written, so two tutors who save at
    the same time do not wipe each other's marks; where both marked the same student
    differently, the first one stays and the answer says so. Every mark and correction is
    kept as history. Saving the same again changes nothing. Certificates that are earned,
    or no longer earned, follow in the same transaction.

    Raises CannotMark before the day of the session, for what the college cancelled, and
    for a student of another run; then nothing is saved.
    """
    with transaction.atomic(durable=True):
        run = locks.lock_run(session.run_id)
        session = CourseSession.objects.get(pk=session.pk)
        refusal = refusal_to_mark(session, run_status=run.status, at=at)
        if refusal:
            raise CannotMark(refusal)
        bookings = Booking.objects.in_bulk([wish.booking_id for wish in wishes])
        if any(
            wish.booking_id not in bookings or bookings[wish.booking_id].run_id != run.pk
            for wish in wishes
        ):
            raise CannotMark(MarkRefusal.OTHER_RUN)
        gone = tuple(sorted(booking.pk for booking in bookings.values() if not booking.is_active))
        saved = _save(session, [wish for wish in wishes if wish.booking_id not in gone], by, at)
        if saved.changed:
            settling.settle_run(run, at=at)
        return RegisterSaved(changed=saved.changed, conflicts=saved.conflicts, place_given_up=gone)


def refusal_to_mark(
    session: CourseSession, *, run_status: str, at: dt.datetime
) -> MarkRefusal | None:
    """Say why a session's register cannot be marked now, or None when it can."""
    if run_status == RunStatus.CANCELLED:
        return MarkRefusal.RUN_CANCELLED
    if session.status == SessionStatus.CANCELLED:
        return MarkRefusal.SESSION_CANCELLED
    if wording.local_date(session.starts_at) > wording.local_date(at):
        return MarkRefusal.TOO_EARLY
    return None


def _save(
    session: CourseSession, wishes: Sequence[MarkWish], by: User | None, at: dt.datetime
) -> RegisterSaved:
    """Write the marks that differ, with their history, in three statements at most."""
    there = {
        attendance.booking_id: attendance
        for attendance in Attendance.objects.filter(session=session).select_related("marked_by")
    }
    new: list[Attendance] = []
    corrected: list[Attendance] = []
    from_marks: list[str] = []
    conflicts: list[MarkConflict] = []
    for wish in {wish.booking_id: wish for wish in wishes}.values():
        attendance = there.get(wish.booking_id)
        now = attendance.mark if attendance else ""
        wanted = wish.mark or ""
        if wanted in {now, wish.seen} or (now and wish.only_if_blank):
            continue
        if attendance is None:
            new.append(
                Attendance(
                    booking_id=wish.booking_id,
                    session=session,
                    mark=wanted,
                    marked_at=at,
                    marked_by=by,
                )
            )
        elif now and now != wish.seen:
            conflicts.append(
                MarkConflict(
                    booking_id=wish.booking_id,
                    ours=wish.mark,
                    theirs=AttendanceMark(now),
                    marked_by=attendance.marked_by,
                )
            )
        else:
            from_marks.append(now)
            attendance.mark = wanted
            attendance.marked_at, attendance.marked_by = at, by
            corrected.append(attendance)
    Attendance.objects.bulk_create(new)
    Attendance.objects.bulk_update(corrected, ("mark", "marked_at", "marked_by"))
    AttendanceChange.objects.bulk_create(
        AttendanceChange(
            attendance=attendance, from_mark=before, to_mark=attendance.mark, at=at, by=by
        )
        for attendance, before in zip(
            [*new, *corrected], [*([""] * len(new)), *from_marks], strict=True
        )
    )
    return RegisterSaved(
        changed=len(new) + len(corrected), conflicts=tuple(conflicts), place_given_up=()
    )


def note_reads(*, students: Iterable[Student], place: str, by: User, at: dt.datetime) -> None:
    """Write down that somebody looked at these students' records, in one statement."""
    with transaction.atomic(durable=True):
        RecordRead.objects.bulk_create(
            (
                RecordRead(reader=by, student=student, place=place, read_at=at)
                for student in students
            ),
            batch_size=RECORD_READS_AT_ONCE,
        )
