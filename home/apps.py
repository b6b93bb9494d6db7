"""Tells Django about the home app."""

from __future__ import annotations

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """Settings of the home app."""

    name = "home"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who the sender of our mail is, and which urgent help it ends with."""
        from accounts import outbox  # noqa: PLC0415 -- models are loaded only now
        from home.queries import sender  # noqa: PLC0415 -- models are loaded only now

        outbox.register_sender(sender.college_sender)
        outbox.register_urgent_help(sender.urgent_help)
