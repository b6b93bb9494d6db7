"""One-tap sign-in, which exists in the demo only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.utils import perform_login
from django.conf import settings
from django.http import Http404, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from accounts.models import User
from recoverycollege.demo.sign_ins import BY_KEY, FOR_STUDENTS

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@never_cache
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the demo's people, and go to the first page of their day."""
    if not settings.DEMO:
        raise Http404
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    chosen = BY_KEY.get(request.POST.get("key", ""))
    user = User.objects.filter(email=chosen.email).first() if chosen else None
    if chosen is None or user is None:
        return redirect("accounts:sign_in")
    goes_on_to = chosen.first_page
    if chosen.first_page == FOR_STUDENTS:
        goes_on_to = _booking_they_began(request.POST.get("next", "")) or goes_on_to
    return perform_login(request, user, email_verification="none", redirect_url=goes_on_to)


def _booking_they_began(address: str) -> str:
    """Return the booking a student came from, if the address is one of ours."""
    is_a_booking = address.startswith("/book/") and address.isprintable()
    return address if is_a_booking else ""
