"""The equality questions, on their own page after a booking; asked once in a visit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from bookings.forms.equality import EqualityForm
from bookings.operations import equality
from bookings.queries import student
from courses.models import Term

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from accounts.permissions import SignedInRequest

# Only the browser remembers that it was asked. A session is a record too: it knows who is signed
# in, and when it changed.
_ANSWERED = "college_answered"


def is_to_be_asked(request: HttpRequest) -> bool:
    """Say whether to offer the questions in this visit."""
    return not constant_time_compare(request.COOKIES.get(_ANSWERED, ""), _this_visit(request))


def _this_visit(request: HttpRequest) -> str:
    """Return a mark of this visit, so that the next person on the same computer is asked too."""
    return salted_hmac(_ANSWERED, request.session.session_key or "").hexdigest()


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def equality_questions(request: SignedInRequest, run_uuid: UUID) -> HttpResponse:
    """Ask who our students are; every question can be left out. Only the term is kept."""
    term = Term.objects.filter(runs__uuid=run_uuid).first()
    if term is None or not student.has_booked(request.user, run_uuid):
        raise Http404
    if not is_to_be_asked(request):
        context = {"thanks": "thanks" in request.GET}
        return render(request, "bookings/equality_closed.html", context)
    form = EqualityForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if not any(form.cleaned_data.values()):
            messages.success(request, "That is fine. Nobody has to answer these questions.")
            return redirect("bookings:my_courses")
        equality.keep_answers(term=term, answers=form.cleaned_data, at=timezone.now())
        response = redirect("bookings:equality_questions", run_uuid=run_uuid)
        response.set_cookie(
            _ANSWERED,
            _this_visit(request),
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
        response["Location"] += "?thanks"
        return response
    return render(request, "bookings/equality_questions.html", {"form": form})
