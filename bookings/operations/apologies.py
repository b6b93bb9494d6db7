"""Saying “I can't come to this session”, and taking that back; the place is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts import outbox
from bookings.messages.apologies import (
    APOLOGY,
    COMING_AFTER_ALL,
    RESTS,
    key_of,
)
from bookings.models import Booking, SessionApology
from bookings.operations import locks
from bookings.operations.wishes import ON_THEIR_OWN
from courses.enums import SessionStatus

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import User
    from bookings.operations.wishes import Basis
    from courses.models import CourseRun, CourseSession

_BUSY = "Many people are booking at this moment. Please try again."


class CannotApologise(Exception):
    """There is nothing to be excused from. Carries the sentence to show."""


class Busy(CannotApologise):
    """The run could not be reached just now; the same again in a moment may well work."""


def apologise(
    *,
    booking: Booking,
    session: CourseSession,
    basis: Basis = ON_THEIR_OWN,
    by: User | None,
    at: dt.datetime,
) -> SessionApology:
    """Write down that a student cannot come to one session, and tell its tutors.

    Saying it twice is harmless. Raises CannotApologise where the student has no place, or the
    session is over or does not take place.
    """
    with locks.one_transaction(busy=Busy(_BUSY)):
        run = locks.lock_run(booking.run_id)
        booking = Booking.objects.get(pk=booking.pk)
        if not booking.is_active:
            msg = "This place has been given up, so there is no need to tell us."
            raise CannotApologise(msg)
        session = run.sessions.get(pk=session.pk)
        if session.status != SessionStatus.PLANNED or session.ends_at <= at:
            msg = "This session is over, or will not take place."
            raise CannotApologise(msg)
        standing = SessionApology.objects.standing().filter(booking=booking, session=session)
        known = standing.first()
        if known:
            return known
        apology = SessionApology.objects.create(
            booking=booking, session=session, made_at=at, made_by=by, made_note=basis.note
        )
        _tell_tutors(APOLOGY, apology, run, at=at)
        return apology


def take_back_apology(
    *,
    booking: Booking,
    session: CourseSession,
    basis: Basis = ON_THEIR_OWN,
    by: User | None,
    at: dt.datetime,
) -> None:
    """Take back an apology: the student comes after all, and the tutors hear of that too.

    Twice is harmless.
    """
    with locks.one_transaction(busy=Busy(_BUSY)):
        run = locks.lock_run(booking.run_id)
        standing = SessionApology.objects.standing().filter(booking=booking, session=session)
        for apology in standing.select_related("session"):
            apology.withdrawn_at, apology.withdrawn_by = at, by
            apology.withdrawn_note = basis.note
            apology.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_note"])
            if apology.session.ends_at > at:
                _tell_tutors(COMING_AFTER_ALL, apology, run, at=at)


def _tell_tutors(kind: str, apology: SessionApology, run: CourseRun, *, at: dt.datetime) -> None:
    """Queue a message to each tutor of the run who has a login; it names nobody.

    It rests for a few minutes: more of the same by the same student joins it.
    """
    tutors = run.tutors.filter(is_active=True, user__is_active=True).select_related("user")
    for tutor in tutors:
        if tutor.user and tutor.user.email:
            outbox.queue_message(
                kind=kind,
                student=None,
                facts={"apology_id": apology.pk, "tutor_id": tutor.pk},
                dedupe_key=key_of(kind, apology, tutor.pk),
                to_address=tutor.user.email,
                not_before=at + RESTS,
                at=at,
            )
