"""Finds the machine's own Chromium; nothing is downloaded for the journeys."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

# The first is the same Chromium without windows: journeys take a third less work in it.
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
)
PLACES = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
# Root may not use Chromium's own sandbox, and no page of ours may reach another host.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium() -> str | None:
    """Return the path of a Chromium, or None where the machine has none."""
    chosen = os.environ.get("CHROMIUM", "")
    if chosen:
        return chosen if Path(chosen).exists() else None
    for name in NAMES:
        if path := shutil.which(name):
            return path
    return next((place for place in PLACES if Path(place).exists()), None)
