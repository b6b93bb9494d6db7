"""Staff screens for runs: the list, the form, and the buttons that open, close and plan.

The bookings app adds the places taken and registers the whole; see ``bookings.viewsets.runs``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Count, OuterRef, Prefetch, Q, Subquery
from django.urls import path
from django.utils.functional import cached_property
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic

from accounts.viewsets.screens import CollegeViewSet
from courses.enums import RunStatus, SessionStatus
from courses.forms.runs import RunForm
from courses.models import CourseRun, CourseSession, RunTutor
from courses.queries.readiness import worries_about
from courses.queries.tutors import tutors_called
from courses.viewsets.run_steps import (
    RunCloseView,
    RunLinkView,
    RunOpenView,
    RunPlanView,
    RunSessionsView,
    step_button,
)
from courses.viewsets.schedule import run_place_words, tutor_words
from home.queries.wording import list_words, short_date_words

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse


class RunIndexView(generic.IndexView):
    """All runs, the latest term first."""

    search_fields = ["course__title", "name", "term__name"]

    @property
    def columns(self) -> list[Any]:
        """Return what each run is, when, where and by whom."""
        title = self._get_title_column_class(TitleColumn)
        return [
            title(
                "course",
                label="Course",
                accessor=_run_name,
                sort_key="course__title",
                get_url=lambda run: self.get_edit_url(run) or self.get_inspect_url(run),
            ),
            Column("term", label="Term", accessor=lambda run: run.term.name),
            Column("starts", label="First date", accessor=_first_date, sort_key="first_starts_at"),
            Column("session_count", label="Sessions"),
            Column("place", label="Place", accessor=lambda r: run_place_words(r.mode, r.venue)),
            Column("tutors", label="Tutors", accessor=tutor_words),
            *self.more_columns(),
            Column("status", label="State", accessor=_state_words, sort_key="status"),
        ]

    def search_queryset(self, queryset: QuerySet[CourseRun]) -> QuerySet[CourseRun]:
        """Find every word in the course, the run's own name, the term, or a tutor's name."""
        for word in self.search_query.split():
            taught = RunTutor.objects.filter(tutor__in=tutors_called(word))
            queryset = queryset.filter(
                Q(course__title__icontains=word)
                | Q(name__icontains=word)
                | Q(term__name__icontains=word)
                | Q(pk__in=taught.values("run"))
            )
        return queryset

    def more_columns(self) -> list[Any]:
        """Return what an app above knows about a run."""
        return []

    def get_base_queryset(self) -> QuerySet[CourseRun]:
        """Read everything a row shows with the runs."""
        first = CourseSession.objects.planned().filter(run=OuterRef("pk")).order_by("starts_at")
        return (
            CourseRun.objects.select_related("course", "term", "venue")
            .prefetch_related(
                Prefetch("run_tutors", RunTutor.objects.select_related("tutor")),
            )
            .annotate(
                first_starts_at=Subquery(first.values("starts_at")[:1]),
                session_count=Count(
                    "sessions", filter=Q(sessions__status=SessionStatus.PLANNED), distinct=True
                ),
            )
        )


def _run_name(run: CourseRun) -> str:
    return f"{run.course.title} ({run.name})" if run.name else run.course.title


def _state_words(run: CourseRun) -> str:
    """Say where a run stands, and what stands in its way."""
    state = run.get_status_display()
    if run.status == RunStatus.OPEN and not run.course.live:
        return f"{state}, but its course page is off the site"
    return state


def _first_date(run: Any) -> str:
    return short_date_words(run.first_starts_at) if run.first_starts_at else "No date yet"


class RunEditView(generic.EditView):
    """Changes a run. Its state moves by the buttons at the top."""

    @cached_property
    def header_buttons(self) -> list[Any]:
        """Return what may be done with the run now."""
        run = self.object
        buttons = []
        if run.status != RunStatus.CANCELLED:
            buttons.append(step_button("Make sessions from a pattern", "plan", run, "date"))
            buttons.append(step_button("Call off one session", "sessions", run, "date"))
        if run.can_move_to(RunStatus.OPEN):
            buttons.append(step_button("Open for booking", "open", run, "check"))
        if run.can_move_to(RunStatus.CLOSED):
            buttons.append(step_button("Close booking", "close", run, "lock"))
        if not run.is_listed and run.status != RunStatus.CANCELLED:
            buttons.append(step_button("Private link", "link", run, "link"))
        return buttons

    def get_page_subtitle(self) -> str:
        """Say which run this is, and its state."""
        return f"{self.object} ({self.object.get_status_display().lower()})"

    def form_valid(self, form: RunForm) -> HttpResponse:
        """Save, and say what the office may want to look at again."""
        answer: HttpResponse = super().form_valid(form)
        if form.has_changed():
            for sentence in worries_about(self.object, capacity=form.cleaned_data["capacity"]):
                messages.warning(self.request, sentence)
        return answer


class RunCreateView(generic.CreateView):
    """Makes a run."""

    def form_valid(self, form: RunForm) -> HttpResponse:
        """Save, and say what the office may want to look at again."""
        answer: HttpResponse = super().form_valid(form)
        for sentence in worries_about(self.object, capacity=form.cleaned_data["capacity"]):
            messages.warning(self.request, sentence)
        return answer


class RunInspectView(generic.InspectView):
    """Shows a run to those who may look and not change."""

    def get_sessions_display_value(self) -> str:
        """Name the dates."""
        return list_words([short_date_words(one.starts_at) for one in self.object.sessions.all()])


class RunViewSet(CollegeViewSet):
    """Runs with their sessions and tutors."""

    model = CourseRun
    name = "runs"
    icon = "calendar-check"
    menu_label = "Runs"
    menu_order = 10
    menu_hook = "register_dates_menu_item"
    ordering = ("-term__starts_on", "course__title", "id")
    index_view_class = RunIndexView
    add_view_class = RunCreateView
    edit_view_class = RunEditView
    inspect_view_class = RunInspectView
    list_filter = ["term", "course", "status", "venue", "mode"]
    inspect_view_fields = [
        "course",
        "term",
        "name",
        "status",
        "mode",
        "venue",
        "capacity",
        "tutors",
        "sessions",
        "tutor_exception_reason",
    ]
    form_class: type[RunForm] = RunForm
    # An app above knows who hears of what these change.
    open_view_class: type[RunOpenView] = RunOpenView
    close_view_class: type[RunCloseView] = RunCloseView
    plan_view_class: type[RunPlanView] = RunPlanView
    sessions_view_class: type[RunSessionsView] = RunSessionsView

    @cached_property
    def edit_handler(self) -> ObjectList:
        """Return the form's parts. The state is not among them: it moves by buttons."""
        return ObjectList(
            [
                MultiFieldPanel(
                    [
                        FieldPanel("course", widget=forms.Select),
                        FieldPanel("term"),
                        FieldPanel("name"),
                    ],
                    heading="What and when",
                ),
                MultiFieldPanel(
                    [
                        FieldPanel("mode", heading="How people take part"),
                        FieldPanel("venue"),
                        FieldPanel("online_link"),
                        FieldPanel("online_link_days"),
                    ],
                    heading="Place",
                ),
                InlinePanel(
                    "run_tutors",
                    heading="Tutors",
                    label="Tutor",
                    help_text="Two at least, one of them a peer. They are always shown as equals.",
                    panels=[FieldPanel("tutor")],
                ),
                FieldPanel("tutor_exception_reason", heading="Reason for an exception"),
                InlinePanel(
                    "sessions",
                    heading="Sessions",
                    label="Session",
                    help_text="Quicker: “Make sessions from a pattern”, at the top of this page.",
                    panels=[
                        FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
                        FieldRowPanel([FieldPanel("title"), FieldPanel("venue")]),
                        FieldPanel("is_optional"),
                    ],
                ),
                MultiFieldPanel(
                    [
                        FieldRowPanel(
                            [
                                FieldPanel("capacity", heading="Places"),
                                FieldPanel("minimum_places", heading="Fewest people"),
                            ]
                        ),
                        FieldPanel("last_joining_session"),
                        FieldPanel("reminder_days"),
                        FieldPanel("first_session_required"),
                        FieldPanel("is_listed"),
                        FieldPanel("is_drop_in"),
                    ],
                    heading="Places",
                ),
                InlinePanel(
                    "shares",
                    heading="Shares of the places",
                    label="Share",
                    help_text=(
                        "For example 70 percent for own experience and carers, 30 for staff. "
                        "Empty: every place is for everybody."
                    ),
                    panels=[
                        FieldPanel("percent"),
                        FieldRowPanel(
                            [
                                FieldPanel("for_own_experience"),
                                FieldPanel("for_carers"),
                                FieldPanel("for_staff"),
                                FieldPanel("for_public"),
                            ]
                        ),
                    ],
                ),
                FieldPanel("shares_until"),
                MultiFieldPanel(
                    [
                        FieldRowPanel(
                            [FieldPanel("booking_opens_at"), FieldPanel("booking_closes_at")]
                        )
                    ],
                    heading="Booking, where it differs from the term's",
                ),
            ],
            base_form_class=self.form_class,
        )

    def get_urlpatterns(self) -> list[Any]:
        """Add the steps to a run's addresses."""
        return [
            *super().get_urlpatterns(),
            path("plan/<int:pk>/", self.construct_view(self.plan_view_class), name="plan"),
            path(
                "sessions/<int:pk>/",
                self.construct_view(self.sessions_view_class),
                name="sessions",
            ),
            path("open/<int:pk>/", self.construct_view(self.open_view_class), name="open"),
            path("link/<int:pk>/", self.construct_view(RunLinkView), name="link"),
            path("close/<int:pk>/", self.construct_view(self.close_view_class), name="close"),
        ]
