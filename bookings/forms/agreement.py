"""What the office is asked about the student agreement."""

from __future__ import annotations

from django import forms

from accounts.enums import Agreed


class AgreementTextForm(forms.Form):
    """The words of a new version."""

    text = forms.CharField(
        label="The words",
        help_text=(
            "Short sentences. An empty line begins a new paragraph; a line that begins with "
            "“- ” is a point."
        ),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 16}),
        error_messages={
            "required": "Write what students agree to.",
            "max_length": "Make this shorter: %(limit_value)d letters at the most.",
        },
    )


class AgreedForm(forms.Form):
    """How a student agreed, where the office writes it down."""

    agreed = forms.ChoiceField(
        label="How did the student agree?",
        choices=[one for one in Agreed.choices if one[0] not in {Agreed.SELF, Agreed.HELPER}],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose how the student agreed.",
            "invalid_choice": "Choose how the student agreed.",
        },
    )
