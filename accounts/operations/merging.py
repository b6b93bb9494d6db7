"""Joins what the college knows of one person from two records; for other operations only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from accounts.enums import AccessKind, Need
from accounts.models import AccessNeeds, Message, RecordRead, Student, StudentAccess, TwoPeople
from accounts.operations import helping
from accounts.queries import helpers_to_ask_about

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from accounts.models import User

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


def join_details(
    *, gone: Student, into: Student, helpers_stay: Collection[int], by: User, at: dt.datetime
) -> tuple[dict[str, int], list[str]]:
    """Move details, needs, logins and messages to one record; the other becomes a pointer.

    What the record that stays says already wins. Returns how many of each were moved, and what
    became of those who help.
    """
    if not transaction.get_connection().in_atomic_block:
        msg = "Two records can only be joined inside a transaction."
        raise RuntimeError(msg)
    had_email = bool(into.email)
    for name in _DETAILS:
        if getattr(into, name) in {"", None}:
            setattr(into, name, getattr(gone, name))
    _join_addresses(gone, into, had_email=had_email)
    if into.phone == gone.phone:
        # What is safe is said of a number.
        for name in ("may_text", "may_leave_message"):
            setattr(into, name, getattr(into, name) and getattr(gone, name))
    if not into.news_agreed:
        into.news_agreed, into.news_agreed_at = gone.news_agreed, gone.news_agreed_at
    _join_discretion(gone, into)
    into.joined_at = min(into.joined_at, gone.joined_at)
    into.link_series = max(into.link_series, gone.link_series)
    into.save()
    messages = Message.objects.filter(student=gone).update(student=into)
    decided = _join_helpers(gone, into, stay=helpers_stay, by=by, at=at)
    moved = {
        "ways to sign in": _join_accesses(gone, into),
        "things that make it easier": _join_needs(gone, into),
        "messages": messages,
    }
    RecordRead.objects.filter(student=gone).update(student=into)
    _join_people_told_apart(gone, into)
    # Whatever pointed at the record that goes leads to the one that stays, in one step.
    Student.objects.filter(merged_into=gone).update(merged_into=into)
    gone.merged_into, gone.merged_at = into, at
    gone.save(update_fields=["merged_into", "merged_at", "changed_at"])
    return moved, decided


def _join_addresses(gone: Student, into: Student, *, had_email: bool) -> None:
    """Keep the student's own address before a helper's, which only stands where nothing else is."""
    helpers = StudentAccess.objects.filter(student__in=(gone, into), kind=AccessKind.HELPER)
    theirs = {email.lower() for email in helpers.values_list("user__email", flat=True)}
    if into.email.lower() not in theirs:
        return
    if gone.email and gone.email.lower() not in theirs:
        into.email = gone.email
    elif not had_email and into.can_be_reached(without=into.email):
        into.email = ""


def _join_helpers(
    gone: Student, into: Student, *, stay: Collection[int], by: User, at: dt.datetime
) -> list[str]:
    """Let those go on helping whom the office named, and nobody else; say so in sentences.

    Somebody who helps one record reaches the other through it, so a login that nobody in the
    office has linked begins anew: it shows what is booked from now on. Whoever helped with both
    goes on without a question.
    The student is told of each.
    """
    decided, has_news = [], False
    for access in helpers_to_ask_about(gone, into):
        name = access.user.name or access.user.email
        access.student = into
        has_news = True
        if access.pk not in stay:
            helping.end_helping(access, by=by, at=at)
            decided.append(f"{name} does not help any more.")
            continue
        words = f"{name} goes on helping."
        if access.granted_by_id is None:
            access.granted_at, access.granted_by = at, by
            words = f"{name} goes on helping, and sees what is booked from now on."
            helping.log_helper(access, "accounts.helper_linked", by=by, at=at)
            helping.tell_helper_added(access, at=at)
        access.save(update_fields=["student", "granted_at", "granted_by"])
        decided.append(words)
    if has_news and not into.can_be_reached():
        words = "so tell them who helps them when you meet."
        decided.append(f"We have no way to reach {into}, {words}")
    return decided


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
        elif access.granted_at > there.granted_at:
            # What was booked before they were let in to both stays out of their sight.
            there.granted_at = access.granted_at
            there.save(update_fields=["granted_at"])
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
