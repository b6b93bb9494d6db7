"""What the office asks while somebody rings up: who, which dates, and what they need."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.enums import Channel, Need
from accounts.models import AccessNeeds, Student
from accounts.queries import channels_offered
from bookings.forms.desk import OverrideForm


class FindForm(forms.Form):
    """Who is it? Sent by POST, so that no name stands in an address."""

    typed = forms.CharField(
        label="Name, phone number or email address",
        max_length=120,
        required=False,
        help_text="Parts are enough. A number with or without its spaces.",
    )


class NewStudentForm(forms.ModelForm[Student]):
    """Somebody the college does not know yet. An email address is never needed."""

    contact_by = forms.ChoiceField(
        label="How would they like to hear from us?",
        choices=channels_offered,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how they would like to hear from us."},
    )

    class Meta:
        model = Student
        fields = ("name", "phone", "may_text", "email", "postal_address", "contact_by")
        widgets = {"postal_address": forms.Textarea(attrs={"rows": 3})}
        error_messages = {
            "name": {"required": "Write their name."},
            "email": {"invalid": "Write an email address like name@example.com."},
        }

    def clean(self) -> dict[str, Any]:
        """Make sure that the chosen way of hearing from us can work."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        needed = {
            Channel.EMAIL.value: ("email", "Write an email address, or choose another way."),
            Channel.TEXT.value: ("phone", "Write a phone number, or choose another way."),
            Channel.PHONE.value: ("phone", "Write a phone number, or choose another way."),
            Channel.LETTER.value: ("postal_address", "Write a postal address, or another way."),
        }
        field, words = needed.get(cleaned.get("contact_by", ""), ("", ""))
        if field and not cleaned.get(field) and field not in self.errors:
            self.add_error(field, words)
        if cleaned.get("contact_by") == Channel.TEXT and not cleaned.get("may_text"):
            self.add_error("may_text", "Ask if it is safe to text, or choose another way.")
        return cleaned


class BookForm(OverrideForm):
    """What a student asks for with a place on these dates."""

    BOOK, LIST = "BOOK", "LIST"

    how = forms.ChoiceField(
        label="What would they like?",
        choices=(
            (BOOK, "A place now"),
            (LIST, "A turn on the list: we offer them a place when it is theirs"),
        ),
        widget=forms.RadioSelect,
        initial=BOOK,
        help_text="Where a place is free, a turn on the list means that it is held for them "
        "until they answer.",
        error_messages={"required": "Choose one of the two."},
    )
    books_straight_in = forms.BooleanField(
        label="From the list: book them straight in, without asking first", required=False
    )
    brings_supporter = forms.BooleanField(label="Somebody comes along", required=False)
    supporter_name = forms.CharField(
        label="Supporter's name",
        max_length=120,
        required=False,
        help_text="You can leave this out.",
    )
    chosen = forms.MultipleChoiceField(
        label="What makes it easier for them?",
        choices=Need.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    own_words = forms.CharField(
        label="In their own words",
        max_length=AccessNeeds._meta.get_field("own_words").max_length,  # noqa: SLF001 -- Django's API
        required=False,
        error_messages={"max_length": "Write this in %(limit_value)d characters or fewer."},
    )
    shares_needs = forms.BooleanField(
        label="This course's tutors may see what makes it easier", required=False
    )
    field_order = (
        "how",
        "books_straight_in",
        "brings_supporter",
        "supporter_name",
        "chosen",
        "own_words",
        "shares_needs",
        "agreed",
        "note",
        "set_aside",
    )
