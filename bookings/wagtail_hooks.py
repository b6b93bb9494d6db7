"""Registers the staff screens of bookings with Wagtail."""

from __future__ import annotations

from wagtail import hooks

from bookings.viewsets.bookings import BookingViewSet
from bookings.viewsets.dashboard import add_office_panel
from bookings.viewsets.runs import BookedRunViewSet

hooks.register("register_admin_viewset", BookingViewSet)
hooks.register("register_admin_viewset", BookedRunViewSet)
hooks.register("construct_homepage_panels", add_office_panel)
