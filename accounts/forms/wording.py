"""A college's own words for one kind of message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from accounts.wording import NotOurWords, check

if TYPE_CHECKING:
    from accounts.kinds import Kind


class WordingForm(forms.Form):
    """The subject and the first paragraphs; what is left empty stays in our words."""

    subject = forms.CharField(
        max_length=150,
        required=False,
        help_text="Shows on locked telephones: name neither the course nor the person.",
    )
    opening = forms.CharField(
        label="How it begins",
        max_length=2000,
        required=False,
        help_text="Leave a line empty to begin a new paragraph. The facts and the links follow.",
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, *args: Any, kind: Kind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        if kind.has_fixed_subject:
            del self.fields["subject"]

    def clean_subject(self) -> str:
        """Refuse a gap that cannot be filled, and those that would give somebody away."""
        return self._checked("subject", without={"first_name", "name", "course"})

    def clean_opening(self) -> str:
        """Refuse a gap that cannot be filled."""
        return self._checked("opening", without=set())

    def _checked(self, field: str, *, without: set[str]) -> str:
        text: str = self.cleaned_data[field]
        try:
            check(text, offered=[gap for gap in self.kind.gaps if gap not in without])
        except NotOurWords as reason:
            raise forms.ValidationError(str(reason)) from reason
        return text
