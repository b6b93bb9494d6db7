"""Two tutors who save the same register in the same moment; and what happens without the lock."""

from __future__ import annotations

import threading
from collections import Counter

import pytest
from django.db import connection, transaction

from bookings.enums import AttendanceMark
from bookings.models import Attendance, AttendanceChange, Certificate
from bookings.operations import locks, registers
from bookings.operations.registers import MarkWish
from courses.models import CourseRun
from tests.factories.registers import HERE, LATE, MISSED, make_class, tutor_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.commits]

STUDENTS = 8


def save_all_at_once(session, saves):
    """Let every tutor press "save" in the same moment; return what each was told."""
    start = threading.Barrier(len(saves))
    told = Counter()
    guard = threading.Lock()

    def press(by, wishes):
        start.wait()
        try:
            saved = registers.mark_attendance(
                session=session, wishes=wishes, by=by, at=session.ends_at
            )
            answer = f"{saved.changed} saved, {len(saved.conflicts)} kept"
        except Exception as error:  # noqa: BLE001 -- the test counts every answer
            answer = type(error).__name__
        finally:
            connection.close()
        with guard:
            told[answer] += 1

    threads = [threading.Thread(target=press, args=save) for save in saves]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return told


def wishes_for(bookings, mark):
    return [MarkWish(booking_id=booking.pk, mark=mark) for booking in bookings]


def test_each_keeps_the_others_marks_and_certificates_are_given_once():
    run, bookings = make_class(students=STUDENTS, sessions=1)
    session = run.sessions.get()
    one, other = tutor_user(run), tutor_user(run, which=1)

    told = save_all_at_once(
        session,
        [(one, wishes_for(bookings[:4], HERE)), (other, wishes_for(bookings[4:], LATE))],
    )

    assert told == {"4 saved, 0 kept": 2}
    assert Counter(Attendance.objects.values_list("mark", flat=True)) == {HERE: 4, LATE: 4}
    assert Certificate.objects.count() == STUDENTS


def test_the_same_save_from_two_tutors_is_written_once():
    run, bookings = make_class(students=STUDENTS, sessions=1)
    session = run.sessions.get()
    save = wishes_for(bookings, HERE)

    told = save_all_at_once(
        session, [(tutor_user(run), save), (tutor_user(run, which=1), save)] * 3
    )

    assert told == {f"{STUDENTS} saved, 0 kept": 1, "0 saved, 0 kept": 5}
    assert Attendance.objects.count() == STUDENTS
    assert AttendanceChange.objects.count() == STUDENTS
    assert Certificate.objects.count() == STUDENTS


def test_different_marks_for_the_same_students_are_settled_by_who_came_first():
    run, bookings = make_class(students=STUDENTS, sessions=1)
    session = run.sessions.get()

    told = save_all_at_once(
        session,
        [
            (tutor_user(run), wishes_for(bookings, HERE)),
            (tutor_user(run, which=1), wishes_for(bookings, MISSED)),
        ],
    )

    assert told == {f"{STUDENTS} saved, 0 kept": 1, f"0 saved, {STUDENTS} kept": 1}
    (mark,) = set(Attendance.objects.values_list("mark", flat=True))
    assert Certificate.objects.count() == (STUDENTS if mark in AttendanceMark.CAME else 0)


@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite has one writer at a time, lock or no lock"
)
def test_control_without_the_lock_somebody_gets_an_error(monkeypatch):
    reading = threading.Barrier(2)

    def plain_read(run_id):
        assert transaction.get_connection().in_atomic_block
        run = CourseRun.objects.get(pk=run_id)
        # Both have read before either writes: what the lock rules out.
        reading.wait(timeout=20)
        return run

    monkeypatch.setattr(locks, "lock_run", plain_read)
    run, bookings = make_class(students=STUDENTS, sessions=1)
    save = wishes_for(bookings, HERE)

    told = save_all_at_once(
        run.sessions.get(), [(tutor_user(run), save), (tutor_user(run, which=1), save)]
    )

    assert told != {f"{STUDENTS} saved, 0 kept": 1, "0 saved, 0 kept": 1}
