"""Keeping answers to the equality questions, so that they lead to nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from bookings.models import EqualityResponse
from home.queries import wording

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from courses.models import Term

QUESTIONS = ("age", "gender", "ethnic_group", "disability", "orientation", "belief")


def keep_answers(*, term: Term, answers: Mapping[str, str], at: dt.datetime) -> bool:
    """Keep one person's answers with the term and the month, and say whether there were any.

    Unlike every other change this one is told neither who nor when: nobody is to know.
    """
    given = {question: answers.get(question, "") for question in QUESTIONS}
    if not any(given.values()):
        return False
    with transaction.atomic(durable=True):
        month = wording.local_date(at).replace(day=1)
        EqualityResponse.objects.create(term=term, month=month, **given)
    return True
