"""What the college does differently from django-allauth's account app."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.httpkit import get_client_ip
from django.shortcuts import redirect

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from accounts.models import User


class CollegeAdapter(DefaultAccountAdapter):
    """Lets people in by code alone; says nothing by flash message and mails nothing itself."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse allauth's own sign-up: a login is made when a code is confirmed."""
        del request
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Stay silent: our pages say themselves what has happened."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Refuse to mail past the outbox."""
        del email, context
        msg = f"{template_prefix} should go through the outbox."
        raise NotImplementedError(msg)

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Tell someone whose login is closed whom to ask."""
        del request, user
        return redirect("accounts:sign_in_closed")

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return where a request comes from; a server on a socket file does not know it."""
        return get_client_ip(request) or "unknown"
