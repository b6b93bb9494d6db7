"""What the worker does for bookings; every task takes ids only and may run twice."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from bookings import pdf
from bookings.models import Certificate
from bookings.queries.certificates import certificate_sheet


@task()
def render_certificate(certificate_id: int, **_later: object) -> None:
    """Make a certificate's PDF and keep it; a certificate that has one is left alone."""
    certificate = Certificate.objects.defer("pdf").get(pk=certificate_id)
    if certificate.rendered_at is not None:
        return
    made = pdf.certificate_pdf(certificate_sheet(certificate))
    # Only where it is still missing: the same task may run twice at once.
    Certificate.objects.filter(pk=certificate_id, rendered_at__isnull=True).update(
        pdf=made, rendered_at=timezone.now()
    )
