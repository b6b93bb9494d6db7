"""My messages: what the college has sent to a student, for the student alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import queries

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from accounts.permissions import SignedInRequest

_ON_A_PAGE = 20


@never_cache
@login_required
@require_safe
def my_messages(request: SignedInRequest) -> HttpResponse:
    """List what this student was sent, the latest first."""
    pages = Paginator(queries.messages_to(request.user), _ON_A_PAGE)
    context = {"shown": pages.get_page(request.GET.get("page"))}
    return render(request, "accounts/my_messages.html", context)


@never_cache
@login_required
@require_safe
def my_message(request: SignedInRequest, message_uuid: UUID) -> HttpResponse:
    """Show one message; that of somebody else does not exist."""
    message = queries.message_to(request.user, message_uuid)
    if message is None:
        raise Http404
    return render(request, "accounts/my_message.html", {"message": message})
