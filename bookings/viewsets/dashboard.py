"""What the office sees first in the admin: today's sessions and what needs doing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component

from bookings.queries import office
from courses.viewsets.schedule import place_words, tutor_words
from home.queries.wording import short_date_words, times_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from courses.models import CourseSession


class OfficePanel(Component):
    """Today, at a glance."""

    name = "office"
    template_name = "bookings/admin/office_panel.html"
    order = 50

    def get_context_data(self, parent_context: Mapping[str, Any] | None) -> dict[str, Any]:
        """Gather the day, and words for its times and places."""
        request = (parent_context or {})["request"]
        day = office.office_day(at=timezone.now())
        return {
            "today": timezone.localdate(),
            "sessions_today": [_row(session) for session in day.sessions_today],
            "registers_missing": [_row(session) for session in day.registers_missing],
            "runs_to_open": day.runs_to_open,
            "calls_address": reverse("reach_calls"),
            "letters_address": reverse("reach_letters"),
            "to_pass_on": day.to_pass_on,
            "below_minimum": day.below_minimum,
            "open_offers": day.open_offers,
            "long_lists": day.long_lists,
            "has_nothing_to_do": day.has_nothing_to_do,
            "run_step": "edit" if request.user.has_perm("courses.change_courserun") else "inspect",
        }


def _row(session: CourseSession) -> dict[str, Any]:
    return {
        "run_id": session.run_id,
        "course": session.run.course.title,
        "day": short_date_words(session.starts_at),
        "times": times_words(session.starts_at, session.ends_at),
        "place": place_words(session),
        "tutors": tutor_words(session.run),
    }


def add_office_panel(request: Any, panels: list[Any]) -> None:
    """Put the panel on the admin's first page, for those who may see people's bookings."""
    if request.user.has_perm("bookings.view_booking"):
        panels.append(OfficePanel())
