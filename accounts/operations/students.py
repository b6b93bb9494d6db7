"""What the office does with a student's record: adds it, changes it, looks at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from wagtail.log_actions import log

from accounts.models import RecordRead, Student

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import User


def _mark(student: Student) -> str:
    # Wagtail's log would keep the name for ever, out of reach of an erasure.
    return f"Student {str(student.uuid)[:8]}"


def add_student(*, student: Student, by: User, at: dt.datetime) -> Student:
    """Add someone who rang, wrote or came in, with or without an email address."""
    with transaction.atomic(durable=True):
        student.joined_at = at
        student.save(force_insert=True)
        log(student, "wagtail.create", user=by, title=_mark(student), timestamp=at)
    return student


def change_student(
    *, student: Student, changed_fields: list[str], by: User, at: dt.datetime
) -> Student:
    """Keep what the office corrected; the log says which fields, never what was in them."""
    with transaction.atomic(durable=True):
        student.save()
        log(
            student,
            "wagtail.edit",
            user=by,
            title=_mark(student),
            timestamp=at,
            data={"fields": sorted(changed_fields)},
            content_changed=bool(changed_fields),
        )
    return student


def record_read(*, student: Student, place: str, by: User, at: dt.datetime) -> RecordRead:
    """Write down who looked at whose record, on which screen."""
    with transaction.atomic(durable=True):
        return RecordRead.objects.create(reader=by, student=student, place=place, read_at=at)
