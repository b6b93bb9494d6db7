"""A college's own words for one kind of message."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from accounts.personal_data import NoPersonalData


class MessageWording(models.Model):
    """What a college says at the start of one kind of message in its own words.

    The facts, the links and the lines of urgent help always follow.
    """

    personal_data: ClassVar = NoPersonalData("The college's own words, with gaps for names.")

    kind = models.CharField(max_length=40, unique=True)
    subject = models.CharField(max_length=150, blank=True)
    opening = models.TextField(max_length=2000, blank=True)
    short = models.CharField(max_length=160, blank=True)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        """Return which kind."""
        return self.kind
