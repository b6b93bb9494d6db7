"""The questions of a first booking, one to a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from accounts.enums import AccessKind, Need, StudentKind
from bookings.forms.wording import words_of_errors
from home.forms.fields import CheckboxesField, EmailField, PhoneField, RadiosField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.models import StudentAccess

NEW_SELF = "new-self"
NEW_HELPER = "new-helper"
YES = "yes"
NO = "no"


class WhoForm(forms.Form):
    """Whom the place is for, where a login acts for several people."""

    def __init__(self, *args: Any, accesses: Sequence[StudentAccess], **kwargs: Any) -> None:
        """Offer the people this login acts for, and somebody new."""
        super().__init__(*args, **kwargs)
        own = [access for access in accesses if access.kind == AccessKind.SELF]
        known = [
            (
                str(access.student.uuid),
                # Where several people share an address, each of them is “you”.
                f"{access.student.name} (you)" if own == [access] else str(access.student.name),
            )
            for access in accesses
        ]
        new = [] if own else [(NEW_SELF, "Me")]
        self.fields["person"] = RadiosField(
            label="Who is this place for?",
            choices=[*known, *new, (NEW_HELPER, "Somebody else I help")],
            error_messages={
                "required": "Choose who this place is for",
                "invalid_choice": "Choose who this place is for",
            },
        )


class NameForm(forms.Form):
    """What we call the new student."""

    name = forms.CharField(
        label="What should we call you?",
        help_text="The name you like to go by. Your tutors see this.",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
        error_messages=words_of_errors("Tell us what to call you"),
    )
    email = EmailField(
        label="Their own email address, if they have one",
        help_text="We tell them how to see and change what you book.",
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"invalid": "Enter an email address like name@example.com"},
    )
    phone = PhoneField(
        label="Their own phone number, if they have one",
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off", "data-width": 20}),
        error_messages=words_of_errors(),
    )
    certificate_name = forms.CharField(
        label="Name on certificates, if it is another one",
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"spellcheck": "false"}),
        error_messages=words_of_errors(),
    )

    def __init__(self, *args: Any, for_helper: bool = False, **kwargs: Any) -> None:
        """Ask for the name of the other person when somebody helps."""
        super().__init__(*args, **kwargs)
        if for_helper:
            name = self.fields["name"]
            name.label = "What should we call the person you help?"
            name.help_text = "The name they like to go by. Their tutors see this."
            name.error_messages["required"] = "Tell us what to call the person you help"
            name.widget.attrs["autocomplete"] = "off"
            del self.fields["certificate_name"]
            self.fields["has_agreed"] = forms.BooleanField(
                label="They have agreed that I book for them",
                help_text=(
                    "They can see what you book, change it, and take your access away. "
                    "You do not see what they do without you."
                ),
                error_messages={
                    "required": "Ask them first. If they agree, tick the box to say so"
                },
            )
        else:
            del self.fields["email"], self.fields["phone"]


class _YesOrNoForm(forms.Form):
    answer = RadiosField(
        choices=((YES, "Yes"), (NO, "No")),
        error_messages={"required": "Choose yes or no", "invalid_choice": "Choose yes or no"},
    )
    question = ""
    helper_question = ""

    def __init__(
        self,
        *args: Any,
        for_helper: bool = False,
        area: str = "",
        age: int = 18,
        **kwargs: Any,
    ) -> None:
        """Word the question for the person it is about."""
        super().__init__(*args, **kwargs)
        question = self.helper_question if for_helper else self.question
        self.fields["answer"].label = question.format(area=area or "our area", age=age)


class AgeForm(_YesOrNoForm):
    """Whether the student is grown up."""

    question = "Are you {age} or over?"
    helper_question = "Is the person you help {age} or over?"


class AreaForm(_YesOrNoForm):
    """Whether the student belongs to the college's area."""

    question = "Do you live, work or study in {area}?"
    helper_question = "Does the person you help live, work or study in {area}?"


class KindForm(forms.Form):
    """How the student comes to the college; nobody has to say."""

    says_optional = True

    comes_as = RadiosField(
        label="How do you come to us?",
        choices=StudentKind.choices,
        required=False,
        error_messages={"invalid_choice": "Choose from the list, or leave it empty"},
    )

    def __init__(self, *args: Any, for_helper: bool = False, **kwargs: Any) -> None:
        """Word the question for the person it is about."""
        super().__init__(*args, **kwargs)
        if for_helper:
            self.fields["comes_as"].label = "How does the person you help come to us?"
            self.fields["comes_as"].help_text = "Answer in their words: “I” is the person you help."


class AgreementForm(forms.Form):
    """A yes to the student agreement."""

    agrees = forms.BooleanField(
        label="I agree to this",
        error_messages={"required": "Tick the box if you agree. If you do not, ring us"},
    )

    def __init__(self, *args: Any, for_helper: bool = False, **kwargs: Any) -> None:
        """Ask a helper whether the student agrees."""
        super().__init__(*args, **kwargs)
        if for_helper:
            agrees = self.fields["agrees"]
            agrees.label = "We have read it together, and the person I help agrees to this"


class AgreeAgainForm(AgreementForm):
    """A yes to words that have changed, for one student and one version."""

    person = forms.CharField(widget=forms.HiddenInput)
    version = forms.CharField(widget=forms.HiddenInput)


class NeedsForm(forms.Form):
    """What would make it easier, and who may read it."""

    chosen = CheckboxesField(
        label="Tick anything that would help",
        choices=Need.choices,
        required=False,
        error_messages={"invalid_choice": "Choose from the list"},
    )
    own_words = forms.CharField(
        label="Anything else, in your own words",
        help_text="You do not have to tell us about your health.",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages=words_of_errors(),
    )
    shares = RadiosField(
        label="May the tutors of this course read this?",
        choices=(
            (YES, "Yes, so that they can get things ready"),
            (NO, "No, only the college office"),
        ),
        required=False,
        error_messages={"invalid_choice": "Choose yes or no"},
    )

    def clean(self) -> dict[str, Any]:
        """Ask who may read it only where there is something to read."""
        cleaned: dict[str, Any] = super().clean() or {}
        says_something = cleaned.get("chosen") or cleaned.get("own_words")
        if says_something and not cleaned.get("shares") and "shares" not in self.errors:
            self.add_error("shares", "Choose if the tutors of this course may read this")
        return cleaned
