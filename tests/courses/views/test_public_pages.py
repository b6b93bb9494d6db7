from __future__ import annotations

import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.contrib.staticfiles import finders
from django.utils import timezone

from bookings.enums import BookingStatus
from courses.enums import Credit, Perspective, RunStatus
from courses.models import (
    Contribution,
    CoProductionRecord,
    CoursePage,
    PeoplePage,
    PersonPage,
)
from courses.templatetags import course_tags
from home.models import HomePage, SectionPage, StandardPage
from tests.factories.accounts import UserFactory
from tests.factories.bookings import BookingFactory
from tests.factories.courses import (
    NOW,
    TopicFactory,
    local,
    make_course_page,
    make_person_page,
    make_prospectus_page,
    make_run,
)
from tests.factories.home import make_college_settings, make_home_page, make_standard_page

pytestmark = pytest.mark.django_db


def read(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    return BeautifulSoup(response.content, "html.parser")


def words(element):
    return " ".join(element.get_text(" ").split())


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine(NOW)


@pytest.fixture
def time_machine(monkeypatch):
    """Set the clock that the public pages read."""
    return lambda at: monkeypatch.setattr(timezone, "now", lambda: at)


def test_the_home_page_leads_to_what_starts_soonest(client):
    make_home_page(introduction="Free courses.")
    make_run(course=make_course_page(title="Sleep Well"))
    make_run(course=make_course_page(title="Not yet"), status=RunStatus.PREPARING)

    page = read(client, "/")

    assert [link.text for link in page.select("#coming ~ .app-cards a")] == ["Sleep Well"]
    assert page.select_one("form[role=search]")["action"] == "/courses/"


def test_what_has_begun_says_when_it_is_next(client):
    make_home_page()
    run = make_run(starts=local(2026, 12, 29), is_drop_in=True)

    facts = read(client, "/").select_one(".app-card__facts")

    assert words(facts) == f"Next on Tuesday 5 January, 10am to 12 noon {run.venue.name}"


def test_the_prospectus_tells_dates_and_places_in_words(client):
    make_prospectus_page(introduction="All free.")
    run = make_run(course=make_course_page(title="Sleep Well"), capacity=2, sessions=1)
    BookingFactory(run=run)
    BookingFactory(run=run)

    row = read(client, "/courses/").select_one(".app-dates__row")

    assert words(row) == f"Tuesday 12 January 2027, 10am to 12 noon {run.venue.name} Full"


def test_a_place_given_up_shows_on_the_very_next_reading(client):
    run = make_run(course=make_course_page(), capacity=1, sessions=1)
    booking = BookingFactory(run=run)
    assert "Full" in words(read(client, "/courses/").select_one(".app-dates"))

    booking.status, booking.cancelled_at = BookingStatus.CANCELLED, NOW
    booking.save()

    assert "Places available" in words(read(client, "/courses/").select_one(".app-dates"))
    assert "Places available" in words(read(client, run.course.url).select_one(".app-run"))


@pytest.mark.parametrize(
    "query",
    [
        "q=zzz",
        "topic=no-such",
        "where=%00",
        "when=2027-99",
        "page=banana",
        "q=" + "x" * 5000,
        "topic=a&topic=b",
        "day=tue&time=never",
        "page=-1",
        "q=%F0%9F%92%A9",
    ],
)
def test_no_address_breaks_the_search(client, query):
    make_run(course=make_course_page(title="Sleep Well"))

    assert read(client, f"/courses/?{query}").h1.text == "Courses"


def test_a_search_that_finds_nothing_is_kind_and_offers_something(client):
    make_college_settings(phone="01632 960100")
    make_run(course=make_course_page(title="Sleep Well"))

    page = read(client, "/courses/?q=parachutes")

    assert page.select_one("#id_q")["value"] == "parachutes"
    assert [link.text for link in page.select(".app-empty li a")] == ["Sleep Well"]
    assert page.select_one("a[href='tel:01632960100']") is not None


def test_an_answer_nobody_offers_is_left_out_with_a_sentence(client):
    make_run(course=make_course_page(title="Sleep Well"))

    page = read(client, "/courses/?topic=gone&q=sleep")

    assert "we left it out: Topic." in words(page.select_one("#results"))
    assert [link.text for link in page.select(".app-course h2 a")] == ["Sleep Well"]


def test_a_long_list_comes_in_pages_that_keep_the_search(client):
    for number in range(26):
        make_course_page(title=f"Sleep {number:02}")

    first = read(client, "/courses/?q=sleep")
    second = read(client, "/courses/?q=sleep&page=2")

    assert len(first.select(".app-course")) == 24
    assert first.select_one("a[rel=next]")["href"] == "?q=sleep&page=2"
    assert [link.text for link in second.select(".app-course h2 a")] == ["Sleep 24", "Sleep 25"]


def test_a_course_tells_everything_and_leads_to_booking(client):
    run = make_run(
        course=make_course_page(
            title="Sleep Well",
            about="<p>Why nights are hard.</p>",
            who_for="Anyone.",
            outcomes=[("outcome", "know what helps")],
            content_note="We talk about bad nights.",
            last_reviewed_on=NOW.date(),
        )
    )

    page = read(client, run.course.url)

    assert [heading.text for heading in page.select("main h2")] == [
        "About this course",
        "Who it is for",
        "What you will explore",
        "Before you come",
        "Dates and places",
    ]
    assert len(page.select(".app-run tbody tr")) == 4
    assert page.select_one(".app-run .nhsuk-button")["href"] == f"/book/{run.uuid}/"
    assert "January 2027" in words(page.select_one(".app-facts"))


def test_a_course_that_has_begun_says_so_and_how_to_join(client):
    run = make_run(starts=local(2026, 12, 29), last_joining_session=4)

    page = read(client, run.course.url)

    shown = words(page.select_one(".app-run"))
    assert "It has begun. You can still join on Tuesday 5 January 2027." in shown
    rows = [words(row) for row in page.select(".app-run tbody th")]
    assert [row.endswith("Over") for row in rows] == [True, False, False, False]
    assert "has begun" not in words(read(client, make_run().course.url).select_one("main"))


def test_tutors_look_the_same_and_come_by_name(client):
    run = make_run(course=make_course_page())

    tutors = read(client, run.course.url).select(".app-tutors li")

    assert [words(tutor) for tutor in tutors] == sorted(
        f"{one.tutor.name} {one.tutor.get_kind_display()}" for one in run.run_tutors.all()
    )
    looks = {
        tuple((tag.name, *tag.get("class", ())) for tag in tutor.find_all()) for tutor in tutors
    }
    assert len(looks) == 1


def test_a_full_run_offers_what_else_there_is(client):
    make_college_settings(phone="01632 960100")
    course = make_course_page()
    full = make_run(course=course, capacity=1)
    make_run(course=course, starts=local(2027, 2, 2))
    BookingFactory(run=full)

    card = read(client, course.url).select_one(f"#run-{full.uuid}")

    assert card.select_one(".nhsuk-button")["href"] == f"/book/{full.uuid}/"
    assert card.select_one(".app-availability").text == "Full: join the waiting list"
    assert [link["href"] for link in card.select(".app-run__actions a")] == [
        f"/book/{full.uuid}/",
        "#dates",
        "/courses/",
        "tel:01632960100",
    ]


def test_dates_come_in_order_full_or_not_and_what_is_over_last(client):
    course = make_course_page()
    cancelled = {
        "status": RunStatus.CANCELLED,
        "cancelled_at": NOW,
        "cancelled_reason": "The roof leaks.",
    }
    make_run(course=course, starts=local(2027, 1, 12), **cancelled)
    last = make_run(course=course, starts=local(2027, 1, 26))
    full = make_run(course=course, starts=local(2027, 1, 19), capacity=1)
    # Its next session is after the others' first, and yet its dates begin before them.
    begun = make_run(course=course, starts=local(2027, 1, 2), every_days=30, is_drop_in=True)
    BookingFactory(run=full)

    page = read(client, course.url)

    assert [run["id"] for run in page.select(".app-run")] == [
        f"run-{begun.uuid}",
        f"run-{full.uuid}",
        f"run-{last.uuid}",
    ]
    assert words(page.select_one(".app-later")).endswith("cancelled. The roof leaks.")


def test_contributors_are_named_as_each_chose(client):
    course = make_course_page()
    record = CoProductionRecord.objects.create(course=course, what_changed="Shorter days.")
    for credit, perspective in (
        (Credit.FULL_NAME, Perspective.LIVED_EXPERIENCE),
        (Credit.FIRST_NAME, Perspective.LIVED_EXPERIENCE),
        (Credit.NONE, Perspective.LIVED_EXPERIENCE),
        (Credit.ROLE, Perspective.PROFESSIONAL),
    ):
        Contribution.objects.create(
            record=record,
            name=f"{credit.label.split()[0]} Surname-{credit}",
            role="Nurse",
            perspective=perspective,
            credit=credit,
        )

    made = words(read(client, course.url).select_one("[aria-labelledby=made]"))

    assert made == (
        "How this course was made People with their own experience and people with professional "
        "knowledge wrote it together. Shorter days. Lived experience First Full Surname-FULL_NAME "
        "1 more person who would rather not be named Professional knowledge Nurse"
    )


def test_search_engines_read_the_course_and_its_dates(client):
    make_college_settings()
    run = make_run(
        course=make_course_page(title="Sleep </script><b>", summary="Nights & days."), sessions=2
    )

    page = read(client, run.course.url)
    [block] = page.select("script[type='application/ld+json']")
    facts = json.loads(block.string)
    [instance] = facts["hasCourseInstance"]

    assert page.select("b") == []
    assert (facts["@type"], facts["name"]) == ("Course", "Sleep </script><b>")
    assert facts["provider"]["name"] == "Willowbrook Recovery College"
    assert facts["offers"] == [
        {"@type": "Offer", "category": "Free", "price": 0, "priceCurrency": "GBP"}
    ]
    assert {
        key: instance[key] for key in ("courseMode", "startDate", "endDate", "courseWorkload")
    } == {
        "courseMode": "Onsite",
        "startDate": "2027-01-12T10:00:00+00:00",
        "endDate": "2027-01-19T12:00:00+00:00",
        "courseWorkload": "PT4H",
    }
    assert instance["courseSchedule"] == {
        "@type": "Schedule",
        "repeatFrequency": "Weekly",
        "repeatCount": 2,
        "duration": "PT2H",
        "startDate": "2027-01-12",
        "endDate": "2027-01-19",
    }
    assert instance["location"]["address"]["postalCode"] == "WB1 1AA"


@pytest.mark.parametrize(
    ("every_days", "rhythm"), ((7, "Weekly"), (1, "Daily"), (14, None), (5, None))
)
def test_search_engines_read_a_rhythm_only_where_it_is_true(client, every_days, rhythm):
    run = make_run(sessions=3, every_days=every_days)

    page = read(client, run.course.url)
    facts = json.loads(page.select_one("script[type='application/ld+json']").string)

    (instance,) = facts["hasCourseInstance"]
    assert instance.get("courseSchedule", {}).get("repeatFrequency") == rhythm
    assert "availability" not in instance["offers"]


def test_an_online_run_gives_no_joining_link_away(client):
    secret = "https://meet.example/secret-room"
    run = make_run(course=make_course_page(), mode="ONLINE", venue=None, online_link=secret)

    for address in (run.course.url, "/courses/", "/dates.ics", "/dates.rss", "/"):
        response = client.get(address)
        assert response.status_code == 200
        assert b"secret-room" not in response.content


def test_people_are_listed_alike_with_what_they_teach(client):
    run = make_run(course=make_course_page(title="Sleep Well"))
    for one in run.run_tutors.all():
        one.tutor.person_page = make_person_page(title=one.tutor.name)
        one.tutor.save()

    people = read(client, "/people/")
    person = read(client, people.select_one(".app-card__title a")["href"])

    assert [words(card) for card in people.select(".app-card")] == sorted(
        f"{one.tutor.name} {one.tutor.get_kind_display()}" for one in run.run_tutors.all()
    )
    assert [link.text for link in person.select("#taught ~ ul a")] == ["Sleep Well"]


@pytest.mark.parametrize("kind", [CoursePage, PersonPage, PeoplePage, StandardPage, SectionPage])
def test_a_page_with_nothing_in_it_yet_can_be_previewed(kind, rf):
    make_home_page()
    draft = kind(title="Idea", slug="idea")

    shown = draft.serve_preview(rf.get("/"), draft.default_preview_mode)

    assert "Idea" in shown.rendered_content


def test_a_preview_shows_the_draft_and_is_never_kept(client, rf):
    prospectus = make_prospectus_page(introduction="As published.")
    read(client, "/courses/")
    prospectus.introduction = "As drafted."
    request = rf.get("/")
    request.is_preview = True

    shown = prospectus.serve_preview(request, prospectus.default_preview_mode).rendered_content

    assert "As drafted." in shown
    assert "As published." in str(read(client, "/courses/"))


@pytest.mark.parametrize("rows", (1, 3))
def test_queries_for_the_prospectus_stay_the_same(client, rows, django_assert_num_queries):
    read_once(client)
    for _ in range(rows):
        course = make_course_page()
        course.topics.set([TopicFactory()])
        course.save()
        make_run(course=course)

    with django_assert_num_queries(11):
        read(client, "/courses/")
    with django_assert_num_queries(3):
        read(client, "/courses/")
    with django_assert_num_queries(10):
        read(client, "/courses/?q=tests")


@pytest.mark.parametrize("rows", (1, 3))
def test_queries_for_a_course_stay_the_same(client, rows, django_assert_num_queries):
    read_once(client)
    course = make_course_page()
    topic = TopicFactory()
    for one in (course, *(make_course_page() for _ in range(rows))):
        one.topics.set([topic])
        one.save()
    record = CoProductionRecord.objects.create(course=course)
    for number in range(rows):
        make_run(course=course, starts=local(2027, 2, number + 1))
        Contribution.objects.create(
            record=record, name=f"P{number}", perspective=Perspective.CARER, credit=Credit.FULL_NAME
        )

    with django_assert_num_queries(12):
        read(client, course.url)
    with django_assert_num_queries(3):
        read(client, course.url)

    client.force_login(UserFactory())
    with django_assert_num_queries(5):
        read(client, course.url)
    with django_assert_num_queries(13):
        read(client, f"{course.url}?from=a-letter")


@pytest.mark.parametrize("rows", (1, 3))
def test_queries_for_the_home_page_stay_the_same(client, rows, django_assert_num_queries):
    read_once(client)
    for _ in range(rows):
        make_run(course=make_course_page())
        make_standard_page(show_in_menus=True, title=f"Page {_}")

    with django_assert_num_queries(12):
        read(client, "/")
    with django_assert_num_queries(3):
        read(client, "/")


def read_once(client):
    """Let Wagtail learn where its site is, once in the life of a process."""
    make_prospectus_page()
    assert HomePage.objects.exists()
    read(client, "/")


def test_a_page_nobody_has_made_offers_the_search(client):
    make_home_page()

    page = read(client, "/nowhere/", status=404)

    assert page.h1.text == "We could not find that page"
    assert page.select_one("form[role=search]")["action"] == "/courses/"


def test_a_course_without_dates_does_not_lead_to_them(client):
    course = make_course_page()
    assert not read(client, course.url).select("a[href='#dates']")

    make_run(course=course)
    assert read(client, course.url).select("a[href='#dates']")


@pytest.mark.parametrize(("title", "columns"), (("", 2), ("Getting started", 3)))
def test_one_session_without_a_title_has_no_empty_column(client, title, columns):
    run = make_run(sessions=1)
    run.sessions.update(title=title)

    table = read(client, run.course.url).select_one(".app-run__table")

    assert [len(row.select("th, td")) for row in table.select("tr")] == [columns, columns]


def test_sixteen_people_in_a_row_look_different():
    portraits = [finders.find(course_tags.portrait_of(key)) for key in range(1, 17)]

    assert len({Path(found).read_bytes() for found in portraits}) == 16


def test_a_course_tells_search_engines_everything_they_require(client):
    """Hold to what Google documents as required for a Course and each CourseInstance."""
    course = make_course_page(title="Sleep Well")
    make_run(course=course, sessions=2)

    page = read(client, course.url)
    facts = json.loads(page.select_one("script[type='application/ld+json']").string)

    (offer,), (instance,) = facts["offers"], facts["hasCourseInstance"]
    required = (facts["name"], facts["description"], facts["provider"]["name"])
    assert all(required)
    assert offer["category"] == "Free"
    assert instance["courseMode"] in {"Online", "Onsite", "Blended"}
    assert instance["courseWorkload"] == "PT4H"
    schedule = instance["courseSchedule"]
    assert (schedule["repeatCount"], schedule["repeatFrequency"]) == (2, "Weekly")
    assert instance["instructor"]
