"""Until when an offer is held: never in the night, on a weekend or on a bank holiday."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookings.queries.answer_times import BEFORE_THE_START, SHORTEST, answer_by, is_kind
from tests.factories.courses import local


@dataclass
class Session:
    starts_at: dt.datetime


def until(at, starts_at, hours=48, region="ENG"):
    return answer_by(at=at, hours=hours, sessions=[Session(starts_at)], region=region)


FAR = local(2027, 6, 1)


@pytest.mark.parametrize(
    ("at", "starts_at", "expected"),
    [
        pytest.param(local(2027, 1, 5, 10), FAR, local(2027, 1, 7, 10), id="two days"),
        pytest.param(local(2027, 1, 7, 10), FAR, local(2027, 1, 11, 12), id="a weekend"),
        pytest.param(local(2027, 1, 5, 22), FAR, local(2027, 1, 8, 12), id="a night"),
        pytest.param(local(2027, 1, 5, 6), FAR, local(2027, 1, 7, 12), id="an early morning"),
        pytest.param(local(2027, 3, 24, 10), FAR, local(2027, 3, 30, 12), id="Easter"),
        pytest.param(
            local(2027, 1, 5, 10),
            local(2027, 1, 6, 12),
            local(2027, 1, 6, 10),
            id="a day left",
        ),
        pytest.param(
            local(2027, 1, 8, 10), local(2027, 1, 11, 9), local(2027, 1, 8, 20), id="Monday"
        ),
        pytest.param(
            local(2027, 1, 9, 10), local(2027, 1, 11, 9), None, id="no time on a Saturday"
        ),
        pytest.param(local(2027, 1, 5, 10), local(2027, 1, 5, 13), None, id="an hour left"),
        pytest.param(local(2027, 1, 5, 10), local(2027, 1, 5, 9), None, id="begun"),
    ],
)
def test_an_offer_is_held_until(at, starts_at, expected):
    assert until(at, starts_at) == expected


def test_each_part_of_the_country_keeps_its_own_days():
    st_andrew = local(2026, 11, 28, 10)

    assert until(st_andrew, FAR, region="ENG") == local(2026, 11, 30, 10)
    assert until(st_andrew, FAR, region="SCT") == local(2026, 12, 1, 12)


_START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
MOMENTS = st.integers(0, 3 * 365 * 24 * 60).map(lambda n: _START + dt.timedelta(minutes=n))


@given(at=MOMENTS, left=st.integers(1, 60 * 24 * 60), hours=st.integers(2, 240))
def test_whenever_it_is_made_an_offer_ends_at_a_kind_time(at, left, hours):
    starts_at = at + dt.timedelta(minutes=left)

    found = answer_by(at=at, hours=hours, sessions=[Session(starts_at)], region="ENG")

    if found is not None:
        assert is_kind(found, "ENG")
        assert at + SHORTEST <= found <= starts_at - BEFORE_THE_START
