"""What a student can change about themselves, one subject at a time."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.enums import Channel, Need, StudentKind

NAME_LENGTH = 120
_TOO_LONG = "Make this shorter, please: %(limit_value)d letters at the most"


def text(**kwargs: Any) -> forms.CharField:
    """Return a text field with kind words for what can go wrong."""
    required = kwargs.pop("empty", "Fill this in")
    kwargs["error_messages"] = {
        "required": required,
        "max_length": _TOO_LONG,
        "null_characters_not_allowed": "There is a sign in this that we cannot keep. Type it again",
    }
    return forms.CharField(**kwargs)


class NameForm(forms.Form):
    """What we call somebody, and what stands on their certificates."""

    name = text(
        label="What should we call you?",
        help_text="The name you like to go by. Your tutors see this.",
        max_length=NAME_LENGTH,
        empty="Tell us what to call you",
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
    )
    pronouns = text(
        label="Your pronouns",
        help_text="For example: she/her, they/them",
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"data-width": 20}),
    )


class ContactForm(forms.Form):
    """How somebody likes to hear from us, and where."""

    # Which fields are needed depends on the way chosen, so none says that it can be skipped.
    says_optional = True

    contact_by = forms.ChoiceField(
        label="How should we get in touch?",
        choices=Channel.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how we should get in touch"},
    )
    email = forms.EmailField(
        label="Email address for our messages",
        help_text="Changing this does not change the address you sign in with.",
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "invalid": "Enter an email address like name@example.com",
            "max_length": _TOO_LONG,
        },
    )
    phone = text(
        label="Phone number",
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "data-width": 20}),
    )
    postal_address = text(
        label="Postal address",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "street-address"}),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for what the chosen way needs."""
        cleaned: dict[str, Any] = super().clean() or {}
        for channel, field, words in (
            (Channel.EMAIL, "email", "Enter the email address we should write to"),
            (Channel.PHONE, "phone", "Enter the number we should ring"),
            (Channel.LETTER, "postal_address", "Enter the address we should write to"),
        ):
            wanted = cleaned.get("contact_by") == channel
            if wanted and not cleaned.get(field) and field not in self.errors:
                self.add_error(field, words)
        return cleaned


class NeedsForm(forms.Form):
    """What would make it easier to come and learn."""

    chosen = forms.MultipleChoiceField(
        label="Tick anything that would help",
        choices=Need.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose from the list"},
    )
    own_words = text(
        label="Anything else, in your own words",
        help_text="You do not have to tell us about your health.",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class KindForm(forms.Form):
    """How somebody comes to the college; nobody has to say."""

    says_optional = True

    kind = forms.ChoiceField(
        label="How do you come to us?",
        choices=StudentKind.choices,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose from the list, or leave it empty"},
    )


class CertificateForm(forms.Form):
    """The name on certificates, and whether somebody who checks one sees it."""

    certificate_name = text(
        label="Name on your certificates",
        help_text="Leave this empty to use the name we call you.",
        max_length=NAME_LENGTH,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
    )
    shows_name_on_check = forms.BooleanField(
        label="Show my name to people who check my certificate",
        help_text="Without this they see that the certificate is real, but not whose it is.",
        required=False,
    )
