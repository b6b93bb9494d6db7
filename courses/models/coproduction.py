"""How a course was made, and by whom."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from accounts.personal_data import BLANKED, NoPersonalData, PersonalData, kept
from courses.enums import Credit, Perspective, Stage

_SHARE = kept("shows which knowledge shaped the course")


class CoProductionRecord(ClusterableModel):
    """The record of one course's making."""

    personal_data: ClassVar = NoPersonalData("People are in its contributions.")

    course = models.OneToOneField(
        "courses.CoursePage", on_delete=models.CASCADE, related_name="coproduction_record"
    )
    stage = models.CharField(max_length=12, choices=Stage, default=Stage.IDEA)
    what_changed = models.TextField(
        blank=True, help_text="What is different because people shaped it together."
    )
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "co-production record"
        ordering = ("course__title",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(stage__in=Stage.values), name="coproduction_stage_is_known"
            ),
        )

    def __str__(self) -> str:
        """Return which course the record belongs to."""
        return f"How “{self.course}” was made"


class Contribution(models.Model):
    """One person's part in making a course, named as that person chose."""

    personal_data: ClassVar = PersonalData(
        person="user",
        fields={
            "id": _SHARE,
            "record": _SHARE,
            "user": BLANKED,
            "name": BLANKED,
            "role": BLANKED,
            "perspective": _SHARE,
            "credit": BLANKED,
            "what": BLANKED,
            "contributed_on": _SHARE,
        },
    )

    record = ParentalKey(CoProductionRecord, on_delete=models.CASCADE, related_name="contributions")
    user = models.ForeignKey(
        "accounts.User",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="contributions",
    )
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=120, blank=True)
    perspective = models.CharField(max_length=20, choices=Perspective)
    credit = models.CharField(
        "wants to be named by", max_length=12, choices=Credit, default=Credit.NONE
    )
    what = models.CharField("what they did", max_length=200, blank=True)
    contributed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("perspective", "name")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(perspective__in=Perspective.values),
                name="contribution_perspective_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(credit__in=Credit.values), name="contribution_credit_is_known"
            ),
        )

    def __str__(self) -> str:
        """Return the credit, never more than the person chose."""
        return self.credited_as or self.get_perspective_display()

    @property
    def credited_as(self) -> str:
        """Return how to name this person in public; empty where they chose not to be named."""
        match self.credit:
            case Credit.FULL_NAME:
                return self.name
            case Credit.FIRST_NAME:
                return self.name.split()[0] if self.name.split() else ""
            case Credit.ROLE:
                return self.role
            case _:
                return ""
