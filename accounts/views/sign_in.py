"""Signing in by an emailed code, and signing out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.messages import get_messages
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms.sign_in import CodeForm, EmailForm
from accounts.operations import people
from accounts.permissions import is_staff
from accounts.queries import standing_of
from accounts.views import code_step
from accounts.views.code_step import Answer, CodeStep

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest, HttpResponse

    from accounts.models import User

STAYS_SECONDS = 60 * 60 * 24 * 30
_MOST = 500  # an address of ours is never longer

_ENOUGH = (
    "We have sent several codes to this address. Use the newest one, "
    "or wait 15 minutes and ask again"
)
_WORDS = {
    Answer.WRONG: "That is not the code we sent. Look at our newest email and try again",
    Answer.TOO_OLD: "That code has run out of time. Ask for a new one below",
}


def safe_next(request: HttpRequest, address: str | None) -> str:
    """Return an address to go on to if it is a page of this site, else nothing."""
    address = address or ""
    is_ours = url_has_allowed_host_and_scheme(
        address, allowed_hosts=None, require_https=request.is_secure()
    )
    starts_well = address.startswith("/") and len(address) <= _MOST and address.isprintable()
    return address if is_ours and starts_well else ""


def first_page_of(user: User | AnonymousUser) -> str:
    """Name the page a person starts from: the office, the tutor's day, or their own courses."""
    standing = standing_of(user)
    if standing.is_staff:
        return "wagtailadmin_home"
    if standing.is_tutor and not standing.is_student:
        return "bookings:teach_today"
    return "bookings:my_courses"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for the email address; known and unknown ones are treated alike."""
    goes_on_to = safe_next(request, request.GET.get("next"))
    if request.user.is_authenticated:
        return _already_signed_in(request, goes_on_to)
    step = code_step.load(request)
    form = EmailForm(request.POST or None, initial={"email": step.email if step else ""})
    if request.method == "POST" and form.is_valid():
        step = CodeStep(form.cleaned_data["email"], goes_on_to, form.cleaned_data["stays"])
        if code_step.send(request, step, timezone.now()):
            return redirect("accounts:sign_in_code")
        form.add_error("email", _ENOUGH)
    context = {
        "form": form,
        "is_booking": goes_on_to.startswith("/book/"),
        "again": request.GET.get("again", ""),
        "demo": settings.DEMO,
    }
    return render(request, "accounts/sign_in.html", context)


def _already_signed_in(request: HttpRequest, goes_on_to: str) -> HttpResponse:
    """Go on, unless the person was sent here because the page is not theirs to see."""
    for_staff = goes_on_to.startswith(reverse("wagtailadmin_home"))
    if for_staff and not is_staff(request.user):
        # The admin has left a message that says the same in other words.
        list(get_messages(request))
        return render(request, "accounts/not_for_you.html", {"next_address": goes_on_to})
    return redirect(goes_on_to or first_page_of(request.user))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """Ask for the code, send another, or let the person in."""
    if request.user.is_authenticated:
        return _already_signed_in(request, code_step.wanted_address(request))
    step = code_step.load(request)
    if step is None:
        return _start_again("lost")
    if request.method == "POST" and request.POST.get("action") == "resend":
        sent = code_step.send(request, step, timezone.now())
        return redirect(f"{reverse('accounts:sign_in_code')}?sent={'again' if sent else 'enough'}")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = step.compare(form.cleaned_data["code"], timezone.now())
        if answer == Answer.RIGHT:
            return _let_in(request, step)
        if answer == Answer.USED_UP:
            code_step.forget(request)
            return _start_again("tries", step.next_address)
        code_step.save(request, step)
        form.add_error("code", _WORDS[answer])
    context = {"form": form, "step": step, "sent": request.GET.get("sent", "")}
    return render(request, "accounts/sign_in_code.html", context | {"enough": _ENOUGH})


def _start_again(why: str, goes_on_to: str = "") -> HttpResponse:
    given = {"again": why} | ({"next": goes_on_to} if goes_on_to else {})
    return redirect(f"{reverse('accounts:sign_in')}?{urlencode(given)}")


def _let_in(request: HttpRequest, step: CodeStep) -> HttpResponse:
    """Open the login of the address and go on to where the person wanted to be."""
    user = people.open_login(email=step.email, by=None, at=timezone.now())
    code_step.finish(request, step)
    goes_on_to = step.next_address or resolve_url(first_page_of(user))
    response = perform_login(request, user, email_verification="none", redirect_url=goes_on_to)
    if request.user.is_authenticated:
        # None: until the browser is closed, and never longer than SESSION_COOKIE_AGE.
        request.session.set_expiry(STAYS_SECONDS if step.stays else None)
    return response


@never_cache
@require_safe
def sign_in_closed(request: HttpRequest) -> HttpResponse:
    """Tell someone whose login the office has closed whom to ask."""
    return render(request, "accounts/sign_in_closed.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out; the session and everything in it is gone, and what the browser kept of us."""
    if request.method != "POST":
        return render(request, "accounts/sign_out.html")
    logout(request)
    response = render(request, "accounts/signed_out.html")
    response["Clear-Site-Data"] = '"cache"'
    return response
