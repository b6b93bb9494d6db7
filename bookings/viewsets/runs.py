"""Adds to the staff screens for runs what only bookings know: the places taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wagtail.admin.ui.tables import Column

from bookings.forms.staff import BookedRunForm
from bookings.queries import office
from courses.viewsets import runs

if TYPE_CHECKING:
    from django.db.models import QuerySet

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


class BookedRunViewSet(runs.RunViewSet):
    """Runs, as the office sees them."""

    index_view_class = BookedRunIndexView
    form_class = BookedRunForm
