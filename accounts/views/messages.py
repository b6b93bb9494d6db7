"""My messages: what the college has sent to a student, for the student alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from accounts import queries
from accounts.enums import Agreed
from accounts.operations import people
from accounts.shown_words import shown_words

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from accounts.permissions import SignedInRequest

_ON_A_PAGE = 20


# A mail reader that ends the newsletter with one tap has no cookie of ours (RFC 8058); the link
# is signed, and is good for nothing else.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop_news(request: HttpRequest, token: str) -> HttpResponse:
    """End somebody's newsletter: one page, one button; opening the page changes nothing."""
    student = queries.student_who_may_stop_news(token)
    if student is None:
        raise Http404
    if request.method == "POST":
        people.set_news(
            student=student, wants_news=False, how=Agreed.SELF, by=None, at=timezone.now()
        )
    context = {"is_done": request.method == "POST" or not student.news_agreed}
    return render(request, "accounts/stop_news.html", context)


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
    context = {"message": message, "words": shown_words(message.html)}
    return render(request, "accounts/my_message.html", context)
