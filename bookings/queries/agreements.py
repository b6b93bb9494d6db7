"""Reads the student agreement: the version that holds, as paragraphs and points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from accounts.models import Student
from bookings.models import AgreementAcceptance, StudentAgreement

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

_POINT = "- "


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or a list of points."""

    text: str = ""
    points: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AgreementText:
    """One version of the agreement, to be read."""

    pk: int
    blocks: tuple[Block, ...]
    published_at: dt.datetime | None


def current_agreement() -> AgreementText | None:
    """Return the version that holds now, or None where the college has none."""
    agreement = StudentAgreement.objects.current().first()
    if agreement is None:
        return None
    return AgreementText(agreement.pk, blocks_of(agreement.text), agreement.published_at)


def blocks_of(text: str) -> tuple[Block, ...]:
    """Split plain text at empty lines; lines that begin with “- ” are points."""
    parts = text.replace("\r\n", "\n").split("\n\n")
    blocks: list[Block] = []
    for lines in ([line.strip() for line in part.splitlines() if line.strip()] for part in parts):
        words = " ".join(line for line in lines if not line.startswith(_POINT))
        points = tuple(line.removeprefix(_POINT) for line in lines if line.startswith(_POINT))
        blocks += [Block(text=words)] if words else []
        blocks += [Block(points=points)] if points else []
    return tuple(blocks)


def acceptance_of(student: Student) -> AgreementAcceptance | None:
    """Return the student's yes to the version that holds now, if they gave it."""
    return AgreementAcceptance.objects.filter(
        student=student, agreement__in=StudentAgreement.objects.current()
    ).first()


def due_among(students: Iterable[Student]) -> list[Student]:
    """Return those of these students whose yes to the version that holds is missing: one query."""
    current = StudentAgreement.objects.current()
    said_yes = AgreementAcceptance.objects.filter(student=OuterRef("pk"), agreement__in=current)
    wanted = Student.objects.filter(pk__in=[student.pk for student in students])
    return list(wanted.filter(Exists(current)).exclude(Exists(said_yes)).order_by("name", "pk"))
