"""The form of the plain editor: a course's words, as plain text."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

from django import forms

if TYPE_CHECKING:
    from django.http import QueryDict

    from courses.models import CoursePage

RICH = ("about", "on_the_day")
_PLAIN_TAGS = re.compile(r"</?p[^>]*>|<br\s*/?>")
_ANY_TAG = re.compile(r"<[^>]+>")
_MOST_OUTCOMES = 12
_LONGEST_OUTCOME = 200


def _area(label: str, help_text: str = "", rows: int = 4) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        help_text=help_text,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class PlainCourseForm(forms.Form):
    """What a course's page says. Bold words, lists and links need the full editor."""

    # The revision that the words were written on, so that nobody's work is written over.
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title = forms.CharField(
        label="Title",
        max_length=255,
        error_messages={"required": "Give the course a title."},
    )
    summary = forms.CharField(
        label="Summary",
        max_length=200,
        required=False,
        help_text="One or two short sentences, shown in lists.",
    )
    about = _area("About", "An empty line starts a new paragraph.", 8)
    who_for = _area("Who it is for")
    outcomes = _area(
        "What you will explore", "One on each line. Each goes on after “By the end you will”.", 6
    )
    on_the_day = _area("What to expect on the day", "An empty line starts a new paragraph.", 6)
    content_note = _area("Content note", "Hard subjects that will come up.", 3)
    access_note = _area("Access", "What is in place for everyone on this course.", 3)

    def __init__(self, data: QueryDict | None = None, *, page: CoursePage | None = None) -> None:
        known = words_as_text(page) | {"seen": page.latest_revision_id} if page else {}
        super().__init__(data, initial=known)
        # Words set in bold or as a list would lose that here, so they are left alone.
        self.left_out = [name for name in RICH if page and not _is_plain(getattr(page, name))]
        self.left_out_labels = [str(self.fields[name].label) for name in self.left_out]
        for name in self.left_out:
            del self.fields[name]

    def clean_outcomes(self) -> list[str]:
        """Read one outcome from each line."""
        lines = [line.strip() for line in self.cleaned_data["outcomes"].splitlines()]
        outcomes = [line for line in lines if line]
        if len(outcomes) > _MOST_OUTCOMES:
            msg = f"Write at most {_MOST_OUTCOMES} lines. Three to six are best."
            raise forms.ValidationError(msg)
        if any(len(line) > _LONGEST_OUTCOME for line in outcomes):
            msg = f"Keep each line under {_LONGEST_OUTCOME} letters."
            raise forms.ValidationError(msg)
        return outcomes

    def words(self) -> dict[str, Any]:
        """Return the words in the shape the page keeps them in."""
        cleaned = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        for name in RICH:
            if name in cleaned:
                cleaned[name] = _as_paragraphs(cleaned[name])
        cleaned["outcomes"] = [("outcome", line) for line in cleaned["outcomes"]]
        return cleaned

    def with_newer(self, revision: int) -> PlainCourseForm:
        """Take note of a newer revision: saving once more is a choice made with open eyes."""
        self.data = dict(self.data.items()) | {"seen": str(revision)}
        return self


def words_as_text(page: CoursePage) -> dict[str, str]:
    """Return a page's words as the form shows them."""
    plain = ("title", "summary", "who_for", "content_note", "access_note")
    words = {name: getattr(page, name) for name in plain}
    words["outcomes"] = "\n".join(str(block.value) for block in page.outcomes)
    return words | {name: _as_text(getattr(page, name)) for name in RICH}


def _is_plain(source: str) -> bool:
    return not _ANY_TAG.search(_PLAIN_TAGS.sub("", source))


def _as_text(source: str) -> str:
    breaks = re.sub(r"<br\s*/?>", "\n", source)
    paragraphs = re.split(r"</p>", breaks)
    return "\n\n".join(
        text for one in paragraphs if (text := html.unescape(_ANY_TAG.sub("", one)).strip())
    )


def _as_paragraphs(text: str) -> str:
    parts = [one.strip() for one in re.split(r"\n\s*\n", text.replace("\r\n", "\n"))]
    return "".join(f"<p>{html.escape(one).replace(chr(10), '<br/>')}</p>" for one in parts if one)
