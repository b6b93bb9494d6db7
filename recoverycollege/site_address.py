"""Keeps the one address of the site the same everywhere."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connections
from wagtail.models import Site

_USUAL_PORTS = {"http": 80, "https": 443}


def keep_site_address(address: str) -> None:
    """Give Wagtail's record of the site the address that messages and calendars use.

    Search engines, sitemaps and shared links read it there. Harmless however often it runs.
    """
    parts = urlsplit(address)
    wanted = {
        "hostname": parts.hostname or "localhost",
        "port": parts.port or _USUAL_PORTS.get(parts.scheme, 80),
    }
    if Site.objects.filter(is_default_site=True).exclude(**wanted).update(**wanted):
        Site.clear_site_root_paths_cache()


def keep_site_address_after_migrate(*, using: str, **_: Any) -> None:
    """Keep the address once a migrate is through, where the table of sites is there."""
    if Site._meta.db_table in connections[using].introspection.table_names():  # noqa: SLF001 -- Django's API
        keep_site_address(settings.SITE_ADDRESS)
