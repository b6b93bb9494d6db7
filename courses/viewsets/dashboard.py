"""What an editor sees first in the admin: drafts, and courses to look through again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.ui.components import Component

from accounts.viewsets.screens import who_works_here
from courses.queries import editing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest


class EditorPanel(Component):
    """What waits for an editor."""

    name = "editor"
    template_name = "courses/admin/editor_panel.html"
    order = 45

    def get_context_data(self, parent_context: Mapping[str, Any] | None) -> dict[str, Any]:
        """Gather the drafts and the courses that are overdue."""
        request = (parent_context or {})["request"]
        return {"day": editing.editor_day(who_works_here(request), on=timezone.localdate())}


def add_editor_panel(request: HttpRequest, panels: list[Any]) -> None:
    """Show it to those who may write pages."""
    if user_has_any_page_permission(request.user):
        panels.append(EditorPanel())
