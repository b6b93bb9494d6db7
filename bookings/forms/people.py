"""What the office is asked when it joins two records, or links somebody who helps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone

from accounts.enums import Agreed
from home.queries.wording import short_date_words

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from accounts.models import StudentAccess


class MergeForm(forms.Form):
    """A look at both records comes first."""

    is_one_person = forms.BooleanField(
        label="I have checked that this is one person",
        help_text="This cannot be undone by a button.",
        error_messages={"required": "Tick this when you have checked it."},
    )
    helpers_stay = forms.TypedMultipleChoiceField(
        label="Who goes on helping?",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="They could see and book for the whole record then. "
        "Tick only whom the student wants: nobody else can act for them any more.",
        error_messages={"invalid_choice": "Choose from those who help now."},
    )

    def __init__(self, *args: Any, helpers: Iterable[StudentAccess], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.pk, _helper_words(one)) for one in helpers]
        field = self.fields["helpers_stay"]
        assert isinstance(field, forms.TypedMultipleChoiceField)  # noqa: S101 -- tells mypy
        field.choices = choices
        if not choices:
            del self.fields["helpers_stay"]


def _helper_words(access: StudentAccess) -> str:
    login = access.user
    who = f"{login.name} ({login.email})" if login.name else login.email
    linked = f", linked by {access.granted_by}" if access.granted_by else ""
    since = short_date_words(access.granted_at)
    return f"{who}: helps {access.student.name} since {since}{linked}"


class HelperForm(forms.Form):
    """Who helps, and how the student agreed to it."""

    email = forms.EmailField(
        label="Helper's email address",
        help_text="They sign in with a code that we send there.",
        error_messages={
            "required": "Write the helper's email address.",
            "invalid": "Write an email address like name@example.com.",
        },
    )
    agreed = forms.ChoiceField(
        label="How did the student agree?",
        choices=[one for one in Agreed.choices if one[0] not in {Agreed.SELF, Agreed.HELPER}],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how the student agreed."},
    )
    agreed_on = forms.DateField(
        label="When did they agree?",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "Write the day on which they agreed.",
            "invalid": "Write a day, like 12/01/2027.",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agreed_on"].initial = timezone.localdate()

    def clean_agreed_on(self) -> dt.date:
        """Refuse a day that has not come."""
        day: dt.date = self.cleaned_data["agreed_on"]
        if day > timezone.localdate():
            msg = "Write a day that is not in the future."
            raise forms.ValidationError(msg)
        return day


class PairForm(forms.Form):
    """Two records that somebody has looked at, as the page names them."""

    one = forms.UUIDField()
    other = forms.UUIDField()

    def clean(self) -> dict[str, Any]:
        """Refuse one record with itself."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("one") == cleaned.get("other"):
            msg = "Choose two records."
            raise forms.ValidationError(msg)
        return cleaned
