"""The demo's settings, with mail that really travels: to the mail server inside the test."""

from __future__ import annotations

from recoverycollege.settings import env
from recoverycollege.settings.demo import *  # noqa: F403 -- settings modules build on one another

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = "127.0.0.1"
EMAIL_PORT = env.number("JOURNEYS_MAIL_PORT", 0)
# Wagtail keeps a draft half a second after the last key; a test that types and presses at once
# would race it, as nobody with hands could.
WAGTAIL_AUTOSAVE_INTERVAL = 0
