"""Topics: the strands by which people browse the prospectus."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from accounts.personal_data import NoPersonalData


class Topic(models.Model):
    """One strand of the prospectus, such as "Sleep and body"."""

    personal_data: ClassVar = NoPersonalData("A word to browse by.")

    name = models.CharField(max_length=60, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    description = models.CharField(max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0, help_text="Lowest comes first.")

    class Meta:
        ordering = ("position", "name")

    def __str__(self) -> str:
        """Return the name people browse by."""
        return self.name
