"""What is new about one session, in the few words of a subject or a text message."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from bookings.itip.state import LeftOut, SessionState
from bookings.messages.changes import changes
from bookings.messages.headlines import headline
from tests.factories.courses import local

WAS = SessionState(
    uuid="6f1c3a52-8d20-4c0e-9a6e-0b2d5f4a7c11",
    starts_at=local(2026, 12, 1, 13),
    ends_at=local(2026, 12, 1, 15),
    course="Sleep well",
    place="The Old School, 7 Mill Lane",
)
DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
EARLIER = replace(WAS, starts_at=local(2026, 11, 23, 9), ends_at=local(2026, 11, 23, 11))


@pytest.mark.parametrize(
    ("was", "now", "said", "discreetly"),
    [
        (WAS, EARLIER, "Now Monday 23 November at 9am (it was Tuesday 1 December at 1pm)", ""),
        (EARLIER, WAS, "Now Tuesday 1 December at 1pm (it was Monday 23 November at 9am)", ""),
        (
            WAS,
            replace(WAS, starts_at=WAS.starts_at + HOUR, ends_at=WAS.ends_at + HOUR, place=""),
            "Now Tuesday 1 December at 2pm (it was 1pm), now online",
            "Now Tuesday 1 December at 2pm (it was 1pm)",
        ),
        (
            WAS,
            replace(WAS, ends_at=WAS.ends_at + HOUR),
            "Tuesday 1 December at 1pm: it now ends at 4pm, not 3pm",
            "",
        ),
        (WAS, None, "Off: Tuesday 1 December at 1pm", ""),
        (None, EARLIER, "New: Monday 23 November at 9am", ""),
        (
            WAS,
            replace(WAS, place="The Library"),
            "Tuesday 1 December at 1pm: now in another place",
            "Tuesday 1 December at 1pm: there is news",
        ),
        (
            replace(WAS, place=""),
            WAS,
            "Tuesday 1 December at 1pm: now not online",
            "Tuesday 1 December at 1pm: there is news",
        ),
        (
            replace(WAS, link="https://meet.example/a"),
            replace(WAS, link="https://meet.example/b"),
            "Tuesday 1 December at 1pm: there is a new link",
            "Tuesday 1 December at 1pm: there is news",
        ),
        (
            replace(WAS, link="https://meet.example/a"),
            WAS,
            "Tuesday 1 December at 1pm: the old link is off",
            "Tuesday 1 December at 1pm: there is news",
        ),
    ],
)
def test_headline_says_how_it_is_now_and_names_what_is_old(was, now, said, discreetly):
    assert headline(was, now) == said
    assert headline(was, now, is_discreet=True) == (discreetly or said)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (WAS, EARLIER, "Now Monday 23 November at 9am (it was Tuesday 1 December at 1pm)"),
        (EARLIER, WAS, "Now Tuesday 1 December at 1pm (it was Monday 23 November at 9am)"),
        (EARLIER, replace(EARLIER, left_out=LeftOut.OFF), "Off: Monday 23 November at 9am"),
        (WAS, replace(WAS, starts_at=WAS.starts_at + DAY, ends_at=WAS.ends_at + DAY), ""),
    ],
)
def test_only_what_could_go_wrong_within_a_day_has_a_headline(before, after, said):
    assert changes([before], [after], at=local(2026, 11, 22, 14)).headline == said
