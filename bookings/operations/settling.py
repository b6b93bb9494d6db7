"""Works out whose certificate is due, stays or ends; for other operations only.

When a certificate is decided, and why then: docs/adr/0012-when-a-certificate-is-decided.md.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.db import transaction

from bookings.enums import CERTIFICATE_MOVES, CertificateStatus
from bookings.models import Certificate
from bookings.queries.certificates import (
    CODE_LENGTH,
    CODE_SIGNS,
    code_as_written,
    standings_for,
)
from bookings.tasks import render_certificate
from courses.models import CourseSession, RunTutor
from home.queries import wording

if TYPE_CHECKING:
    import datetime as dt

    from bookings.queries.certificates import Standing
    from courses.models import CourseRun


def settle_run(run: CourseRun, *, only_first: bool = False, at: dt.datetime) -> list[Certificate]:
    """Give, replace and withdraw the certificates of one run, as its registers now say.

    With ``only_first`` nobody gets one who has had one before, whatever became of that.

    The caller has locked the run, so two tutors saving at once cannot give the same
    certificate twice. Settling again changes nothing. Returns what was newly given.
    """
    _refuse_outside_transaction()
    standing_now = {
        certificate.booking_id: certificate
        for certificate in Certificate.objects.filter(
            booking__run=run, status=CertificateStatus.VALID
        ).defer("pdf")
    }
    had_one = set()
    if only_first:
        had_one = set(
            Certificate.objects.filter(booking__run=run).values_list("booking_id", flat=True)
        )
    given = []
    for standing in standings_for(run, at=at):
        certificate = standing_now.get(standing.booking.pk)
        if certificate is None:
            is_due = standing.is_earned and standing.booking.pk not in had_one
            if is_due and run.course.gives_certificate:
                given.append(new_certificate(run, standing, at=at))
        elif standing.is_decided and not _still_true(certificate, standing):
            if standing.is_earned:
                end_certificate(certificate, CertificateStatus.REPLACED, at=at)
                given.append(new_certificate(run, standing, at=at))
            else:
                end_certificate(certificate, CertificateStatus.WITHDRAWN, at=at)
    return given


def _still_true(certificate: Certificate, standing: Standing) -> bool:
    """Say whether the register still says what the certificate says.

    The course's rule is not asked again: neither a rule made harder later nor dates that
    change places take anything away.
    """
    return (
        certificate.sessions_attended == standing.came_to
        and certificate.sessions_held == standing.held
    )


def new_certificate(run: CourseRun, standing: Standing, *, at: dt.datetime) -> Certificate:
    """Write one certificate with its facts as they are now, and ask the worker for its PDF."""
    _refuse_outside_transaction()
    counted = CourseSession.objects.planned().filter(run=run, is_optional=False)
    starts = counted.order_by("starts_at").values_list("starts_at", flat=True)
    days = [wording.local_date(starts_at) for starts_at in starts]
    names = RunTutor.objects.filter(run=run).values_list("tutor__name", flat=True)
    certificate = Certificate.objects.create(
        code=new_code(),
        booking=standing.booking,
        name=standing.booking.student.name_for_certificate,
        course_title=run.course.title,
        sessions_attended=standing.came_to,
        sessions_held=standing.held,
        minutes_attended=standing.minutes,
        starts_on=days[0],
        ends_on=days[-1],
        tutor_names=sorted(names, key=str.casefold),
        outcomes=[str(outcome.value) for outcome in run.course.outcomes],
        issued_at=at,
    )
    render_certificate.enqueue(certificate.pk)
    return certificate


def end_certificate(
    certificate: Certificate, status: CertificateStatus, *, at: dt.datetime
) -> None:
    """Let a certificate end; the row stays, so that its code can still be answered."""
    _refuse_outside_transaction()
    if status not in CERTIFICATE_MOVES[CertificateStatus(certificate.status)]:
        msg = f"{certificate} cannot move from {certificate.status} to {status}."
        raise RuntimeError(msg)
    certificate.status = status
    certificate.ended_at = at
    certificate.save(update_fields=("status", "ended_at"))


def new_code() -> str:
    """Draw a code that nobody can guess: 60 random bits in 12 signs that are hard to confuse."""
    code = code_as_written("".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH)))
    assert code is not None  # noqa: S101 -- tells the type checker what CODE_SIGNS promises
    return code


def _refuse_outside_transaction() -> None:
    """Stop a change that could be half done."""
    if not transaction.get_connection().in_atomic_block:
        msg = "Certificates can only change inside a transaction."
        raise RuntimeError(msg)
