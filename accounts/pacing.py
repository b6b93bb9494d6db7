"""Spreads what goes to many people over time, within one worker."""

from __future__ import annotations

import datetime as dt
import threading


class Pacer:
    """Hands out moments, so many a minute; the first, or the first few, at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._next: dt.datetime | None = None

    def moment(self, *, now: dt.datetime, per_minute: int, at_once: int = 1) -> dt.datetime:
        """Return when the next one may go: now, or in its turn."""
        between = dt.timedelta(seconds=60 / per_minute)
        with self._lock:
            free = max(now, self._next) if self._next else now
            self._next = free + between
            return max(now, free - (at_once - 1) * between)
