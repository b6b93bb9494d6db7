"""The form of a head count."""

from __future__ import annotations

from django import forms

from bookings.models.head_count import MOST_HEADS

_ODD = f"Write a number from 0 to {MOST_HEADS}"


class HeadCountForm(forms.Form):
    """How many people came."""

    count = forms.IntegerField(
        label="How many people came?",
        help_text="Count everybody but the tutors. Nobody's name is written down.",
        min_value=0,
        max_value=MOST_HEADS,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "data-width": 3}),
        error_messages={
            "required": "Write how many people came",
            "invalid": _ODD,
            "min_value": _ODD,
            "max_value": _ODD,
        },
    )
