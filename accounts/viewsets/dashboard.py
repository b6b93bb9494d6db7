"""What the office sees of the outbox on its first page: what did not get through, and the clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component

from accounts import queries
from accounts.enums import MessageStatus

if TYPE_CHECKING:
    from collections.abc import Mapping


class OutboxPanel(Component):
    """Messages that could not be sent, what waits, and when the clock last went round."""

    name = "outbox"
    template_name = "accounts/admin/outbox_panel.html"
    order = 60

    def get_context_data(self, parent_context: Mapping[str, Any] | None) -> dict[str, Any]:
        """Count, and say where each number leads."""
        del parent_context
        at = timezone.now()
        return {
            "outbox": queries.state_of_outbox(at=at),
            "failed_address": f"{reverse('messages:index')}?status={MessageStatus.FAILED}",
        }


def add_outbox_panel(request: Any, panels: list[Any]) -> None:
    """Put the panel on the admin's first page, for those who may see messages."""
    if request.user.has_perm("accounts.view_message"):
        panels.append(OutboxPanel())
