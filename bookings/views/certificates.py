"""A certificate's file for its student, and the page where anybody can check a code."""

from __future__ import annotations

from contextlib import suppress
from ipaddress import IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING, Final

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from bookings import permissions
from bookings.enums import CertificateStatus
from bookings.forms.certificate_check import CheckForm
from bookings.models import Certificate
from bookings.operations import certificates
from bookings.queries.certificates import certificate_with_code, code_as_written

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

MISSES_AN_HOUR: Final = 60
_HOUR: Final = 60 * 60


@never_cache
@login_required
@require_safe
def certificate_pdf(request: HttpRequest, certificate_uuid: UUID) -> HttpResponse:
    """Give a student the certificate's PDF, or say kindly that it is being made."""
    certificate = (
        Certificate.objects.filter(uuid=certificate_uuid)
        .select_related("booking__student")
        .defer("pdf")
        .first()
    )
    # Not found rather than forbidden: nobody else learns that there is a certificate.
    if certificate is None or not permissions.can_read_certificate(request.user, certificate):
        raise Http404
    if certificate.status != CertificateStatus.VALID:
        context = {"certificate": certificate}
        return render(request, "bookings/certificate_ended.html", context, status=410)
    made = certificates.pdf_for(certificate=certificate, at=timezone.now())
    if made is None:
        return render(request, "bookings/certificate_waiting.html", {}, status=202)
    # The name of the file says nothing about anybody: it stays in lists of downloads.
    return HttpResponse(
        made,
        content_type="application/pdf",
        headers={"Content-Disposition": 'attachment; filename="certificate.pdf"'},
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def certificate_check(request: HttpRequest) -> HttpResponse:
    """Ask for a certificate's code."""
    form = CheckForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect("bookings:certificate_check_code", form.cleaned_data["code"])
    return render(request, "bookings/certificate_check.html", {"form": form})


@never_cache
@require_safe
def certificate_check_code(request: HttpRequest, code: str) -> HttpResponse:
    """Say what a code stands for; whose it is only where the holder allows that.

    Only codes we do not know count towards the limit, so an office full of people who
    check real certificates from one address is never turned away.
    """
    misses = _misses_key(request)
    if cache.get(misses, 0) >= MISSES_AN_HOUR:
        return render(request, "bookings/certificate_check_later.html", {}, status=429)
    certificate = certificate_with_code(code)
    if certificate is None:
        cache.add(misses, 0, _HOUR)
        # The hour may end between the two lines; then there is nothing to count.
        with suppress(ValueError):
            cache.incr(misses)
    context = {
        "certificate": certificate,
        "shows_name": certificate is not None
        and bool(certificate.name)
        and certificate.booking.student.shows_name_on_check,
        # What was typed is shown again only where it has the shape of a code.
        "code": code_as_written(code) or "",
    }
    status = 200 if certificate else 404
    return render(request, "bookings/certificate_checked.html", context, status=status)


def _misses_key(request: HttpRequest) -> str:
    """Name the count of unknown codes from one place, without keeping its address."""
    place = get_adapter(request).get_client_ip(request)
    try:
        address = ip_address(place)
    except ValueError:
        address = None
    if isinstance(address, IPv6Address):
        # One household or office has a whole /64 to choose from.
        place = str(ip_network(f"{address}/64", strict=False))
    return f"certificate-misses:{salted_hmac('bookings.check', place).hexdigest()}"
