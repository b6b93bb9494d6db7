"""What the frame serves and no editor writes: urgent help, stylesheets, robots.txt."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from home.models.settings import MINIMUM_CONTRAST, PAPER, contrast
from home.queries import accent, design_system

if TYPE_CHECKING:
    from django.http import HttpRequest

_COLOUR = re.compile(r"[0-9a-f]{6}")


@require_safe
def urgent_help(request: HttpRequest) -> HttpResponse:
    """Show where to turn in an emergency, in large type."""
    return render(request, "home/urgent_help.html")


@require_safe
@vary_on_headers("Accept-Encoding")
@cache_control(public=True, max_age=60 * 60 * 24 * 365, immutable=True)
def design_system_stylesheet(request: HttpRequest, version: str) -> HttpResponse:
    """Give the design system's stylesheet; its address is its content, so it can be kept."""
    if version != design_system.stylesheet_version():
        raise Http404
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        packed = design_system.compressed_stylesheet()
        return HttpResponse(
            packed, content_type="text/css; charset=utf-8", headers={"Content-Encoding": "gzip"}
        )
    return HttpResponse(design_system.stylesheet(), content_type="text/css; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=60 * 60 * 24 * 365, immutable=True)
def accent_stylesheet(request: HttpRequest, colour: str) -> HttpResponse:  # noqa: ARG001 -- a view's signature
    """Give the rules for one accent colour; its address is the colour, so it can be kept."""
    if not _COLOUR.fullmatch(colour) or contrast(f"#{colour}", PAPER) < MINIMUM_CONTRAST:
        raise Http404
    return HttpResponse(accent.accent_stylesheet(f"#{colour}"), content_type="text/css")


@require_safe
@cache_control(public=True, max_age=60 * 60 * 24)
def favicon(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- a view's signature
    """Lead programs that look for the picture at its old address to where it is."""
    return redirect(static("images/favicon.svg"))


@require_safe
@cache_control(public=True, max_age=60 * 60)
def robots(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- a view's signature
    """Tell search engines which pages are public, and where the list of them is."""
    private = (
        "/admin/",
        "/book/",
        "/closed/",
        "/my-courses/",
        "/my-details/",
        "/sign-in/",
        "/teach/",
    )
    lines = [
        "User-agent: *",
        *(f"Disallow: {address}" for address in private),
        "Disallow: /courses/?",
        "",
        f"Sitemap: {settings.SITE_ADDRESS}{reverse('sitemap')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
