"""Answers to the equality questions: nobody's, but a term's."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import TruncMonth

from accounts.personal_data import NoPersonalData
from bookings.enums import AgeBand, Belief, Disability, EthnicGroup, Gender, Orientation
from courses.models import Term


class EqualityResponse(models.Model):
    """What one person chose to say, kept without any way back to the person.

    The key is drawn at random, so that it tells no order, and so is the place among the others
    (`bookings/operations/equality.py`). Beside the answers there is only the term and the month:
    no booking, no run, no student, no login, no day.
    """

    personal_data: ClassVar = NoPersonalData("Nothing in it leads to a person.")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="equality_responses")
    month = models.DateField(help_text="The first day of the month in which it was given.")
    age = models.CharField(max_length=15, choices=AgeBand, blank=True)
    gender = models.CharField(max_length=15, choices=Gender, blank=True)
    ethnic_group = models.CharField(max_length=15, choices=EthnicGroup, blank=True)
    disability = models.CharField(max_length=15, choices=Disability, blank=True)
    orientation = models.CharField(max_length=15, choices=Orientation, blank=True)
    belief = models.CharField(max_length=15, choices=Belief, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(month=TruncMonth(F("month"))), name="equality_tells_no_day"
            ),
            models.CheckConstraint(
                condition=Q(age__in=("", *AgeBand.values))
                & Q(gender__in=("", *Gender.values))
                & Q(ethnic_group__in=("", *EthnicGroup.values))
                & Q(disability__in=("", *Disability.values))
                & Q(orientation__in=("", *Orientation.values))
                & Q(belief__in=("", *Belief.values)),
                name="equality_answers_are_known",
            ),
        )

    def __str__(self) -> str:
        """Return nothing that tells one from another."""
        return "Answers to the equality questions"
