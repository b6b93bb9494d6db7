"""An editor for course pages that works without JavaScript, where Wagtail's own does not.

The same drafts, permissions and log as Wagtail's editor; only plain words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from wagtail.admin import messages
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.ui.components import Component

from accounts.viewsets.screens import who_works_here
from courses.forms.plain_course import PlainCourseForm
from courses.models import CoursePage, ProspectusPage
from courses.operations import pages
from courses.viewsets.page_guards import tell_of_open_runs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse
    from wagtail.models import Revision


def course_list(request: HttpRequest) -> HttpResponse:
    """List all courses with their state, each leading to its plain editor."""
    if not user_has_any_page_permission(request.user):
        raise PermissionDenied
    courses = CoursePage.objects.order_by("title")
    prospectus = ProspectusPage.objects.first()
    may_add = bool(prospectus and prospectus.permissions_for_user(request.user).can_add_subpage())
    return render(
        request, "courses/admin/plain_list.html", {"courses": courses, "may_add": may_add}
    )


def new_course(request: HttpRequest) -> HttpResponse:
    """Start a course as a draft."""
    prospectus = ProspectusPage.objects.first()
    if prospectus is None or not prospectus.permissions_for_user(request.user).can_add_subpage():
        raise PermissionDenied
    form = PlainCourseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        page = pages.start_course(
            prospectus=prospectus, words=form.words(), by=who_works_here(request), at=timezone.now()
        )
        messages.success(request, f"“{page.title}” is kept as a draft. Nobody else sees it yet.")
        return redirect("plain_course", page.pk)
    return _show(request, form, None)


def edit_course(request: HttpRequest, page_id: int) -> HttpResponse:
    """Change a course's words, keep them as a draft, publish them, or take the course down."""
    page = get_object_or_404(CoursePage, pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    draft = page.get_latest_revision_as_object()
    form = PlainCourseForm(request.POST or None, page=draft)
    if request.method != "POST":
        return _show(request, form, page)
    if request.POST.get("action") == "unpublish":
        pages.unpublish_course(page=page, by=who_works_here(request), at=timezone.now())
        messages.success(request, f"“{page.title}” is off the site. Its words are kept.")
        tell_of_open_runs(request, page)
        return redirect("plain_course", page.pk)
    if not form.is_valid():
        return _show(request, form, page)
    does_publish = request.POST.get("action") == "publish"
    change = pages.publish_course if does_publish else pages.save_draft
    try:
        kept = change(
            page=page,
            words=form.words(),
            seen=form.cleaned_data["seen"],
            by=who_works_here(request),
            at=timezone.now(),
        )
    except pages.ChangedMeanwhile as problem:
        return _show(request, form.with_newer(problem.latest.pk), page, newer=problem.latest)
    what = "is published: everyone can read it" if does_publish else "is kept as a draft"
    messages.success(request, f"“{kept.title}” {what}.")
    return redirect("plain_course", page.pk)


def _show(
    request: HttpRequest,
    form: PlainCourseForm,
    page: CoursePage | None,
    *,
    newer: Revision | None = None,
) -> HttpResponse:
    permissions = page.permissions_for_user(request.user) if page else None
    return render(
        request,
        "courses/admin/plain_editor.html",
        {
            "form": form,
            "page": page,
            "newer": newer,
            "may_publish": bool(permissions and permissions.can_publish()),
            "may_unpublish": bool(
                page and page.live and permissions and permissions.can_unpublish()
            ),
            "is_locked": bool(permissions and permissions.page_locked()),
        },
        status=422 if form.errors or newer else 200,
    )


class PlainEditorPanel(Component):
    """The way to the plain editor from the admin's first page."""

    name = "plain_editor"
    template_name = "courses/admin/plain_panel.html"
    order = 60

    def get_context_data(self, parent_context: Mapping[str, Any] | None) -> dict[str, Any]:
        """Need nothing."""
        del parent_context
        return {}


def add_plain_editor_panel(request: HttpRequest, panels: list[Any]) -> None:
    """Show the way to those who may write pages."""
    if user_has_any_page_permission(request.user):
        panels.append(PlainEditorPanel())
