"""Registers the frame's part in Wagtail's admin: two small stylesheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks

if TYPE_CHECKING:
    from django.utils.safestring import SafeString


@hooks.register("insert_global_admin_css")
def admin_stylesheet() -> SafeString:
    """Load what Wagtail's own styles lack on narrow screens."""
    return format_html(
        '<link rel="stylesheet" href="{}"><noscript><link rel="stylesheet" href="{}"></noscript>',
        static("css/admin.css"),
        static("css/admin-plain.css"),
    )
