"""Sends the Content-Security-Policy: a strict one for our pages, Wagtail's own for its admin."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from csp.constants import HEADER, NONE, SELF
from csp.middleware import CSPMiddleware, PolicyParts
from csp.utils import build_policy
from django.conf import settings
from django.urls import reverse

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase


@cache
def _admin_prefix() -> str:
    return reverse("wagtailadmin_home")


@cache
def _policy_for_our_pages() -> str:
    # Without a nonce the policy never varies, and building it anew is dearer than many a query.
    return build_policy()


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """Chooses the policy by address; nobody but staff ever gets the admin's."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Add the policy to the answer."""
        if request.path_info.startswith(_admin_prefix()):
            if HEADER in response:
                # A preview: one of our pages with its own strict policy, in a frame of the admin.
                response[HEADER] = response[HEADER].replace(
                    f"frame-ancestors {NONE}", f"frame-ancestors {SELF}"
                )
            return super().process_response(request, response)
        if HEADER not in response and not settings.DEBUG:
            response[HEADER] = _policy_for_our_pages()
            return response
        return super().process_response(request, response)

    def get_policy_parts(
        self,
        request: HttpRequest,
        response: HttpResponseBase,
        report_only: bool = False,  # noqa: FBT001, FBT002 -- the signature is django-csp's
    ) -> PolicyParts:
        """Give the admin its own policy."""
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only and request.path_info.startswith(_admin_prefix()):
            parts.config = settings.ADMIN_CONTENT_SECURITY_POLICY
        return parts
