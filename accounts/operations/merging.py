"""Joins what the college knows of one person from two records; for other operations only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from accounts.enums import AccessKind, Need
from accounts.models import AccessNeeds, Message, RecordRead, Student, StudentAccess, TwoPeople

if TYPE_CHECKING:
    import datetime as dt

# Taken over where the record that stays says nothing.
_DETAILS = (
    "certificate_name",
    "pronouns",
    "email",
    "phone",
    "postal_address",
    "is_adult",
    "is_in_area",
    "kind",
)


def join_details(*, gone: Student, into: Student, at: dt.datetime) -> dict[str, int]:
    """Move details, needs, logins and messages to one record; the other becomes a pointer.

    What the record that stays says already wins. Returns how many of each were moved.
    """
    if not transaction.get_connection().in_atomic_block:
        msg = "Two records can only be joined inside a transaction."
        raise RuntimeError(msg)
    for name in _DETAILS:
        if getattr(into, name) in {"", None}:
            setattr(into, name, getattr(gone, name))
    if into.phone == gone.phone:
        # What is safe is said of a number.
        for name in ("may_text", "may_leave_message"):
            setattr(into, name, getattr(into, name) and getattr(gone, name))
    if not into.news_agreed:
        into.news_agreed, into.news_agreed_at = gone.news_agreed, gone.news_agreed_at
    _join_discretion(gone, into)
    into.joined_at = min(into.joined_at, gone.joined_at)
    into.save()
    moved = {
        "ways to sign in": _join_accesses(gone, into),
        "things that make it easier": _join_needs(gone, into),
        "messages": Message.objects.filter(student=gone).update(student=into),
    }
    RecordRead.objects.filter(student=gone).update(student=into)
    _join_people_told_apart(gone, into)
    # Whatever pointed at the record that goes leads to the one that stays, in one step.
    Student.objects.filter(merged_into=gone).update(merged_into=into)
    gone.merged_into, gone.merged_at = into, at
    gone.save(update_fields=["merged_into", "merged_at", "changed_at"])
    return moved


def _join_discretion(gone: Student, into: Student) -> None:
    """Let nothing be named anywhere that one of the records wanted to be quiet about."""
    quiet = [one for one in (gone, into) if one.is_discreet]
    for name in ("names_us_in_calendar", "names_us_in_mail", "names_us_in_texts"):
        setattr(into, name, bool(quiet) and all(getattr(one, name) for one in quiet))
    into.is_discreet = bool(quiet)


def _join_accesses(gone: Student, into: Student) -> int:
    known = {access.user_id: access for access in StudentAccess.objects.filter(student=into)}
    moved = 0
    for access in StudentAccess.objects.filter(student=gone):
        there = known.get(access.user_id)
        if there is None:
            access.student = into
            access.save(update_fields=["student"])
            moved += 1
            continue
        if AccessKind.SELF in {access.kind, there.kind} and there.kind != AccessKind.SELF:
            there.kind = AccessKind.SELF
            there.save(update_fields=["kind"])
        # Nobody reaches a record that is only a pointer.
        access.delete()
    return moved


def _join_people_told_apart(gone: Student, into: Student) -> None:
    """Whoever was not the one record's person is not the joined one's either."""
    for pair in TwoPeople.objects.filter(Q(first=gone) | Q(second=gone)):
        other_id = pair.second_id if pair.first_id == gone.pk else pair.first_id
        if other_id != into.pk:
            first_id, second_id = sorted((into.pk, other_id))
            TwoPeople.objects.get_or_create(
                first_id=first_id,
                second_id=second_id,
                defaults={"said_at": pair.said_at, "said_by_id": pair.said_by_id},
            )
        pair.delete()


def _join_needs(gone: Student, into: Student) -> int:
    theirs = AccessNeeds.objects.filter(student=gone).first()
    if theirs is None:
        return 0
    own = AccessNeeds.objects.filter(student=into).first()
    if own is None:
        theirs.student = into
        theirs.save(update_fields=["student", "changed_at"])
        return len(theirs.lines)
    before = len(own.lines)
    chosen = {*own.chosen, *theirs.chosen}
    own.chosen = [need for need in Need.values if need in chosen]
    words = "; ".join(dict.fromkeys(filter(None, [own.own_words, theirs.own_words])))
    longest = AccessNeeds._meta.get_field("own_words").max_length or 0  # noqa: SLF001 -- Django's API
    if len(words) <= longest:
        own.own_words = words
    own.save()
    # What is too long to stand together stays with the other record.
    return len(own.lines) - before
