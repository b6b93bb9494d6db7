"""Form fields that bring their own keyboard, autocomplete and kind words."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.phones import a_number_to_dial

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class EmailField(forms.EmailField):
    """Where to write to."""

    def __init__(self, **kwargs: Any) -> None:
        """Ask for an email address in a way that phones and password keepers understand."""
        kwargs.setdefault(
            "widget",
            forms.EmailInput(
                attrs={"autocomplete": "email", "spellcheck": "false", "autocapitalize": "none"}
            ),
        )
        kwargs.setdefault("label", "Email address")
        kwargs["error_messages"] = {
            "required": "Enter your email address",
            "invalid": "Enter an email address like name@example.com",
            **(kwargs.get("error_messages") or {}),
        }
        super().__init__(**kwargs)


class PhoneField(forms.CharField):
    """A telephone number, kept as it was typed."""

    def __init__(self, **kwargs: Any) -> None:
        """Ask for a number with the keypad of a phone."""
        kwargs.setdefault(
            "widget",
            forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "data-width": 20}),
        )
        kwargs.setdefault("label", "Phone number")
        kwargs.setdefault("max_length", 40)
        kwargs.setdefault("validators", [a_number_to_dial])
        super().__init__(**kwargs)


class CodeField(forms.CharField):
    """A code from a message; spaces and dashes people type are forgiven."""

    def __init__(self, **kwargs: Any) -> None:
        """Ask for a code that a phone may fill in by itself."""
        kwargs.setdefault(
            "widget",
            forms.TextInput(
                attrs={
                    "autocomplete": "one-time-code",
                    "inputmode": "text",
                    "spellcheck": "false",
                    "autocapitalize": "characters",
                    "data-width": 10,
                }
            ),
        )
        kwargs.setdefault("max_length", 40)
        super().__init__(**kwargs)

    def to_python(self, value: object) -> str:
        """Take out the spaces and dashes."""
        text = super().to_python(value) or ""
        return text.replace(" ", "").replace("-", "")


class RadiosField(forms.ChoiceField):
    """A few answers to choose one from, each with a hint or a follow-up question if wanted.

    `choice_hints` maps an answer's value to its hint; `reveals` maps it to the name of
    another field of the same form, shown below the answer.
    """

    widget = forms.RadioSelect

    def __init__(
        self,
        *,
        choice_hints: Mapping[str, str] | None = None,
        reveals: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        """Keep the hints and the follow-up questions."""
        super().__init__(**kwargs)
        self.choice_hints = dict(choice_hints or {})
        self.reveals = dict(reveals or {})


class CheckboxesField(forms.MultipleChoiceField):
    """Several answers to tick, each with a hint if wanted."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, choice_hints: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        """Keep the hints."""
        super().__init__(**kwargs)
        self.choice_hints = dict(choice_hints or {})


class DateBoxes(forms.MultiWidget):
    """Three boxes for a day, a month and a year."""

    use_fieldset = True
    box_labels = ("Day", "Month", "Year")
    box_widths = (2, 2, 4)

    def __init__(self, *, is_birthday: bool = False) -> None:
        """Let browsers fill in a birthday, and only that."""
        parts = ("day", "month", "year")
        super().__init__(
            {
                part: forms.TextInput(attrs={"autocomplete": f"bday-{part}"} if is_birthday else {})
                for part in parts
            }
        )

    def decompress(self, value: date | None) -> Sequence[int | None]:
        """Split a date into what each box shows."""
        return [value.day, value.month, value.year] if value else [None, None, None]


class DateInBoxesField(forms.MultiValueField):
    """A date people know by heart, typed as numbers in three boxes."""

    def __init__(self, *, is_birthday: bool = False, **kwargs: Any) -> None:
        """Say what to do when a part is left out or the day does not exist."""
        kwargs["error_messages"] = {
            "required": "Enter a day, a month and a year",
            "incomplete": "Enter a day, a month and a year",
            "invalid": "Enter a date that exists, like 27 3 1985",
            **(kwargs.get("error_messages") or {}),
        }
        self.widget = DateBoxes(is_birthday=is_birthday)
        fields = tuple(forms.CharField(required=False) for _ in range(3))
        super().__init__(fields, require_all_fields=False, **kwargs)

    def compress(self, data_list: Sequence[str]) -> date | None:
        """Make one date of the three numbers."""
        if not any(data_list):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        if not all(data_list):
            raise ValidationError(self.error_messages["incomplete"], code="incomplete")
        try:
            day, month, year = (int(part) for part in data_list)
            return date(year, month, day)
        except (ValueError, OverflowError):
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
