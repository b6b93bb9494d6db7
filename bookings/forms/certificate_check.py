"""Asking for the code of a certificate."""

from __future__ import annotations

from django import forms

from bookings.queries.certificates import code_as_written


class CheckForm(forms.Form):
    """One code, forgiving about spaces, dashes and small letters."""

    code = forms.CharField(
        label="Certificate code",
        help_text="12 letters and numbers, at the bottom of the certificate. "
        "For example K7QM-3XWT-P9HD",
        max_length=60,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "data-width": 20,
            }
        ),
        error_messages={
            "required": "Type the code from the certificate",
            "max_length": "A code has 12 letters and numbers. Look at the certificate again",
        },
    )

    def clean_code(self) -> str:
        """Turn the code into the one form in which it is printed."""
        code = code_as_written(self.cleaned_data["code"])
        if code is None:
            msg = "A code has 12 letters and numbers. Look at the certificate again"
            raise forms.ValidationError(msg, code="shape")
        return code
