"""For the test suite: quick hashing, mail kept in memory, tasks kept until a test runs them."""

from __future__ import annotations

import tempfile
from pathlib import Path

from recoverycollege.settings.base import *  # noqa: F403 -- settings modules build on base
from recoverycollege.settings.base import INSTALLED_APPS

INSTALLED_APPS += ["django_linear_migrations"]
DEBUG = False
SECRET_KEY = "a-key-for-the-tests-and-nothing-else"  # noqa: S105 -- not a secret
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TEXT_SENDER = "accounts.texting.KeptSender"
TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MEDIA_ROOT = Path(tempfile.gettempdir()) / "college-tests-media"
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
