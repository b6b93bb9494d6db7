"""Keeps editors from taking away a page that something else stands on, and says why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from wagtail.admin import messages
from wagtail.models import Page, Site

from courses.enums import RunStatus
from courses.models import CoursePage, CourseRun

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


def tell_of_open_runs(request: HttpRequest, page: Page) -> None:
    """Say, when a course has gone off the site, which of its dates nobody can book now."""
    open_runs = CourseRun.objects.filter(
        course__in=CoursePage.objects.descendant_of(page, inclusive=True), status=RunStatus.OPEN
    )
    count = open_runs.ending_after(timezone.now()).count()
    if not count:
        return
    runs = "1 run that is" if count == 1 else f"{count} runs that are"
    messages.warning(
        request,
        f"There {'is' if count == 1 else 'are'} {runs} open for booking. Nobody can book "
        f"{'it' if count == 1 else 'them'} while the page is off the site. Everyone who has a "
        "place keeps it.",
    )


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
