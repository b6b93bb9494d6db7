"""Tells Django about the bookings app."""

from __future__ import annotations

from django.apps import AppConfig


class BookingsConfig(AppConfig):
    """Settings of the bookings app."""

    name = "bookings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say how messages about bookings get their words, and what calendars hear last."""
        from bookings import messages  # noqa: PLC0415 -- models are loaded only now
        from bookings.operations import goodbyes  # noqa: PLC0415 -- models are loaded only now

        messages.register_composers()
        goodbyes.register_calendars()
