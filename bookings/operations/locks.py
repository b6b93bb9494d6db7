"""The only place that locks.

Order, where more than one lock is needed: runs by primary key, then bookings. A place
is counted only while its run is locked; nothing is rendered or sent under a lock.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from courses.models import CourseRun

if TYPE_CHECKING:
    from django.db.models import QuerySet


def lock_run(run_id: int) -> CourseRun:
    """Lock one run until the transaction ends, and return it as it is now.

    On PostgreSQL the row is locked; on SQLite the transaction already holds the only
    write lock, taken when it began (IMMEDIATE). Raises RuntimeError outside a
    transaction, where a lock would mean nothing, and CourseRun.DoesNotExist.
    """
    if not transaction.get_connection().in_atomic_block:
        msg = "A run can only be locked inside a transaction."
        raise RuntimeError(msg)
    runs: QuerySet[CourseRun] = CourseRun.objects.select_related("term")
    return runs.select_for_update(of=("self",)).get(pk=run_id)
