"""Registers the staff screens of bookings with Wagtail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path
from wagtail import hooks

from bookings.viewsets.bookings import BookingViewSet
from bookings.viewsets.certificates import CertificateReissueView, CertificateWithdrawView
from bookings.viewsets.dashboard import add_office_panel
from bookings.viewsets.runs import BookedRunViewSet

if TYPE_CHECKING:
    from wagtail.log_actions import LogActionRegistry

hooks.register("register_admin_viewset", BookingViewSet)
hooks.register("register_admin_viewset", BookedRunViewSet)
hooks.register("construct_homepage_panels", add_office_panel)


@hooks.register("register_log_actions")
def waiting_list_actions(actions: LogActionRegistry) -> None:
    """Name what the office does with waiting lists, for Wagtail's log."""
    actions.register_action(
        "bookings.waiting_list_moved", "Move in a waiting list", "Somebody was moved in the list"
    )


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
