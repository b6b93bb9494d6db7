"""Pages of the frame that no editor writes: urgent help, the accent's colours, robots.txt."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from home.models.settings import MINIMUM_CONTRAST, PAPER, contrast
from home.queries import accent

if TYPE_CHECKING:
    from django.http import HttpRequest

_COLOUR = re.compile(r"[0-9a-f]{6}")


@require_safe
def urgent_help(request: HttpRequest) -> HttpResponse:
    """Show where to turn in an emergency, in large type."""
    return render(request, "home/urgent_help.html")


@require_safe
@cache_control(public=True, max_age=60 * 60 * 24 * 365, immutable=True)
def accent_stylesheet(request: HttpRequest, colour: str) -> HttpResponse:  # noqa: ARG001 -- a view's signature
    """Give the rules for one accent colour; its address is the colour, so it can be kept."""
    if not _COLOUR.fullmatch(colour) or contrast(f"#{colour}", PAPER) < MINIMUM_CONTRAST:
        raise Http404
    return HttpResponse(accent.accent_stylesheet(f"#{colour}"), content_type="text/css")


@require_safe
@cache_control(public=True, max_age=60 * 60)
def robots(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- a view's signature
    """Tell search engines which pages are public, and where the list of them is."""
    private = ("/admin/", "/book/", "/my-courses/", "/my-details/", "/sign-in/", "/teach/")
    lines = [
        "User-agent: *",
        *(f"Disallow: {address}" for address in private),
        "Disallow: /courses/?",
        "",
        f"Sitemap: {settings.SITE_ADDRESS}{reverse('sitemap')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
