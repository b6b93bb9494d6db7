"""A college's own words for one kind of message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from accounts.wording import NotOurWords, check

if TYPE_CHECKING:
    from accounts.kinds import Kind


_GIVES_AWAY = frozenset({"first_name", "name", "course"})
_NOT_IN: dict[str, frozenset[str]] = {
    "subject": _GIVES_AWAY,
    "short": _GIVES_AWAY | {"place", "college"},
}


class WordingForm(forms.Form):
    """The subject, the first paragraphs and the text; what is left empty stays in our words."""

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

    short = forms.CharField(
        label="As a text message",
        max_length=160,
        required=False,
        help_text=(
            "With {link} where students tap. Shows on locked telephones, too. Whoever wants "
            "discreet messages gets ours."
        ),
    )

    def __init__(self, *args: Any, kind: Kind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        for name, field in self.fields.items():
            gaps = " ".join(f"{{{gap}}}" for gap in self._offered(name))
            field.help_text = f"{field.help_text} You can use: {gaps}"
        if kind.has_fixed_subject:
            del self.fields["subject"]
        if not kind.has_own_text:
            del self.fields["short"]

    def clean_subject(self) -> str:
        """Refuse a gap that cannot be filled, and those that would give somebody away."""
        return self._checked("subject")

    def clean_opening(self) -> str:
        """Refuse a gap that cannot be filled."""
        return self._checked("opening")

    def clean_short(self) -> str:
        """Refuse what would give somebody away, and a text that leads nowhere."""
        text = self._checked("short")
        if text.strip() and "{link}" not in text:
            msg = "Write {link} where students are to tap."
            raise forms.ValidationError(msg)
        return text

    def _offered(self, field: str) -> list[str]:
        return [gap for gap in self.kind.gaps if gap not in _NOT_IN.get(field, frozenset())]

    def _checked(self, field: str) -> str:
        text: str = self.cleaned_data[field]
        try:
            check(text, offered=self._offered(field))
        except NotOurWords as reason:
            raise forms.ValidationError(str(reason)) from reason
        return text
