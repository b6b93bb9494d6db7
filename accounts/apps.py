"""Tells Django about the accounts app."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Settings of the accounts app."""

    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the office of the messages that are sent from here."""
        from accounts.operations import sign_in  # noqa: PLC0415 -- models are loaded only now

        sign_in.register_kinds()
