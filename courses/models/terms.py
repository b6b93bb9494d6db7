"""Terms: the parts of the college's year."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from accounts.personal_data import NoPersonalData

if TYPE_CHECKING:
    import datetime as dt


class Term(ClusterableModel):
    """One term, with its holidays and the moment its booking opens."""

    personal_data: ClassVar = NoPersonalData("Dates of the college's year.")

    name = models.CharField(max_length=60, unique=True, help_text="For example: Spring 2027")
    starts_on = models.DateField()
    ends_on = models.DateField()
    booking_opens_at = models.DateTimeField(help_text="In the college's own time.")
    is_paused = models.BooleanField(
        default=False, help_text="Nothing new can be booked while a term is paused."
    )
    paused_note = models.CharField(
        max_length=200, blank=True, help_text="Shown to students while the term is paused."
    )
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("-starts_on",)
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="term_ends_after_it_starts",
                violation_error_message="The term has to end after it starts.",
            ),
        )

    def __str__(self) -> str:
        """Return the term's name."""
        return self.name

    def holiday_dates(self) -> set[dt.date]:
        """Return the days of this term without teaching, each by itself."""
        return {day for holiday in self.holidays.all() for day in holiday.days()}


class TermHoliday(models.Model):
    """A break within a term, such as half-term; both days belong to it."""

    personal_data: ClassVar = NoPersonalData("Dates of the college's year.")

    term = ParentalKey(Term, on_delete=models.CASCADE, related_name="holidays")
    name = models.CharField(max_length=60)
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        ordering = ("starts_on",)
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="term_holiday_ends_after_it_starts",
                violation_error_message="The break has to end on or after the day it starts.",
            ),
        )

    def __str__(self) -> str:
        """Return the break's name."""
        return self.name

    def days(self) -> list[dt.date]:
        """Return every day of the break."""
        from_day = self.starts_on.toordinal()
        to_day = self.ends_on.toordinal()
        return [type(self.starts_on).fromordinal(day) for day in range(from_day, to_day + 1)]
