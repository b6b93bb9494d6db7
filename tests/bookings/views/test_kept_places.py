"""What somebody who waits reads while the free places are kept for other students, or for two."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest
from django.urls import reverse

from accounts.composing import compose
from bookings.operations import places, waiting
from bookings.queries.shares_shown import kept_for_others
from courses.models import RunShare
from tests.factories.accounts import StudentFactory
from tests.factories.bookings import BookingFactory, EntryFactory
from tests.factories.courses import NOW, make_run

pytestmark = pytest.mark.django_db

KEPT = (
    "Places on these dates are kept for staff until Friday 15 January 2027, so that different "
    "people can learn together."
)
NOW_FREE = "The places that are free now are kept like that."
GOES_ON = "On that day the list goes on, and what is free goes to whoever has waited longest."


def plain(text) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def words(response) -> str:
    return plain(re.search(r"<main.*?</main>", response.content.decode(), re.DOTALL)[0])


def page_of(name, entry) -> str:
    return reverse(f"bookings:{name}", args=[entry.uuid])


def run_for_staff(percent=100):
    run = make_run(capacity=5, shares_until=dt.date(2027, 1, 15), starts=_STARTS)
    RunShare.objects.create(run=run, percent=percent, for_staff=True)
    return run


_STARTS = dt.datetime(2027, 2, 2, 10, tzinfo=dt.UTC)


def join(run, student, **wish):
    return waiting.join_waiting_list(run=run, student=student, by=None, at=NOW, **wish)


def test_whoever_waits_reads_for_whom_the_free_places_are_kept_and_until_when(grace, access):
    entry = join(run_for_staff(), access.student)

    for name in ("waiting_joined", "waiting_entry"):
        page = words(grace.get(page_of(name, entry)))
        assert "You are 1st in line" in page
        assert f"{KEPT} {NOW_FREE} {GOES_ON}" in page
        assert "When another place comes free sooner, it goes to whoever has waited" in page
        assert "You are next" not in page
        assert "we would hold it until" not in page
    line = words(grace.get("/my-courses/"))
    assert "You are 1st in line. Free places are kept for staff until Friday 15 January" in line
    message = access.student.messages.get(kind="on_the_list")
    compose(message, at=NOW)
    assert f"{KEPT} {NOW_FREE} {GOES_ON}" in plain(message.text)


def test_where_nothing_is_free_the_places_of_others_are_still_not_promised(grace, access):
    run = run_for_staff(percent=40)
    BookingFactory.create_batch(2, run=run, student__kind="STAFF")
    BookingFactory.create_batch(3, run=run)
    entry = join(run, access.student)

    page = words(grace.get(page_of("waiting_entry", entry)))

    assert f"{KEPT} {GOES_ON}" in page
    assert "Some places are kept for staff until" in words(grace.get("/my-courses/"))


def test_the_people_places_are_kept_for_read_nothing_of_it(grace, access):
    access.student.kind = "STAFF"
    access.student.save()
    run = run_for_staff()
    BookingFactory.create_batch(5, run=run, student__kind="STAFF")
    entry = join(run, access.student)

    page = words(grace.get(page_of("waiting_entry", entry)))

    assert "You are next" in page
    assert "kept for" not in page


def test_nor_does_anybody_for_whom_that_was_set_aside_or_after_the_day(access):
    run = run_for_staff()
    set_aside = EntryFactory(run=run, set_aside=["KEPT_FOR_OTHERS"])
    entry = EntryFactory(run=run)

    assert list(kept_for_others([set_aside, entry], at=NOW)) == [entry.pk]
    assert kept_for_others([entry], at=dt.datetime(2027, 1, 15, 1, tzinfo=dt.UTC)) == {}


@pytest.mark.parametrize("rows", (1, 3))
def test_what_is_kept_costs_two_queries_however_many_turns(rows, django_assert_num_queries):
    entries = [EntryFactory(run=run_for_staff()) for _ in range(rows)]

    with django_assert_num_queries(2):
        assert len(kept_for_others(entries, at=NOW)) == rows


# Two together ---------------------------------------------------------------------------


def test_a_pair_reads_of_two_places_only(grace, access):
    run = make_run(capacity=2)
    booked = [
        places.book_place(run=run, student=StudentFactory(), by=None, at=NOW) for _ in range(2)
    ]
    entry = join(run, access.student, places=2)
    places.cancel_booking(booking=booked[0], by=None, at=NOW)

    page = words(grace.get(page_of("waiting_entry", entry)))

    assert page.count("You are next for two places") == 1
    assert "When two places are free, they go to whoever has waited longest." in page
    assert "we tell you and hold both places while you think." in page
    assert "If two came free right now, we would hold them until Wednesday 6 January" in page
    assert "One place alone goes to the next person; you two keep your turn." in page
    assert "When a place comes free" not in page
