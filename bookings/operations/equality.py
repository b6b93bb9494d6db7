"""Keeping answers to the equality questions, so that they lead to nobody."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from django.db import transaction

from bookings.models import EqualityResponse
from courses.models import Term
from home.queries import wording

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

QUESTIONS = ("age", "gender", "ethnic_group", "disability", "orientation", "belief")


def keep_answers(*, term: Term, answers: Mapping[str, str], at: dt.datetime) -> bool:
    """Keep one person's answers with the term and the month, and say whether there were any.

    Unlike every other change this one is told neither who nor when: nobody is to know. A
    database keeps its rows in the order in which they came, which would tell it all the same. So
    all answers of the month are written anew each time, in an order and with keys drawn at random.
    """
    given = {question: answers.get(question, "") for question in QUESTIONS}
    if not any(given.values()):
        return False
    with transaction.atomic(durable=True):
        Term.objects.select_for_update(no_key=True).get(pk=term.pk)
        month = wording.local_date(at).replace(day=1)
        same = EqualityResponse.objects.filter(term=term, month=month)
        kept = [*same.values(*QUESTIONS), given]
        same.delete()
        random.SystemRandom().shuffle(kept)
        EqualityResponse.objects.bulk_create(
            EqualityResponse(term=term, month=month, **one) for one in kept
        )
    return True
