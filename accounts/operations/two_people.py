"""Keeping in mind that two records which look alike are of two people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from accounts.models import TwoPeople

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import Student, User


def say_two_people(*, one: Student, other: Student, by: User, at: dt.datetime) -> None:
    """Remember that two records are not one person's, so that nobody is asked again.

    Saying it twice is harmless. Raises ValueError for one record with itself.
    """
    if one.pk == other.pk:
        msg = "One record is one person."
        raise ValueError(msg)
    first, second = sorted((one, other), key=lambda student: student.pk)
    with transaction.atomic(durable=True):
        TwoPeople.objects.get_or_create(
            first=first, second=second, defaults={"said_at": at, "said_by": by}
        )
