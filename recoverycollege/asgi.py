"""Entry point for ASGI servers."""

from __future__ import annotations

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "recoverycollege.settings.production")

application = get_asgi_application()
