"""The demo's settings plus one bare page to compare with; its data goes to a folder of its own."""

from __future__ import annotations

from recoverycollege.settings.demo import *  # noqa: F403 -- settings modules build on one another
from recoverycollege.settings.demo import BASE_DIR, TEMPLATES

ROOT_URLCONF = "benchmarks.urls"
TEMPLATES[0]["DIRS"].append(BASE_DIR / "benchmarks" / "templates")
