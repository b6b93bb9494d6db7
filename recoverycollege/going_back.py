"""Lets a browser go back to the answer to a form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.cache import patch_cache_control

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

_OK = 200


class GoingBackMiddleware:
    """Lets the browser keep the page that answers a form, such as one that names a mistake.

    A page that may not be stored is asked for again when somebody goes back to it. A form cannot
    be sent again without asking, so browsers show an error page of their own instead
    (ERR_CACHE_MISS in Chromium). Kept privately and asked about before any other use, it is
    just shown. Signing out clears what the browser has kept of us.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Change the answer to a form only where it is a page, and may not be stored."""
        response = self.get_response(request)
        is_page = response.status_code == _OK and not response.streaming
        if request.method == "POST" and is_page and "no-store" in response.get("Cache-Control", ""):
            del response["Cache-Control"]
            patch_cache_control(response, private=True, no_cache=True, max_age=0)
        return response
