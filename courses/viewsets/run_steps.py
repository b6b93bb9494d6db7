"""The steps of a run in the staff screens: open, close, private link, dates from a pattern."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import HeaderButton

from accounts.viewsets.screens import who_works_here
from courses.enums import SessionStatus
from courses.forms.session_plan import SessionPlanForm
from courses.models import CourseRun, CourseSession
from courses.operations import runs
from courses.queries.readiness import missing_for_opening, worries_about
from courses.queries.session_plans import (
    PlannedDate,
    TimeDoesNotExist,
    more_than_described,
    planned_dates,
    with_clashes,
)
from home.queries.wording import short_date_words

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def step_button(label: str, name: str, run: CourseRun, icon: str) -> HeaderButton:
    """Make the button at the top of a run's page that leads to one step."""
    return HeaderButton(label, url=reverse(f"runs:{name}", args=(run.pk,)), icon_name=icon)


class RunStepView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """One step with one run: says what will happen, and does it when that is confirmed."""

    model = CourseRun
    permission_required = "change"
    header_icon = "calendar-check"
    run: CourseRun

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Load the run with everything a step looks at."""
        super().setup(request, *args, **kwargs)
        found = CourseRun.objects.select_related("course", "term", "venue").prefetch_related(
            "sessions", "run_tutors__tutor", "term__holidays"
        )
        self.run = get_object_or_404(found, pk=kwargs["pk"])

    def get_page_subtitle(self) -> str:
        """Say which run this is about."""
        return str(self.run)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the run and to all runs."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("runs:index"), "label": "Runs"},
            {"url": self.run_address, "label": str(self.run)},
            {"url": "", "label": self.page_title},
        ]

    @property
    def run_address(self) -> str:
        """Return the address of the run's own page."""
        return reverse("runs:edit", args=(self.run.pk,))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the template the run and the way back."""
        return super().get_context_data(run=self.run, run_address=self.run_address, **kwargs)

    def done(self, sentence: str) -> HttpResponse:
        """Go back to the run and say what happened."""
        messages.success(self.request, sentence)
        return redirect(self.run_address)


class RunOpenView(RunStepView):
    """Opens a run for booking."""

    template_name = "courses/admin/run_open.html"
    page_title = "Open for booking"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what is still missing, if anything."""
        kwargs.setdefault("missing", missing_for_opening(self.run))
        return super().get_context_data(
            worries=worries_about(self.run, capacity=self.run.capacity), **kwargs
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Open the run, or say why not."""
        del args, kwargs
        try:
            runs.open_run(run=self.run, by=who_works_here(request), at=timezone.now())
        except runs.CannotOpen as error:
            return self.render_to_response(self.get_context_data(missing=error.missing))
        return self.done(f"People can now book “{self.run}”.")


class RunCloseView(RunStepView):
    """Closes a run for booking."""

    template_name = "courses/admin/run_close.html"
    page_title = "Close booking"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say why it cannot be closed, if so."""
        kwargs.setdefault("problem", "")
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Close the run, or say why not."""
        del args, kwargs
        try:
            runs.close_run(run=self.run, by=who_works_here(request), at=timezone.now())
        except runs.CannotClose as error:
            return self.render_to_response(self.get_context_data(problem=str(error)))
        return self.done(f"Booking is closed for “{self.run}”. Everyone keeps their place.")


class RunLinkView(RunStepView):
    """Shows the private link to a run that is not listed, and makes a new one."""

    template_name = "courses/admin/run_link.html"
    page_title = "Private link"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the whole address, where there is one."""
        key = self.run.private_key
        path_to_run = reverse("bookings:closed_run", args=(key,)) if key else ""
        link = f"{settings.SITE_ADDRESS}{path_to_run}" if key else ""
        return super().get_context_data(link=link, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Make a link, or another one."""
        del args, kwargs
        was_there = bool(self.run.private_key)
        runs.replace_private_link(run=self.run, by=who_works_here(request), at=timezone.now())
        ended = " The old one does not work any more." if was_there else ""
        messages.success(request, f"There is a new private link.{ended}")
        return redirect("runs:link", self.run.pk)


class RunSessionsView(RunStepView):
    """Calls off one session of a run, or lets it take place after all."""

    template_name = "courses/admin/run_sessions.html"
    page_title = "Call off one session"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the sessions that are still to come."""
        at = timezone.now()
        kwargs.setdefault("problem", "")
        return super().get_context_data(
            coming=[one for one in self.run.sessions.all() if one.ends_at > at], **kwargs
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do what the pressed button says, or say why not."""
        del args, kwargs
        chosen, at = request.POST.get("off") or request.POST.get("on", ""), timezone.now()
        session = next((one for one in self.run.sessions.all() if str(one.uuid) == chosen), None)
        if session is None:
            return redirect("runs:sessions", self.run.pk)
        if (question := self.ask_first(session, at=at)) is not None:
            return question
        step = runs.call_off_session if "off" in request.POST else runs.hold_session_after_all
        try:
            step(run=self.run, session=session, by=who_works_here(request), at=at)
        except runs.CannotCallOff as error:
            return self.render_to_response(self.get_context_data(problem=str(error)))
        when = short_date_words(session.starts_at)
        does = "will not take place" if "off" in request.POST else "takes place after all"
        is_near = session.starts_at <= at + dt.timedelta(hours=24)
        soon = "at once" if is_near else "in a few minutes"
        told = f"Everybody with a place is told {soon}, and their calendars change."
        messages.success(request, f"The session of {when} {does}. {told}")
        return redirect("runs:sessions", self.run.pk)

    def ask_first(self, session: CourseSession, *, at: dt.datetime) -> HttpResponse | None:
        """Return a page that asks first; an app above knows who hears of it."""
        del session, at
        return None


class RunPlanView(RunStepView):
    """Makes a run's sessions from a pattern: first every date is shown, then they are saved."""

    template_name = "courses/admin/run_plan.html"
    page_title = "Make sessions from a pattern"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the form, and the dates once there is a pattern."""
        kwargs.setdefault("form", SessionPlanForm(initial={"first_on": self.run.term.starts_on}))
        kwargs.setdefault("dates", [])
        kwargs["there"] = [
            one for one in self.run.sessions.all() if one.status == SessionStatus.PLANNED
        ]
        known = {one.starts_at for one in self.run.sessions.all()}
        moments = [one.starts_at for one in kwargs["dates"] if one.starts_at]
        kwargs["to_make"] = sum(1 for moment in moments if moment not in known)
        kwargs["too_many"] = more_than_described(self.run, kwargs["dates"])
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the dates, or save them when they have been seen."""
        del args, kwargs
        form = SessionPlanForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            if request.POST.get("step") == "save":
                made = runs.plan_sessions(
                    run=self.run,
                    pattern=form.pattern(),
                    by=who_works_here(request),
                    at=timezone.now(),
                )
                return self.done(_calendar_words(self.run, pattern_gives=len(made)))
            dates = self.dates(form)
        except (TimeDoesNotExist, runs.CannotPlan) as error:
            form.add_error(None, str(error))
            return self.render_to_response(self.get_context_data(form=form))
        return self.render_to_response(self.get_context_data(form=form, dates=dates))

    def dates(self, form: SessionPlanForm) -> list[PlannedDate]:
        """Work the dates out, with what they would clash with."""
        return with_clashes(self.run, planned_dates(form.pattern(), self.run.term))


def _calendar_words(run: CourseRun, *, pattern_gives: int) -> str:
    """Say how many sessions the run has now, where that is more than the pattern gives."""
    total = CourseSession.objects.planned().filter(run=run).count()
    sessions = "session is" if pattern_gives == 1 else "sessions are"
    more = f" With the others, this run has {total} now." if total > pattern_gives else ""
    return f"{pattern_gives} {sessions} in the calendar.{more}"
