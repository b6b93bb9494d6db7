"""Registers the frame's part in Wagtail's admin: stylesheets, and a menu that stays in house."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.safestring import SafeString
    from wagtail.admin.menu import MenuItem
    from wagtail.admin.ui.components import Component


@hooks.register("insert_global_admin_css")
def admin_stylesheet() -> SafeString:
    """Load the college's colours, and what Wagtail's own styles lack on narrow screens."""
    return format_html(
        '<link rel="stylesheet" href="{}"><link rel="stylesheet" href="{}">'
        '<noscript><link rel="stylesheet" href="{}"></noscript>',
        static("css/admin-colours.css"),
        static("css/admin.css"),
        static("css/admin-plain.css"),
    )


@hooks.register("construct_homepage_summary_items", order=1000)
def nothing_is_counted_for_its_own_sake(request: HttpRequest, items: list[Component]) -> None:
    """Leave the number of pages, pictures and files off the first page: it asks for nothing."""
    del request
    items.clear()


@hooks.register("construct_help_menu")
def help_stays_here(request: HttpRequest, items: list[MenuItem]) -> None:
    """Leave out of the help menu what leads to another site, and so the count of its news."""
    del request
    items[:] = [item for item in items if not item.url.startswith(("http:", "https:", "//"))]
