"""The waiting list: who waits for a run, what they were offered, and everything that happened."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from accounts.models import Student, shown_to
from accounts.personal_data import BLANKED, EXPORTED, PersonalData, kept
from bookings.enums import (
    ENTRY_MOVES,
    OFFER_MOVES,
    Agreed,
    EntryStatus,
    InterestKind,
    OfferStatus,
)
from bookings.models.booking import Booking
from courses.models import CourseRun

if TYPE_CHECKING:
    import datetime as dt

_FAIRNESS = kept("who waited for how long must stay explainable")


class WaitingListEntryQuerySet(models.QuerySet["WaitingListEntry"]):
    """Ways of choosing entries."""

    def live(self) -> WaitingListEntryQuerySet:
        """Return the entries that still wait or have been offered a place."""
        return self.filter(status__in=EntryStatus.LIVE)

    def in_order(self) -> WaitingListEntryQuerySet:
        """Return the entries in the order in which places are offered."""
        return self.order_by("rank", "id")

    def reachable_by(self, user: object) -> WaitingListEntryQuerySet:
        """Return the entries this login may see: its own, or begun anew since it helps."""
        came_alive = EntryEvent.objects.filter(
            ~Q(from_status__in=EntryStatus.LIVE),
            entry=OuterRef("pk"),
            to_status__in=EntryStatus.LIVE,
            at__gte=OuterRef("student__accesses__granted_at"),
        )
        shown = shown_to(user, since="joined_at")
        theirs = Q(student__accesses__user=user)
        return self.filter(theirs & (shown | Exists(came_alive)))


class WaitingListEntry(models.Model):
    """One student, alone or with a supporter, waits for one run.

    A student who joins again after leaving gets a new entry, at the end. ``rank`` is the
    order and nothing else: it has gaps, so that somebody can be moved between two others.
    """

    # Editors can read that index.
    wagtail_reference_index_ignore: ClassVar = True
    personal_data: ClassVar = PersonalData(
        person="student",
        fields={
            "id": _FAIRNESS,
            "uuid": _FAIRNESS,
            "run": _FAIRNESS,
            "student": _FAIRNESS,
            "status": _FAIRNESS,
            "rank": _FAIRNESS,
            "places": _FAIRNESS,
            "supporter_name": BLANKED,
            "books_straight_in": EXPORTED,
            "shares_needs": EXPORTED,
            "instead_of": _FAIRNESS,
            "times_unanswered": _FAIRNESS,
            "set_aside": EXPORTED,
            "dates_told": kept("what they were told of the dates, to tell them what changes"),
            "joined_at": _FAIRNESS,
            "joined_by": _FAIRNESS,
            "ended_at": _FAIRNESS,
            "changed_at": _FAIRNESS,
        },
    )

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    run = models.ForeignKey(CourseRun, on_delete=models.PROTECT, related_name="waiting_list")
    student = models.ForeignKey(
        Student, on_delete=models.PROTECT, related_name="waiting_list_entries"
    )
    status = models.CharField(max_length=15, choices=EntryStatus, default=EntryStatus.WAITING)
    rank = models.BigIntegerField(help_text="The order of the list; only comparisons matter.")
    places = models.PositiveSmallIntegerField(
        default=1, help_text="2 where a supporter comes along."
    )
    supporter_name = models.CharField(max_length=120, blank=True)
    books_straight_in = models.BooleanField(
        "book me straight in", default=False, help_text="Instead of being asked first."
    )
    shares_needs = models.BooleanField(
        "this run's tutors may see the student's needs", default=False
    )
    instead_of = models.ForeignKey(
        Booking,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="waiting_to_move",
        help_text="The place that is given up when this one is taken.",
    )
    times_unanswered = models.PositiveSmallIntegerField(
        default=0, help_text="How many offers ran out without an answer."
    )
    set_aside = models.JSONField(
        "rules set aside", default=list, blank=True, help_text="For the reason in the history."
    )
    dates_told = models.JSONField(
        null=True, blank=True, help_text="The dates and places that they have heard of."
    )
    joined_at = models.DateTimeField()
    joined_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="waiting_list_entries_made",
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()

    objects = WaitingListEntryQuerySet.as_manager()

    class Meta:
        ordering = ("rank", "id")
        verbose_name = "waiting list entry"
        verbose_name_plural = "waiting list entries"
        indexes = (
            models.Index(
                fields=("run", "rank"),
                name="entry_live_by_rank",
                condition=Q(status__in=("WAITING", "OFFERED")),
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("run", "student"),
                condition=Q(status__in=("WAITING", "OFFERED")),
                name="entry_one_live_per_student_and_run",
            ),
            models.CheckConstraint(
                condition=Q(status__in=EntryStatus.values), name="entry_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(places__gte=1, places__lte=2), name="entry_waits_for_one_or_two_places"
            ),
            models.CheckConstraint(
                condition=Q(status__in=("WAITING", "OFFERED"), ended_at__isnull=True)
                | (~Q(status__in=("WAITING", "OFFERED")) & Q(ended_at__isnull=False)),
                name="entry_ended_says_when",
            ),
        )

    def __str__(self) -> str:
        """Return a short mark that names nobody."""
        return f"Entry {str(self.uuid)[:8]}"

    @property
    def is_live(self) -> bool:
        """Say whether the entry still waits or has been offered a place."""
        return self.status in EntryStatus.LIVE

    def can_move_to(self, status: EntryStatus) -> bool:
        """Say whether the entry may change to this status."""
        return status in ENTRY_MOVES[EntryStatus(self.status)]


class OfferQuerySet(models.QuerySet["Offer"]):
    """Ways of choosing offers."""

    def open(self) -> OfferQuerySet:
        """Return the offers that hold a place, also those whose time is over but not tidied."""
        return self.filter(status=OfferStatus.OPEN)


class Offer(models.Model):
    """A place, or two, held for one entry until a time; then it goes on to the next."""

    # Editors can read that index.
    wagtail_reference_index_ignore: ClassVar = True
    personal_data: ClassVar = PersonalData(
        person="entry__student",
        fields={
            "id": _FAIRNESS,
            "uuid": _FAIRNESS,
            "entry": _FAIRNESS,
            "run": _FAIRNESS,
            "places": _FAIRNESS,
            "status": _FAIRNESS,
            "made_at": _FAIRNESS,
            "answer_by": _FAIRNESS,
            "ended_at": _FAIRNESS,
            "ended_by": _FAIRNESS,
        },
    )

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    entry = models.ForeignKey(WaitingListEntry, on_delete=models.PROTECT, related_name="offers")
    # The entry's run, beside it so that held places are counted without a join.
    run = models.ForeignKey(CourseRun, on_delete=models.PROTECT, related_name="offers")
    places = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(max_length=10, choices=OfferStatus, default=OfferStatus.OPEN)
    made_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="offers_ended",
    )

    objects = OfferQuerySet.as_manager()

    class Meta:
        ordering = ("made_at", "id")
        indexes = (
            models.Index(fields=("run",), name="offer_open_by_run", condition=Q(status="OPEN")),
            models.Index(
                fields=("answer_by",), name="offer_open_by_answer_by", condition=Q(status="OPEN")
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("entry",), condition=Q(status="OPEN"), name="offer_one_open_per_entry"
            ),
            models.CheckConstraint(
                condition=Q(status__in=OfferStatus.values), name="offer_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(places__gte=1, places__lte=2), name="offer_holds_one_or_two_places"
            ),
            models.CheckConstraint(
                condition=Q(answer_by__gt=F("made_at")), name="offer_ends_after_it_is_made"
            ),
            models.CheckConstraint(
                condition=Q(status="OPEN", ended_at__isnull=True)
                | (~Q(status="OPEN") & Q(ended_at__isnull=False)),
                name="offer_ended_says_when",
            ),
        )

    def __str__(self) -> str:
        """Return a short mark that names nobody."""
        return f"Offer {str(self.uuid)[:8]}"

    def is_open(self, at: dt.datetime) -> bool:
        """Say whether the offer can be answered at this moment; times decide, not tidying up."""
        return self.status == OfferStatus.OPEN and at < self.answer_by

    def can_move_to(self, status: OfferStatus) -> bool:
        """Say whether the offer may change to this status."""
        return status in OFFER_MOVES[OfferStatus(self.status)]


class EntryEvent(models.Model):
    """One thing that happened to an entry, with the order it then had. Only ever added to.

    The last event of each entry up to a moment tells the whole list as it was then.
    """

    # Editors can read that index.
    wagtail_reference_index_ignore: ClassVar = True
    personal_data: ClassVar = PersonalData(
        person="entry__student",
        fields={
            "id": _FAIRNESS,
            "entry": _FAIRNESS,
            "from_status": _FAIRNESS,
            "to_status": _FAIRNESS,
            "offer": _FAIRNESS,
            "rank": _FAIRNESS,
            "places": _FAIRNESS,
            "at": _FAIRNESS,
            "by": _FAIRNESS,
            "agreed": EXPORTED,
            "reason": EXPORTED,
        },
    )

    entry = models.ForeignKey(WaitingListEntry, on_delete=models.CASCADE, related_name="events")
    from_status = models.CharField(max_length=15, choices=EntryStatus, blank=True)
    to_status = models.CharField(max_length=15, choices=EntryStatus)
    offer = models.ForeignKey(
        Offer, on_delete=models.SET_NULL, null=True, blank=True, related_name="events"
    )
    rank = models.BigIntegerField()
    places = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="entry_events",
    )
    agreed = models.CharField(
        "how the student agreed", max_length=10, choices=Agreed, default=Agreed.SELF
    )
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("entry", "at"), name="entry_event_by_time"),)

    def __str__(self) -> str:
        """Return the move."""
        return f"{self.from_status or 'new'} → {self.to_status}"


class CourseInterest(models.Model):
    """A student wants to hear of a course, or comes in front of the next list when it runs again.

    ``GOES_FIRST`` comes from “not this time”, or a cancelled run, and ends with a place.
    """

    # Editors can read that index.
    wagtail_reference_index_ignore: ClassVar = True
    personal_data: ClassVar = PersonalData(
        person="student",
        fields={
            "id": EXPORTED,
            "uuid": EXPORTED,
            "student": EXPORTED,
            "course": EXPORTED,
            "kind": EXPORTED,
            "places": EXPORTED,
            "supporter_name": BLANKED,
            "shares_needs": EXPORTED,
            "had_a_place": EXPORTED,
            "since": EXPORTED,
            "not_for": EXPORTED,
            "ended_at": EXPORTED,
            "answered_by": EXPORTED,
        },
    )

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="interests")
    course = models.ForeignKey(
        "courses.CoursePage", on_delete=models.CASCADE, related_name="interests"
    )
    kind = models.CharField(max_length=10, choices=InterestKind)
    places = models.PositiveSmallIntegerField(default=1)
    supporter_name = models.CharField(max_length=120, blank=True)
    shares_needs = models.BooleanField("the tutors may see the student's needs", default=False)
    had_a_place = models.BooleanField(default=False, help_text="On dates that were cancelled.")
    since = models.DateTimeField(help_text="Who waited longest goes first.")
    not_for = models.JSONField(
        "runs that are not meant",
        default=list,
        blank=True,
        help_text="Those that could be booked already when this was remembered.",
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        CourseRun,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="interests_answered",
        help_text="The run that this student was told of, or put in front of.",
    )

    class Meta:
        ordering = ("since", "id")
        indexes = (
            models.Index(
                fields=("course",), name="interest_open_by_course", condition=Q(ended_at=None)
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("student", "course"),
                condition=Q(ended_at=None),
                name="interest_one_open_per_student_and_course",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=InterestKind.values), name="interest_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(places__gte=1, places__lte=2), name="interest_in_one_or_two_places"
            ),
        )

    def __str__(self) -> str:
        """Return a short mark that names nobody."""
        return f"Interest {str(self.uuid)[:8]}"
