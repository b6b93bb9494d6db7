"""When reminders go out: by the college's clock, whatever the season."""

from __future__ import annotations

import datetime as dt

import pytest

from bookings.queries.reminder_times import is_too_late, reminder_at
from courses.models import CourseSession
from tests.factories.courses import local


def session_at(*when: int) -> CourseSession:
    starts_at = local(*when)
    return CourseSession(starts_at=starts_at, ends_at=starts_at + dt.timedelta(hours=2))


@pytest.mark.parametrize(
    ("session", "days", "reminded"),
    [
        ((2027, 1, 12, 14), 7, local(2027, 1, 5, 10)),
        ((2027, 1, 12, 14), 2, local(2027, 1, 10, 10)),
        ((2027, 1, 12, 14), 0, local(2027, 1, 12, 8)),
        ((2027, 1, 12, 9), 0, local(2027, 1, 12, 7)),
        ((2027, 1, 12, 8), 0, local(2027, 1, 12, 7)),
        ((2027, 1, 12, 1), 0, local(2027, 1, 12, 7)),
        # The clocks go back on 25 October 2026 and forward on 28 March 2027.
        ((2026, 10, 27, 10), 7, dt.datetime(2026, 10, 20, 9, tzinfo=dt.UTC)),
        ((2026, 10, 27, 10), 2, dt.datetime(2026, 10, 25, 10, tzinfo=dt.UTC)),
        ((2027, 3, 29, 10), 2, dt.datetime(2027, 3, 27, 10, tzinfo=dt.UTC)),
        ((2027, 3, 29, 10), 0, dt.datetime(2027, 3, 29, 7, tzinfo=dt.UTC)),
        ((2027, 3, 28, 2), 0, dt.datetime(2027, 3, 28, 6, tzinfo=dt.UTC)),
    ],
)
def test_a_reminder_keeps_its_hour_when_the_clocks_change(session, days, reminded):
    assert reminder_at(session_at(*session), days) == reminded


@pytest.mark.parametrize(
    ("days", "at", "late"),
    [
        (2, local(2027, 1, 10, 19, 59), False),
        (2, local(2027, 1, 10, 20), True),
        (0, local(2027, 1, 12, 13, 59), False),
        (0, local(2027, 1, 12, 14), True),
    ],
)
def test_a_reminder_that_would_be_untrue_by_now_is_dropped(days, at, late):
    assert is_too_late(session_at(2027, 1, 12, 14), days, at=at) is late
