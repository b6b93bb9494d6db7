"""What the office is asked when it changes somebody's place, or the places of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone

from accounts.enums import Agreed
from bookings.enums import Refusal
from bookings.models import BookingEvent
from courses.models import CourseRun

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

_NOTE_LENGTH = BookingEvent._meta.get_field("note").max_length  # noqa: SLF001 -- Django's API
# Somebody else than the student does it, so they cannot have done it themselves.
_HOW_AGREED = [choice for choice in Agreed.choices if choice[0] != Agreed.SELF]
_WRITE_WHY = "Write why."


def note_field(**given: Any) -> forms.CharField:
    """Return a field for a reason that stays in the history."""
    messages = {
        "required": _WRITE_WHY,
        "max_length": "Write this in %(limit_value)d characters or fewer.",
    }
    return forms.CharField(max_length=_NOTE_LENGTH, error_messages=messages, **given)


class BasisForm(forms.Form):
    """How the student agreed, and why it is done."""

    agreed = forms.ChoiceField(
        label="How did they agree?",
        choices=_HOW_AGREED,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how they agreed."},
    )
    note = note_field(
        label="Note",
        required=False,
        help_text="Stays in the history. A student who asks for what we keep about them gets it.",
    )


class OverrideForm(BasisForm):
    """A step that a rule may stand against; a person may set the rule aside and says why."""

    set_aside = forms.MultipleChoiceField(
        label="Do it all the same",
        choices=[choice for choice in Refusal.choices if choice[0] in Refusal.SOFT],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, stands_against: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ticked = self.data.getlist("set_aside") if hasattr(self.data, "getlist") else []
        met = {*stands_against, *ticked} & set(Refusal.SOFT)
        field = self.fields["set_aside"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 -- tells mypy
        field.choices = [(one.value, one.label) for one in Refusal if one.value in met]
        if not met:
            field.widget = forms.MultipleHiddenInput()

    def clean(self) -> dict[str, Any]:
        """Ask why, where a rule is set aside."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("set_aside") and not cleaned.get("note") and "note" not in self.errors:
            self.add_error("note", "Write why the rule is set aside.")
        return cleaned


class SupporterForm(OverrideForm):
    """Who comes along."""

    supporter_name = forms.CharField(
        label="Supporter's name",
        max_length=120,
        required=False,
        help_text="You can leave this out.",
    )
    field_order = ("supporter_name", "agreed", "note", "set_aside")


class MoveToRunForm(OverrideForm):
    """Which other dates."""

    run = forms.ModelChoiceField(
        CourseRun.objects.none(),
        label="Other dates",
        to_field_name="uuid",
        empty_label="Choose",
        error_messages={
            "required": "Choose the other dates.",
            "invalid_choice": "Choose other dates from the list.",
        },
    )
    field_order = ("run", "agreed", "note", "set_aside")

    def __init__(
        self, *args: Any, runs: Iterable[CourseRun], words: dict[int, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["run"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 -- tells mypy
        field.queryset = CourseRun.objects.filter(pk__in=[run.pk for run in runs]).select_related(
            "course", "term"
        )
        field.label_from_instance = lambda run: words[run.pk]  # type: ignore[method-assign,assignment] # Django's way


class MoveInListForm(forms.Form):
    """Which place in the list, and why."""

    place = forms.IntegerField(
        label="New place in the list",
        min_value=1,
        help_text="1 goes first.",
        error_messages={
            "required": "Write a number from 1.",
            "invalid": "Write a number from 1.",
            "min_value": "Write a number from 1.",
            "max_value": "There are not so many people on the list.",
        },
    )
    reason = note_field(
        label="Why?", help_text="Stays in the list's history, so that everybody can see it is fair."
    )

    def __init__(self, *args: Any, last: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["place"]
        assert isinstance(field, forms.IntegerField)  # noqa: S101 -- tells mypy
        field.max_value = last
        field.widget.attrs["max"] = last
        field.validators.append(_not_beyond(last))


def _not_beyond(last: int) -> Any:
    def check(place: int) -> None:
        if place > last:
            msg = f"Write a number up to {last}."
            raise forms.ValidationError(msg)

    return check


class CapacityForm(forms.Form):
    """How many places the run has from now on."""

    capacity = forms.IntegerField(
        label="Places",
        min_value=1,
        max_value=1000,
        error_messages={
            "required": "Write how many places there are.",
            "invalid": "Write a number.",
            "min_value": "A run needs room for at least one person.",
            "max_value": "Write 1,000 or fewer.",
        },
    )


class MomentForm(forms.Form):
    """A past moment at which the list is shown."""

    then = forms.DateTimeField(
        label="Day and time",
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={
            "required": "Choose a day and a time.",
            "invalid": "Write a day and a time, like 12/01/2027 10:30.",
        },
    )

    def clean_then(self) -> dt.datetime:
        """Refuse a moment that is still to come: nobody knows the list of then."""
        moment: dt.datetime = self.cleaned_data["then"]
        if moment > timezone.now():
            msg = "Choose a moment that has been. Nobody knows yet who will wait then."
            raise forms.ValidationError(msg)
        return moment
