"""The two questions of signing in: where to send a code, and the code."""

from __future__ import annotations

from django import forms

_ADDRESS_LOOKS_LIKE = "Enter an email address like name@example.com"


class EmailForm(forms.Form):
    """Where to send the code, and whether this is a device of one's own."""

    email = forms.EmailField(
        label="Your email address",
        help_text="We send a code of 6 numbers to it. There is no password to remember.",
        max_length=254,
        widget=forms.EmailInput(
            attrs={"autocomplete": "email", "spellcheck": "false", "autocapitalize": "none"}
        ),
        error_messages={
            "required": "Enter your email address",
            "invalid": _ADDRESS_LOOKS_LIKE,
            "max_length": "That address is too long. Check it and enter it again",
            "null_characters_not_allowed": _ADDRESS_LOOKS_LIKE,
        },
    )
    stays = forms.BooleanField(
        label="Keep me signed in on this device for 30 days",
        help_text="Leave this empty on a shared phone or a computer that others use.",
        required=False,
    )

    def clean_email(self) -> str:
        """Keep the address in lower case, as logins are kept."""
        address: str = self.cleaned_data["email"]
        return address.lower()


class CodeForm(forms.Form):
    """The code from the message; spaces and dashes that people type are forgiven."""

    code = forms.CharField(
        label="Your code",
        help_text="6 numbers, for example 274 016",
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "spellcheck": "false",
                "data-width": 10,
            }
        ),
        error_messages={
            "required": "Enter the code from our email",
            "max_length": "The code has 6 numbers. Check our email and enter it again",
            "null_characters_not_allowed": "The code has 6 numbers",
        },
    )

    def clean_code(self) -> str:
        """Keep the digits alone."""
        typed: str = self.cleaned_data["code"]
        return "".join(sign for sign in typed if sign.isascii() and sign.isdigit())
