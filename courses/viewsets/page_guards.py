"""Keeps editors from taking away a page that something else stands on, and says why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from wagtail.admin import messages
from wagtail.models import Page, Site

from courses.models import CoursePage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest


def _why_kept(page: Page) -> str:
    """Say why a page has to stay; empty when it may go."""
    if Site.objects.filter(root_page__path__startswith=page.path).exists():
        return f"“{page}” is the way into the site, so it stays."
    used = (
        CoursePage.objects.descendant_of(page, inclusive=True)
        .annotate(run_count=Count("runs"))
        .filter(run_count__gt=0)
        .order_by("title")
    )
    first = used.first()
    if first is None:
        return ""
    runs = "1 run" if first.run_count == 1 else f"{first.run_count} runs"
    return (
        f"“{first.title}” was not deleted: it has {runs}, and people's bookings and certificates "
        "depend on them. Unpublish it instead: then it leaves the site and nothing is lost."
    )


def keep_pages_in_use(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to delete a course that has runs, or any page above it."""
    why = _why_kept(page)
    if not why:
        return None
    messages.error(request, why)
    return HttpResponseRedirect(reverse("wagtailadmin_explore", args=(page.get_parent().pk,)))


def keep_front_door(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to unpublish the page the whole site starts from."""
    if not Site.objects.filter(root_page=page).exists():
        return None
    messages.error(request, f"“{page}” is the way into the site, so it stays published.")
    return HttpResponseRedirect(reverse("wagtailadmin_pages:edit", args=(page.pk,)))


def keep_pages_in_use_in_bulk(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any
) -> HttpResponse | None:
    """Refuse to delete or unpublish many pages when one of them has to stay."""
    if not issubclass(action.model, Page) or action_type not in {"delete", "unpublish"}:
        return None
    for page in objects:
        if action_type == "delete":
            why = _why_kept(page)
        else:
            is_door = Site.objects.filter(root_page=page).exists()
            why = f"“{page}” is the way into the site, so it stays published." if is_door else ""
        if why:
            messages.error(request, f"{why} Nothing was changed.")
            way_back = request.GET.get("next") and action.next_url
            return HttpResponseRedirect(way_back or reverse("wagtailadmin_explore_root"))
    return None
