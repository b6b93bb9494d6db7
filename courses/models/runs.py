"""Runs: one delivery of a course that people book, and its dated sessions."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from accounts.enums import StudentKind
from accounts.personal_data import NoPersonalData, PersonalData, kept
from courses.enums import RUN_MOVES, DeliveryMode, RunStatus, SessionStatus
from courses.models.terms import Term
from courses.models.tutors import Tutor
from courses.models.venues import Venue
from home.reminder_days import check_reminder_days

if TYPE_CHECKING:
    import datetime as dt


class CourseRunQuerySet(models.QuerySet["CourseRun"]):
    """Ways of choosing runs."""

    def listed(self) -> CourseRunQuerySet:
        """Return the runs that the prospectus shows."""
        return self.filter(is_listed=True, status__in=RunStatus.PUBLIC)

    def ending_after(self, at: dt.datetime) -> CourseRunQuerySet:
        """Return the runs with a session still to come."""
        coming = CourseSession.objects.filter(run=models.OuterRef("pk"), ends_at__gt=at)
        return self.filter(models.Exists(coming))

    def taught_by(self, tutor: Tutor) -> CourseRunQuerySet:
        """Return the runs this tutor teaches."""
        return self.filter(run_tutors__tutor=tutor)


class CourseRun(ClusterableModel):
    """One delivery of a course: dates, place, tutors, and the places people book.

    One booking holds a place on every session of the run.
    """

    personal_data: ClassVar = NoPersonalData("Dates and places of a course.")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    course = models.ForeignKey("courses.CoursePage", on_delete=models.PROTECT, related_name="runs")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="runs")
    name = models.CharField(
        max_length=80, blank=True, help_text="Only where two runs need telling apart."
    )
    status = models.CharField(max_length=10, choices=RunStatus, default=RunStatus.PREPARING)
    mode = models.CharField(max_length=10, choices=DeliveryMode, default=DeliveryMode.IN_PERSON)
    venue = models.ForeignKey(
        Venue, on_delete=models.PROTECT, related_name="runs", null=True, blank=True
    )
    online_link = models.URLField(
        blank=True, help_text="Only people with a place and the tutors see it."
    )
    online_link_days = models.PositiveSmallIntegerField(
        "show the link so many days before the start",
        null=True,
        blank=True,
        help_text="Empty: as soon as somebody has a place.",
    )
    capacity = models.PositiveSmallIntegerField(default=12)
    minimum_places = models.PositiveSmallIntegerField(default=4)
    is_listed = models.BooleanField(
        "shown in the prospectus", default=True, help_text="Off for a ward or one organisation."
    )
    is_drop_in = models.BooleanField("drop-in, no booking", default=False)
    last_joining_session = models.PositiveSmallIntegerField(
        "people may join until session", default=1
    )
    first_session_required = models.BooleanField(
        "the first session is needed",
        default=False,
        help_text="Nobody joins after it has begun. Who cannot come is told why it matters.",
    )
    reminder_days = models.CharField(
        "remind students, days before each session",
        max_length=40,
        blank=True,
        validators=[check_reminder_days],
        help_text=(
            "With commas between, for example 7, 2, 0; 0 is the morning of the day. Empty: as the "
            "college does. Write “none” for no reminders."
        ),
    )
    shares_until = models.DateField(
        "keep the shares until",
        null=True,
        blank=True,
        help_text="From this day on, places that are still free are for everybody.",
    )
    private_key = models.CharField(
        max_length=43,
        null=True,
        blank=True,
        unique=True,
        editable=False,
        help_text="Part of the private link to a run that is not shown in the prospectus.",
    )
    booking_opens_at = models.DateTimeField(
        null=True, blank=True, help_text="Empty: when the term's booking opens."
    )
    booking_closes_at = models.DateTimeField(
        null=True, blank=True, help_text="Empty: when the last joining session starts."
    )
    goes_first_served_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="When those who go first were put on its list, before anybody could book.",
    )
    tutor_exception_reason = models.CharField(
        max_length=200,
        blank=True,
        help_text="Why this run may open without two tutors, one of them a peer.",
    )
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_reason = models.CharField(
        max_length=200, blank=True, help_text="Shown to the students who had a place."
    )
    tutors = models.ManyToManyField(Tutor, through="RunTutor", related_name="runs")
    changed_at = models.DateTimeField(auto_now=True)

    objects = CourseRunQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        verbose_name = "run"
        indexes = (models.Index(fields=("changed_at",), name="run_by_change"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(status__in=RunStatus.values), name="run_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(mode__in=DeliveryMode.values), name="run_mode_is_known"
            ),
            models.CheckConstraint(
                condition=Q(capacity__gte=1),
                name="run_has_room_for_somebody",
                violation_error_message="A run needs room for at least one person.",
            ),
            models.CheckConstraint(
                condition=Q(mode="ONLINE") | Q(venue__isnull=False) | Q(status="PREPARING"),
                name="run_in_person_has_a_venue",
                violation_error_message="Choose a venue: people come in person.",
            ),
            models.CheckConstraint(
                condition=Q(status="CANCELLED", cancelled_at__isnull=False)
                | (~Q(status="CANCELLED") & Q(cancelled_at__isnull=True)),
                name="run_cancelled_says_when",
            ),
            models.CheckConstraint(
                condition=Q(booking_opens_at__isnull=True)
                | Q(booking_closes_at__isnull=True)
                | Q(booking_closes_at__gt=F("booking_opens_at")),
                name="run_booking_closes_after_it_opens",
                violation_error_message="Booking has to close after it opens.",
            ),
        )

    def __str__(self) -> str:
        """Return the course, the term and what tells this run apart."""
        parts = [str(self.course), str(self.term), self.name]
        return " · ".join(part for part in parts if part)

    def can_move_to(self, status: RunStatus) -> bool:
        """Say whether the run may change to this status."""
        return status in RUN_MOVES[RunStatus(self.status)]


class RunShare(models.Model):
    """A part of a run's places that is kept for some kinds of students for a while."""

    personal_data: ClassVar = NoPersonalData("How a run's places are divided.")

    run = ParentalKey(CourseRun, on_delete=models.CASCADE, related_name="shares")
    percent = models.PositiveSmallIntegerField(
        "share of the places, in percent", help_text="Rounded down; what is left is for everybody."
    )
    for_own_experience = models.BooleanField("people with their own experience", default=False)
    for_carers = models.BooleanField("carers, family and friends", default=False)
    for_staff = models.BooleanField("staff", default=False)
    for_public = models.BooleanField("everybody else", default=False)

    class Meta:
        ordering = ("id",)
        verbose_name = "share of the places"
        constraints = (
            models.CheckConstraint(
                condition=Q(percent__gte=1, percent__lte=100),
                name="run_share_is_a_part",
                violation_error_message="Write a number from 1 to 100.",
            ),
            models.CheckConstraint(
                condition=Q(for_own_experience=True)
                | Q(for_carers=True)
                | Q(for_staff=True)
                | Q(for_public=True),
                name="run_share_is_for_somebody",
                violation_error_message="Tick whom these places are for.",
            ),
        )

    def __str__(self) -> str:
        """Return the part."""
        return f"{self.percent}%"

    @property
    def kinds(self) -> frozenset[str]:
        """Return the kinds of students these places are kept for."""
        ticks = {
            StudentKind.OWN_EXPERIENCE: self.for_own_experience,
            StudentKind.CARER: self.for_carers,
            StudentKind.STAFF: self.for_staff,
            StudentKind.PUBLIC: self.for_public,
        }
        return frozenset(kind.value for kind, ticked in ticks.items() if ticked)


class RunTutor(models.Model):
    """One tutor teaches one run. There is no first or second tutor."""

    personal_data: ClassVar = PersonalData(
        person="tutor__user",
        fields={
            "id": kept("who taught is part of the record"),
            "run": kept("who taught is part of the record"),
            "tutor": kept("who taught is part of the record"),
        },
    )

    run = ParentalKey(CourseRun, on_delete=models.CASCADE, related_name="run_tutors")
    tutor = models.ForeignKey(Tutor, on_delete=models.PROTECT, related_name="run_tutors")

    class Meta:
        ordering = ("tutor__name",)
        constraints = (
            models.UniqueConstraint(
                fields=("run", "tutor"),
                name="run_tutor_once",
                violation_error_message="This tutor already teaches this run.",
            ),
        )

    def __str__(self) -> str:
        """Return the tutor's name."""
        return str(self.tutor)


class CourseSessionQuerySet(models.QuerySet["CourseSession"]):
    """Ways of choosing sessions."""

    def planned(self) -> CourseSessionQuerySet:
        """Return the sessions that take place or took place."""
        return self.filter(status=SessionStatus.PLANNED)

    def ending_after(self, at: dt.datetime) -> CourseSessionQuerySet:
        """Return the sessions that are not over."""
        return self.filter(ends_at__gt=at)


class CourseSession(models.Model):
    """One dated session of a run: the thing with a register."""

    personal_data: ClassVar = NoPersonalData("A date and a place.")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    run = ParentalKey(CourseRun, on_delete=models.CASCADE, related_name="sessions")
    starts_at = models.DateTimeField(help_text="In the college's own time.")
    ends_at = models.DateTimeField(help_text="In the college's own time.")
    title = models.CharField(max_length=120, blank=True, help_text="What this session is about.")
    venue = models.ForeignKey(
        Venue,
        on_delete=models.PROTECT,
        related_name="sessions",
        null=True,
        blank=True,
        help_text="Only where it differs from the run's.",
    )
    status = models.CharField(max_length=10, choices=SessionStatus, default=SessionStatus.PLANNED)
    is_optional = models.BooleanField(
        default=False, help_text="Does not count towards the certificate."
    )
    changed_at = models.DateTimeField(auto_now=True)

    objects = CourseSessionQuerySet.as_manager()

    class Meta:
        ordering = ("starts_at", "id")
        verbose_name = "session"
        indexes = (
            models.Index(fields=("starts_at",), name="session_by_start"),
            models.Index(fields=("ends_at",), name="session_by_end"),
            models.Index(fields=("changed_at",), name="session_by_change"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("run", "starts_at"),
                name="session_starts_once_per_run",
                violation_error_message="This run already has a session at that time.",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="session_ends_after_it_starts",
                violation_error_message="The session has to end after it starts.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=SessionStatus.values), name="session_status_is_known"
            ),
        )

    def __str__(self) -> str:
        """Return the session's topic or its start in UTC."""
        return self.title or f"{self.starts_at:%Y-%m-%d %H:%M}"
