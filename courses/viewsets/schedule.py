"""Staff screens for terms, venues and the list of sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import django_filters
from django import forms
from django.db.models import Count, Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic

from accounts.viewsets.screens import CollegeViewSet, YesNoColumn
from courses.enums import DeliveryMode
from courses.models import CourseSession, RunTutor, Term, Venue
from courses.queries.tutors import tutors_called
from home.queries.wording import date_range_words, list_words, short_date_words, times_words

if TYPE_CHECKING:
    from django.db.models import QuerySet


class TermIndexView(generic.IndexView):
    """All terms, the latest first."""

    @property
    def columns(self) -> list[Any]:
        """Return when each term is, its breaks, and how many runs it has."""
        title = self._get_title_column_class(TitleColumn)
        return [
            title("name", label="Term", get_url=lambda term: _place_to_go(self, term)),
            Column(
                "dates", label="Dates", accessor=lambda t: date_range_words(t.starts_on, t.ends_on)
            ),
            Column("holidays", label="Breaks", accessor=_break_words),
            Column(
                "booking_opens_at",
                label="Booking opens",
                accessor=lambda t: short_date_words(t.booking_opens_at),
                sort_key="booking_opens_at",
            ),
            Column("run_count", label="Runs"),
            YesNoColumn("is_paused", label="Paused"),
        ]

    def get_base_queryset(self) -> QuerySet[Term]:
        """Read breaks and counts with the terms."""
        return Term.objects.prefetch_related("holidays").annotate(run_count=Count("runs"))


def _place_to_go(view: Any, row: Any) -> str | None:
    edit: str | None = view.get_edit_url(row)
    look: str | None = view.get_inspect_url(row)
    return edit or look


def _break_words(term: Term) -> str:
    return list_words([holiday.name for holiday in term.holidays.all()])


class TermViewSet(CollegeViewSet):
    """Terms with their breaks."""

    model = Term
    name = "terms"
    icon = "calendar-alt"
    menu_label = "Terms"
    menu_order = 30
    menu_hook = "register_dates_menu_item"
    index_view_class = TermIndexView
    search_fields = ["name"]
    inspect_view_fields = ["name", "starts_on", "ends_on", "booking_opens_at", "holidays"]
    panels = [
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
        FieldPanel("booking_opens_at"),
        InlinePanel(
            "holidays",
            heading="Breaks without teaching",
            label="Break",
            help_text="Half-term and the like. Bank holidays are known already.",
            panels=[
                FieldPanel("name"),
                FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
            ],
        ),
        MultiFieldPanel(
            [FieldPanel("is_paused"), FieldPanel("paused_note")], heading="Pause the term"
        ),
    ]


class VenueViewSet(CollegeViewSet):
    """Venues with their access facts."""

    model = Venue
    name = "venues"
    icon = "home"
    menu_label = "Venues"
    menu_order = 40
    menu_hook = "register_dates_menu_item"
    ordering = "name"
    search_fields = ["name", "address", "postcode"]
    list_display = [
        "name",
        "postcode",
        "room_capacity",
        YesNoColumn("is_step_free", label="Step-free"),
        YesNoColumn("has_hearing_loop", label="Hearing loop"),
        YesNoColumn("has_accessible_toilet", label="Accessible toilet"),
    ]
    list_filter = ["is_step_free", "has_hearing_loop", "has_accessible_toilet", "has_quiet_space"]
    inspect_view_fields_exclude = ["id", "uuid"]
    panels = [
        FieldPanel("name"),
        FieldPanel("address"),
        FieldPanel("postcode"),
        FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
        FieldPanel("room_capacity", heading="People the room holds"),
        MultiFieldPanel(
            [
                FieldPanel("is_step_free"),
                FieldPanel("has_hearing_loop"),
                FieldPanel("has_accessible_toilet"),
                FieldPanel("has_quiet_space"),
                FieldPanel("access_notes"),
            ],
            heading="Access",
        ),
        MultiFieldPanel(
            [
                FieldPanel("finding_the_door"),
                FieldPanel("public_transport"),
                FieldPanel("parking"),
            ],
            heading="Getting there",
        ),
    ]


class SessionFilterSet(WagtailFilterSet):
    """Ways to narrow the list of sessions; without any, those from today on."""

    PAST = "past"
    ALL = "all"

    when = django_filters.ChoiceFilter(
        label="When",
        choices=((PAST, "Past"), (ALL, "Past and to come")),
        empty_label="Today and later",
        method="filter_when",
        widget=forms.RadioSelect,
    )

    class Meta:
        model = CourseSession
        fields: ClassVar = ["when", "run__term", "run__venue", "status"]

    def filter_when(
        self, queryset: QuerySet[CourseSession], name: str, value: str
    ) -> QuerySet[CourseSession]:
        """Keep the past, which the list leaves out unless asked."""
        del name
        if value == self.PAST:
            return queryset.filter(ends_at__lt=timezone.now()).order_by("-starts_at", "-id")
        return queryset


class SessionIndexView(generic.IndexView):
    """Every session of every run, by date."""

    page_title = "Sessions"
    default_ordering = ("starts_at", "id")
    search_fields = ["run__course__title", "title"]
    filterset_class = SessionFilterSet
    header_icon = "date"

    @property
    def columns(self) -> list[Any]:
        """Return when and where each session is, and who teaches it."""
        return [
            TitleColumn(
                "day",
                label="Date",
                accessor=lambda one: short_date_words(one.starts_at),
                get_url=self.run_url,
            ),
            Column(
                "times", label="Time", accessor=lambda one: times_words(one.starts_at, one.ends_at)
            ),
            Column("course", label="Course", accessor=lambda one: one.run.course.title),
            Column("title", label="About"),
            Column("place", label="Place", accessor=place_words),
            Column("tutors", label="Tutors", accessor=lambda one: tutor_words(one.run)),
            Column("status", label="State", accessor="get_status_display"),
        ]

    def search_queryset(self, queryset: QuerySet[CourseSession]) -> QuerySet[CourseSession]:
        """Find every word in the course, in what the session is about, or in a tutor's name."""
        for word in self.search_query.split():
            taught = RunTutor.objects.filter(tutor__in=tutors_called(word))
            queryset = queryset.filter(
                Q(run__course__title__icontains=word)
                | Q(title__icontains=word)
                | Q(run__in=taught.values("run"))
            )
        return queryset

    def run_url(self, session: CourseSession) -> str:
        """Lead to the session's run, where everything about it is changed."""
        kind = "edit" if self.user_has_permission("change") else "inspect"
        return reverse(f"runs:{kind}", args=(session.run_id,))

    def get_base_queryset(self) -> QuerySet[CourseSession]:
        """Read run, place and tutors with the sessions; without a filter, from today on."""
        sessions = CourseSession.objects.select_related(
            "run__course", "run__venue", "venue"
        ).prefetch_related(
            Prefetch("run__run_tutors", RunTutor.objects.select_related("tutor")),
        )
        if self.request.GET.get("when"):
            return sessions
        today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        return sessions.filter(starts_at__gte=today)


def place_words(session: CourseSession) -> str:
    """Say where a session is."""
    venue = session.venue or session.run.venue
    return run_place_words(session.run.mode, venue)


def run_place_words(mode: str, venue: Venue | None) -> str:
    """Say where a run is: its venue, online, or both."""
    if mode == DeliveryMode.ONLINE:
        return "Online"
    name = str(venue) if venue else "No venue yet"
    return f"{name}, or online" if mode == DeliveryMode.HYBRID else name


def tutor_words(run: Any) -> str:
    """Name a run's tutors, in the same order everywhere."""
    return list_words([one.tutor.name for one in run.run_tutors.all()]) or "Nobody yet"


class SessionViewSet(CollegeViewSet):
    """The list of sessions. Each is changed on its run's page."""

    model = CourseSession
    name = "sessions"
    icon = "date"
    menu_label = "Sessions"
    menu_order = 20
    menu_hook = "register_dates_menu_item"
    index_view_class = SessionIndexView
    add_to_reference_index = False
    inspect_view_enabled = False
    form_fields: ClassVar[list[str]] = ["title"]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Offer the list alone."""
        given: dict[str, Any] = super().get_common_view_kwargs(**kwargs)
        for name in ("add", "edit", "delete", "history", "usage"):
            given.pop(f"{name}_url_name")
        return given

    def get_urlpatterns(self) -> list[Any]:
        """Offer the list alone."""
        return [one for one in super().get_urlpatterns() if one.name in {"index", "index_results"}]

    def register_admin_url_finder(self) -> None:
        """Sessions have no page of their own to lead to."""
