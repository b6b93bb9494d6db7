"""The student agreement: publishing a version, ending it, and keeping who agreed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from wagtail.log_actions import log

from bookings.models import AgreementAcceptance, StudentAgreement

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import Student, User
    from bookings.enums import Agreed


def publish_agreement(*, text: str, by: User | None, at: dt.datetime) -> StudentAgreement:
    """Publish a new version, which everybody is asked to agree to with their next booking.

    Publishing the words that hold already changes nothing.
    """
    text = text.strip()
    with transaction.atomic(durable=True):
        current = StudentAgreement.objects.current().first()
        if current and current.text == text:
            return current
        agreement = StudentAgreement.objects.create(text=text, written_at=at, published_at=at)
        log(agreement, "wagtail.publish", user=by, timestamp=at)
        return agreement


def end_agreement(*, agreement: StudentAgreement, by: User | None, at: dt.datetime) -> None:
    """Ask nobody for an agreement any more. What was agreed to stays. Twice is harmless."""
    with transaction.atomic(durable=True):
        standing = StudentAgreement.objects.filter(pk=agreement.pk, ended_at=None)
        if standing.exclude(published_at=None).update(ended_at=at):
            log(agreement, "wagtail.unpublish", user=by, timestamp=at)


class CannotTakeBack(Exception):
    """A version cannot be taken back. Carries the sentence to show."""


def take_back_agreement(*, agreement: StudentAgreement, by: User | None, at: dt.datetime) -> None:
    """Undo publishing a version, while nobody has agreed to it; the one before holds again.

    Twice is harmless. Raises CannotTakeBack once somebody has agreed to it.
    """
    with transaction.atomic(durable=True):
        # Whoever agrees meanwhile waits for this row, or has been counted.
        agreement = StudentAgreement.objects.select_for_update().get(pk=agreement.pk)
        if agreement.published_at is None:
            return
        if agreement.acceptances.exists():
            msg = "Somebody has agreed to this version, so it stays. Publish other words instead."
            raise CannotTakeBack(msg)
        agreement.published_at = agreement.ended_at = None
        agreement.save(update_fields=["published_at", "ended_at"])
        log(agreement, "wagtail.unpublish", user=by, timestamp=at)


def ask_again(*, agreement: StudentAgreement, by: User | None, at: dt.datetime) -> None:
    """Undo ending an agreement: the version that was published last holds again."""
    with transaction.atomic(durable=True):
        ended = StudentAgreement.objects.filter(pk=agreement.pk, ended_at__isnull=False)
        if ended.update(ended_at=None):
            log(agreement, "wagtail.publish", user=by, timestamp=at)


def accept_agreement(
    *,
    student: Student,
    agreement_id: int,
    agreed: Agreed,
    by: User | None,
    at: dt.datetime,
) -> AgreementAcceptance:
    """Keep that a student agreed to a version, and how. Asking again keeps the first time."""
    with transaction.atomic(durable=True):
        acceptance, _ = AgreementAcceptance.objects.get_or_create(
            student=student,
            agreement_id=agreement_id,
            defaults={"at": at, "by": by, "agreed": agreed},
        )
        return acceptance
