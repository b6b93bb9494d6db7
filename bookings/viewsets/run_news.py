"""Shows who will be told of a change of a run, before it is saved."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from bookings.messages import run_news
from courses.enums import RunStatus, SessionStatus
from courses.models import CourseSession
from courses.viewsets.run_steps import RunPlanView, RunSessionsView
from home.queries.wording import short_date_words

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from django.http import HttpRequest, HttpResponse
    from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

    from bookings.messages.run_news import RunNews
    from bookings.queries.telling import Told
    from courses.models import CourseRun, Tutor

_NOT_TYPED = frozenset({"csrfmiddlewaretoken", "step"})


def show_news(
    view: WagtailAdminTemplateMixin,
    run: CourseRun,
    news: RunNews,
    *,
    page_title: str = "Before this is saved",
    button: str = "Save and tell them",
    keep: str = "",
    at_once: Sequence[Told] = (),
) -> HttpResponse:
    """Say who will be told; one button goes on, one goes back with all that was typed.

    ``at_once`` says who hears of it at once, such as whoever gets one of more places.
    Where nothing was typed there is ``keep`` instead: the words of a link back.
    """
    request: HttpRequest = view.request
    typed = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in _NOT_TYPED
        for value in values
    ]
    return TemplateResponse(
        request,
        "bookings/admin/run_news_first.html",
        {
            "page_title": page_title,
            "header_title": f"{page_title}: {run}",
            "header_icon": "calendar-check",
            "breadcrumbs_items": [
                *view.breadcrumbs_items,
                {"url": reverse("runs:index"), "label": "Runs"},
                {"url": reverse("runs:edit", args=(run.pk,)), "label": str(run)},
                {"url": "", "label": page_title},
            ],
            "run": run,
            "news": news,
            "tutors": tutors_told(news.tutors, request),
            "at_once": at_once,
            "typed": typed,
            "button": button,
            "keep": keep,
        },
    )


def tutors_told(tutors: Iterable[Tutor], request: HttpRequest) -> list[str]:
    """Name the tutors who hear of a change; whoever makes it knows."""
    return [one.name for one in tutors if one.user_id != request.user.pk]


class BookedRunSessionsView(RunSessionsView):
    """Calls off one session, once it has been seen who will be told."""

    def ask_first(self, session: CourseSession, *, at: dt.datetime) -> HttpResponse | None:
        """Show who will be told, where that has not been seen and there is somebody."""
        is_off = "off" in self.request.POST
        others = [one for one in self.run.sessions.all() if one.pk != session.pk]
        is_last = not any(one.status == SessionStatus.PLANNED for one in others)
        can_change = session.ends_at > at and self.run.status != RunStatus.CANCELLED
        if self.request.POST.get("step") == "do" or not can_change or (is_off and is_last):
            return None
        changed = copy.copy(session)
        changed.status = SessionStatus.CANCELLED if is_off else SessionStatus.PLANNED
        news = _news(self.run, [*others, changed], at=at)
        if not news:
            return None
        when = short_date_words(session.starts_at)
        return show_news(
            self,
            self.run,
            news,
            page_title=f"Call off {when}" if is_off else f"{when} takes place after all",
            button="Call it off and tell them" if is_off else "Save and tell them",
            keep="Leave it as it is",
        )


class BookedRunPlanView(RunPlanView):
    """Makes sessions from a pattern; beside the dates it says who will be told of them."""

    template_name = "bookings/admin/run_plan.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add who would hear of the new dates."""
        context = super().get_context_data(**kwargs)
        there = list(self.run.sessions.all())
        known = {one.starts_at for one in there}
        new = [
            CourseSession(run=self.run, starts_at=date.starts_at, ends_at=date.ends_at)
            for date in context["dates"]
            if date.starts_at and date.starts_at not in known
        ]
        at = timezone.now()
        context["news"] = news = _news(self.run, [*there, *new], at=at) if new else None
        context["tutors"] = tutors_told(news.tutors, self.request) if news is not None else []
        return context


def _news(run: CourseRun, sessions: Iterable[CourseSession], *, at: dt.datetime) -> RunNews:
    tutors = [one.tutor for one in run.run_tutors.all()]
    return run_news.news_of(run_news.facts_if(run, sessions, tutors, at=at), at=at)
