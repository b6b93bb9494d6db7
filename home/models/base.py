"""What every page of the college shares."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page
from wagtail.search import index

from home.enums import Illustration


class CollegePage(Page):
    """An abstract page with the few words and the drawing that lists show."""

    summary = models.CharField(
        max_length=200,
        blank=True,
        help_text="One or two short sentences. Shown in lists and by search engines.",
    )
    illustration = models.CharField(
        max_length=20, choices=Illustration, blank=True, default="", help_text="Drawn beside it."
    )
    has_quick_exit = models.BooleanField(
        "show a quick exit button",
        default=False,
        help_text="For pages that someone may have to leave in a hurry.",
    )

    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("illustration"),
    ]
    settings_panels: ClassVar = [
        *Page.settings_panels,
        MultiFieldPanel([FieldPanel("has_quick_exit")], heading="Safety"),
    ]
    search_fields: ClassVar = [*Page.search_fields, index.SearchField("summary")]

    class Meta:
        abstract = True

    @property
    def description(self) -> str:
        """Return the words for search engines: the editor's own, else the summary."""
        return self.search_description or self.summary
