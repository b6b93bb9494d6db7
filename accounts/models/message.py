"""The outbox: one row for each thing we have to tell someone."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q

from accounts.enums import Channel, MessageStatus, Pace
from accounts.models.student import Student
from accounts.personal_data import BLANKED, PersonalData, kept

if TYPE_CHECKING:
    import datetime as dt

_WORKING = kept("the office must be able to see that something was sent")


class MessageQuerySet(models.QuerySet["Message"]):
    """Ways of choosing messages."""

    def unfinished(self) -> MessageQuerySet:
        """Return what the worker still has to deliver."""
        return self.filter(status__in=MessageStatus.UNFINISHED)

    def for_the_office(self) -> MessageQuerySet:
        """Return what the office has to pass on by phone or letter."""
        return self.filter(status=MessageStatus.FOR_OFFICE)

    def to_ring(self) -> MessageQuerySet:
        """Return what the office has to tell people on the phone, the most urgent first."""
        return (
            self.readable()
            .for_the_office()
            .filter(channel=Channel.PHONE, composed_at__isnull=False)
            .select_related("student")
            .order_by(F("deadline_at").asc(nulls_last=True), "created_at", "pk")
        )

    def to_post(self) -> MessageQuerySet:
        """Return the letters that are in no batch yet, the oldest first."""
        return (
            self.readable()
            .for_the_office()
            .filter(channel=Channel.LETTER, composed_at__isnull=False, batch=None)
            .select_related("student")
            .order_by("created_at", "pk")
        )

    def with_old_words(self, before: dt.datetime) -> MessageQuerySet:
        """Return what is so old that its words go, but for what the worker has yet to deliver.

        Calls and letters that nobody got round to are among it.
        """
        old = self.filter(created_at__lt=before, words_gone_at=None)
        return old.exclude(status__in=MessageStatus.UNFINISHED)

    def to_ask_about(self, at: dt.datetime) -> MessageQuerySet:
        """Return the texts of which the service should know by now whether they arrived."""
        return self.filter(ask_at__lte=at).order_by("ask_at", "pk")

    def readable(self) -> MessageQuerySet:
        """Return what staff may read: everything but sign-in codes."""
        return self.filter(is_secret=False)


class Message(models.Model):
    """One thing to tell one person, written down in the transaction that caused it.

    ``facts`` holds ids only. The parts are composed from them at the first attempt,
    and are the same at every later one.
    """

    # Editors can read that index.
    wagtail_reference_index_ignore: ClassVar = True
    personal_data: ClassVar = PersonalData(
        person="student",
        fields={
            "id": _WORKING,
            "uuid": _WORKING,
            "kind": _WORKING,
            "student": _WORKING,
            "channel": _WORKING,
            "to_address": BLANKED,
            "facts": _WORKING,
            "dedupe_key": _WORKING,
            "is_secret": _WORKING,
            "pace": _WORKING,
            "is_news": _WORKING,
            "words_gone_at": _WORKING,
            "deadline_at": _WORKING,
            "sender_name": _WORKING,
            "batch": _WORKING,
            "subject": BLANKED,
            "text": BLANKED,
            "short": BLANKED,
            "html": BLANKED,
            "calendar": BLANKED,
            "calendar_method": _WORKING,
            "status": _WORKING,
            "created_at": _WORKING,
            "composed_at": _WORKING,
            "due_at": _WORKING,
            "claimed_at": _WORKING,
            "finished_at": _WORKING,
            "ask_at": _WORKING,
            "arrived_at": _WORKING,
            "attempt_count": _WORKING,
        },
    )

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=40)
    student = models.ForeignKey(
        Student, on_delete=models.PROTECT, related_name="messages", null=True, blank=True
    )
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.EMAIL)
    to_address = models.CharField("to", max_length=254, blank=True)
    facts = models.JSONField(default=dict)
    dedupe_key = models.CharField(max_length=120, unique=True)
    is_secret = models.BooleanField(default=False)
    pace = models.CharField(max_length=4, choices=Pace, default=Pace.SOON)
    is_news = models.BooleanField(
        "news, not about a place of theirs",
        default=False,
        help_text="Goes only to those who asked for it, with a way to stop it.",
    )
    deadline_at = models.DateTimeField(
        null=True, blank=True, help_text="When it is too late to tell them, if ever."
    )

    sender_name = models.CharField(
        max_length=120, blank=True, help_text="Empty: the college's own name."
    )
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    short = models.TextField(blank=True, help_text="The same in a sentence or two, for a text.")
    html = models.TextField(blank=True)
    calendar = models.TextField(blank=True)
    calendar_method = models.CharField(max_length=10, blank=True)

    status = models.CharField(
        max_length=12, choices=MessageStatus, default=MessageStatus.QUEUED, db_index=True
    )
    batch = models.ForeignKey(
        "accounts.LetterBatch",
        on_delete=models.PROTECT,
        related_name="messages",
        null=True,
        blank=True,
        help_text="The letters it was printed with.",
    )
    created_at = models.DateTimeField()
    composed_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    ask_at = models.DateTimeField(
        null=True, blank=True, help_text="When to ask the text service whether the text arrived."
    )
    arrived_at = models.DateTimeField(
        null=True, blank=True, help_text="When we heard that the text was on the telephone."
    )
    words_gone_at = models.DateTimeField(null=True, blank=True)
    attempt_count = models.PositiveSmallIntegerField(default=0)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-id")
        indexes = (
            models.Index(
                fields=("due_at",),
                name="message_unfinished_by_due",
                condition=Q(status__in=("QUEUED", "SENDING")),
            ),
            models.Index(
                fields=("ask_at",),
                name="message_text_to_ask_about",
                condition=Q(ask_at__isnull=False),
            ),
            models.Index(
                fields=("created_at",),
                name="message_with_words_by_age",
                condition=Q(words_gone_at__isnull=True),
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(status__in=MessageStatus.values), name="message_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(channel__in=Channel.values), name="message_channel_is_known"
            ),
            models.CheckConstraint(condition=Q(pace__in=Pace.values), name="message_pace_is_known"),
            models.CheckConstraint(
                condition=~Q(status="SENDING") | Q(claimed_at__isnull=False),
                name="message_being_sent_was_claimed",
            ),
            models.CheckConstraint(
                condition=Q(ask_at__isnull=True)
                | Q(channel="TEXT", status="SENT", finished_at__isnull=False),
                name="message_asked_about_is_a_text_taken",
            ),
            models.CheckConstraint(
                condition=Q(due_at__gte=F("created_at")), name="message_due_after_created"
            ),
        )

    def __str__(self) -> str:
        """Return the kind and a short mark, never the person."""
        return f"{self.kind} {str(self.uuid)[:8]}"


class MessageAttempt(models.Model):
    """One try at delivering a message, and how it ended. Only ever added to."""

    # Editors can read that index.
    wagtail_reference_index_ignore: ClassVar = True
    personal_data: ClassVar = PersonalData(
        person="message__student",
        fields={
            "id": _WORKING,
            "message": _WORKING,
            "at": _WORKING,
            "succeeded": _WORKING,
            "answer": BLANKED,
        },
    )

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    succeeded = models.BooleanField()
    answer = models.CharField(max_length=300, blank=True, help_text="What the mail server said.")

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        """Return how the attempt ended."""
        return "delivered" if self.succeeded else "not delivered"
