"""What the office sees first in the admin: today's sessions and what needs doing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component

from bookings.queries import office, term_numbers
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
        step = "edit" if request.user.has_perm("courses.change_courserun") else "inspect"
        return {
            "today": timezone.localdate(),
            "sessions_today": [
                _row(one, address=reverse("places_run", args=(one.run.uuid,)))
                for one in day.sessions_today
            ],
            "registers_missing": [
                _row(one, address=reverse(f"runs:{step}", args=(one.run_id,)))
                for one in day.registers_missing
            ],
            "runs_to_open": day.runs_to_open,
            "calls_address": reverse("reach_calls"),
            "letters_address": reverse("reach_letters"),
            "to_pass_on": day.to_pass_on,
            "below_minimum": day.below_minimum,
            "open_offers": day.open_offers,
            "long_lists": day.long_lists,
            "has_nothing_to_do": day.has_nothing_to_do,
            "run_step": step,
        }


def _row(session: CourseSession, *, address: str) -> dict[str, Any]:
    return {
        "address": address,
        "course": session.run.course.title,
        "day": short_date_words(session.starts_at),
        "times": times_words(session.starts_at, session.ends_at),
        "place": place_words(session),
        "tutors": tutor_words(session.run),
    }


class QuickPanel(Component):
    """The ways that somebody in the office takes most often."""

    name = "quick"
    template_name = "bookings/admin/quick_panel.html"
    order = 40

    def __init__(self, links: list[tuple[str, str]]) -> None:
        self.links = links

    def get_context_data(self, parent_context: Mapping[str, Any] | None) -> dict[str, Any]:
        """Give each way its words and its address."""
        del parent_context
        return {"links": self.links}


# What somebody has to be allowed, the words, and where they lead.
_WAYS = (
    ("accounts.change_student", "Book by phone", "places_phone"),
    ("accounts.view_student", "Find a student", "students:index"),
    ("accounts.view_message", "Messages", "messages:index"),
    ("accounts.change_user", "Who may sign in here", "wagtailusers_users:index"),
)


class TermPanel(Component):
    """How the term stands, in numbers."""

    name = "term"
    template_name = "bookings/admin/term_panel.html"
    order = 45

    def get_context_data(self, parent_context: Mapping[str, Any] | None) -> dict[str, Any]:
        """Count."""
        del parent_context
        return {"numbers": term_numbers.term_numbers(on=timezone.localdate())}


def add_office_panel(request: Any, panels: list[Any]) -> None:
    """Put the panels on the admin's first page, for those who may see people's bookings."""
    user = request.user
    if not user.has_perm("bookings.view_booking"):
        return
    panels.append(OfficePanel())
    ways = [(words, reverse(name)) for needs, words, name in _WAYS if user.has_perm(needs)]
    if ways:
        panels.append(QuickPanel(ways))
    # Who looks after the settings answers for the college as a whole.
    if user.has_perm("home.change_collegesettings"):
        panels.append(TermPanel())
