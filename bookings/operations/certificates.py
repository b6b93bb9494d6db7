"""Giving, replacing and withdrawing certificates, and seeing that each gets its PDF."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from django.db import transaction

from bookings import pdf
from bookings.enums import CertificateStatus
from bookings.models import Certificate
from bookings.operations import locks, settling
from bookings.queries.certificates import (
    certificate_sheet,
    runs_marked_beforehand,
    standings_for,
)

if TYPE_CHECKING:
    from accounts.models import User
    from courses.models import CourseRun

# How long the worker has before somebody who waits gets the PDF made on the spot.
WORKER_HAS: Final = dt.timedelta(minutes=3)
# How long the clock may have stood still without leaving somebody without a certificate.
_LOOKS_BACK: Final = dt.timedelta(days=7)


class CannotReissue(Exception):
    """Only a certificate that stands can be given anew."""


def settle_certificates(
    *,
    run: CourseRun,
    by: User | None,  # noqa: ARG001 -- who asked, as in every operation
    at: dt.datetime,
) -> list[Certificate]:
    """Give, replace and withdraw a run's certificates, as its registers now say.

    For changes that do not come from a register: a session cancelled afterwards, or
    made optional. Harmless to repeat. Returns what was newly given.
    """
    with transaction.atomic(durable=True):
        return settling.settle_run(locks.lock_run(run.pk), at=at)


def settle_what_has_begun(*, at: dt.datetime) -> int:
    """Give the certificates that waited only for a session to begin; say for how many runs.

    Tutors may mark the register on the morning of a session. What was marked then is settled
    when the session has begun. Harmless to repeat: what the office has withdrawn stays so.
    """
    runs = list(runs_marked_beforehand(since=at - _LOOKS_BACK, at=at))
    for run in runs:
        with transaction.atomic(durable=True):
            settling.settle_run(locks.lock_run(run.pk), only_first=True, at=at)
    return len(runs)


def reissue_certificate(
    *,
    certificate: Certificate,
    by: User | None,  # noqa: ARG001 -- who asked, as in every operation
    at: dt.datetime,
) -> Certificate:
    """Give a certificate anew with the student's name and the register as they are now.

    The old one stays as replaced, so that its code can still be answered. Nothing is
    made when the name is the same: a double click returns the certificate that stands.

    Raises CannotReissue when the certificate has been replaced or withdrawn already, or
    when the register no longer earns one.
    """
    with transaction.atomic(durable=True):
        run = locks.lock_run(certificate.booking.run_id)
        current = Certificate.objects.defer("pdf").get(pk=certificate.pk)
        if current.status != CertificateStatus.VALID:
            msg = "This certificate has been replaced or withdrawn."
            raise CannotReissue(msg)
        standings = {standing.booking.pk: standing for standing in standings_for(run, at=at)}
        standing = standings.get(current.booking_id)
        if standing is None or not standing.is_earned:
            msg = "The register does not show enough sessions for a certificate."
            raise CannotReissue(msg)
        if standing.booking.student.name_for_certificate == current.name:
            return current
        settling.end_certificate(current, CertificateStatus.REPLACED, at=at)
        return settling.new_certificate(run, standing, at=at)


def withdraw_certificate(
    *,
    certificate: Certificate,
    by: User | None,  # noqa: ARG001 -- who asked, as in every operation
    at: dt.datetime,
) -> Certificate:
    """Withdraw a certificate that should not have been given. Twice is harmless."""
    with transaction.atomic(durable=True):
        locks.lock_run(certificate.booking.run_id)
        current = Certificate.objects.defer("pdf").get(pk=certificate.pk)
        if current.status == CertificateStatus.VALID:
            settling.end_certificate(current, CertificateStatus.WITHDRAWN, at=at)
        return current


def pdf_for(*, certificate: Certificate, at: dt.datetime) -> bytes | None:
    """Return a certificate's PDF, or None while the worker still has time to make it.

    Where the worker has not come to it in three minutes, it is made here and now, so
    that nobody waits for a worker that is not running.
    """
    if certificate.rendered_at is not None:
        return bytes(
            Certificate.objects.values_list("pdf", flat=True).get(pk=certificate.pk) or b""
        )
    if at - certificate.issued_at < WORKER_HAS:
        return None
    made = pdf.certificate_pdf(certificate_sheet(certificate))
    Certificate.objects.filter(pk=certificate.pk, rendered_at__isnull=True).update(
        pdf=made, rendered_at=at
    )
    return made
