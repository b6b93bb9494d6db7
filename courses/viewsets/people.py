"""Staff screens for tutors, topics, and how courses were made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, ObjectList
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic

from accounts.viewsets.screens import CollegeViewSet, YesNoColumn
from courses.enums import Perspective
from courses.forms.runs import TutorForm
from courses.models import CoProductionRecord, Topic, Tutor
from home.queries.wording import list_words, short_date_words

if TYPE_CHECKING:
    from django.db.models import QuerySet


class TutorViewSet(CollegeViewSet):
    """Everyone who teaches here, peer and practitioner alike."""

    model = Tutor
    name = "tutors"
    icon = "group"
    menu_label = "Tutors"
    menu_order = 50
    menu_hook = "register_dates_menu_item"
    ordering = "name"
    search_fields = ["name", "user__email"]
    list_display = ["name", "kind", YesNoColumn("is_active", label="Teaches now")]
    list_filter = ["kind", "is_active"]
    inspect_view_fields = ["name", "kind", "is_active", "user", "person_page"]
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("kind"),
            FieldPanel("is_active"),
            FieldPanel("login_email"),
            FieldPanel("person_page", widget=forms.Select, heading="Page about this tutor"),
        ],
        base_form_class=TutorForm,
    )


class TopicViewSet(CollegeViewSet):
    """The words by which people browse the prospectus."""

    model = Topic
    name = "topics"
    icon = "tag"
    menu_label = "Topics"
    menu_order = 60
    menu_hook = "register_dates_menu_item"
    search_fields = ["name"]
    list_display = ["name", "description", "position"]
    inspect_view_fields = ["name", "description", "position"]
    panels = [
        FieldPanel("name"),
        FieldPanel("slug", help_text="The topic in addresses: small letters and hyphens."),
        FieldPanel("description"),
        FieldPanel("position"),
    ]


class RecordIndexView(generic.IndexView):
    """How far each course's making has come, and whose knowledge is in it."""

    @property
    def columns(self) -> list[Any]:
        """Return stage, perspectives and review date of each course."""
        title = self._get_title_column_class(TitleColumn)
        return [
            title(
                "course",
                label="Course",
                accessor=lambda one: one.course.title,
                sort_key="course__title",
                get_url=lambda one: self.get_edit_url(one) or self.get_inspect_url(one),
            ),
            Column("stage", label="Stage", accessor="get_stage_display", sort_key="stage"),
            Column("perspectives", label="Made with", accessor=_perspective_words),
            Column("people", label="People", accessor=lambda one: len(one.contributions.all())),
            Column("review", label="Review by", accessor=_review_words),
        ]

    def get_base_queryset(self) -> QuerySet[CoProductionRecord]:
        """Read course and contributions with the records."""
        return CoProductionRecord.objects.select_related("course").prefetch_related("contributions")


def _perspective_words(record: CoProductionRecord) -> str:
    given = {one.perspective for one in record.contributions.all()}
    return list_words([label for value, label in Perspective.choices if value in given])


def _review_words(record: CoProductionRecord) -> str:
    due = record.course.review_due_on
    return short_date_words(due) if due else ""


class RecordViewSet(CollegeViewSet):
    """How courses were made, and by whom."""

    model = CoProductionRecord
    name = "course-records"
    icon = "clipboard-list"
    menu_label = "How courses were made"
    menu_order = 70
    menu_hook = "register_dates_menu_item"
    index_view_class = RecordIndexView
    search_fields = ["course__title", "contributions__name"]
    list_filter = ["stage"]
    inspect_view_fields = ["course", "stage", "what_changed", "contributions"]
    panels = [
        FieldPanel("course", widget=forms.Select),
        FieldPanel("stage"),
        FieldPanel("what_changed"),
        InlinePanel(
            "contributions",
            heading="Who took part",
            label="Person",
            panels=[
                FieldRowPanel([FieldPanel("name"), FieldPanel("role")]),
                FieldRowPanel([FieldPanel("perspective"), FieldPanel("credit")]),
                FieldRowPanel([FieldPanel("what"), FieldPanel("contributed_on")]),
            ],
        ),
    ]
