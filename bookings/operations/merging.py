"""Joins two records of one person: everything moves to one, the other stays as a pointer.

Where both have something on the same run, the one that is active stays. Where both have a
place, the earlier booking stays; the other place is freed and passed on. Where both wait, the
one with an offer stays, or else the one that goes first; whoever has a place does not wait for
another. Marks and certificates are never lost: they move to the booking that stays, and what
cannot stand there twice stays where it is, and is shown with the person.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from wagtail.log_actions import log

from accounts.models import Student
from accounts.operations.merging import join_details
from bookings.enums import (
    AttendanceMark,
    BookingStatus,
    CertificateStatus,
    EntryStatus,
    InterestKind,
    OfferStatus,
)
from bookings.models import AttendanceChange, Booking, CourseInterest, WaitingListEntry
from bookings.operations import locks, moves, notices, passing_on, waiting_moves
from bookings.operations.wishes import Basis
from courses.models import CourseRun

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from accounts.models import User

NOTE = "Two records of one person were joined."
_BUSY = "Many people are booking at this moment. Please try again."
# Told apart from everything else that points at a student, and joined by rules of its own.
_HAS_ITS_OWN_RULE = frozenset(
    {
        "accounts.Student",
        "accounts.StudentAccess",
        "accounts.AccessNeeds",
        "accounts.Message",
        "accounts.RecordRead",
        "accounts.TwoPeople",
        "bookings.Booking",
        "bookings.WaitingListEntry",
        "bookings.CourseInterest",
    }
)


class CannotMerge(Exception):
    """The two records cannot be joined. Carries the sentence to show."""


@dataclass(slots=True)
class Merged:
    """What was joined: how many of each, and what was decided where both had something."""

    student: Student
    moved: dict[str, int] = field(default_factory=dict)
    decided: list[str] = field(default_factory=list)


def merge_students(
    *,
    gone: Student,
    into: Student,
    helpers_stay: Collection[int] = (),
    by: User,
    at: dt.datetime,
) -> Merged:
    """Make two records of one person one, both or neither; a freed place goes to the next.

    The person is told nothing, for nothing changes for them, but for two things: a calendar that
    shows the same dates twice hears of it, and so do they when who helps them changes. Of those
    who helped with one record, only whom ``helpers_stay`` names goes on.

    Raises CannotMerge when it is one record already, or one of them was joined with another
    before, and when places are booked for them at this very moment.
    """
    with locks.one_transaction(busy=CannotMerge(_BUSY)):
        runs = locks.lock_runs(_runs_of(gone))
        known = locks.lock_students((gone.pk, into.pk))
        gone, into = known[gone.pk], known[into.pk]
        if not _runs_of(gone) <= runs.keys():
            # Written between the two locks. To lock one more run now could end in a circle.
            raise CannotMerge(_BUSY)
        if gone.pk == into.pk or gone.merged_into_id or into.merged_into_id:
            msg = "These records are joined already."
            raise CannotMerge(msg)
        merged = Merged(into)
        for run in runs.values():
            freed = _join_on_run(run, gone, into, merged, by=by, at=at)
            if freed:
                passing_on.pass_on_places(run, at=at)
        _count(merged, "interests", _join_interests(gone, into, at=at))
        moved, decided = join_details(gone=gone, into=into, helpers_stay=helpers_stay, by=by, at=at)
        merged.decided.extend(decided)
        for what, number in moved.items():
            _count(merged, what, number)
        _move_the_rest(gone, into)
        log(
            into,
            "accounts.students_merged",
            user=by,
            title=_mark(into),
            timestamp=at,
            data={"gone": str(gone.uuid), **merged.moved},
            content_changed=True,
        )
        return merged


def _runs_of(student: Student) -> set[int]:
    """Return the runs on which a student has anything."""
    return {
        *student.bookings.values_list("run_id", flat=True),
        *student.waiting_list_entries.values_list("run_id", flat=True),
    }


def _mark(student: Student) -> str:
    # Wagtail's log would keep the name for ever, out of reach of an erasure.
    return f"Student {str(student.uuid)[:8]}"


def _count(merged: Merged, what: str, number: int) -> None:
    if number:
        merged.moved[what] = merged.moved.get(what, 0) + number


def _join_on_run(
    run: CourseRun, gone: Student, into: Student, merged: Merged, *, by: User, at: dt.datetime
) -> bool:
    """Join what both records have on one locked run. Says whether a place came free."""
    theirs = Booking.objects.filter(run=run, student=gone).first()
    own = Booking.objects.filter(run=run, student=into).first()
    freed = False
    stays = own or theirs
    if theirs and own:
        stays, other = _which_stays(theirs, own)
        if other.is_active:
            moves.move_booking(other, BookingStatus.CANCELLED, by=by, at=at, basis=Basis(note=NOTE))
            notices.tell_student_joined(booking=other, at=at)
            merged.decided.append(f"{run}: two places. The earlier stays, the other is freed.")
            freed = True
        else:
            merged.decided.append(f"{run}: two bookings. The one that counts stays.")
        _move_marks(other, stays, merged, by=by, at=at)
        _move_apologies(other, stays, merged)
        _move_certificates(other, stays, merged)
        other.waiting_to_move.update(instead_of=stays)
        if stays.pk == theirs.pk:
            _swap(theirs, own)
    elif theirs:
        Booking.objects.filter(pk=theirs.pk).update(student=into, changed_at=at)
    if theirs:
        _count(merged, "bookings", 1)
        _count(merged, "certificates", theirs.certificates.count())
    has_place = stays is not None and stays.is_active
    return _join_turns(run, gone, into, merged, has_place=has_place, by=by, at=at) or freed


def _which_stays(theirs: Booking, own: Booking) -> tuple[Booking, Booking]:
    if theirs.is_active != own.is_active:
        return (theirs, own) if theirs.is_active else (own, theirs)
    if theirs.is_active and theirs.booked_at < own.booked_at:
        return theirs, own
    return own, theirs


def _swap(theirs: Booking, own: Booking) -> None:
    """Change the students of two bookings on one run, of which each may have only one."""
    gone, into = theirs.student_id, own.student_id
    between = Student.objects.create(name="-")
    for booking, student_id in ((own, between.pk), (theirs, into), (own, gone)):
        Booking.objects.filter(pk=booking.pk).update(student=student_id)
    between.delete()


def _move_marks(
    other: Booking, stays: Booking, merged: Merged, *, by: User, at: dt.datetime
) -> None:
    """Give the booking that stays every mark it does not have; having come counts."""
    known = {mark.session_id: mark for mark in stays.attendances.all()}
    for mark in other.attendances.all():
        there = known.get(mark.session_id)
        if there is None:
            mark.booking = stays
            mark.save(update_fields=["booking"])
            _count(merged, "marks in registers", 1)
        elif mark.mark in AttendanceMark.CAME and there.mark not in AttendanceMark.CAME:
            AttendanceChange.objects.create(
                attendance=there, from_mark=there.mark, to_mark=mark.mark, at=at, by=by
            )
            there.mark, there.marked_at, there.marked_by = mark.mark, at, by
            there.save(update_fields=["mark", "marked_at", "marked_by"])
            _count(merged, "marks in registers", 1)


def _move_apologies(other: Booking, stays: Booking, merged: Merged) -> None:
    """Give the booking that stays every standing apology it does not have."""
    known = stays.apologies.standing().values("session")
    moving = other.apologies.standing().exclude(session__in=known)
    _count(merged, "apologies", moving.update(booking=stays))


def _move_certificates(other: Booking, stays: Booking, merged: Merged) -> None:
    """Give the booking that stays every certificate; a second valid one stays where it is."""
    has_one = stays.certificates.filter(status=CertificateStatus.VALID).exists()
    moving = other.certificates.all()
    if has_one:
        moving = moving.exclude(status=CertificateStatus.VALID)
    _count(merged, "certificates", moving.update(booking=stays))


def _join_turns(
    run: CourseRun,
    gone: Student,
    into: Student,
    merged: Merged,
    *,
    has_place: bool,
    by: User,
    at: dt.datetime,
) -> bool:
    """Leave a person one turn on a list at most. Says whether a place that was held came free."""
    live = WaitingListEntry.objects.live().filter(run=run, student__in=(gone, into))
    # The one with an offer first, then by turn.
    turns = sorted(live, key=lambda one: (one.status != EntryStatus.OFFERED, one.rank, one.pk))
    too_many = turns if has_place else turns[1:]
    freed = False
    for entry in too_many:
        for offer in entry.offers.open():
            waiting_moves.end_offer(offer, OfferStatus.WITHDRAWN, by=by, at=at)
            freed = True
        waiting_moves.move_entry(entry, EntryStatus.LEFT, by=by, at=at, reason=NOTE)
        why = "They have a place." if has_place else "They wait once."
        merged.decided.append(f"{run}: a turn on the list ends. {why}")
    theirs = WaitingListEntry.objects.filter(run=run, student=gone)
    _count(merged, "turns on waiting lists", theirs.update(student=into, changed_at=at))
    return freed


def _join_interests(gone: Student, into: Student, *, at: dt.datetime) -> int:
    """Leave a person one open interest in a course: going first counts most, then time."""
    own = {one.course_id: one for one in CourseInterest.objects.filter(student=into, ended_at=None)}
    for interest in CourseInterest.objects.filter(student=gone, ended_at=None):
        there = own.get(interest.course_id)
        if there is None:
            continue
        ends = max(
            (interest, there),
            key=lambda one: (
                one.kind != InterestKind.GOES_FIRST,
                not one.had_a_place,
                one.since,
                one.pk,
            ),
        )
        ends.ended_at = at
        ends.save(update_fields=["ended_at"])
    moved = CourseInterest.objects.filter(student=gone).update(student=into)
    _end_what_is_settled(into, at=at)
    return moved


def _end_what_is_settled(student: Student, *, at: dt.datetime) -> None:
    """End interests in courses that somebody has a place on, or waits for, as it turns out now.

    Whoever only waits still goes first where they had the right to.
    """
    wanted = CourseInterest.objects.filter(student=student, ended_at=None)
    coming = CourseRun.objects.ending_after(at)
    held = Booking.objects.active().filter(student=student, run__in=coming)
    waits = WaitingListEntry.objects.live().filter(student=student, run__in=coming)
    wanted.filter(course__in=held.values("run__course")).update(ended_at=at)
    tell_me = wanted.filter(kind=InterestKind.TELL_ME)
    tell_me.filter(course__in=waits.values("run__course")).update(ended_at=at)


def _move_the_rest(gone: Student, into: Student) -> None:
    """Move whatever else points at a student; what the person has already stays behind."""
    for relation in Student._meta.related_objects:  # noqa: SLF001 -- Django's API
        model = relation.related_model
        if isinstance(model, str) or model._meta.label in _HAS_ITS_OWN_RULE:  # noqa: SLF001 -- as above
            continue
        name = relation.field.name
        manager = model._default_manager  # noqa: SLF001 -- as above
        for pk in list(manager.filter(**{name: gone}).values_list("pk", flat=True)):
            try:
                with transaction.atomic():
                    manager.filter(pk=pk).update(**{name: into})
            except IntegrityError:
                continue
