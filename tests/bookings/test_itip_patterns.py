"""Which dates form a series; whatever they are, the calendar shows exactly the sessions."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bookings.itip import invitations, zones
from bookings.itip.facts import BookingFacts, Mailbox, SessionFacts
from bookings.itip.series import Rule, series_or_singles
from tests.bookings.calendars.client import CalendarClient, Shown

LONDON = ZoneInfo("Europe/London")
UTC_ZONE = ZoneInfo("UTC")


def on(day, hour="10:00", minutes=120, **words):
    starts = datetime.combine(date.fromisoformat(day), time.fromisoformat(hour), tzinfo=LONDON)
    return SessionFacts(
        uid=f"session-{day}@college.example",
        starts_at=starts.astimezone(UTC),
        ends_at=starts.astimezone(UTC) + timedelta(minutes=minutes),
        summary=words.pop("summary", "Wellness Planning"),
        **words,
    )


def booking(*sessions, zone=LONDON, sequence=0):
    return BookingFacts(
        uid="booking-1@college.example",
        sequence=sequence,
        stamp=datetime(2026, 9, 1, 9, tzinfo=UTC),
        zone=zone,
        organiser=Mailbox(name="Willowbrook", address="hello@college.example"),
        attendee=Mailbox(name="Sam", address="student@example.org"),
        sessions=sessions,
    )


@pytest.mark.parametrize(
    ("days", "rule", "skipped"),
    [
        (["2026-10-06", "2026-10-13", "2026-10-20"], Rule("WEEKLY", 1), []),
        (["2026-10-06", "2026-10-20", "2026-11-03"], Rule("WEEKLY", 2), []),
        (["2026-10-06", "2026-10-07"], Rule("DAILY", 1), []),
        (["2026-10-05", "2026-10-08"], Rule("DAILY", 3), []),
        (["2026-10-06", "2026-11-03", "2026-12-01"], Rule("WEEKLY", 4), []),
        (
            ["2026-10-13", "2026-10-20", "2026-11-03", "2026-11-10"],
            Rule("WEEKLY", 1),
            ["2026-10-27"],
        ),
        (
            ["2026-10-06", "2026-10-13", "2026-10-20", "2026-10-27", "2026-11-24"],
            Rule("WEEKLY", 1),
            ["2026-11-03", "2026-11-10", "2026-11-17"],
        ),
        (
            ["2026-10-06", "2026-10-08", "2026-10-13", "2026-10-15"],
            Rule("WEEKLY", 1, (1, 3)),
            [],
        ),
    ],
)
def test_dates_with_a_pattern_are_one_series(days, rule, skipped):
    pattern = series_or_singles([on(day) for day in days], LONDON)

    assert pattern is not None
    assert pattern.rule == rule
    assert [when.date().isoformat() for when in pattern.skipped] == skipped


@pytest.mark.parametrize(
    "days",
    [
        ["2026-10-06"],
        ["2026-10-06", "2026-10-17", "2026-11-30"],
        ["2026-10-06", "2026-10-23"],
        ["2026-10-06", "2027-01-07", "2027-03-02"],
    ],
)
def test_dates_without_a_pattern_are_single_events(days):
    assert series_or_singles([on(day) for day in days], LONDON) is None


def test_two_sessions_on_one_day_are_single_events():
    sessions = [on("2026-10-06"), on("2026-10-06", "14:00"), on("2026-10-13")]

    assert series_or_singles(sessions, LONDON) is None


@pytest.mark.parametrize(
    ("days", "slot"),
    [
        (["2026-10-07", "2026-10-13", "2026-10-20", "2026-10-27"], "2026-10-06"),
        (["2026-10-06", "2026-10-15", "2026-10-20", "2026-10-27"], "2026-10-13"),
        (["2026-10-06", "2026-10-13", "2026-10-20", "2026-10-26"], "2026-10-27"),
    ],
)
def test_a_moved_session_keeps_its_slot_in_the_series(days, slot):
    pattern = series_or_singles([on(day) for day in days], LONDON)

    assert pattern is not None
    assert pattern.rule == Rule("WEEKLY", 1)
    assert [when.date().isoformat() for when in pattern.slots] == sorted(
        {slot, *(day for day in days if date.fromisoformat(day).weekday() == 1)}
    )
    assert pattern.skipped == ()


def test_a_session_that_is_off_is_left_out_of_the_series():
    sessions = [
        on("2026-10-06"),
        on("2026-10-13", cancelled=True),
        on("2026-10-20"),
        on("2026-10-27"),
    ]
    client = CalendarClient()

    client.receive(invitations.write_request(booking(*sessions)))

    assert [shown.starts_at for shown in client.shows()] == [
        sessions[0].starts_at,
        sessions[2].starts_at,
        sessions[3].starts_at,
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"hour": "14:00"},
        {"minutes": 90},
        {"location": "Another hall"},
        {"summary": "Wellness Planning: hard days"},
    ],
)
def test_a_session_that_differs_replaces_its_slot(change):
    sessions = [
        on("2026-10-13", location="The Mill"),
        on("2026-10-20", **{"location": "The Mill", **change}),
        on("2026-10-27", location="The Mill"),
    ]

    assert calendar_after(booking(*sessions)) == as_shown(sessions)


def test_every_zone_of_today_has_rules_or_goes_out_in_utc():
    without = {
        key
        for key in ("Europe/London", "America/New_York", "Asia/Jerusalem", "America/Santiago",
                    "Asia/Kolkata", "Australia/Lord_Howe", "Africa/Casablanca")
        if zones.timezone_for(ZoneInfo(key), 2026, 2027) is None
    }  # fmt: skip

    assert without == {"Africa/Casablanca"}


def test_hours_the_clock_skips_or_repeats_go_out_in_utc():
    skipped = on("2027-03-28", "00:30", minutes=60)
    repeated = on("2026-10-25", "01:30", minutes=60)

    assert calendar_after(booking(skipped)) == as_shown([skipped])
    assert calendar_after(booking(repeated)) == as_shown([repeated])
    assert b"DTSTART:20261025T003000Z" in invitations.write_request(booking(repeated))


def at_half_past_one(day, *, fold=0):
    starts = datetime.combine(date.fromisoformat(day), time(1, 30, fold=fold), tzinfo=LONDON)
    starts = starts.astimezone(UTC)
    return SessionFacts(
        uid=day, starts_at=starts, ends_at=starts + timedelta(hours=1), summary="Stars"
    )


@pytest.mark.parametrize("fold", [0, 1])
def test_series_never_counts_on_an_hour_that_comes_twice(fold):
    nights = [
        at_half_past_one("2026-10-18"),
        at_half_past_one("2026-10-25", fold=fold),
        at_half_past_one("2026-11-01"),
    ]

    assert series_or_singles(nights, LONDON) is None
    assert calendar_after(booking(*nights)) == as_shown(nights)


def test_series_never_leaves_out_an_hour_that_does_not_exist():
    nights = [at_half_past_one(f"2027-{day}") for day in ("03-14", "03-21", "04-04")]

    assert series_or_singles(nights, LONDON) is None
    assert calendar_after(booking(*nights)) == as_shown(nights)


# Places with the usual rules, odd rules, half-hour changes, no changes, rules that ended.
ZONES = [
    ZoneInfo(key)
    for key in (
        "Europe/London",
        "Europe/Dublin",
        "America/New_York",
        "America/St_Johns",
        "America/Santiago",
        "America/Nuuk",
        "America/Sao_Paulo",
        "Asia/Jerusalem",
        "Asia/Kolkata",
        "Africa/Cairo",
        "Africa/Casablanca",
        "Australia/Lord_Howe",
        "Pacific/Apia",
        "Europe/Istanbul",
        "Antarctica/Troll",
        "UTC",
    )
]
DAYS = st.dates(date(2010, 1, 1), date(2036, 12, 31))
PLACES = st.sampled_from(["The Mill", "The Mill", "The Mill", "Online"])


@st.composite
def scattered(draw):
    """Any sessions at all: close, far apart, overlapping, across midnight."""
    zone = draw(st.sampled_from(ZONES))
    first = draw(DAYS)
    moments = draw(
        st.lists(st.integers(0, 60 * 24 * 6), min_size=1, max_size=8, unique=True).map(sorted)
    )
    start = datetime.combine(first, time(0), tzinfo=UTC)
    return zone, [
        session_at(index, start + timedelta(minutes=15 * moment), draw)
        for index, moment in enumerate(moments)
    ]


@st.composite
def nearly_regular(draw):
    """A pattern with weeks left out, sessions moved to another day, hour or place."""
    zone = draw(st.sampled_from(ZONES))
    first, step = draw(DAYS), draw(st.sampled_from([1, 2, 3, 7, 7, 7, 14, 28]))
    hour = draw(st.integers(0, 23))
    sessions = []
    for index in range(draw(st.integers(2, 14))):
        if draw(st.integers(0, 7)) == 0:
            continue
        shift = draw(st.sampled_from([0] * 8 + [-1, 1, 2]))
        later = draw(st.sampled_from([0] * 6 + [1, 5]))
        day = first + timedelta(days=index * step + shift)
        wall = datetime.combine(day, time(hour), tzinfo=zone) + timedelta(hours=later)
        sessions.append(session_at(index, wall.astimezone(UTC), draw))
    sessions.sort(key=lambda session: (session.starts_at, session.uid))
    return zone, sessions or [session_at(0, datetime(2026, 1, 5, 10, tzinfo=UTC), draw)]


def session_at(index, starts_at, draw):
    return SessionFacts(
        uid=f"session-{index}@college.example",
        starts_at=starts_at,
        ends_at=starts_at
        + timedelta(minutes=draw(st.sampled_from([120, 120, 120, 90, 330, 1500]))),
        summary="A course",
        location=draw(PLACES),
    )


@settings(max_examples=60, deadline=None)
@given(st.one_of(scattered(), nearly_regular()))
def test_the_calendar_shows_exactly_the_sessions_whatever_the_dates(zone_and_sessions):
    zone, sessions = zone_and_sessions

    assert calendar_after(booking(*sessions, zone=zone)) == as_shown(sessions)


@settings(max_examples=60, deadline=None)
@given(nearly_regular())
def test_no_session_of_a_series_jumps_over_a_neighbour(zone_and_sessions):
    zone, sessions = zone_and_sessions
    pattern = series_or_singles(sessions, zone)
    if pattern is None:
        return

    starts = [session.starts_at.astimezone(zone).date() for session in sessions]
    slots = [slot.date() for slot in pattern.slots]
    rule_days = sorted([*slots, *(when.date() for when in pattern.skipped)])
    for day, slot in zip(starts, slots, strict=True):
        at = rule_days.index(slot)
        assert day > rule_days[at - 1] if at else True
        assert day < rule_days[at + 1] if at + 1 < len(rule_days) else True
    assert len(set(starts)) == len(starts)
    assert slots == sorted(set(slots))


def calendar_after(facts):
    """Send what would be sent for a booking and look into the calendar."""
    client = CalendarClient()
    sessions = facts.held_sessions()
    if len(sessions) == 1 or series_or_singles(sessions, facts.zone):
        client.receive(invitations.write_request(facts))
    else:
        for session in sessions:
            client.receive(invitations.write_request(facts, session))
    return client.shows()


def as_shown(sessions):
    shown = [Shown(one.starts_at, one.ends_at, one.summary, one.location) for one in sessions]
    return sorted(shown, key=lambda one: (one.starts_at, one.summary))
