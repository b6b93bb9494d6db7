"""Adds to the staff screens for runs what only bookings know: places, and who is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import path
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin.ui.tables import Column

from accounts.viewsets.screens import KindDeleteView, who_works_here
from bookings.forms.staff import BookedRunForm, RunCancelForm
from bookings.operations import run_changes
from bookings.queries import office
from courses.enums import RunStatus
from courses.viewsets import runs

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from courses.models import CourseRun


class BookedRunIndexView(runs.RunIndexView):
    """All runs, with the places taken on each."""

    def more_columns(self) -> list[Any]:
        """Return the places taken, of how many."""
        return [
            Column(
                "places",
                label="Places taken",
                accessor=lambda run: f"{run.places_taken} of {run.capacity}",
                sort_key="places_taken",
            )
        ]

    def get_base_queryset(self) -> QuerySet[CourseRun]:
        """Count the places in the same query."""
        return office.with_places_taken(super().get_base_queryset())


class BookedRunEditView(runs.RunEditView):
    """Changes a run, and leads to cancelling it."""

    @cached_property
    def header_buttons(self) -> list[Any]:
        """Add the way to cancel, and tell it apart from closing."""
        buttons = list(super().header_buttons)
        if self.object.can_move_to(RunStatus.CANCELLED):
            buttons.append(runs.step_button("Cancel this run", "cancel", self.object, "cross"))
        return buttons

    def get_delete_url(self) -> str | None:
        """Offer to delete only what nobody ever booked."""
        if self.object.bookings.exists():
            return None
        address: str | None = super().get_delete_url()
        return address


class RunCancelView(runs.RunStepView):
    """Cancels a run: says who will be told and how, asks why, and does it."""

    template_name = "bookings/admin/run_cancel.html"
    page_title = "Cancel this run"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Count who will be told, and give the form, or say why it cannot be cancelled."""
        kwargs.setdefault("form", RunCancelForm())
        kwargs.setdefault("problem", "")
        if not self.run.can_move_to(RunStatus.CANCELLED):
            kwargs["problem"] = "This run is cancelled already."
        return super().get_context_data(told=office.to_tell(self.run), **kwargs)

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
        return self.done(f"“{self.run}” is cancelled. Everyone who had a place is being told.")


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
    delete_view_class = BookedRunDeleteView
    delete_template_name = "bookings/admin/run_delete.html"
    form_class = BookedRunForm

    def get_urlpatterns(self) -> list[Any]:
        """Add cancelling to a run's addresses."""
        return [
            *super().get_urlpatterns(),
            path("cancel/<int:pk>/", self.construct_view(RunCancelView), name="cancel"),
        ]
