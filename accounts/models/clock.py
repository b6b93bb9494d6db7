"""When the college last did what the clock demands."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from accounts.personal_data import NoPersonalData


class ClockRound(models.Model):
    """The last round of the scheduled work: one row, written anew after each round."""

    personal_data: ClassVar = NoPersonalData("Says when work was done, of nobody.")

    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    undone = models.JSONField(default=list, help_text="What could not be done, in words.")

    def __str__(self) -> str:
        """Return when it was."""
        return f"Round of {self.started_at:%Y-%m-%d %H:%M}"
