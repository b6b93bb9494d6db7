"""Registers the demo college's students as they joined: on their own, helped, or by phone."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from django.utils import timezone

from accounts.enums import Agreed, Channel
from accounts.operations import people
from accounts.operations import students as student_access
from bookings.models import StudentAgreement
from bookings.operations import agreements
from recoverycollege.demo.people import NEWCOMER, STUDENTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from accounts.models import Student, User

# Any fixed number will do: it makes the same student the same record on every machine.
_COLLEGE = UUID("6f7e8a52-3c11-4d53-9a0e-2f6a1f0f7c21")

# Every second of them.
_ASKED_FOR_NEWS = 2


def register_students(
    *, users: Mapping[str, User], by: User, at: dt.datetime
) -> tuple[dict[str, Student], dict[str, User]]:
    """Register everybody, one after the other; return the students, and who books for each."""
    students: dict[str, Student] = {}
    bookers: dict[str, User] = {}
    for number, person in enumerate(STUDENTS):
        joined = at + dt.timedelta(days=number)
        student = people.register_student(
            uuid=uuid5(_COLLEGE, person.key),
            name=person.name,
            certificate_name=person.full_name,
            email=person.email,
            phone=person.phone,
            postal_address=person.address,
            contact_by=Channel(person.channel),
            is_adult=True,
            is_in_area=True,
            by=by,
            at=joined,
        )
        students[person.key] = student
        bookers[person.key] = by
        if person.helper:
            bookers[person.key] = users[person.helper]
            student_access.link_helper(
                student=student,
                email=users[person.helper].email,
                agreed=Agreed.IN_PERSON,
                agreed_on=timezone.localtime(joined).date(),
                by=by,
                at=joined,
            )
        if person.sign_in:
            bookers[person.key] = people.open_login(email=person.email, by=None, at=joined)
        _agree(student, helped=bool(person.helper), by=bookers[person.key], at=joined)
        if person.channel == Channel.TEXT:
            people.update_details(student=student, changes={"may_text": True}, by=by, at=joined)
        if person.pronouns:
            people.update_details(
                student=student, changes={"pronouns": person.pronouns}, by=by, at=joined
            )
        if number % _ASKED_FOR_NEWS == 0:
            how = Agreed.SELF if person.sign_in else Agreed.PHONE
            people.set_news(student=student, wants_news=True, how=how, by=by, at=joined)
        if person.wants or person.needs:
            people.set_needs(
                student=student,
                chosen=person.wants,
                own_words=person.needs,
                by=bookers[person.key],
                at=joined,
            )
    people.open_login(email=NEWCOMER.email, by=None, at=at)
    return students, bookers


def _agree(student: Student, *, helped: bool, by: User, at: dt.datetime) -> None:
    """Let a student agree to how the college looks after everybody."""
    agreement = StudentAgreement.objects.current().get()
    how = Agreed.HELPER if helped else Agreed.SELF
    agreements.accept_agreement(
        student=student, agreement_id=agreement.pk, agreed=how, by=by, at=at
    )
