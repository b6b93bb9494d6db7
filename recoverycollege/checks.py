"""System checks that look across the apps; they run with `check --deploy`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.apps import AppConfig

_TASKS_ACROSS_PROCESSES = "django_tasks_db.DatabaseBackend"
_MAIL_THAT_GOES_NOWHERE = ("console", "dummy", "filebased", "locmem")


def background_work_is_real(
    app_configs: Sequence[AppConfig] | None, **_: Any
) -> list[CheckMessage]:
    """Refuse a production where tasks would run inside a page or not at all."""
    del app_configs
    if settings.TASKS["default"]["BACKEND"] == _TASKS_ACROSS_PROCESSES:
        return []
    return [
        Error(
            "Messages would be delivered inside a page, or never.",
            hint=f"Set TASKS to use {_TASKS_ACROSS_PROCESSES} and run a worker.",
            id="college.E001",
        ),
    ]


def mail_leaves_the_machine(
    app_configs: Sequence[AppConfig] | None, **_: Any
) -> list[CheckMessage]:
    """Refuse a production whose mail reaches nobody."""
    del app_configs
    if not any(f".{name}." in settings.EMAIL_BACKEND for name in _MAIL_THAT_GOES_NOWHERE):
        return []
    return [
        Error(
            "No message would reach a student.",
            hint="Use the SMTP mail backend and set EMAIL_HOST.",
            id="college.E002",
        ),
    ]


def address_is_public_and_secure(
    app_configs: Sequence[AppConfig] | None, **_: Any
) -> list[CheckMessage]:
    """Refuse a production whose messages would carry links nobody else can open."""
    del app_configs
    if settings.SITE_ADDRESS.startswith("https://") and not settings.DEMO:
        return []
    return [
        Error(
            "Links in messages would not lead to a secure address, or the demo is switched on.",
            hint="Set SITE_ADDRESS to the https:// address of the site, and DEMO to False.",
            id="college.E003",
        ),
    ]


def texts_have_a_template(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """Refuse a production that offers texts and could not send one."""
    del app_configs
    if not settings.NOTIFY_API_KEY or settings.NOTIFY_TEMPLATE_ID:
        return []
    return [
        Error(
            "There is a key for text messages, but no template.",
            hint="Set NOTIFY_TEMPLATE_ID to a template of yours that holds only ((message)).",
            id="college.E004",
        ),
    ]
