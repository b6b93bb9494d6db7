from __future__ import annotations

import datetime as dt

import pytest
from defusedxml import ElementTree
from icalendar import Calendar

from courses.enums import RunStatus, SessionStatus
from tests.factories.courses import TopicFactory, VenueFactory, make_course_page
from tests.factories.courses import make_run as make_run_as_it_is
from tests.factories.home import make_college_settings

pytestmark = pytest.mark.django_db
SOON = dt.datetime.now(tz=dt.UTC).replace(
    hour=10, minute=0, second=0, microsecond=0
) + dt.timedelta(days=30)

NOON = SOON - dt.timedelta(days=30) + dt.timedelta(hours=2)


def make_run(**fields):
    """Make a run that has been open to book for some days."""
    return make_run_as_it_is(**{"booking_opens_at": NOON - dt.timedelta(days=9)} | fields)


def events(client):
    calendar = Calendar.from_ical(client.get("/dates.ics").content)
    return list(calendar.walk("VEVENT"))


def test_every_session_to_come_of_an_open_run_is_an_event(client):
    run = make_run(course=make_course_page(title="Sleep Well"), starts=SOON, sessions=2)
    run.sessions.filter(starts_at__gt=SOON + dt.timedelta(days=1)).update(
        status=SessionStatus.CANCELLED
    )
    make_run(course=run.course, starts=SOON, status=RunStatus.CLOSED)
    make_run(course=run.course, starts=SOON, is_listed=False)
    make_run(course=make_course_page(live=False), starts=SOON)

    found = [(str(event["SUMMARY"]), str(event["STATUS"])) for event in events(client)]

    assert found == [("Sleep Well", "CONFIRMED"), ("Sleep Well", "CANCELLED")]


def test_times_are_moments_that_every_calendar_understands(client):
    make_run(course=make_course_page(), starts=SOON, sessions=1)

    [event] = events(client)

    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (
        SOON,
        SOON + dt.timedelta(hours=2),
    )


def test_the_calendar_does_not_lead_to_a_register(client):
    run = make_run(course=make_course_page(), starts=SOON)

    text = client.get("/dates.ics").content.decode()

    assert [one for one in run.sessions.all() if str(one.uuid) in text] == []


@pytest.mark.parametrize("header", ["if-none-match", "if-modified-since"])
@pytest.mark.parametrize(
    "address", ["/dates.ics", "/dates.rss", "/dates/topic/sleep.ics", "/dates/place/{place}.ics"]
)
def test_a_reader_that_has_it_already_is_told_so_in_one_query(
    client, address, header, monkeypatch, django_assert_num_queries
):
    course = make_course_page()
    course.topics.add(TopicFactory(slug="sleep"))
    course.save()
    run = make_run(course=course, starts=SOON)
    address = address.format(place=run.venue.uuid)
    clock = [NOON]
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock[0])

    def ask(known=None):
        clock[0] += dt.timedelta(seconds=2)
        return client.get(address, headers={header: known} if known else {})

    def known():
        ask()
        return ask().headers["ETag" if header == "if-none-match" else "Last-Modified"]

    has = known()
    with django_assert_num_queries(1):
        again = ask(has)
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"]
    assert again.headers["Cache-Control"] == "public, max-age=900"

    run.save()
    assert ask(has).status_code == 200
    has = known()
    run.sessions.last().delete()
    assert ask(has).status_code == 200
    has = known()
    clock[0] += dt.timedelta(days=1)
    assert ask(has).status_code == 200


@pytest.mark.parametrize("address", ["/dates.ics", "/dates.rss"])
def test_what_changes_again_within_the_second_is_read_again(client, monkeypatch, address):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON + dt.timedelta(days=2))
    run = make_run(course=make_course_page(), starts=SOON)

    has = client.get(address).headers["Last-Modified"]
    run.sessions.last().delete()

    assert client.get(address, headers={"if-modified-since": has}).status_code == 200


@pytest.mark.parametrize("header", ["if-none-match", "if-modified-since"])
@pytest.mark.parametrize("address", ["/dates.ics", "/dates.rss"])
def test_what_time_alone_opens_closes_and_ends_is_heard_of(client, address, header, monkeypatch):
    clock = [NOON]
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock[0])
    hours = [NOON + dt.timedelta(hours=number) for number in range(9)]
    make_run(
        course=make_course_page(title="Opens and closes"),
        starts=SOON,
        sessions=1,
        booking_opens_at=hours[1],
        booking_closes_at=hours[2],
    )
    # Two sessions: nobody joins after the first has begun. A drop-in is for the last as well.
    for title, is_drop_in in (("Begins", False), ("Drop in", True)):
        course = make_course_page(title=title)
        run = make_run(course=course, starts=hours[4], sessions=2, is_drop_in=is_drop_in)
        last = run.sessions.last()
        last.starts_at, last.ends_at = hours[7], hours[8]
        last.save()

    def shown():
        text = client.get(address).content.decode()
        return {one for one in ("Opens and closes", "Begins", "Drop in") if one in text}

    seen = []
    for hour in hours:
        clock[0] = hour + dt.timedelta(minutes=1)
        client.get(address)
        clock[0] += dt.timedelta(minutes=1)
        now = shown()
        name = "ETag" if header == "if-none-match" else "Last-Modified"
        if seen and seen[-1][0] != now:
            again = client.get(address, headers={header: seen[-1][1]})
            assert again.status_code == 200
        seen.append((now, client.get(address).headers[name]))

    assert [now for now, _ in seen] == [
        {"Begins", "Drop in"},
        {"Opens and closes", "Begins", "Drop in"},
        {"Begins", "Drop in"},
        {"Begins", "Drop in"},
        {"Drop in"},
        {"Drop in"},
        {"Drop in"},
        {"Drop in"},
        set(),
    ]


def test_the_feed_names_dates_that_can_be_booked(client):
    make_college_settings()
    run = make_run(course=make_course_page(title="Sleep Well"), starts=SOON, sessions=1)
    make_run(
        course=run.course,
        starts=SOON,
        booking_opens_at=dt.datetime.now(tz=dt.UTC) + dt.timedelta(days=3),
    )
    # Booking has begun for this one too, but it is too late to join.
    make_run(course=run.course, starts=SOON - dt.timedelta(days=30), every_days=60, sessions=2)
    run.booking_opens_at = dt.datetime.now(tz=dt.UTC) - dt.timedelta(days=3)
    run.save()

    feed = ElementTree.fromstring(client.get("/dates.rss").content)

    assert feed.findtext("channel/title") == "Willowbrook Recovery College: new dates"
    assert [item.findtext("guid") for item in feed.iter("item")] == [f"urn:uuid:{run.uuid}"]


@pytest.mark.parametrize("rows", (1, 3))
@pytest.mark.parametrize("address", ["/dates.ics", "/dates.rss"])
def test_queries_stay_the_same(client, rows, address, django_assert_max_num_queries):
    for _ in range(rows):
        make_run(course=make_course_page(), starts=SOON)

    with django_assert_max_num_queries(4):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", ["/dates.ics", "/dates.rss"])
def test_nothing_is_changed_through_them(client, address):
    assert client.post(address).status_code == 405


def names_in(client, address):
    return [
        str(one["SUMMARY"])
        for one in Calendar.from_ical(client.get(address).content).walk("VEVENT")
    ]


def test_each_topic_and_each_place_has_a_calendar_of_its_own(client):
    sleep, mill = TopicFactory(name="Sleep", slug="sleep"), VenueFactory(name="The Mill")
    empty = VenueFactory(name="Nowhere")
    course = make_course_page(title="Sleep well")
    course.topics.add(sleep)
    course.save()
    make_run(course=course, starts=SOON, sessions=1, venue=mill)
    other = make_run(course=make_course_page(title="Cook well"), starts=SOON, sessions=1)

    assert names_in(client, "/dates/topic/sleep.ics") == ["Sleep well"]
    assert names_in(client, f"/dates/place/{mill.uuid}.ics") == ["Sleep well"]
    assert names_in(client, f"/dates/place/{other.venue.uuid}.ics") == ["Cook well"]
    assert names_in(client, f"/dates/place/{empty.uuid}.ics") == []
    assert client.get("/dates/topic/nothing.ics").status_code == 404

    page = client.get("/dates/").content.decode()
    for address in ("/dates.ics", "/dates/topic/sleep.ics", f"/dates/place/{mill.uuid}.ics"):
        assert f'href="webcal://127.0.0.1:8000{address}"' in page
    assert "Nowhere" not in page


@pytest.mark.parametrize("renamed", ["the topic", "the college"])
def test_a_calendar_with_another_name_is_read_anew(client, renamed):
    topic, college = TopicFactory(name="Sleep", slug="sleep"), make_college_settings(name="Willow")
    address = "/dates/topic/sleep.ics"
    known = {"if-none-match": client.get(address).headers["ETag"]}
    assert client.get(address, headers=known).status_code == 304

    one = topic if renamed == "the topic" else college
    one.name = "Rest"
    one.save()

    answer = client.get(address, headers=known)
    assert answer.status_code == 200
    name = str(Calendar.from_ical(answer.content)["X-WR-CALNAME"])
    assert name == ("Willow: Rest" if renamed == "the topic" else "Rest: Sleep")


def test_a_session_in_another_place_stands_in_that_places_calendar(client):
    library = VenueFactory(name="The Library")
    run = make_run(course=make_course_page(title="Sleep well"), starts=SOON, sessions=2)
    run.sessions.filter(pk=run.sessions.first().pk).update(venue=library)

    assert names_in(client, f"/dates/place/{library.uuid}.ics") == ["Sleep well"]
    tag = client.get(f"/dates/place/{library.uuid}.ics").headers["ETag"]
    again = client.get(f"/dates/place/{library.uuid}.ics", headers={"if-none-match": tag})
    assert again.status_code == 304
