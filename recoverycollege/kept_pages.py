"""Serves Wagtail's pages from what was drawn a moment ago, where that is still true.

A page is kept, drawn, together with a mark of everything it was drawn from: when pages,
courses, dates and venues last changed, the college's settings and urgent help word for word,
and how many places are taken of every run on show. The mark is worked out anew for every
reader, in three small queries, and the kept page is used only where it is the same. So nobody
ever reads of a place that has gone, and a correction shows at once; what has no time of
change of its own shows within the minute, because the minute belongs to the mark too.

Kept are only pages without a question in their address. There is nothing in them about a
person: the header's account menu, the one part that differs from reader to reader, is drawn
for each and put in its place. A reader who has a notice waiting gets a page drawn anew.
"""

from __future__ import annotations

from functools import cache as cache_for_good
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.cache import cache
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from wagtail import hooks
from wagtail.models import Page, PageViewRestriction, Site, get_page_models
from wagtail.url_routing import RouteResult
from wagtail.views import serve as wagtail_serve
from wagtail.wagtail_hooks import check_view_restrictions

from bookings.queries import places
from courses.queries import freshness
from home.queries import frame
from home.templatetags.college_tags import PLACE_OF_ACCOUNT_MENU, draw_account_menu

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

KEPT_SECONDS = 120
LONGEST_PATH = 200
_HTML = "text/html; charset=utf-8"
_PLACE = PLACE_OF_ACCOUNT_MENU.encode()


def serve(request: HttpRequest, path: str) -> HttpResponseBase:
    """Answer with the page at an address, from what was kept where that is still true."""
    if not _may_be_kept(request, path):
        return _serve_anew(request, path)
    at = timezone.now()
    facts = frame.read_facts()
    taken = places.spoken_for_on_show(at)
    mark = (freshness.public_mark(at), facts.mark, taken)
    key = f"page:{request.scheme}:{request.get_host()}:{path}"
    kept = cache.get(key)
    if kept is not None and kept[0] == mark:
        return HttpResponse(
            _with_account_menu(request, kept[1]), content_type=_HTML, headers={"Vary": "Cookie"}
        )
    # What was read for the mark need not be read again to draw the page.
    request.college_facts = facts  # type: ignore[attr-defined] # read by home.queries.frame
    request.places_taken = taken  # type: ignore[attr-defined] # read by booking_tags
    request.is_drawn_for_everybody = True  # type: ignore[attr-defined] # read by college_tags
    response = _serve_anew(request, path)
    drawn = _drawn_for_everybody(request, response)
    if drawn:
        cache.set(key, (mark, drawn), KEPT_SECONDS)
    if isinstance(response, TemplateResponse):
        response.content = _with_account_menu(request, response.render().content)
    return response


def _may_be_kept(request: HttpRequest, path: str) -> bool:
    """Say whether the answer could be the same for everybody."""
    return (
        request.method == "GET"
        and not request.META.get("QUERY_STRING")
        and "messages" not in request.COOKIES
        and len(path) <= LONGEST_PATH
        and not settings.DEBUG
    )


def _drawn_for_everybody(request: HttpRequest, response: HttpResponseBase) -> bytes:
    """Return the page as drawn, or nothing where the answer is not the same for everybody."""
    if not isinstance(response, TemplateResponse):
        return b""
    response.render()
    for_one_reader = response.cookies or request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
    if for_one_reader or response.status_code != HTTPStatus.OK:
        return b""
    return response.content if response.headers.get("Content-Type") == _HTML else b""


def _with_account_menu(request: HttpRequest, drawn: bytes) -> bytes:
    """Put the reader's own account menu into a page that was drawn for everybody."""
    return drawn.replace(_PLACE, draw_account_menu(request).encode(), 1)


def _serve_anew(request: HttpRequest, path: str) -> HttpResponseBase:
    """Let Wagtail serve the page.

    It is found by its whole address at once, with whether it or a page above it is only for
    some people, instead of step by step down the tree.
    """
    site = Site.find_for_request(request)
    if site is None:
        raise Http404
    below = "".join(f"{part}/" for part in path.split("/") if part)
    found = _pages().filter(url_path=site.root_page.url_path + below).first()
    if found is None:
        raise Http404
    page = next((getattr(found, name) for name in _kinds() if hasattr(found, name)), found)
    # Wagtail looks here before it walks down the tree itself.
    request._wagtail_route_for_request = RouteResult(page)  # type: ignore[attr-defined] # noqa: SLF001 -- Wagtail's own
    if found.is_restricted or found.alias_of_id:
        restricted: HttpResponseBase = wagtail_serve(request, path)
        return restricted
    for before in hooks.get_hooks("before_serve_page"):
        if before is not check_view_restrictions:
            answer = before(page, request, (), {})
            if isinstance(answer, HttpResponseBase):
                return answer
    served: HttpResponseBase = page.serve(request)
    return served


@cache_for_good
def _kinds() -> tuple[str, ...]:
    """Name the kinds of page, as Django names the way from a page to its kind."""
    return tuple(model._meta.model_name for model in get_page_models() if model is not Page)  # noqa: SLF001 -- Django's public _meta


def _pages() -> QuerySet[Page]:
    """Return the published pages, each with all fields of its kind, in one query."""
    above = PageViewRestriction.objects.annotate(
        below=ExpressionWrapper(OuterRef("path"), output_field=CharField())
    )
    return (
        Page.objects.filter(live=True)
        .select_related(*_kinds())
        .annotate(is_restricted=Exists(above.filter(below__startswith=F("page__path"))))
    )
