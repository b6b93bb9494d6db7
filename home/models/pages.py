"""The pages of the site's frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from accounts.personal_data import NoPersonalData
from home.blocks import CollegeStreamBlock
from home.models.base import CollegePage

if TYPE_CHECKING:
    from wagtail.models import Page

_WORDS_ONLY = NoPersonalData("Published words; people appear in them only as they chose.")


class HomePage(CollegePage):
    """The front door: a welcome, the way to the courses, and what to expect."""

    personal_data: ClassVar = _WORDS_ONLY

    welcome = models.CharField(max_length=120, help_text="The large line at the top.")
    introduction = models.TextField(blank=True, help_text="Two or three short sentences.")
    body = StreamField(CollegeStreamBlock(), blank=True)

    parent_page_types: ClassVar = ["wagtailcore.Page"]
    max_count = 1
    content_panels: ClassVar = [
        *CollegePage.content_panels,
        MultiFieldPanel([FieldPanel("welcome"), FieldPanel("introduction")], heading="Welcome"),
        FieldPanel("body"),
    ]
    search_fields: ClassVar = [*CollegePage.search_fields, index.SearchField("body")]
    template = "home/home_page.html"


class StandardPage(CollegePage):
    """An ordinary page of words."""

    personal_data: ClassVar = _WORDS_ONLY

    introduction = models.TextField(blank=True, help_text="Two or three short sentences.")
    body = StreamField(CollegeStreamBlock(), blank=True)

    parent_page_types: ClassVar = ["home.HomePage", "home.SectionPage", "home.StandardPage"]
    content_panels: ClassVar = [
        *CollegePage.content_panels,
        FieldPanel("introduction"),
        FieldPanel("body"),
    ]
    search_fields: ClassVar = [
        *CollegePage.search_fields,
        index.SearchField("introduction"),
        index.SearchField("body"),
    ]
    template = "home/standard_page.html"


class SectionPage(CollegePage):
    """A page that introduces the pages below it."""

    personal_data: ClassVar = _WORDS_ONLY

    introduction = models.TextField(blank=True, help_text="Two or three short sentences.")
    body = StreamField(CollegeStreamBlock(), blank=True)

    parent_page_types: ClassVar = ["home.HomePage", "home.SectionPage"]
    content_panels: ClassVar = [
        *CollegePage.content_panels,
        FieldPanel("introduction"),
        FieldPanel("body"),
    ]
    search_fields: ClassVar = [
        *CollegePage.search_fields,
        index.SearchField("introduction"),
        index.SearchField("body"),
    ]
    template = "home/section_page.html"

    def pages_below(self) -> models.QuerySet[Page]:
        """Return the published pages directly below, in the editors' order."""
        return self.get_children().live().specific()
