"""The private link to a run that is not open to everyone: it leads to the booking page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from courses.queries.private_links import run_with_key

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

_KEPT = "closed_runs"
_MOST = 20


@never_cache
@require_safe
def closed_run(request: HttpRequest, key: str) -> HttpResponse:
    """Remember the key for this visit and go on to the booking page, whose address holds none.

    An old or mistyped link leads to a kind page.
    """
    run = run_with_key(key)
    if run is None:
        response = render(request, "bookings/closed_run_gone.html", {}, status=404)
    else:
        kept = dict(request.session.get(_KEPT, {}))
        kept.pop(str(run.uuid), None)
        # The oldest goes first.
        request.session[_KEPT] = dict([*kept.items(), (str(run.uuid), key)][-_MOST:])
        response = redirect("bookings:book_start", run_uuid=run.uuid)
    # The address is the key: no page it leads to hears of it.
    response["Referrer-Policy"] = "no-referrer"
    return response


def key_of(request: HttpRequest, run_uuid: UUID) -> str:
    """Return the key with which this visitor came to a closed run, or nothing."""
    kept = request.session.get(_KEPT)
    return str(kept.get(str(run_uuid), "")) if isinstance(kept, dict) else ""
