"""What the college asks of every student, and has not heard from one yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bookings.models import AgreementAcceptance, StudentAgreement
from bookings.queries.rules import keeps_shares
from home.queries.frame import college_settings

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import Student
    from courses.models import CourseRun


@dataclass(frozen=True, slots=True, kw_only=True)
class Unasked:
    """What is still to be asked, for the office to ask on the phone."""

    age: int | None = None
    """The youngest age, where we do not know that the student is old enough."""
    area: str = ""
    """The college's area, where we do not know that the student belongs to it."""
    asks_kind: bool = False
    agreement_id: int | None = None
    """The version of the student agreement that holds, where they have not agreed to it."""


def unasked(run: CourseRun, student: Student, *, at: dt.datetime) -> Unasked:
    """Return what is still to be asked of a student who books this run."""
    college = college_settings()
    current = StudentAgreement.objects.current().first()
    accepted = AgreementAcceptance.objects.filter(student=student, agreement=current)
    return Unasked(
        age=college.minimum_age if college.asks_age and student.is_adult is not True else None,
        area=(college.area_name or "our area")
        if college.asks_area and student.is_in_area is not True
        else "",
        asks_kind=not student.kind and (college.asks_kind or keeps_shares(run, at=at)),
        agreement_id=current.pk if current and not accepted.exists() else None,
    )
