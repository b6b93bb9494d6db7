"""Adds to the staff screens for runs what only bookings know: places, and who is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import path
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin import messages
from wagtail.admin.ui.tables import TitleColumn
from wagtail.admin.widgets.button import HeaderButton

from accounts.viewsets.screens import KindDeleteView, who_works_here
from bookings.forms.staff import BookedRunForm, RunCancelForm
from bookings.messages import run_news
from bookings.operations import rehearsal, run_changes
from bookings.queries import interests, office, run_desk, telling, tutor_news
from bookings.queries.windows import next_bookable_run
from bookings.viewsets.desk import places_address
from bookings.viewsets.run_news import (
    BookedRunPlanView,
    BookedRunSessionsView,
    show_news,
    tutors_told,
)
from courses.enums import RunStatus
from courses.queries import dates
from courses.viewsets import run_steps, runs

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from bookings.queries.telling import Told
    from courses.models import CourseRun


def _taken_words(run: Any) -> str:
    offered = f", {run.people_offered} offered" if run.people_offered else ""
    waiting = f", {run.people_waiting} waiting" if run.people_waiting else ""
    return f"{run.places_taken} of {run.capacity}{offered}{waiting}"


class BookedRunIndexView(runs.RunIndexView):
    """All runs, with the places taken on each."""

    def more_columns(self) -> list[Any]:
        """Return the places taken, of how many."""
        return [
            TitleColumn(
                "places",
                label="Places taken",
                accessor=_taken_words,
                sort_key="places_taken",
                get_url=places_address,
            )
        ]

    def get_base_queryset(self) -> QuerySet[CourseRun]:
        """Count the places in the same query."""
        return office.with_places_taken(super().get_base_queryset())


def places_button(run: CourseRun) -> HeaderButton:
    """Make the button that leads to a run's places."""
    return HeaderButton("Places", url=places_address(run), icon_name="group")


class BookedRunInspectView(runs.RunInspectView):
    """Shows a run to those who may look, and leads to its places."""

    @cached_property
    def header_buttons(self) -> list[Any]:
        """Add the way to the places."""
        return [places_button(self.object), *super().header_buttons]


class BookedRunEditView(runs.RunEditView):
    """Changes a run, and leads to its places and to cancelling it."""

    @cached_property
    def header_buttons(self) -> list[Any]:
        """Add the way to cancel, and tell it apart from closing."""
        buttons = [places_button(self.object), *super().header_buttons]
        if self.object.can_move_to(RunStatus.CANCELLED):
            buttons.append(run_steps.step_button("Cancel this run", "cancel", self.object, "cross"))
        return buttons

    def save_instance(self) -> CourseRun:
        """Save everything but what only operations change."""
        run_changes.keep_from_a_form(self.form.instance)
        saved: CourseRun = super().save_instance()
        return saved

    def form_valid(self, form: BookedRunForm) -> HttpResponse:
        """Say who will be told, and save once that has been seen; then pass places on.

        That tells those who wait.
        """
        at, step = timezone.now(), self.request.POST.get("step")
        if step == "change":
            self.form = form
            return self.render_to_response(self.get_context_data(form=form))
        news = run_news.RunNews()
        if form.has_people:
            news = run_news.news_of(form.facts_if_saved(at=at), at=at)
        wanted = form.cleaned_data["capacity"] if "capacity" in form.changed_data else None
        if step != "do":
            at_once = self.who_is_told_at_once(form, wanted, at=at) if form.decides_places else []
            if news or at_once:
                return show_news(self, self.object, news, at_once=at_once)
        answer: HttpResponse = super().form_valid(form)
        if news:
            who = (
                "Whoever has a place, or waits for one," if news.waiting else "Whoever has a place"
            )
            words = f"{who} is told what has changed for them, {news.when}."
            messages.success(self.request, f"{words} Calendars change by themselves.")
        if not form.decides_places:
            return answer
        mark = telling.newest_message()
        try:
            run_changes.follow_a_form(
                run=self.object, capacity=wanted, by=who_works_here(self.request), at=at
            )
        except run_changes.CannotChangeCapacity as error:
            messages.error(self.request, f"The number of places stays as it was. {error}")
            return answer
        if told := telling.told_since(mark, at=at):
            words = telling.told_words(told)
            if wanted is not None:
                words = f"New places went to those who wait. {words}"
            messages.success(self.request, words)
        return answer

    def who_is_told_at_once(
        self, form: BookedRunForm, wanted: int | None, *, at: dt.datetime
    ) -> list[Told]:
        """Say who would be told, if the form were saved: by trying it out."""
        by = who_works_here(self.request)

        def step() -> CourseRun:
            return run_changes.follow_a_form(
                run=form.instance, save=form.save, capacity=wanted, by=by, at=at
            )

        try:
            return rehearsal.rehearse(step, at=at).told
        except run_changes.CannotChangeCapacity:
            # Said when it is saved.
            return []

    def get_delete_url(self) -> str | None:
        """Offer to delete only what nobody ever booked."""
        if self.object.bookings.exists() or self.object.waiting_list.exists():
            return None
        address: str | None = super().get_delete_url()
        return address


class BookedRunOpenView(run_steps.RunOpenView):
    """Opens a run for booking, and says for whom that is news."""

    template_name = "bookings/admin/run_open.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Count who hears of it, who goes first, and who waits already."""
        rows = run_desk.waiting_rows(self.run)
        return super().get_context_data(
            remembered=interests.remembered_for(self.run, at=timezone.now()),
            waiting=sum(row.offer is None for row in rows),
            **kwargs,
        )


class BookedRunCloseView(run_steps.RunCloseView):
    """Closes a run for booking, and says what becomes of those who wait."""

    template_name = "bookings/admin/run_close.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Count who waits, and who has been offered a place."""
        rows = run_desk.waiting_rows(self.run)
        offered = sum(row.offer is not None for row in rows)
        return super().get_context_data(
            waiting=len(rows) - offered, offered=offered, places=places_address(self.run), **kwargs
        )


class RunCancelView(run_steps.RunStepView):
    """Cancels a run: says who will be told and how, asks why, and does it."""

    template_name = "bookings/admin/run_cancel.html"
    page_title = "Cancel this run"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Count who will be told, and give the form, or say why it cannot be cancelled."""
        kwargs.setdefault("form", RunCancelForm())
        kwargs.setdefault("problem", "")
        if not self.run.can_move_to(RunStatus.CANCELLED):
            kwargs["problem"] = "This run is cancelled already."
        at = timezone.now()
        following = next_bookable_run(self.run, at=at)
        coming = dates.sessions_held(following.sessions.all()) if following else []
        return super().get_context_data(
            goes_first_there=bool(coming) and coming[0].starts_at > at,
            told=office.to_tell(self.run, at=at),
            tutors=tutors_told(tutor_news.tutors_reached(self.run.pk), self.request),
            waiting=office.waiting_to_tell(self.run, at=at),
            following=following,
            following_when=dates.run_words(following.sessions.all()) if following else "",
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Cancel the run, or say why not."""
        del args, kwargs
        form = RunCancelForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            run_changes.cancel_run(
                run=self.run,
                reason=form.cleaned_data["reason"],
                by=who_works_here(request),
                at=timezone.now(),
            )
        except run_changes.CannotCancelRun as error:
            return self.render_to_response(self.get_context_data(form=form, problem=str(error)))
        return self.done(
            f"“{self.run}” is cancelled. Everyone who had a place or waited is being told."
        )


class BookedRunDeleteView(KindDeleteView):
    """Deletes a run that nobody ever booked."""

    template_name = "bookings/admin/run_delete.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say how many bookings the run has: Wagtail does not count what is about people."""
        bookings = self.object.bookings.count()
        context = super().get_context_data(bookings=bookings, **kwargs)
        context["is_protected"] = bool(bookings)
        return context


class BookedRunViewSet(runs.RunViewSet):
    """Runs, as the office sees them."""

    index_view_class = BookedRunIndexView
    edit_view_class = BookedRunEditView
    inspect_view_class = BookedRunInspectView
    open_view_class = BookedRunOpenView
    close_view_class = BookedRunCloseView
    plan_view_class = BookedRunPlanView
    sessions_view_class = BookedRunSessionsView
    delete_view_class = BookedRunDeleteView
    delete_template_name = "bookings/admin/run_delete.html"
    form_class = BookedRunForm

    def get_urlpatterns(self) -> list[Any]:
        """Add cancelling to a run's addresses."""
        return [
            *super().get_urlpatterns(),
            path("cancel/<int:pk>/", self.construct_view(RunCancelView), name="cancel"),
        ]
