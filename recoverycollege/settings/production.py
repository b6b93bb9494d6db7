"""For real students: everything secret comes from the environment, everything travels encrypted."""

from __future__ import annotations

from urllib.parse import urlsplit

from recoverycollege.settings import env
from recoverycollege.settings.base import *  # noqa: F403 -- settings modules build on base
from recoverycollege.settings.logging import LOGGING as COLLEGE_LOGGING

DEBUG = False
SECRET_KEY = env.text("SECRET_KEY")
# Where people reach the site has to be said: links in messages are made from it.
SITE_ADDRESS = env.text("SITE_ADDRESS").rstrip("/")
WAGTAILADMIN_BASE_URL = SITE_ADDRESS
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", default=(urlsplit(SITE_ADDRESS).hostname or "",))
CSRF_TRUSTED_ORIGINS = [SITE_ADDRESS]

SECURE_SSL_REDIRECT = True
# The checks of a load balancer come without encryption, from inside.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = env.number("HSTS_SECONDS", 60 * 60 * 24 * 365)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-college_session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-college_csrf"
if env.flag("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # Limits on sign-in codes count people by their own address, not by the proxy's.
    ALLAUTH_TRUSTED_PROXY_COUNT = 1

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "recoverycollege.static_files.CompressedStaticFiles"},
}

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.text("EMAIL_HOST")
EMAIL_PORT = env.number("EMAIL_PORT", 587)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=True)
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

LOGGING = COLLEGE_LOGGING
