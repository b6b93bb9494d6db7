"""Reads people: who somebody is to the college, whom they act for, what was sent to an address."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import BigIntegerField, Count, Exists, OuterRef, Q
from django.utils.crypto import salted_hmac
from wagtail.models import ModelLogEntry

from accounts.enums import AccessKind, Channel, MessageStatus
from accounts.finding import answers, asked_for, dialled, folded
from accounts.kept_queries import Given, KeptQuery
from accounts.models import (
    ClockRound,
    Message,
    RecordRead,
    Student,
    StudentAccess,
    TwoPeople,
    User,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

SIGN_IN_CODE = "sign_in_code"
HELPER_ADDED = "helper_added"
HELPER_REMOVED = "helper_removed"
# What a signed link is for.
STOP_NEWS = "accounts.stop_news"


@dataclass(frozen=True, slots=True)
class Standing:
    """What one login is to the college, read once for a whole page."""

    is_signed_in: bool = False
    is_student: bool = False
    is_tutor: bool = False
    is_superuser: bool = False
    groups: frozenset[str] = frozenset()

    @property
    def is_staff(self) -> bool:
        """Say whether this person works in the college's admin."""
        return self.is_superuser or bool(self.groups)


_NOBODY = Standing()


def standing_of(user: User | AnonymousUser) -> Standing:
    """Return what a login is to the college, with one query for each user object."""
    if not isinstance(user, User) or user.pk is None:
        return _NOBODY
    known = user.__dict__.get("college_standing")
    if isinstance(known, Standing):
        return known
    acts = Exists(StudentAccess.objects.filter(user=OuterRef("pk")))
    # One row for each group; the tutor and the students are the same in all of them.
    rows = list(
        User.objects.filter(pk=user.pk)
        .annotate(acts=acts)
        .values_list("acts", "tutor__is_active", "groups__name")
    )
    standing = Standing(
        is_signed_in=True,
        is_student=any(acts for acts, _, _ in rows),
        is_tutor=any(teaches for _, teaches, _ in rows),
        is_superuser=user.is_superuser,
        groups=frozenset(group for _, _, group in rows if group),
    )
    user.__dict__["college_standing"] = standing
    return standing


_ACCESSES = KeptQuery(
    lambda: (
        StudentAccess.objects.filter(user_id=Given("user", BigIntegerField()))
        .select_related("student__access_needs")
        # "SELF" sorts after "HELPER".
        .order_by("-kind", "student__name", "student_id")
    )
)


def accesses_of(user: User) -> list[StudentAccess]:
    """Return whom a login acts for, its own record first, each with its needs."""
    return _ACCESSES.ask(user=user.pk)


def is_one_of_several(user: User | Given) -> Exists:
    """Return the condition that a login is more than one student: “you” does not say which.

    For rows with a foreign key ``student``.
    """
    own = StudentAccess.objects.filter(user=user, kind=AccessKind.SELF)
    return Exists(own.exclude(student=OuterRef("student_id")))


def access_to(user: User, student_uuid: UUID) -> StudentAccess | None:
    """Return a login's access to one student, or None where it has no business."""
    return (
        StudentAccess.objects.filter(user=user, student__uuid=student_uuid)
        .select_related("student__access_needs")
        .first()
    )


def shares_an_address(student: Student) -> bool:
    """Say whether messages to a student reach another student too: “you” says too little then."""
    same = Q(email__iexact=student.email) if student.email else Q()
    if student.phone:
        same |= Q(phone=student.phone)
    return bool(same) and Student.objects.present().exclude(pk=student.pk).filter(same).exists()


def name_beside_others(student: Student) -> str:
    """Return what tells a student from those with the same email address; empty without any.

    The first name, or the whole where that is another's as well.
    """
    if not student.email:
        return ""
    same = Student.objects.present().exclude(pk=student.pk).filter(email__iexact=student.email)
    others = list(same.values_list("name", flat=True))
    first = _first_of(student.name)
    is_theirs_too = first.lower() in {_first_of(name).lower() for name in others}
    return (student.name if is_theirs_too else first) if others else ""


def _first_of(name: str) -> str:
    return (name.split() or [""])[0]


def address_mark(email: str) -> str:
    """Return a mark by which messages to one address can be counted, but not read back."""
    return salted_hmac("accounts.address", email.lower(), algorithm="sha256").hexdigest()[:32]


def codes_sent_to(email: str, *, since: dt.datetime) -> int:
    """Count the sign-in codes an address was sent since a moment, from whichever browser."""
    return Message.objects.filter(
        kind=SIGN_IN_CODE,
        dedupe_key__startswith=f"sign-in-code:{address_mark(email)}:",
        created_at__gte=since,
    ).count()


def wants_quiet_mail(email: str) -> bool:
    """Say whether somebody with this address wants mails not to tell who writes."""
    quiet = Student.objects.present().filter(is_discreet=True, names_us_in_mail=False)
    theirs = Q(email__iexact=email) | Q(accesses__user__email__iexact=email)
    return quiet.filter(theirs).exists()


def reads_of(student: Student, *, limit: int = 50) -> list[RecordRead]:
    """Return who looked at a student's record, the latest first."""
    return list(RecordRead.objects.filter(student=student).select_related("reader")[:limit])


def messages_to(user: User) -> QuerySet[Message]:
    """Return what the student of a login was told, the latest first, without the words.

    Not a helper's business, and no secrets: a code has done its work once it is used. What was
    overtaken before anybody heard it was never told.
    """
    own = StudentAccess.objects.filter(
        user=user, kind=AccessKind.SELF, student=OuterRef("student_id")
    )
    told = Message.objects.readable().filter(Exists(own), composed_at__isnull=False)
    told = (
        told.exclude(status=MessageStatus.NOT_NEEDED)
        .select_related("student")
        .annotate(is_one_of_several=is_one_of_several(user))
    )
    return told.order_by("-created_at", "-pk").defer("text", "short", "html", "calendar")


def message_to(user: User, message_uuid: UUID) -> Message | None:
    """Return one message to the student of a login, with its words."""
    return messages_to(user).defer(None).filter(uuid=message_uuid).first()


@dataclass(frozen=True, slots=True)
class Outbox:
    """How far the outbox has got, and when the clock last went round."""

    failed: int
    due: int
    later: int
    last_round: ClockRound | None
    is_clock_late: bool


def state_of_outbox(*, at: dt.datetime) -> Outbox:
    """Count what did not get through and what waits, in two queries."""
    unfinished = Q(status__in=MessageStatus.UNFINISHED)
    counts = Message.objects.filter(unfinished | Q(status=MessageStatus.FAILED)).aggregate(
        failed=Count("pk", filter=Q(status=MessageStatus.FAILED, is_secret=False)),
        due=Count("pk", filter=unfinished & Q(due_at__lte=at)),
        later=Count("pk", filter=unfinished & Q(due_at__gt=at)),
    )
    last = ClockRound.objects.first()
    late_after = dt.timedelta(seconds=settings.CLOCK_LATE_SECONDS)
    return Outbox(
        **counts,
        last_round=last,
        is_clock_late=last is not None and at - last.finished_at > late_after,
    )


def student_who_may_stop_news(token: str) -> Student | None:
    """Return whose newsletter a link ends, or None where the link is not ours."""
    try:
        return Student.objects.filter(uuid=signing.Signer(salt=STOP_NEWS).unsign(token)).first()
    except (signing.BadSignature, ValueError, ValidationError):
        return None


def channels_offered() -> list[tuple[str, str]]:
    """Return the ways of hearing from us that this college has, for a form to choose from."""
    return [
        (value, label)
        for value, label in Channel.choices
        if value != Channel.TEXT or settings.TEXT_SENDER
    ]


def helpers_of(student: Student) -> list[StudentAccess]:
    """Return who helps a student, the longest first."""
    helps = StudentAccess.objects.filter(student=student, kind=AccessKind.HELPER)
    return list(helps.select_related("user").order_by("granted_at", "pk"))


def students_found(students: QuerySet[Student], typed: str) -> QuerySet[Student]:
    """Keep the students in whose name, address or number all of what was typed is found.

    They are compared here, one by one: 5,000 students take less than a tenth of a second, and
    every database answers alike.
    """
    parts = asked_for(typed)
    if not parts:
        return students
    rows = students.order_by().values_list("pk", "name", "certificate_name", "email", "phone")
    return students.filter(
        pk__in=[
            pk
            for pk, name, certificate_name, email, phone in rows.iterator()
            if answers(parts, words=f"{name} {certificate_name} {email}", phone=phone)
        ]
    )


@dataclass(frozen=True, slots=True)
class Lookalike:
    """Somebody who may be the same person, and why we think so."""

    student: Student
    why: tuple[str, ...]


_SAME_NAME, _SAME_PHONE, _SAME_EMAIL = "same name", "same phone number", "same email address"


def lookalikes(*, name: str, email: str, phone: str) -> list[Lookalike]:
    """Return who may be the person that is being added, those with most in common first.

    Families share numbers and addresses, and people share names: these are suggestions.
    """
    asked = _marks(name, email, phone)
    found: dict[int, tuple[str, ...]] = {}
    for pk, *facts in _facts_of_everybody():
        why = tuple(what for what, mark in _marks(*facts).items() if mark == asked.get(what))
        if why:
            found[pk] = why
    students = Student.objects.in_bulk(found)
    alike = [Lookalike(students[pk], why) for pk, why in found.items()]
    return sorted(alike, key=lambda one: (-len(one.why), one.student.name, one.student.pk))


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that may be one person's."""

    first: Student
    second: Student
    why: tuple[str, ...]


def possible_duplicates(*, limit: int = 100) -> list[Pair]:
    """Return pairs of records with something in common, those with most in common first.

    Records that share a name come before those that share only a number or an address, which
    is how families look. Of many records with the same thing, each is paired with the first.
    Whom somebody has told apart is not shown again.
    """
    told_apart = set(TwoPeople.objects.values_list("first_id", "second_id"))
    seen: dict[tuple[str, str], list[int]] = {}
    why: dict[tuple[int, int], tuple[str, ...]] = {}
    for pk, *facts in _facts_of_everybody():
        for what, mark in _marks(*facts).items():
            before = seen.setdefault((what, mark), [])
            first = next((one for one in before if (one, pk) not in told_apart), None)
            if first is None:
                before.append(pk)
            else:
                why[first, pk] = (*why.get((first, pk), ()), what)
    pairs = sorted(why.items(), key=lambda one: (_SAME_NAME not in one[1], -len(one[1]), one[0]))[
        :limit
    ]
    students = Student.objects.in_bulk({pk for both, _ in pairs for pk in both})
    return [Pair(students[first], students[second], why) for (first, second), why in pairs]


def _facts_of_everybody() -> Iterable[tuple[int, str, str, str]]:
    rows = Student.objects.present().order_by("pk")
    return rows.values_list("pk", "name", "email", "phone").iterator()


def _marks(name: str, email: str, phone: str) -> dict[str, str]:
    """Return what can be compared of somebody; what is not known is never the same."""
    marks = {
        _SAME_NAME: " ".join(folded(name).split()),
        _SAME_PHONE: dialled(phone),
        _SAME_EMAIL: email.strip().lower(),
    }
    return {what: mark for what, mark in marks.items() if mark}


def logins_of(student: Student) -> list[StudentAccess]:
    """Return the logins that act for a student: their own first, then those who help."""
    accesses = StudentAccess.objects.filter(student=student).select_related("user", "granted_by")
    return sorted(accesses, key=lambda one: (one.kind != AccessKind.SELF, one.pk))


def helpers_to_ask_about(one: Student, other: Student) -> list[StudentAccess]:
    """Return those who help one of two records of a person and have no part in the other."""
    accesses = [*logins_of(one), *logins_of(other)]
    logins = [access.user_id for access in accesses]
    return [
        access
        for access in accesses
        if access.kind == AccessKind.HELPER and logins.count(access.user_id) == 1
    ]


def has_helped(user: User, student: Student) -> bool:
    """Say whether a login once acted for a student as a helper, and was removed."""
    records = [student.pk, *student.merged_records.values_list("pk", flat=True)]
    removed = ModelLogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Student),
        action="accounts.helper_removed",
        object_id__in=[str(pk) for pk in records],
    )
    return bool(removed.filter(data__login=user.pk).exists())


def added_already(student: Student, key: UUID | None) -> Student | None:
    """Return the student whom the same form has added with the same words, if it was sent before.

    Other words are somebody else: a browser that goes back shows the form with its old key.
    """
    if key is None:
        return None
    return (
        Student.objects.present()
        .filter(
            uuid=key,
            name=student.name,
            email=student.email,
            phone=student.phone,
            postal_address=student.postal_address,
        )
        .first()
    )


def key_of_form(typed: str) -> UUID | None:
    """Return the key that a form was sent with, or None where it is none."""
    try:
        return UUID(typed)
    except ValueError:
        return None
