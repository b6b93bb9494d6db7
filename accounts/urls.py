"""Addresses of accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from accounts.views import details, messages, sign_in

if TYPE_CHECKING:
    from django.urls import URLPattern

app_name = "accounts"

urlpatterns: list[URLPattern] = [
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/code/", sign_in.sign_in_code, name="sign_in_code"),
    path("sign-in/closed/", sign_in.sign_in_closed, name="sign_in_closed"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("my-messages/", messages.my_messages, name="my_messages"),
    path("my-messages/<uuid:message_uuid>/", messages.my_message, name="my_message"),
    path("news/stop/<str:token>/", messages.stop_news, name="stop_news"),
    path("my-details/", details.details, name="details"),
    path(
        "my-details/<uuid:student_uuid>/remove-helper/",
        details.remove_helper,
        name="remove_helper",
    ),
    path(
        "my-details/<uuid:student_uuid>/<slug:part>/",
        details.details_change,
        name="details_change",
    ),
]
