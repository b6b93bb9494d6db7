"""What the office may write for the days of reminders."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from home.reminder_days import USUAL, reminder_days


@pytest.mark.parametrize(
    ("written", "days"),
    [
        (USUAL, (7, 2, 0)),
        ("0 2;7", (7, 2, 0)),
        (" 1,1 ", (1,)),
        ("None", ()),
        ("30", (30,)),
    ],
)
def test_days_are_read_with_the_earliest_reminder_first(written, days):
    assert reminder_days(written) == days


@pytest.mark.parametrize("written", ("", " , ", "-1", "2.5", "tomorrow", "²", "7, x", "٣"))
def test_what_cannot_be_read_is_answered_with_what_to_write(written):
    with pytest.raises(ValidationError, match="for example 7, 2, 0"):
        reminder_days(written)


@pytest.mark.parametrize(
    ("written", "sentence"), [("31", "30 or less"), ("9" * 400, "30 or less"), ("1 2 3 4 5 6", "5")]
)
def test_reminders_stay_near_and_few(written, sentence):
    with pytest.raises(ValidationError, match=sentence):
        reminder_days(written)
