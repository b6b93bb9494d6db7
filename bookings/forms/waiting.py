"""Who comes along, and whether to be asked first: one question each, or both on one page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from bookings.forms.wording import words_of_errors
from home.forms.fields import RadiosField

if TYPE_CHECKING:
    from collections.abc import Iterable

ALONE, TOGETHER = "alone", "together"
ASK_FIRST, STRAIGHT_IN = "ask", "straight"

COMPANY_WORDS = {ALONE: "No", TOGETHER: "Yes"}
ASKING_WORDS = {ASK_FIRST: "Ask me first", STRAIGHT_IN: "Book me straight in"}


class WishForm(forms.Form):
    """Both questions; each of them can stand by itself."""

    company = RadiosField(
        label="Will somebody come with you?",
        choices=(
            (ALONE, "No, I come by myself"),
            (TOGETHER, "Yes, I would like to bring somebody"),
        ),
        choice_hints={
            TOGETHER: "A friend, somebody from your family, or a worker. They get a place too."
        },
        error_messages={"required": "Choose yes or no", "invalid_choice": "Choose yes or no"},
    )
    supporter_name = forms.CharField(
        label="If somebody comes along: what do we call them?",
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages=words_of_errors(),
    )
    asking = RadiosField(
        label="When a place comes free",
        choices=tuple(ASKING_WORDS.items()),
        choice_hints={
            ASK_FIRST: "We hold the place until you answer.",
            STRAIGHT_IN: "The place is yours at once, and we tell you. You can still give it up. "
            "Only if the course starts very soon do we ring you first.",
        },
        error_messages={
            "required": "Choose if we ask you first",
            "invalid_choice": "Choose if we ask you first",
        },
    )

    asks_about: Iterable[str] = ("company", "supporter_name", "asking")

    def __init__(
        self, *args: Any, for_helper: bool = False, is_moving: bool = False, **kwargs: Any
    ) -> None:
        """Word the questions for the person they are about; who moves is always asked first."""
        super().__init__(*args, **kwargs)
        if for_helper:
            company: Any = self.fields["company"]
            company.label = "Will somebody come with them?"
            company.choices = ((ALONE, "No, just them"), (TOGETHER, "Yes, somebody comes along"))
        asked = set(self.asks_about) - ({"asking"} if is_moving else set())
        for name in set(self.fields) - asked:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Ask which is meant where a new name stands beside “no”; forget one from before."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("company") == ALONE and cleaned.get("supporter_name"):
            if "supporter_name" in self.changed_data:
                self.add_error(
                    "company",
                    "You wrote a name. Choose yes if they come along, or take the name out",
                )
            else:
                cleaned["supporter_name"] = ""
        return cleaned


class CompanyForm(WishForm):
    """Whether somebody comes along."""

    asks_about = ("company", "supporter_name")


class AskingForm(WishForm):
    """Whether to be asked first when a place comes free."""

    asks_about = ("asking",)


class NewcomerForm(forms.Form):
    """What we call somebody who is new here."""

    name = forms.CharField(
        label="What should we call you?",
        help_text="The name you like to go by.",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
        error_messages=words_of_errors("Tell us what to call you"),
    )
