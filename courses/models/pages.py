"""The pages of the prospectus: courses, and the people who teach them."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from modelcluster.fields import ParentalManyToManyField
from wagtail import blocks
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.fields import RichTextField, StreamField
from wagtail.search import index

from accounts.personal_data import NoPersonalData
from courses.enums import CourseFormat, Level
from home.blocks import CollegeStreamBlock
from home.models.base import CollegePage

_TEXT = ["bold", "italic", "ul", "ol", "link"]
_WORDS_ONLY = NoPersonalData("Published words about what is taught.")


class SessionOutlineBlock(blocks.StructBlock):
    """What one session is about. A block, so that people can comment on it."""

    title = blocks.CharBlock(max_length=120)
    text = blocks.TextBlock(required=False)

    class Meta:
        icon = "date"


class ProspectusPage(CollegePage):
    """The list of all courses, with a search."""

    personal_data: ClassVar = _WORDS_ONLY

    introduction = models.TextField(blank=True)

    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar = ["courses.CoursePage"]
    max_count = 1
    content_panels: ClassVar = [*CollegePage.content_panels, FieldPanel("introduction")]
    template = "courses/prospectus_page.html"


class CoursePage(CollegePage):
    """What the college teaches under one title, whenever it runs."""

    personal_data: ClassVar = _WORDS_ONLY

    topics = ParentalManyToManyField("courses.Topic", blank=True, related_name="courses")
    level = models.CharField(max_length=10, choices=Level, default=Level.START)
    course_format = models.CharField(
        "format", max_length=15, choices=CourseFormat, default=CourseFormat.SHORT_COURSE
    )
    about = RichTextField(features=_TEXT, blank=True)
    who_for = models.TextField("who it is for", blank=True)
    outcomes = StreamField(
        [("outcome", blocks.CharBlock(max_length=200))],
        blank=True,
        verbose_name="what you will explore",
        help_text="Three to six. Each goes on after “By the end you will”.",
    )
    on_the_day = RichTextField("what to expect on the day", features=_TEXT, blank=True)
    session_outlines = StreamField(
        [("session", SessionOutlineBlock())], blank=True, verbose_name="session by session"
    )
    content_note = models.TextField(
        blank=True, help_text="Hard subjects that will come up, so that nobody is surprised."
    )
    access_note = models.TextField(
        "access", blank=True, help_text="What is in place for everyone on this course."
    )
    cost = models.CharField(max_length=60, default="Free")
    easy_read = models.ForeignKey(
        "wagtaildocs.Document",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="Easy Read version",
    )
    certificate_percent = models.PositiveSmallIntegerField(
        "share of sessions for a certificate (%)",
        default=70,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text="Of the sessions that took place; rounded in the student's favour.",
    )
    certificate_needs_first = models.BooleanField(
        "the first session is needed for a certificate", default=False
    )
    gives_certificate = models.BooleanField(default=True)
    last_reviewed_on = models.DateField(null=True, blank=True)
    review_due_on = models.DateField("review by", null=True, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    parent_page_types: ClassVar = ["courses.ProspectusPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "courses/course_page.html"

    content_panels: ClassVar = [
        *CollegePage.content_panels,
        FieldPanel("about"),
        FieldPanel("who_for"),
        FieldPanel("outcomes"),
        FieldPanel("on_the_day"),
        FieldPanel("session_outlines"),
        FieldPanel("content_note"),
        FieldPanel("access_note"),
        FieldPanel("easy_read"),
    ]
    facts_panels: ClassVar = [
        FieldPanel("topics", widget=forms.CheckboxSelectMultiple),
        FieldRowPanel([FieldPanel("level"), FieldPanel("course_format")]),
        FieldPanel("cost"),
        MultiFieldPanel(
            [
                FieldPanel("gives_certificate"),
                FieldPanel("certificate_percent"),
                FieldPanel("certificate_needs_first"),
            ],
            heading="Certificate",
        ),
        FieldRowPanel(
            [FieldPanel("last_reviewed_on"), FieldPanel("review_due_on")], heading="Review"
        ),
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(content_panels, heading="Words"),
            ObjectList(facts_panels, heading="Facts"),
            ObjectList(CollegePage.promote_panels, heading="Search engines"),
            ObjectList(CollegePage.settings_panels, heading="Settings"),
        ]
    )
    search_fields: ClassVar = [
        *CollegePage.search_fields,
        index.SearchField("about"),
        index.SearchField("who_for"),
        index.SearchField("outcomes"),
        index.SearchField("session_outlines"),
        index.FilterField("level"),
    ]

    class Meta:
        verbose_name = "course"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(certificate_percent__gte=1, certificate_percent__lte=100),
                name="course_certificate_percent_is_a_share",
            ),
        )


class PeoplePage(CollegePage):
    """The list of the people who teach here."""

    personal_data: ClassVar = _WORDS_ONLY

    introduction = models.TextField(blank=True)

    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar = ["courses.PersonPage"]
    max_count = 1
    content_panels: ClassVar = [*CollegePage.content_panels, FieldPanel("introduction")]
    template = "courses/people_page.html"


class PersonPage(CollegePage):
    """One tutor's public page, in the tutor's own words."""

    personal_data: ClassVar = NoPersonalData(
        "Words a tutor chose to publish; taken down as a page, by its editor."
    )

    photo = models.ForeignKey(
        "wagtailimages.Image",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty: a drawn portrait. Always the same size for everybody.",
    )
    body = StreamField(CollegeStreamBlock(), blank=True)

    parent_page_types: ClassVar = ["courses.PeoplePage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar = [
        *CollegePage.content_panels,
        FieldPanel("photo"),
        FieldPanel("body"),
    ]
    search_fields: ClassVar = [*CollegePage.search_fields, index.SearchField("body")]
    template = "courses/person_page.html"

    class Meta:
        verbose_name = "person"
