"""Tells Django about the home app."""

from __future__ import annotations

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """Settings of the home app."""

    name = "home"
    default_auto_field = "django.db.models.BigAutoField"
