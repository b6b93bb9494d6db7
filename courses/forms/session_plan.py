"""The form behind “Make sessions from a pattern”."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from courses.enums import Rhythm
from courses.operations.runs import MOST_SESSIONS
from courses.queries.session_plans import Pattern

_WAYS_TO_WRITE_A_DATE = ("%d/%m/%Y", "%Y-%m-%d", "%d %B %Y", "%d %b %Y", "%d.%m.%Y")
_WAYS_TO_WRITE_A_TIME = ("%H:%M", "%H.%M", "%I:%M%p", "%I%p", "%H:%M:%S")


class SessionPlanForm(forms.Form):
    """When a run's sessions are. Shapes only; the dates are worked out by the query."""

    template_name = "django/forms/ul.html"

    rhythm = forms.ChoiceField(
        label="How often", choices=Rhythm, widget=forms.RadioSelect, initial=Rhythm.WEEKLY
    )
    first_on = forms.DateField(
        label="First date",
        required=False,
        input_formats=_WAYS_TO_WRITE_A_DATE,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Not needed when you choose the dates yourself.",
    )
    count = forms.IntegerField(
        label="Number of sessions",
        required=False,
        min_value=1,
        max_value=MOST_SESSIONS,
        error_messages={
            "max_value": f"A run has at most {MOST_SESSIONS} sessions.",
            "min_value": "A run needs at least one session.",
            "invalid": "Write the number of sessions in digits, such as 4.",
        },
        help_text="Days that are skipped do not count.",
    )
    chosen = forms.CharField(
        label="Dates you choose",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Only for “On dates I choose”. One on each line, such as 12/01/2027.",
    )
    starts = forms.TimeField(
        label="Starts at",
        input_formats=_WAYS_TO_WRITE_A_TIME,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "Write the time as 10:00 or 14:30."},
    )
    ends = forms.TimeField(
        label="Ends at",
        input_formats=_WAYS_TO_WRITE_A_TIME,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "Write the time as 12:00 or 16:30."},
    )
    skips_bank_holidays = forms.BooleanField(
        label="Skip bank holidays", required=False, initial=True
    )
    skips_weekends = forms.BooleanField(label="Skip weekends", required=False)

    def clean_chosen(self) -> tuple[dt.date, ...]:
        """Read one date from each line, and say which line could not be read."""
        dates = []
        for line in self.cleaned_data["chosen"].replace(",", "\n").splitlines():
            if not line.strip():
                continue
            day = _read_date(line.strip())
            if day is None:
                msg = f"“{line.strip()[:30]}” is not a date we know. Write it as 12/01/2027."
                raise forms.ValidationError(msg)
            dates.append(day)
        return tuple(dates)

    def clean(self) -> dict[str, Any]:
        """Ask for what the chosen rhythm needs."""
        cleaned = super().clean() or {}
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if starts and ends and ends <= starts:
            self.add_error("ends", "The session has to end after it starts.")
        if cleaned.get("rhythm") == Rhythm.CHOSEN:
            if not cleaned.get("chosen") and "chosen" not in self.errors:
                self.add_error("chosen", "Write at least one date.")
            if len(cleaned.get("chosen", ())) > MOST_SESSIONS:
                self.add_error("chosen", f"A run has at most {MOST_SESSIONS} sessions.")
        elif "rhythm" in cleaned:
            if not cleaned.get("first_on") and "first_on" not in self.errors:
                self.add_error("first_on", "Write the date of the first session.")
            if not cleaned.get("count") and "count" not in self.errors:
                self.add_error("count", "Write how many sessions there are.")
        first = cleaned.get("first_on")
        if any(day.year not in _YEARS for day in (first, *cleaned.get("chosen", ())) if day):
            where = "chosen" if cleaned.get("rhythm") == Rhythm.CHOSEN else "first_on"
            self.add_error(where, "Check the year.")
        return cleaned

    def pattern(self) -> Pattern:
        """Return what was asked for."""
        cleaned = self.cleaned_data
        return Pattern(
            rhythm=Rhythm(cleaned["rhythm"]),
            starts=cleaned["starts"],
            ends=cleaned["ends"],
            first_on=cleaned["first_on"],
            count=cleaned["count"] or 0,
            chosen=cleaned["chosen"],
            skips_weekends=cleaned["skips_weekends"],
            skips_bank_holidays=cleaned["skips_bank_holidays"],
        )


# A year outside these is a slip of the finger, and far years have no known holidays.
_YEARS = range(2020, 2100)


def _read_date(text: str) -> dt.date | None:
    for way in _WAYS_TO_WRITE_A_DATE:
        try:
            return dt.datetime.strptime(text, way).date()  # noqa: DTZ007 -- a day, not a moment
        except ValueError:
            continue
    return None
