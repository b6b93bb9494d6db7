"""Tells Wagtail which screens to use for logins: ours, for people with one name and no password."""

from __future__ import annotations

from wagtail.users.apps import WagtailUsersAppConfig


class StaffUsersConfig(WagtailUsersAppConfig):
    """Wagtail's users app with the college's own screens for logins."""

    user_viewset = "accounts.viewsets.users.LoginViewSet"
