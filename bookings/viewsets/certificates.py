"""The office's two steps with a certificate: withdraw it, or give it anew with another name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from accounts.permissions import is_coordinator
from accounts.viewsets.screens import who_works_here
from bookings.enums import CertificateStatus
from bookings.models import Certificate
from bookings.operations import certificates

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase


class CertificateStepView(WagtailAdminTemplateMixin, TemplateView):
    """Asks first, does it, and goes back to the student."""

    template_name = "bookings/admin/certificate_step.html"
    header_icon = "doc-full"
    explains: ClassVar[str]
    button: ClassVar[str]
    certificate: Certificate

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let the office in, and find the certificate."""
        if not is_coordinator(who_works_here(request)):
            raise PermissionDenied
        found = Certificate.objects.defer("pdf").select_related("booking__student")
        self.certificate = get_object_or_404(found, uuid=kwargs["certificate_uuid"])
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the certificate, what would happen, and the way back."""
        return super().get_context_data(
            certificate=self.certificate,
            student=self.certificate.booking.student,
            stands=self.certificate.status == CertificateStatus.VALID,
            explains=self.explains,
            button=self.button,
            back=self.back,
            **kwargs,
        )

    @property
    def back(self) -> str:
        """Return the address of the student's record."""
        return reverse("students:inspect", args=(self.certificate.booking.student.uuid,))


class CertificateWithdrawView(CertificateStepView):
    """Withdraws a certificate that should not have been given."""

    page_title = "Withdraw a certificate"
    explains = "Who checks its code will read that it was withdrawn. This cannot be undone."
    button = "Yes, withdraw it"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Withdraw it."""
        del args, kwargs
        certificates.withdraw_certificate(
            certificate=self.certificate, by=who_works_here(request), at=timezone.now()
        )
        messages.success(request, "The certificate is withdrawn.")
        return redirect(self.back)


class CertificateReissueView(CertificateStepView):
    """Gives a certificate anew with the student's present name."""

    page_title = "Reissue a certificate"
    explains = "There will be a new certificate with a new code. The old one counts as replaced."
    button = "Yes, reissue it"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Give it anew, or say why not."""
        del args, kwargs
        try:
            given = certificates.reissue_certificate(
                certificate=self.certificate, by=who_works_here(request), at=timezone.now()
            )
        except certificates.CannotReissue as error:
            messages.error(request, str(error))
        else:
            if given.pk == self.certificate.pk:
                messages.success(request, "The name is the same, so the certificate stays.")
            else:
                messages.success(request, f"The new certificate's code is {given.code}.")
        return redirect(self.back)
