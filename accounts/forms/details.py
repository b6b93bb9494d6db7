"""What a student can change about themselves, one subject at a time."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from accounts.enums import Channel, Need, StudentKind
from accounts.phones import MOBILE_WORDS, can_be_texted, given_number
from accounts.queries import channels_offered
from accounts.quiet import hour_words

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


CLEARS_CALENDAR = "clear"
_GOODBYES = (
    (
        CLEARS_CALENDAR,
        "Take them out. For this we send a last email for each course to the old address",
    ),
    ("nothing", "Send nothing there any more. I take them out myself"),
)


class ContactForm(forms.Form):
    """How somebody likes to hear from us, and where."""

    # Which fields are needed depends on the way chosen, so none says that it can be skipped.
    says_optional = True

    contact_by = forms.ChoiceField(
        label="How should we get in touch?",
        choices=channels_offered,
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
    may_text = forms.BooleanField(
        label="It is safe to text this number",
        help_text="Nobody else reads the texts, or it does not matter if they do.",
        required=False,
    )
    may_leave_message = forms.BooleanField(
        label="It is safe to leave a message",
        help_text="If somebody else answers, or an answering machine. "
        "Without this we only talk to you.",
        required=False,
    )
    postal_address = text(
        label="Postal address",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "street-address"}),
    )

    def __init__(self, *args: Any, has_calendar: bool = False, **kwargs: Any) -> None:
        """Ask about the calendar only whoever takes an address away that has one."""
        super().__init__(*args, **kwargs)
        known = str(self.initial.get("email", "")).strip().lower()
        given = str(self.data.get("email", "")).strip().lower()
        if has_calendar and self.is_bound and known != given:
            self.fields["calendar"] = forms.ChoiceField(
                label="What about the dates in the calendar of your old email address?",
                help_text="They would stay there as they are now, even if we change them.",
                choices=_GOODBYES,
                widget=forms.RadioSelect,
                error_messages={
                    "required": "Choose what happens to the dates in your old calendar"
                },
            )

    def clean_phone(self) -> str:
        """Keep the number as it was typed, if somebody can ring it."""
        return given_number(self)

    def clean(self) -> dict[str, Any]:
        """Ask for what the chosen way needs."""
        cleaned: dict[str, Any] = super().clean() or {}
        for channel, field, words in (
            (Channel.EMAIL, "email", "Enter the email address we should write to"),
            (Channel.TEXT, "phone", "Enter the number we should text"),
            (Channel.TEXT, "may_text", "Tick this if we may text you, or choose another way"),
            (Channel.PHONE, "phone", "Enter the number we should ring"),
            (Channel.LETTER, "postal_address", "Enter the address we should write to"),
        ):
            wanted = cleaned.get("contact_by") == channel
            if wanted and not cleaned.get(field) and field not in self.errors:
                self.add_error(field, words)
        number = cleaned.get("phone")
        if number and cleaned.get("contact_by") == Channel.TEXT and not can_be_texted(number):
            self.add_error("phone", MOBILE_WORDS)
        return cleaned


_HOURS = (
    ("", "No hours of my own"),
    *((f"{hour:02}:00", hour_words(dt.time(hour))) for hour in range(24)),
)


class QuietForm(forms.Form):
    """When somebody wants no emails and no texts from us."""

    says_optional = True

    quiet_from = forms.TypedChoiceField(
        label="Send me nothing from",
        choices=_HOURS,
        coerce=dt.time.fromisoformat,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": "Choose a time from the list"},
    )
    quiet_until = forms.TypedChoiceField(
        label="Until",
        choices=_HOURS,
        coerce=dt.time.fromisoformat,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": "Choose a time from the list"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.fields:
            if isinstance(known := self.initial.get(name), dt.time):
                self.initial[name] = f"{known:%H}:00"

    def clean(self) -> dict[str, Any]:
        """Ask for both ends, and for a time between them."""
        cleaned: dict[str, Any] = super().clean() or {}
        start, end = cleaned.get("quiet_from"), cleaned.get("quiet_until")
        if self.errors or (start is None and end is None):
            return cleaned
        if start is None:
            self.add_error("quiet_from", "Choose when the quiet time starts")
        elif end is None:
            self.add_error("quiet_until", "Choose when the quiet time is over")
        elif start == end:
            self.add_error("quiet_until", "Choose another time here than above")
        return cleaned


class DiscreetForm(forms.Form):
    """Whether messages say on the outside that they come from a college."""

    is_discreet = forms.BooleanField(
        label="Make my messages discreet",
        help_text="Mails, texts and your calendar then say “Appointment”. "
        "Envelopes do not show our name.",
        required=False,
    )
    names_us_in_calendar = forms.BooleanField(
        label="My calendar may still name my course", required=False
    )
    names_us_in_mail = forms.BooleanField(
        label="The sender and the subject of emails may still name you", required=False
    )
    names_us_in_texts = forms.BooleanField(
        label="Text messages may still say what it is about", required=False
    )


class NewsForm(forms.Form):
    """Whether somebody wants to hear more than what is about their own places."""

    wants_news = forms.BooleanField(
        label="Send me your news",
        help_text="New courses, open days and stories, a few times a year.",
        required=False,
    )


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
