"""What the office says after a call."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.enums import CallOutcome


class CallForm(forms.Form):
    """How a call ended, and when to ring again."""

    outcome = forms.ChoiceField(
        label="How did it go?",
        choices=CallOutcome.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose how the call went.",
            "invalid_choice": "Choose from the list.",
        },
    )
    try_again_at = forms.DateTimeField(
        label="Ring again",
        required=False,
        help_text="Needed if nobody answered. After a message: only if you want to ring again.",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        error_messages={"invalid": "Choose a day and a time."},
    )

    insists = forms.BooleanField(
        label="Write all the same, though the letter comes too late", required=False
    )

    def __init__(
        self,
        *args: Any,
        may_leave_message: bool,
        may_write: bool,
        may_insist: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if not may_insist:
            del self.fields["insists"]
        outcome = self.fields["outcome"]
        assert isinstance(outcome, forms.ChoiceField)  # noqa: S101 -- tells mypy
        unwanted = set()
        if not may_leave_message:
            unwanted.add(CallOutcome.LEFT_MESSAGE)
        if not may_write:
            unwanted.add(CallOutcome.LETTER)
        outcome.choices = [one for one in CallOutcome.choices if one[0] not in unwanted]

    def clean(self) -> dict[str, Any]:
        """Ask when to ring again where nobody answered."""
        cleaned: dict[str, Any] = super().clean() or {}
        nobody = cleaned.get("outcome") == CallOutcome.TRY_AGAIN
        if nobody and not cleaned.get("try_again_at") and "try_again_at" not in self.errors:
            self.add_error("try_again_at", "Say when to ring again.")
        return cleaned
