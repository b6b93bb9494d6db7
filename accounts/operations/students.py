"""What the office does with a student's record: adds it, changes it, looks at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from wagtail.log_actions import log

from accounts.enums import AccessKind
from accounts.models import RecordRead, Student, StudentAccess, User
from accounts.operations import helping
from accounts.queries import added_already

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from uuid import UUID

    from accounts.enums import Agreed


def _mark(student: Student) -> str:
    # Wagtail's log would keep the name for ever, out of reach of an erasure.
    return f"Student {str(student.uuid)[:8]}"


def add_student(*, student: Student, key: UUID | None = None, by: User, at: dt.datetime) -> Student:
    """Add someone who rang, wrote or came in, with or without an email address.

    The ``key`` says which form it comes from: the same words from the same form are one person,
    however often they are sent.
    """
    try:
        return _add_student(student, key, by=by, at=at)
    except IntegrityError:
        # The same form, at the same moment.
        there = added_already(student, key)
        if there is None:
            raise
        return there


def _add_student(student: Student, key: UUID | None, *, by: User, at: dt.datetime) -> Student:
    with transaction.atomic(durable=True):
        there = added_already(student, key)
        if there:
            return there
        if key and not Student.objects.filter(uuid=key).exists():
            student.uuid = key
        student.joined_at = at
        _keep_when_news_began(student, at=at)
        student.save(force_insert=True)
        log(student, "wagtail.create", user=by, title=_mark(student), timestamp=at)
    return student


def _keep_when_news_began(student: Student, *, at: dt.datetime) -> None:
    """Keep the time with the way somebody asked for news."""
    if not student.news_agreed:
        student.news_agreed_at = None
    elif student.news_agreed_at is None:
        student.news_agreed_at = at


def change_student(
    *, student: Student, changed_fields: list[str], by: User, at: dt.datetime
) -> Student:
    """Keep what the office corrected; the log says which fields, never what was in them."""
    with transaction.atomic(durable=True):
        _keep_when_news_began(student, at=at)
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


class CannotLink(Exception):
    """A login cannot become a helper's. Carries the sentence to show."""


def link_helper(
    *, student: Student, email: str, agreed: Agreed, agreed_on: dt.date, by: User, at: dt.datetime
) -> StudentAccess:
    """Let somebody's login act for a student who has agreed to it, and keep how and when.

    The address needs no login yet: its owner signs in with a code that is sent there. The student
    is told. Linking again is harmless. Raises CannotLink for the student's own login, and for one
    that is closed.
    """
    email = email.strip().lower()
    with transaction.atomic(durable=True):
        user = User.objects.filter(email=email).first()
        if user is None:
            user = User.objects.create_user(email, joined_at=at)
        if not user.is_active:
            msg = "This login is closed. A manager can open it again."
            raise CannotLink(msg)
        access, is_new = StudentAccess.objects.get_or_create(
            user=user,
            student=student,
            defaults={
                "kind": AccessKind.HELPER,
                "granted_at": at,
                "granted_by": by,
                "agreed": agreed,
                "agreed_on": agreed_on,
            },
        )
        if access.kind == AccessKind.SELF:
            msg = "This is the student's own login, so they need no help to sign in with it."
            raise CannotLink(msg)
        if is_new:
            helping.log_helper(access, "accounts.helper_linked", by=by, at=at)
            helping.tell_helper_added(access, at=at)
        return access


def remove_helper(*, access: StudentAccess, by: User, at: dt.datetime) -> None:
    """Stop a helper's login from acting for a student, who is told; what they booked stays.

    Where the helper's address stood for the student's own, it is forgotten: whoever removes the
    helper asks for another. Doing it twice is harmless.
    """
    with transaction.atomic(durable=True):
        found = (
            StudentAccess.objects.filter(pk=access.pk, kind=AccessKind.HELPER)
            .select_related("student", "user")
            .first()
        )
        if found:
            helping.end_helping(found, by=by, at=at)


def record_reads(*, seen: Iterable[Student], place: str, by: User, at: dt.datetime) -> None:
    """Write down that somebody looked at a page about several students."""
    with transaction.atomic(durable=True):
        RecordRead.objects.bulk_create(
            RecordRead(reader=by, student=student, place=place, read_at=at)
            for student in {one.pk: one for one in seen}.values()
        )


def record_read(*, student: Student, place: str, by: User, at: dt.datetime) -> RecordRead:
    """Write down who looked at whose record, on which screen."""
    with transaction.atomic(durable=True):
        return RecordRead.objects.create(reader=by, student=student, place=place, read_at=at)
