"""Registers the staff screens of bookings with Wagtail."""

from __future__ import annotations

from django.urls import path
from wagtail import hooks

from bookings.viewsets.bookings import BookingViewSet
from bookings.viewsets.certificates import CertificateReissueView, CertificateWithdrawView
from bookings.viewsets.dashboard import add_office_panel
from bookings.viewsets.runs import BookedRunViewSet

hooks.register("register_admin_viewset", BookingViewSet)
hooks.register("register_admin_viewset", BookedRunViewSet)
hooks.register("construct_homepage_panels", add_office_panel)


@hooks.register("register_admin_urls")
def certificate_addresses() -> list[object]:
    """Add the office's two steps with a certificate."""
    return [
        path(
            "certificates/<uuid:certificate_uuid>/withdraw/",
            CertificateWithdrawView.as_view(),
            name="certificate_withdraw",
        ),
        path(
            "certificates/<uuid:certificate_uuid>/reissue/",
            CertificateReissueView.as_view(),
            name="certificate_reissue",
        ),
    ]
