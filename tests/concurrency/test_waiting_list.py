"""Waiting lists under pressure: what happens in the same moment, and what without the lock."""

from __future__ import annotations

import datetime as dt
import os
import pprint
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Student
from bookings.models import EntryEvent, Offer, WaitingListEntry
from bookings.operations import locks, merging, places, run_changes, waiting, waiting_due
from bookings.operations.counting import count_places
from tests.concurrency.racing import plain_read, race
from tests.factories.accounts import StudentFactory, UserFactory
from tests.factories.courses import NOW, make_run
from tests.factories.home import make_college_settings

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.commits]

ROOT = Path(__file__).resolve().parents[2]
TIMES = 5
MANY_TIMES = 60
LONG = dt.timedelta(hours=1)
needs_many_writers = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite has one writer at a time, lock or no lock"
)


def book(run, student=None, at=NOW):
    return places.book_place(run=run, student=student or StudentFactory(), by=None, at=at)


def join(run):
    student = StudentFactory()
    return waiting.join_waiting_list(run=run, student=student, by=None, at=NOW)


def cancel(booking, at=NOW):
    return places.cancel_booking(booking=booking, by=None, at=at)


def too_many(run):
    """Say whether more places are taken and held than there are."""
    run.refresh_from_db(fields=["capacity"])
    standing = count_places(run, at=NOW)
    return standing.taken + standing.held > run.capacity


def answer_while_it_runs_out():
    """One says yes in the last second, and the clock tidies up a second later."""
    run = make_run(capacity=1)
    booking = book(run)
    first, _second = join(run), join(run)
    cancel(booking)
    offer = first.offers.get()
    in_time, too_late = offer.answer_by - dt.timedelta(seconds=1), offer.answer_by
    race(
        lambda: waiting.accept_offer(offer=offer, by=None, at=in_time),
        lambda: waiting_due.pass_on_all(at=too_late),
    )
    ends = EntryEvent.objects.filter(entry=first, offer=offer).exclude(to_status="OFFERED")
    return too_many(run) or ends.count() != 1


def cancel_while_somebody_joins():
    """One gives a place up while another, who has just heard “full”, presses to wait for it."""
    run = make_run(capacity=1)
    booking = book(run)
    newcomer = StudentFactory()
    with pytest.raises(places.CannotBook):
        book(run, newcomer)
    race(
        lambda: cancel(booking),
        lambda: waiting.join_waiting_list(run=run, student=newcomer, by=None, at=NOW),
    )
    waits_beside_a_free_place = (
        run.waiting_list.filter(status="WAITING").exists() and count_places(run, at=NOW).free
    )
    return bool(too_many(run) or waits_beside_a_free_place)


def cancel_while_somebody_books():
    """One gives a place up, for two who wait together; another books again, who had one today."""
    run = make_run(capacity=2)
    booking, back = book(run), book(run)
    pair = waiting.join_waiting_list(run=run, student=StudentFactory(), places=2, by=None, at=NOW)
    cancel(back)
    race(lambda: cancel(booking), lambda: book(run, back.student))
    pair.refresh_from_db()
    has_both = pair.status == "OFFERED"
    return too_many(run) or has_both == run.bookings.active().exists()


def take_places_away_while_somebody_books():
    """The office needs a smaller room, and a student takes the place it takes away."""
    run = make_run(capacity=2)
    book(run)
    student = StudentFactory()
    race(
        lambda: run_changes.change_capacity(run=run, capacity=1, by=None, at=NOW),
        lambda: book(run, student),
    )
    return too_many(run)


def tidy_up_twice_at_once():
    """Two machines do what the clock demands in the same moment."""
    run = make_run(capacity=2)
    bookings = [book(run), book(run)]
    entries = [join(run) for _ in range(4)]
    for booking in bookings:
        cancel(booking)
    over = entries[0].offers.get().answer_by
    answers = race(*[lambda: waiting_due.pass_on_all(at=over)] * 2)
    ran_out = EntryEvent.objects.filter(entry__run=run, from_status="OFFERED").count()
    return (
        too_many(run) or ran_out != len(bookings) or any(isinstance(a, Exception) for a in answers)
    )


def join_two_records_while_one_of_them_books():
    """The office joins two records of one person, who presses the button in that moment."""
    make_college_settings()
    run, gone, into = make_run(), StudentFactory(), StudentFactory()
    office = UserFactory()
    race(
        lambda: merging.merge_students(gone=gone, into=into, by=office, at=NOW),
        lambda: book(run, gone),
    )
    gone.refresh_from_db()
    return gone.merged_into is not None and gone.bookings.exists()


def two_offered_places(**college):
    """Return a student who is offered a place on each of two runs of one term."""
    make_college_settings(**college)
    student, runs = StudentFactory(), [make_run(capacity=1)]
    runs.append(make_run(capacity=1, term=runs[0].term))
    for run in runs:
        booking = book(run)
        waiting.join_waiting_list(run=run, student=student, by=None, at=NOW)
        cancel(booking)
    return student, list(Offer.objects.open().filter(entry__student=student).order_by("pk"))


def say_yes_to_two_offers():
    """One says yes to two offers in two windows, where the college gives one course a term."""
    student, offers = two_offered_places(runs_per_term=1)
    race(
        *(
            lambda offer=offer: waiting.accept_offer(offer=offer, by=None, at=NOW)
            for offer in offers
        )
    )
    return student.bookings.active().count() > 1


def say_yes_while_another_place_comes_by_itself():
    """One says yes, and is booked straight in elsewhere, where the college gives one course."""
    student, (offer, other) = two_offered_places(runs_per_term=1)
    waiting.leave_waiting_list(entry=other.entry, by=None, at=NOW)
    booking = book(other.run)
    waiting.join_waiting_list(
        run=other.run, student=student, books_straight_in=True, by=None, at=NOW + LONG
    )
    race(
        lambda: waiting.accept_offer(offer=offer, by=None, at=NOW),
        lambda: cancel(booking, at=NOW + LONG),
    )
    return student.bookings.active().count() > 1


TWO_AT_ONCE = [say_yes_to_two_offers, say_yes_while_another_place_comes_by_itself]


RACES = [
    answer_while_it_runs_out,
    cancel_while_somebody_joins,
    cancel_while_somebody_books,
    take_places_away_while_somebody_books,
    tidy_up_twice_at_once,
]


@pytest.mark.parametrize("a_race", RACES)
def test_every_race_ends_well(a_race):
    assert [a_race() for _ in range(TIMES)] == [False] * TIMES


@needs_many_writers
@pytest.mark.parametrize("a_race", RACES)
def test_control_without_the_lock_it_does_not(a_race, monkeypatch):
    meet = threading.Barrier(2)
    locked = locks.lock_run

    def only_in_the_race(run_id):
        # Getting ready is done alone, in the main thread.
        if threading.current_thread() is threading.main_thread():
            return locked(run_id)
        return plain_read(meet)(run_id)

    monkeypatch.setattr(locks, "lock_run", only_in_the_race)

    # Ends with the first that goes wrong.
    assert any(a_race() for _ in range(MANY_TIMES))


def test_no_booking_is_left_on_a_record_that_is_only_a_pointer():
    assert [join_two_records_while_one_of_them_books() for _ in range(TIMES)] == [False] * TIMES


@needs_many_writers
def test_control_without_locking_the_student_one_is(monkeypatch):
    def looks_once(student_id):
        student = Student.objects.get(pk=student_id)
        time.sleep(0.05)
        return student

    monkeypatch.setattr(locks, "lock_student", looks_once)

    assert any(join_two_records_while_one_of_them_books() for _ in range(MANY_TIMES))


@pytest.mark.parametrize("a_race", TWO_AT_ONCE)
def test_nobody_gets_more_courses_in_a_term_than_the_college_gives(a_race):
    assert [a_race() for _ in range(TIMES)] == [False] * TIMES


@needs_many_writers
@pytest.mark.parametrize("a_race", TWO_AT_ONCE)
def test_control_without_locking_the_student_somebody_does(a_race, monkeypatch):
    def looks_once(student_id):
        student = Student.objects.get(pk=student_id)
        time.sleep(0.05)
        return student

    monkeypatch.setattr(locks, "lock_student", looks_once)
    monkeypatch.setattr(locks, "lock_student_if_free", looks_once)

    assert any(a_race() for _ in range(MANY_TIMES))


def lists_with_offers_that_are_over(number):
    """Return runs of two places, both offered long ago, with two more who wait."""
    long_ago, runs = timezone.now() - dt.timedelta(days=20), []
    for _ in range(number):
        run = make_run(capacity=2, starts=timezone.now() + dt.timedelta(days=30))
        run.term.booking_opens_at = timezone.now() - dt.timedelta(days=30)
        run.term.save()
        bookings = [book(run, at=long_ago) for _ in range(2)]
        for _ in range(4):
            waiting.join_waiting_list(run=run, student=StudentFactory(), by=None, at=long_ago)
        for booking in bookings:
            cancel(booking, at=long_ago)
        runs.append(run)
    return runs


def tidy_up_in_two_processes(folder, number, how=""):
    """Let two processes come to each run in the same moment, and return how they ended."""
    database = {
        name: value
        for name, value in connection.settings_dict.items()
        if name not in {"TEST", "CONN_MAX_AGE"}
    }
    (folder / "process_settings.py").write_text(
        "from recoverycollege.settings.test import *\n"
        f"DATABASES = {{'default': {pprint.pformat(database)}}}\n"
    )
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(folder), str(ROOT)]),
        "DJANGO_SETTINGS_MODULE": "process_settings",
    }
    command = [sys.executable, "-m", "tests.concurrency.one_process", str(number), how]
    connection.close()
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    processes = [subprocess.Popen(command, env=environment, **pipes) for _ in range(2)]
    for _ in range(number):
        assert [process.stdout.readline() for process in processes] == ["here\n"] * 2
        for process in processes:
            print("go on", file=process.stdin, flush=True)
    for process in processes:
        process.communicate(timeout=120)
    return [process.returncode for process in processes]


def offered_on_once(runs):
    """Say whether each offer ran out once, and each place went to who was next."""
    ran_out = EntryEvent.objects.filter(entry__run__in=runs, from_status="OFFERED")
    offers = Offer.objects.filter(run__in=runs)
    offered = WaitingListEntry.objects.filter(run__in=runs, status="OFFERED")
    numbers = [
        ran_out.count(),
        offers.filter(status="RAN_OUT").count(),
        offers.open().count(),
        offered.filter(times_unanswered=0).count(),
    ]
    return numbers == [2 * len(runs)] * 4


def test_several_processes_tidy_up_at_once(tmp_path):
    runs = lists_with_offers_that_are_over(2)
    # With one writer at a time, the second would wait for the first, which waits for it.
    meetings = 0 if connection.vendor == "sqlite" else len(runs)

    assert tidy_up_in_two_processes(tmp_path, meetings) == [0, 0]

    assert offered_on_once(runs)


@needs_many_writers
def test_control_without_the_lock_several_processes_do_not(tmp_path):
    runs = lists_with_offers_that_are_over(4)

    ended = tidy_up_in_two_processes(tmp_path, len(runs), "plain")

    assert ended != [0, 0] or not offered_on_once(runs)
