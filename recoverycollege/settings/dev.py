"""For working on the college: details of every error, mail on the console, tasks at once."""

from __future__ import annotations

from importlib.util import find_spec

from recoverycollege.settings.base import *  # noqa: F403 -- settings modules build on base
from recoverycollege.settings.base import DATABASES, INSTALLED_APPS

DEBUG = True
# Only ever protects a copy on somebody's own machine.
SECRET_KEY = "a-key-for-working-on-the-college-and-nothing-else"  # noqa: S105 -- not a secret
ALLOWED_HOSTS = [".localhost", "127.0.0.1", "[::1]"]
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
TEXT_SENDER = "accounts.texting.ConsoleSender"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
# The development server starts a thread for every request, and each would keep its connection.
DATABASES["default"]["CONN_MAX_AGE"] = 0
# Keeps each app's migrations in one line; not there where only the demo was installed.
if find_spec("django_linear_migrations"):
    INSTALLED_APPS += ["django_linear_migrations"]
