"""The only place that locks what places are given from: runs, and the students they are for.

What has no place in it (a version of the agreement, a head count, a calendar feed, a message to
a group) is locked where it is changed, one row and nothing else.

Order, where more than one lock is needed: runs by primary key, then students by primary key.
A place is counted only while its run is locked; nothing is rendered or sent under a lock.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import OperationalError, transaction
from django.db.models import BigIntegerField

from accounts.kept_queries import Given, KeptQuery
from accounts.models import Student
from bookings.operations import rehearsal
from bookings.queries.rules import with_college_rules
from courses.models import CourseRun

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_ROW = Given("row", BigIntegerField())
_RUN: KeptQuery[CourseRun] = KeptQuery(
    lambda: (
        with_college_rules(CourseRun.objects.select_related("course", "term", "venue"))
        .select_for_update(of=("self",))
        .filter(pk=_ROW)
    )
)
_STUDENT = KeptQuery(lambda: Student.objects.select_for_update(no_key=True).filter(pk=_ROW))


@contextmanager
def one_transaction(*, busy: Exception) -> Iterator[None]:
    """Do everything inside or nothing of it; raise ``busy`` where the turn never came.

    The database gives up waiting for a lock after a while; nothing has been written then,
    so trying again is safe. In a rehearsal all of it is undone in any case.
    """
    try:
        with transaction.atomic(durable=True):
            yield
            rehearsal.undo_if_rehearsed()
    except OperationalError as error:
        raise busy from error


def lock_run(run_id: int) -> CourseRun:
    """Lock one run until the transaction ends, and return it as it is now.

    The college's own rules come with it, and its course, term and venue, so that deciding and
    telling people cost no further query.

    On PostgreSQL the row is locked; on SQLite the transaction already holds the only
    write lock, taken when it began (IMMEDIATE). Raises RuntimeError outside a
    transaction, where a lock would mean nothing, and CourseRun.DoesNotExist.
    """
    if not transaction.get_connection().in_atomic_block:
        msg = "A run can only be locked inside a transaction."
        raise RuntimeError(msg)
    run = _RUN.first(row=run_id)
    if run is None:
        raise CourseRun.DoesNotExist
    return run


def lock_student(student_id: int) -> Student:
    """Lock the record that a place is about to be written for, and return the one that counts.

    A record that was joined with another a moment ago is only a pointer: then it is the other.
    While it is locked nobody can join it with another, so nothing is left behind on a pointer.
    Nobody who reads, and no other student, waits for this.
    """
    student = _STUDENT.first(row=student_id)
    if student and student.merged_into_id:
        student = _STUDENT.first(row=student.merged_into_id)
    if student is None:
        raise Student.DoesNotExist
    return student


def lock_student_if_free(student_id: int) -> bool:
    """Lock one record more, unless somebody has it just now: nobody waits, whatever the order.

    For whoever locks the records of others in passing, and has something else to do for those
    who are busy at this moment.
    """
    found = Student.objects.select_for_update(no_key=True, skip_locked=True).filter(pk=student_id)
    return bool(list(found.values_list("pk", flat=True)))


def lock_students(student_ids: Iterable[int]) -> dict[int, Student]:
    """Lock several records, always in the same order, against whatever else is written."""
    both = Student.objects.select_for_update().filter(pk__in=set(student_ids)).order_by("pk")
    return {student.pk: student for student in both}


def lock_runs(run_ids: Iterable[int]) -> dict[int, CourseRun]:
    """Lock several runs, always in the same order, so that no two people wait for each other."""
    return {run_id: lock_run(run_id) for run_id in sorted(set(run_ids))}
