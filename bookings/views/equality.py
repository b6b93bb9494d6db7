"""The equality questions, on their own page after a booking; asked once in a visit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from bookings.forms.equality import EqualityForm
from bookings.operations import equality
from courses.models import Term

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

# The visit remembers that it was asked, and for which term: no record of the student does.
_TERM = "equality_term"
_ASKED = "equality_asked"


def ask_later(request: HttpRequest, term_id: int) -> bool:
    """Remember which term a booking was for, and say whether to offer the questions."""
    if request.session.get(_ASKED):
        return False
    request.session[_TERM] = term_id
    return True


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def equality_questions(request: HttpRequest) -> HttpResponse:
    """Ask who our students are; every question can be left out."""
    term = Term.objects.filter(pk=request.session.get(_TERM)).first()
    asked = bool(request.session.get(_ASKED))
    if asked or term is None:
        context = {"asked": asked, "thanks": "thanks" in request.GET}
        return render(request, "bookings/equality_closed.html", context)
    form = EqualityForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        equality.keep_answers(term=term, answers=form.cleaned_data, at=timezone.now())
        request.session[_ASKED] = True
        request.session.pop(_TERM, None)
        response = redirect("bookings:equality_questions")
        response["Location"] += "?thanks"
        return response
    return render(request, "bookings/equality_questions.html", {"form": form})
