"""Writing to a group, or news to everybody who wants them: who, what about, and the words."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django import forms

from bookings.enums import Audience
from bookings.forms.wording import words_of_errors
from bookings.models.group_message import LONGEST_SUBJECT, LONGEST_WORDS
from home.forms.fields import CheckboxesField, RadiosField

if TYPE_CHECKING:
    from accounts.models import Student
    from bookings.queries.group_messages import People

_CHOOSE = "Choose who the message is for"


class NewsForm(forms.Form):
    """What it is about, and the words; what was typed stays while it is checked and changed."""

    subject = forms.CharField(
        label="What is it about?",
        max_length=LONGEST_SUBJECT,
        help_text="This shows on locked phones, so name no course and no person here.",
        error_messages=words_of_errors("Write what it is about"),
    )
    words = forms.CharField(
        label="Your message",
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=(
            "Everybody gets it alone, with “Hello” and their name above it. Answers go to the "
            "college office."
        ),
        error_messages=words_of_errors("Write your message"),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Give each page a key of its own, so that it sends once."""
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid.uuid4


class GroupMessageForm(NewsForm):
    """The same for the people of one run, with the question who it is for."""

    field_order = ("audience", "people")
    # Whether there is anything to tick depends on the answer above.
    says_optional = True

    audience = RadiosField(
        label="Who is it for?",
        choices=Audience.choices,
        error_messages={"required": _CHOOSE, "invalid_choice": _CHOOSE},
    )
    people = CheckboxesField(
        label="If you choose people: who?",
        required=False,
        error_messages={"invalid_choice": "Choose people from this list"},
    )

    def __init__(self, *args: Any, people: People, **kwargs: Any) -> None:
        """Offer the people of one run, and the list only to those who may see it."""
        super().__init__(*args, **kwargs)
        self.group = people
        counts = {Audience.PLACES: len(people.with_a_place), Audience.WAITING: len(people.waiting)}
        audience, chosen = self.fields["audience"], self.fields["people"]
        assert isinstance(audience, RadiosField)  # noqa: S101 -- tells mypy
        assert isinstance(chosen, CheckboxesField)  # noqa: S101 -- tells mypy
        audience.choices = [
            (choice.value, choice.label + (f" ({counts[choice]})" if choice in counts else ""))
            for choice in (Audience.PLACES, Audience.WAITING, Audience.CHOSEN)
            if choice != Audience.WAITING or people.waiting
        ]
        chosen.choices = [(str(one.uuid), one.name) for one in people.everybody()]

    def clean(self) -> dict[str, Any]:
        """Ask for people where somebody chose to choose."""
        cleaned = super().clean() or self.cleaned_data
        chooses = cleaned.get("audience") == Audience.CHOSEN and "people" not in self.errors
        if chooses and not cleaned.get("people"):
            self.add_error("people", "Tick the people it is for")
        return cleaned

    def students(self) -> list[Student]:
        """Return who gets it."""
        return self.group.of(self.cleaned_data["audience"], self.cleaned_data["people"])
