"""For `make demo`: a college to try, with its data in var/ and mail that goes nowhere."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from recoverycollege.settings import env
from recoverycollege.settings.base import *  # noqa: F403 -- settings modules build on base
from recoverycollege.settings.base import DATA_FOLDER
from recoverycollege.settings.logging import LOGGING as COLLEGE_LOGGING

if TYPE_CHECKING:
    from pathlib import Path


def _kept_key(path: Path) -> str:
    """Make a key the first time and keep it, so that people stay signed in between starts."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(64))
    return path.read_text()


SITE_ADDRESS = env.text("SITE_ADDRESS", f"http://127.0.0.1:{env.number('PORT', 8000)}").rstrip("/")
WAGTAILADMIN_BASE_URL = SITE_ADDRESS

DEMO = True
DEBUG = False
SECRET_KEY = _kept_key(DATA_FOLDER / "demo-key.txt")
ALLOWED_HOSTS = [".localhost", "127.0.0.1", "[::1]", *env.words("ALLOWED_HOSTS")]
# Delivered to nobody; the messages themselves are read in the admin.
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
TEXT_SENDER = "accounts.texting.KeptSender"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "recoverycollege.static_files.HashedStaticFiles"},
}
WHITENOISE_MAX_AGE = 60
# Only what went wrong: whoever tries the college wants to see the address, not the traffic.
LOGGING = COLLEGE_LOGGING | {
    "handlers": {"console": {**COLLEGE_LOGGING["handlers"]["console"], "level": "WARNING"}},
    "loggers": COLLEGE_LOGGING["loggers"] | {"django_tasks_db": {"level": "ERROR"}},
}
