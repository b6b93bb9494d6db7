"""Typed readers for environment values; a bad value stops the start and names its variable."""

from __future__ import annotations

import datetime as dt
import os

from django.core.exceptions import ImproperlyConfigured

_YES = frozenset({"1", "true", "yes", "on"})
_NO = frozenset({"0", "false", "no", "off"})


def text(name: str, default: str | None = None) -> str:
    """Read a text; without a default the variable must be set."""
    value = os.environ.get(name, "").strip() or default
    if value is None:
        message = f"Set the environment variable {name}: the college cannot start without it."
        raise ImproperlyConfigured(message)
    return value


def flag(name: str, *, default: bool) -> bool:
    """Read a yes or no."""
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in _YES:
        return True
    if value in _NO:
        return False
    message = f"The environment variable {name} must be yes or no, not {value!r}."
    raise ImproperlyConfigured(message)


def number(name: str, default: int) -> int:
    """Read a whole number."""
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    try:
        return int(value)
    except ValueError as error:
        message = f"The environment variable {name} must be a whole number, not {value!r}."
        raise ImproperlyConfigured(message) from error


def words(name: str, default: tuple[str, ...] = ()) -> list[str]:
    """Read a list, separated by commas."""
    value = os.environ.get(name, "")
    return [word.strip() for word in value.split(",") if word.strip()] or list(default)


def hours(name: str, default: str) -> tuple[dt.time, dt.time] | None:
    """Read hours such as 21:00-08:00; “none” means that there are none."""
    value = os.environ.get(name, "").strip() or default
    if value.lower() == "none":
        return None
    try:
        start, end = (dt.time.fromisoformat(part.strip()) for part in value.split("-"))
    except ValueError as error:
        message = f"The environment variable {name} must be hours like {default}, not {value!r}."
        raise ImproperlyConfigured(message) from error
    return start, end
