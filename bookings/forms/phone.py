"""What the office asks while somebody rings up: who, which dates, and what they need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from accounts.enums import Channel, Need, StudentKind
from accounts.models import AccessNeeds, Student
from accounts.phones import MOBILE_WORDS, can_be_texted, given_number
from accounts.queries import channels_offered
from bookings.forms.desk import OverrideForm

if TYPE_CHECKING:
    from bookings.queries.unasked import Unasked

_YES, _NO = "yes", "no"
_WHY_OPEN = "Write why a question above is left open."
_WHY_NOT_AGREED = "Write why they get a place although they do not agree."


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

    def clean_phone(self) -> str:
        """Keep the number as it was typed, if somebody can ring it."""
        return given_number(self)

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
        number, texts = cleaned.get("phone"), cleaned.get("contact_by") == Channel.TEXT
        if number and texts and not can_be_texted(number):
            self.add_error("phone", f"{MOBILE_WORDS}.")
        if texts and not cleaned.get("may_text"):
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
        label="From the list: book them straight in, without asking first",
        required=False,
        help_text="Very soon before the start you get a call to make instead.",
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
        "is_adult",
        "is_in_area",
        "kind",
        "agreement",
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

    def __init__(self, *args: Any, unasked: Unasked, **kwargs: Any) -> None:
        """Ask what everybody is asked who books for themselves, where we do not know it yet."""
        super().__init__(*args, **kwargs)
        if unasked.age is not None:
            self._ask("is_adult", f"Are they {unasked.age} or over?")
        if unasked.area:
            self._ask("is_in_area", f"Do they live, work or study in {unasked.area}?")
        if unasked.asks_kind:
            self.fields["kind"] = forms.ChoiceField(
                label="How do they come to us?",
                choices=[("", "They were not asked"), *StudentKind.choices],
                required=False,
                help_text="Read it out. Nobody has to say.",
            )
        if unasked.agreement_id is not None:
            self._ask("agreement", "Do they agree to the student agreement?")
            self.fields["agreement"].help_text = "Read it to them, or tell them what is in it."
        self.order_fields(self.field_order)

    def _ask(self, name: str, label: str) -> None:
        self.fields[name] = forms.ChoiceField(
            label=label,
            choices=[("", "Not asked yet"), (_YES, "Yes"), (_NO, "No")],
            required=False,
            widget=forms.RadioSelect,
        )

    @property
    def told(self) -> dict[str, object]:
        """Return what was said about the student, for their record."""
        given = self.cleaned_data
        told: dict[str, object] = {
            name: given[name] == _YES for name in ("is_adult", "is_in_area") if given.get(name)
        }
        return told | {"kind": given["kind"]} if given.get("kind") else told

    @property
    def says_yes_to_agreement(self) -> bool:
        """Say whether the student has agreed to the student agreement."""
        return bool(self.cleaned_data.get("agreement") == _YES)

    @property
    def says_no_to_agreement(self) -> bool:
        """Say whether the student was asked, and does not agree to the student agreement."""
        return bool(self.cleaned_data.get("agreement") == _NO)

    def clean(self) -> dict[str, Any]:
        """Let a question be left out, for a reason that stays in the history."""
        cleaned = super().clean()
        questions = {"is_adult", "is_in_area", "agreement"} & self.fields.keys()
        is_open = any(not cleaned.get(name) for name in questions)
        if (
            (is_open or cleaned.get("agreement") == _NO)
            and not cleaned.get("note")
            and "note" not in self.errors
        ):
            self.add_error("note", _WHY_OPEN if is_open else _WHY_NOT_AGREED)
        return cleaned
