"""Writing down that the scheduled work was done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from accounts.models import ClockRound

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import User

_THE_ONE = 1


def record_round(
    *, started_at: dt.datetime, undone: list[str], by: User | None, at: dt.datetime
) -> ClockRound:
    """Keep when the last round was, and which of its steps could not be done."""
    del by  # the clock is nobody
    with transaction.atomic(durable=True):
        last, _ = ClockRound.objects.update_or_create(
            pk=_THE_ONE,
            defaults={"started_at": started_at, "finished_at": at, "undone": undone},
        )
        return last
