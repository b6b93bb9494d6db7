"""People: opening a login, registering a student, and keeping what we know of them right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.enums import AccessKind, Agreed, Channel, Need
from accounts.models import AccessNeeds, Student, StudentAccess, User
from accounts.operations import helping
from accounts.queries import has_helped

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence
    from uuid import UUID


class NotNow(Exception):
    """Too many people write at this moment; trying again helps."""


@dataclass(frozen=True, slots=True)
class CalendarsByMail:
    """What is to be known, and done, about dates that were sent to a calendar by email."""

    stand_there: Callable[[Student, dt.datetime], bool]
    """Say whether the calendar of the student's address shows something to come."""
    take_out: Callable[[Student, dt.datetime], None]
    """Take it out with a last mail, in the transaction of its cause; may raise NotNow."""


_calendars: list[CalendarsByMail] = []


def register_calendars(calendars: CalendarsByMail) -> None:
    """Tell of dates that are sent to calendars; called once, when the site starts."""
    _calendars[:] = [calendars]


def has_dates_in_calendar(student: Student, *, at: dt.datetime) -> bool:
    """Say whether the calendar of a student's email address shows dates of ours."""
    return any(one.stand_there(student, at) for one in _calendars)


def open_login(*, email: str, by: User | None, at: dt.datetime) -> User:
    """Return the login of an address whose owner has just proved to read its mail.

    A new address gets its login here and not earlier, so that asking for a code leaves
    nothing behind. A student whom the office has registered with this address, and who
    has no login yet, is found again: what was booked by phone is there.
    """
    del by  # nobody is signed in yet
    email = email.strip().lower()
    try:
        with transaction.atomic(durable=True):
            return _open_login(email, at)
    except IntegrityError:
        # The same address was opened in another window at the same moment.
        with transaction.atomic(durable=True):
            return _open_login(email, at)


def _open_login(email: str, at: dt.datetime) -> User:
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, joined_at=at)
    # Somebody who was helped takes over here; an address that only a helper gave stays theirs.
    taken = StudentAccess.objects.filter(
        Q(kind=AccessKind.SELF) | Q(user=user), student=OuterRef("pk")
    )
    waiting = Student.objects.present().filter(~Exists(taken), email__iexact=email)
    found = [
        StudentAccess(user=user, student=student, kind=AccessKind.SELF, granted_at=at)
        for student in (waiting if user.is_active else [])
        if not has_helped(user, student)
    ]
    if found:
        StudentAccess.objects.bulk_create(found, ignore_conflicts=True)
    return user


def register_student(
    *,
    uuid: UUID,
    name: str,
    certificate_name: str = "",
    email: str = "",
    phone: str = "",
    postal_address: str = "",
    contact_by: Channel = Channel.EMAIL,
    is_adult: bool | None = None,
    is_in_area: bool | None = None,
    comes_as: str = "",
    user: User | None = None,
    kind: AccessKind = AccessKind.SELF,
    by: User | None,
    at: dt.datetime,
) -> Student:
    """Register a student, and let a login act for them if one is given.

    The caller chooses the ``uuid``; registering the same one again returns the student
    that is there, so that a double click makes one person and not two. Somebody whom a helper
    registers, and who has an address or a number of their own, is told what that means.
    """
    del by  # the first booking says who made it
    facts = {
        "name": name,
        "certificate_name": certificate_name,
        "email": email,
        "phone": phone,
        "postal_address": postal_address,
        "contact_by": contact_by,
        "is_adult": is_adult,
        "is_in_area": is_in_area,
        "kind": comes_as,
        "joined_at": at,
    }
    with transaction.atomic(durable=True):
        student, _ = Student.objects.get_or_create(uuid=uuid, defaults=facts)
        if user:
            defaults: dict[str, object] = {"kind": kind, "granted_at": at}
            if kind == AccessKind.HELPER:
                agreed_on = timezone.localtime(at).date()
                defaults |= {"agreed": Agreed.HELPER, "agreed_on": agreed_on}
            access, is_new = StudentAccess.objects.get_or_create(
                user=user, student=student, defaults=defaults
            )
            if is_new and kind == AccessKind.HELPER:
                helping.tell_helper_added(access, at=at)
        return student


def update_details(
    *,
    student: Student,
    changes: dict[str, object],
    clears_calendar: bool = False,
    by: User | None,
    at: dt.datetime,
) -> Student:
    """Change what we know of a student: only the fields named in ``changes``.

    With ``clears_calendar`` a last mail to the address that they have so far takes our dates out
    of its calendar. Raises ValueError for a field that people do not change themselves, and
    NotNow.
    """
    del by  # ``changed_at`` sets itself
    unknown = changes.keys() - _OWN_DETAILS
    if unknown:
        msg = f"These are not details that can be changed: {', '.join(sorted(unknown))}"
        raise ValueError(msg)
    with transaction.atomic(durable=True):
        for calendars in _calendars if clears_calendar else ():
            calendars.take_out(student, at)
        for field, value in changes.items():
            setattr(student, field, value)
        student.save(update_fields=[*changes, "changed_at"])
        return student


_OWN_DETAILS = frozenset(
    {
        "name",
        "certificate_name",
        "pronouns",
        "email",
        "phone",
        "postal_address",
        "contact_by",
        "may_text",
        "may_leave_message",
        "quiet_from",
        "quiet_until",
        "is_discreet",
        "names_us_in_calendar",
        "names_us_in_mail",
        "names_us_in_texts",
        "is_adult",
        "is_in_area",
        "kind",
        "shows_name_on_check",
    }
)


def set_news(
    *, student: Student, wants_news: bool, how: Agreed, by: User | None, at: dt.datetime
) -> Student:
    """Keep that a student asked for our news, how and when, or that they do not want them.

    Saying yes again keeps the first time.
    """
    del by
    with transaction.atomic(durable=True):
        student = Student.objects.select_for_update().get(pk=student.pk)
        if wants_news and not student.news_agreed:
            student.news_agreed, student.news_agreed_at = how, at
        elif not wants_news:
            student.news_agreed, student.news_agreed_at = "", None
        student.save(update_fields=["news_agreed", "news_agreed_at", "changed_at"])
        return student


def set_needs(
    *,
    student: Student,
    chosen: Sequence[str],
    own_words: str,
    by: User | None,
    at: dt.datetime,
) -> AccessNeeds | None:
    """Keep what would make it easier for a student; with nothing asked for, keep no row."""
    del by, at  # ``changed_at`` sets itself
    known = [need for need in Need.values if need in set(chosen)]
    with transaction.atomic(durable=True):
        if not known and not own_words:
            AccessNeeds.objects.filter(student=student).delete()
            return None
        needs, _ = AccessNeeds.objects.update_or_create(
            student=student, defaults={"chosen": known, "own_words": own_words}
        )
        return needs
