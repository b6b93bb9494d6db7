"""The prospectus filter: one GET form, whose address can be shared.

An answer that is not on offer (an old link, a typed address) is left out with a kind
sentence; everything else in the search still counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms

from courses.queries.prospectus import Search

if TYPE_CHECKING:
    from collections.abc import Mapping

    from courses.queries.prospectus import Choices

DAYS = (
    ("mon", "Monday"),
    ("tue", "Tuesday"),
    ("wed", "Wednesday"),
    ("thu", "Thursday"),
    ("fri", "Friday"),
    ("sat", "Saturday"),
    ("sun", "Sunday"),
)
TIMES = (("morning", "Morning"), ("afternoon", "Afternoon"), ("evening", "Evening"))


class SearchForm(forms.Form):
    """Words, topic, place and time; every question may be left open."""

    # All may be left open, so saying so beside each would be noise.
    says_optional = True

    q = forms.CharField(
        label="What would you like to learn?",
        help_text="A subject, a tutor's name or a place",
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )

    def __init__(self, data: Mapping[str, str], *, offered: Choices) -> None:
        """Offer what a search would find something for."""
        super().__init__(data)
        offers = {
            "topic": ("Topic", "Any topic", offered.topics),
            "where": ("Where", "Anywhere", offered.where),
            "when": ("When", "Any month", offered.when),
            "day": ("Day", "Any day", DAYS),
            "time": ("Time of day", "Any time", TIMES),
        }
        for name, (label, open_words, choices) in offers.items():
            self.fields[name] = forms.ChoiceField(
                label=label, required=False, choices=[("", open_words), *choices]
            )

    def search(self) -> Search:
        """Return what was asked for, leaving out what is not on offer."""
        self.is_valid()
        given = self.cleaned_data
        return Search(
            words=given.get("q", "").strip(),
            topic=given.get("topic", ""),
            where=given.get("where", ""),
            when=given.get("when", ""),
            day=given.get("day", ""),
            time=given.get("time", ""),
        )

    def left_out(self) -> list[str]:
        """Name the questions whose answers were left out, in the words of their labels."""
        self.is_valid()
        return [str(self.fields[name].label) for name in self.errors]
