"""What is written to standard output, and what never is: no email, no query, no form values."""

from __future__ import annotations

from typing import Any

from recoverycollege.settings import env

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "recoverycollege.logs.ImpersonalFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        },
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line"},
    },
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {
        # The default handlers would mail errors, with their form values, to administrators.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        # Every address that does not exist is somebody's typing mistake, not news.
        "django.request": {"level": "ERROR"},
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
    },
}
