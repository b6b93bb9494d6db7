"""Registers the staff screens of courses with Wagtail. The one for runs is the bookings app's."""

from __future__ import annotations

from django.urls import path
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from courses.views import plain_editor
from courses.viewsets import dashboard, page_guards
from courses.viewsets.people import RecordViewSet, TopicViewSet, TutorViewSet
from courses.viewsets.schedule import SessionViewSet, TermViewSet, VenueViewSet

for viewset in (
    TermViewSet,
    VenueViewSet,
    SessionViewSet,
    TutorViewSet,
    TopicViewSet,
    RecordViewSet,
):
    hooks.register("register_admin_viewset", viewset)

hooks.register("construct_homepage_panels", dashboard.add_editor_panel)
hooks.register("construct_homepage_panels", plain_editor.add_plain_editor_panel)
hooks.register("before_delete_page", page_guards.keep_pages_in_use)
hooks.register("before_unpublish_page", page_guards.keep_front_door)
hooks.register("after_unpublish_page", page_guards.tell_of_open_runs)
hooks.register("before_bulk_action", page_guards.keep_pages_in_use_in_bulk)


@hooks.register("register_admin_menu_item")
def dates_menu() -> MenuItem:
    """Group everything about courses and dates."""
    menu = Menu(register_hook_name="register_dates_menu_item")
    return SubmenuMenuItem("Timetable", menu, icon_name="calendar-check", order=20)


@hooks.register("register_admin_urls")
def plain_editor_addresses() -> list[object]:
    """Add the editor that needs no JavaScript."""
    return [
        path("courses/plain/", plain_editor.course_list, name="plain_courses"),
        path("courses/plain/new/", plain_editor.new_course, name="plain_course_new"),
        path("courses/plain/<int:page_id>/", plain_editor.edit_course, name="plain_course"),
    ]
