"""The calendar files as other people's parsers read them, and what a student's calendar does."""

from __future__ import annotations

import dataclasses
import warnings
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from bookings.itip import invitations
from bookings.itip.facts import BookingFacts, Mailbox, SessionFacts
from tests.bookings.calendars.client import CalendarClient

with warnings.catch_warnings():
    # khal's own imports warn about things that are its authors' to mend.
    warnings.simplefilter("ignore")
    import pytz
    from khal.icalendar import split_ics
    from khal.khalendar import CalendarCollection

    # khal switches icalendar over to its own time zones for everybody.
    icalendar.use_zoneinfo()

LONDON = ZoneInfo("Europe/London")
SENT = datetime(2026, 9, 1, 9, tzinfo=UTC)


def at(day, hour, minutes=120, **words):
    starts = datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=LONDON).astimezone(UTC)
    return SessionFacts(
        uid=f"session-{day}@college.example",
        starts_at=starts,
        ends_at=starts + timedelta(minutes=minutes),
        **{"summary": "Wellness Planning", "location": "The Mill, Mill Lane", **words},
    )


def booking(*sessions, sequence=0, stamp=SENT):
    return BookingFacts(
        uid="booking-1@college.example",
        sequence=sequence,
        stamp=stamp,
        zone=LONDON,
        organiser=Mailbox(name="Willowbrook Recovery College", address="hello@college.example"),
        attendee=Mailbox(name="Sam", address="student@example.org"),
        sessions=sessions,
    )


AUTUMN = (
    at("2026-10-13", "10:00"),
    at("2026-10-20", "10:00"),
    at("2026-11-03", "14:00"),
    at("2026-11-10", "10:00", location="Online"),
)
SPRING = (
    at("2027-03-16", "18:00", 90),
    at("2027-03-23", "18:00", 90),
    at("2027-03-30", "18:00", 90),
)
TWO_DAYS = (at("2026-10-24", "10:00", 330), at("2026-10-25", "10:00", 330))
SCATTERED = (at("2026-10-06", "10:00"), at("2026-10-23", "13:00"), at("2027-04-01", "10:00"))


def test_invitation_says_who_invites_whom_and_how():
    (event,) = Calendar.from_ical(invitations.write_request(booking(*SPRING, sequence=3))).walk(
        "VEVENT"
    )

    assert event["ATTENDEE"].params == {
        "CN": "Sam",
        "CUTYPE": "INDIVIDUAL",
        "ROLE": "REQ-PARTICIPANT",
        "PARTSTAT": "NEEDS-ACTION",
        "RSVP": "TRUE",
    }
    assert event["ORGANIZER"].params == {"CN": "Willowbrook Recovery College"}
    assert {name: str(event[name]) for name in ("UID", "SEQUENCE", "ORGANIZER", "ATTENDEE")} == {
        "UID": "booking-1@college.example",
        "SEQUENCE": "3",
        "ORGANIZER": "mailto:hello@college.example",
        "ATTENDEE": "mailto:student@example.org",
    }
    assert {name: str(event[name]) for name in ("STATUS", "TRANSP", "CLASS", "LOCATION")} == {
        "STATUS": "CONFIRMED",
        "TRANSP": "OPAQUE",
        "CLASS": "PRIVATE",
        "LOCATION": "The Mill, Mill Lane",
    }
    assert event["DTSTAMP"].to_ical() == b"20260901T090000Z"
    assert event["RRULE"].to_ical() == b"FREQ=WEEKLY;COUNT=3"


def test_nobody_is_asked_to_answer_about_dates_that_are_over():
    later = SPRING[-1].ends_at
    (event,) = Calendar.from_ical(invitations.write_request(booking(*SPRING, stamp=later))).walk(
        "VEVENT"
    )

    assert event["ATTENDEE"].params == {
        "CN": "Sam",
        "CUTYPE": "INDIVIDUAL",
        "ROLE": "REQ-PARTICIPANT",
    }


def test_time_zone_is_two_yearly_rules_and_no_list_of_dates():
    written = invitations.write_request(booking(*AUTUMN)).decode()
    block = written[written.index("BEGIN:VTIMEZONE") : written.index("END:VTIMEZONE")]

    assert block.splitlines() == [
        "BEGIN:VTIMEZONE",
        "TZID:Europe/London",
        "BEGIN:STANDARD",
        "DTSTART:19701025T020000",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
        "TZNAME:GMT",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0000",
        "END:STANDARD",
        "BEGIN:DAYLIGHT",
        "DTSTART:19700329T010000",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
        "TZNAME:BST",
        "TZOFFSETFROM:+0000",
        "TZOFFSETTO:+0100",
        "END:DAYLIGHT",
    ]


@pytest.mark.parametrize("sessions", [AUTUMN, SPRING, TWO_DAYS])
def test_vobject_sees_every_session_at_the_right_local_time(sessions):
    parsed = vobject.readOne(invitations.write_request(booking(*sessions)).decode())

    series, *others = parsed.vevent_list
    length = series.dtend.value - series.dtstart.value
    moved = {one.recurrence_id.value.astimezone(UTC): one for one in others}
    seen = []
    for slot in series.getrruleset(addRDate=True):
        # vobject hands out wall-clock times; the zone is the one it read from the file.
        starts = slot if slot.tzinfo else slot.replace(tzinfo=series.dtstart.value.tzinfo)
        other = moved.get(starts.astimezone(UTC))
        ends = other.dtend.value if other else starts + length
        starts = other.dtstart.value if other else starts
        seen.append((starts.strftime("%d %H:%M"), ends.strftime("%d %H:%M")))

    assert seen == local_times(sessions)


@pytest.mark.parametrize("sessions", [AUTUMN, SPRING, TWO_DAYS])
def test_khal_shows_every_session_at_the_right_local_time(sessions, tmp_path):
    seen = khal_agenda(tmp_path, [invitations.write_request(booking(*sessions))])

    assert seen == local_times(sessions)


def test_khal_shows_scattered_sessions_from_one_invitation_each(tmp_path):
    facts = booking(*SCATTERED)

    seen = khal_agenda(
        tmp_path, [invitations.write_request(facts, session) for session in SCATTERED]
    )

    assert seen == local_times(SCATTERED)


@pytest.mark.parametrize("sessions", [AUTUMN, SPRING, TWO_DAYS, SCATTERED])
def test_download_shows_every_session_and_invites_nobody(sessions, tmp_path):
    written = invitations.write_download(booking(*sessions))
    calendar = Calendar.from_ical(written)

    assert calendar["METHOD"] == "PUBLISH"
    assert [event for event in calendar.walk("VEVENT") if "ATTENDEE" in event] == []
    assert all("ORGANIZER" in event for event in calendar.walk("VEVENT"))
    assert khal_agenda(tmp_path, [written]) == local_times(sessions)


@pytest.mark.parametrize("run_cancelled", [True, False])
def test_cancel_removes_the_series(run_cancelled):
    client = CalendarClient()
    client.receive(invitations.write_request(booking(*AUTUMN)))
    assert len(client.shows()) == len(AUTUMN)

    client.receive(
        invitations.write_cancel(booking(*AUTUMN, sequence=1), run_cancelled=run_cancelled)
    )

    assert client.shows() == []


def test_cancel_removes_one_separately_invited_session():
    client = CalendarClient()
    facts = booking(*SCATTERED)
    for session in SCATTERED:
        client.receive(invitations.write_request(facts, session))

    later = booking(*SCATTERED, sequence=1)
    client.receive(invitations.write_cancel(later, SCATTERED[1], run_cancelled=False))

    assert [shown.starts_at for shown in client.shows()] == [
        SCATTERED[0].starts_at,
        SCATTERED[2].starts_at,
    ]


def test_cancel_works_when_the_dates_are_no_longer_those_sent():
    client = CalendarClient()
    client.receive(invitations.write_request(booking(*AUTUMN)))

    client.receive(invitations.write_cancel(booking(*SCATTERED, sequence=1), run_cancelled=True))

    assert client.shows() == []


@pytest.mark.parametrize(("run_cancelled", "status"), [(True, "CANCELLED"), (False, None)])
def test_only_a_cancelled_run_says_cancelled(run_cancelled, status):
    calendar = Calendar.from_ical(
        invitations.write_cancel(booking(*AUTUMN, sequence=1), run_cancelled=run_cancelled)
    )
    (event,) = calendar.walk("VEVENT")

    assert calendar["METHOD"] == "CANCEL"
    assert event.get("STATUS") == status
    assert str(event["ATTENDEE"]) == "mailto:student@example.org"
    assert "RECURRENCE-ID" not in event


def test_booking_again_after_a_cancel_shows_the_sessions_again():
    client = CalendarClient()
    client.receive(invitations.write_request(booking(*SPRING, sequence=0)))
    client.receive(invitations.write_cancel(booking(*SPRING, sequence=1), run_cancelled=False))

    client.receive(invitations.write_request(booking(*SPRING, sequence=0)))
    assert client.shows() == []

    client.receive(invitations.write_request(booking(*SPRING, sequence=2)))
    assert len(client.shows()) == len(SPRING)


def test_scattered_dates_are_refused_as_one_invitation():
    with pytest.raises(ValueError, match="one invitation each"):
        invitations.write_request(booking(*SCATTERED))


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("Tea, cake; and \\ talk", "Tea, cake; and \\ talk"),
        ("One\r\nBEGIN:VALARM\nEND:VEVENT", "One BEGIN:VALARM END:VEVENT"),
        ("Mindful \U0001f33f drawing", "Mindful \U0001f33f drawing"),
        ("a\u2028b\x0bc\x85d\x00e", "a b c de"),
        ("x" * 500, "x" * 199 + "…"),
        ('He said "hello"', 'He said "hello"'),
        ("Ünïcode " * 20, ("Ünïcode " * 20).strip()),
    ],
)
def test_any_title_stays_inside_its_line(hostile, shown):
    session = at("2026-10-13", "10:00", summary=hostile, description=hostile)
    facts = dataclasses.replace(
        booking(session), attendee=Mailbox(name=hostile, address="student@example.org")
    )

    written = invitations.write_request(facts)
    calendar = Calendar.from_ical(written)
    (event,) = calendar.walk("VEVENT")

    assert str(event["SUMMARY"]) == shown
    assert str(event["ATTENDEE"].params["CN"]) == shown.replace('"', "'")
    assert vobject.readOne(written.decode()).vevent.summary.value == shown
    assert [part.name for part in calendar.walk()] == [
        "VCALENDAR",
        "VTIMEZONE",
        "STANDARD",
        "DAYLIGHT",
        "VEVENT",
    ]
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))
    assert all(b"\n" not in line for line in written.split(b"\r\n"))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.text(max_size=300))
def test_no_text_at_all_can_break_the_file(summary, description):
    session = at("2026-10-13", "10:00", summary=summary or "x", description=description)

    written = invitations.write_request(booking(session))

    written.decode()
    assert len(Calendar.from_ical(written).walk("VEVENT")) == 1
    assert len(vobject.readOne(written.decode()).vevent_list) == 1


def local_times(sessions):
    """List the wall-clock times in London, from the sessions themselves."""
    return [
        (
            one.starts_at.astimezone(LONDON).strftime("%d %H:%M"),
            one.ends_at.astimezone(LONDON).strftime("%d %H:%M"),
        )
        for one in sessions
    ]


@pytest.mark.filterwarnings("ignore")
def khal_agenda(folder, files):
    """Put the files into a khal calendar and read its agenda, in local time."""
    icalendar.use_pytz()
    try:
        return _read_agenda(folder, files)
    finally:
        icalendar.use_zoneinfo()


def _read_agenda(folder, files):
    vdir = folder / "calendar"
    vdir.mkdir()
    one_uid_each = [text for content in files for text in split_ics(content.decode())]
    for number, content in enumerate(one_uid_each):
        (vdir / f"{number}.ics").write_text(content, newline="")
    london = pytz.timezone("Europe/London")
    agenda = CalendarCollection(
        {"college": {"name": "college", "path": str(vdir), "readonly": True, "color": "",
                     "priority": 10, "ctype": "calendar", "addresses": ""}},
        locale={"local_timezone": london, "default_timezone": london, "timeformat": "%H:%M",
                "dateformat": "%d", "longdateformat": "%d", "datetimeformat": "%d %H:%M",
                "longdatetimeformat": "%d %H:%M", "weeknumbers": False, "firstweekday": 0,
                "unicode_symbols": False},
        dbpath=str(folder / "khal.db"),
    )  # fmt: skip
    events = agenda.get_localized(
        london.localize(datetime.combine(date(2026, 1, 1), datetime.min.time())),
        london.localize(datetime.combine(date(2027, 12, 31), datetime.min.time())),
    )
    return [
        (event.start_local.strftime("%d %H:%M"), event.end_local.strftime("%d %H:%M"))
        for event in sorted(events, key=lambda event: event.start_local)
    ]
