"""Checks that the office's form for a run needs once people have booked it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone

from bookings.messages import run_news
from bookings.queries import office
from courses.forms.runs import RunForm, kept_rows, takes_rows_out
from courses.models import CourseRun

if TYPE_CHECKING:
    import datetime as dt

    from bookings.queries.calendars import RunFacts

# What a booked student's calendar holds.
_IN_CALENDARS = frozenset({"starts_at", "ends_at", "venue"})

_HAS_PEOPLE = (
    "People have a place on this run or wait for one, so it cannot become a drop-in. "
    "Make another run for the drop-in."
)
# What decides who can have a place, and when, beside the shares.
_DECIDES = {
    "capacity",
    "shares_until",
    "term",
    "booking_opens_at",
    "booking_closes_at",
    "last_joining_session",
    "is_listed",
}


class RunCancelForm(forms.Form):
    """Why the college cancels a run, in words for the people who booked."""

    reason = forms.CharField(
        label="Reason",
        max_length=CourseRun._meta.get_field("cancelled_reason").max_length,  # noqa: SLF001 -- Django's API
        help_text="Shown to students and on the course's page, so name nobody here.",
        error_messages={
            "required": "Write why these dates are cancelled.",
            "max_length": "Write the reason in %(limit_value)d characters or fewer.",
        },
    )


class BookedRunForm(RunForm):
    """A run's form that takes no place away and loses no session behind somebody's back.

    Times, rooms and links may change: whoever has a place is told, and their calendar follows.
    """

    def clean(self) -> dict[str, Any]:
        """Refuse fewer places than are held."""
        cleaned = super().clean()
        capacity = cleaned.get("capacity")
        needed = self.taken + self.held
        if capacity is not None and capacity < needed and "capacity" in self.changed_data:
            self.add_error(
                "capacity", f"{needed} places are held already, so there must be as many."
            )
        if cleaned.get("is_drop_in") and "is_drop_in" in self.changed_data and self.has_people:
            self.add_error("is_drop_in", _HAS_PEOPLE)
        return cleaned

    def check_rows(self) -> None:
        """Refuse to lose a session, or to move one that is over, while somebody holds a place."""
        super().check_rows()
        if not self.taken:
            return
        now = timezone.now()
        for row in kept_rows(self, "sessions"):
            ended_at = row.initial.get("ends_at")
            changed = sorted(_IN_CALENDARS & set(row.changed_data))
            if changed and ended_at and ended_at <= now:
                row.add_error(changed[0], "This session is over, and people's records point at it.")
        if takes_rows_out(self, "sessions"):
            self.add_error(None, self.why_not)

    @property
    def decides_places(self) -> bool:
        """Say whether something is new that decides who can have a place, and when."""
        return bool(_DECIDES & set(self.changed_data)) or self.formsets["shares"].has_changed()

    def facts_if_saved(self, *, at: dt.datetime) -> RunFacts:
        """Return what calendars would show of the run, once this valid form is saved."""
        sessions = [row.instance for row in kept_rows(self, "sessions")]
        tutors = [row.cleaned_data["tutor"] for row in kept_rows(self, "run_tutors")]
        return run_news.facts_if(self.instance, sessions, tutors, at=at)

    @property
    def taken(self) -> int:
        """Return how many places of the run are held."""
        if "taken" not in self.__dict__:
            self.__dict__["taken"] = office.places_taken(self.instance) if self.instance.pk else 0
        found: int = self.__dict__["taken"]
        return found

    @property
    def held(self) -> int:
        """Return how many places are held for people who have been offered them."""
        return office.places_held(self.instance) if self.instance.pk else 0

    @property
    def has_people(self) -> bool:
        """Say whether anybody has a place on the run or waits for one."""
        return bool(self.taken or self.held) or bool(
            self.instance.pk and self.instance.waiting_list.live().exists()
        )

    @property
    def why_not(self) -> str:
        """Say why sessions are not taken out."""
        people = "1 place is" if self.taken == 1 else f"{self.taken} places are"
        return (
            f"{people} held on this run, so no session can be taken out of it. "
            "“Call off one session” instead: then everybody is told."
        )
