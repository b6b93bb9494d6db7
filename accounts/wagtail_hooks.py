"""Registers the staff screens of people and messages with Wagtail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path, reverse_lazy
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from accounts.viewsets.dashboard import add_outbox_panel
from accounts.viewsets.messages import MessageViewSet
from accounts.viewsets.passing_on import (
    MAY_LOOK,
    BatchPdfView,
    BatchPostedView,
    CallListView,
    CallView,
    LettersView,
)
from accounts.viewsets.screens import PermittedMenuItem
from accounts.viewsets.students import StudentViewSet
from accounts.viewsets.users import refuse_bulk_actions_on_logins
from accounts.viewsets.wording import WordingListView, WordingView

if TYPE_CHECKING:
    from wagtail.log_actions import LogActionRegistry

hooks.register("register_admin_viewset", StudentViewSet)
hooks.register("register_admin_viewset", MessageViewSet)
hooks.register("construct_homepage_panels", add_outbox_panel)
hooks.register("before_bulk_action", refuse_bulk_actions_on_logins)


@hooks.register("register_admin_menu_item")
def people_menu() -> MenuItem:
    """Group everything about students and their places."""
    menu = Menu(register_hook_name="register_people_menu_item")
    return SubmenuMenuItem("Students", menu, icon_name="group", order=30)


@hooks.register("register_people_menu_item")
def calls_item() -> MenuItem:
    """Lead the office to whom it has to ring."""
    return _for_messages("Calls to make", "reach_calls", icon_name="mail", order=31)


@hooks.register("register_people_menu_item")
def letters_item() -> MenuItem:
    """Lead the office to what it has to post."""
    return _for_messages("Letters to post", "reach_letters", icon_name="mail", order=32)


@hooks.register("register_people_menu_item")
def wording_item() -> MenuItem:
    """Lead the office to what each message says."""
    return _for_messages("Wording of messages", "reach_wording", icon_name="edit", order=33)


def _for_messages(label: str, name: str, *, icon_name: str, order: int) -> MenuItem:
    """Lead to a screen about messages whoever may see them."""
    return PermittedMenuItem(
        label, reverse_lazy(name), permission=MAY_LOOK, icon_name=icon_name, order=order
    )


@hooks.register("register_admin_urls")
def hand_addresses() -> list[object]:
    """Add the office's screens for calls and letters."""
    batch = "reach/letters/<uuid:batch_uuid>"
    return [
        path("reach/calls/", CallListView.as_view(), name="reach_calls"),
        path("reach/calls/<uuid:student_uuid>/", CallView.as_view(), name="reach_call"),
        path("reach/letters/", LettersView.as_view(), name="reach_letters"),
        path("reach/wording/", WordingListView.as_view(), name="reach_wording"),
        path("reach/wording/<slug:kind>/", WordingView.as_view(), name="reach_wording_kind"),
        path(f"{batch}/pdf/", BatchPdfView.as_view(), name="reach_batch_pdf"),
        path(f"{batch}/posted/", BatchPostedView.as_view(), name="reach_batch_posted"),
    ]


@hooks.register("register_log_actions")
def message_actions(actions: LogActionRegistry) -> None:
    """Name what the office does with messages and records, for Wagtail's log."""
    actions.register_action(
        "accounts.message_sent_again", "Send a message again", "A message was sent again"
    )
    actions.register_action(
        "accounts.message_passed_on", "Pass a message on", "A message was passed on by the office"
    )
    actions.register_action(
        "accounts.helper_linked", "Link a helper", "A helper's login was linked"
    )
    actions.register_action(
        "accounts.helper_removed", "Remove a helper", "A helper's login was removed"
    )
    actions.register_action(
        "accounts.students_merged", "Join two records", "Two records of one person were joined"
    )
