"""Tells Django about the accounts app."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Settings of the accounts app."""

    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
