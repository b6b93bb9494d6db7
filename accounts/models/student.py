"""The student: a person who learns here, with or without a login."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts import quiet
from accounts.enums import AccessKind, Agreed, Channel, StudentKind
from accounts.personal_data import BLANKED, EXPORTED, PersonalData, kept
from accounts.phones import can_be_texted

if TYPE_CHECKING:
    import datetime as dt


class StudentQuerySet(models.QuerySet["Student"]):
    """Ways of choosing students."""

    def reachable_by(self, user: object) -> StudentQuerySet:
        """Return the students this login may act for."""
        return self.filter(accesses__user=user)

    def present(self) -> StudentQuerySet:
        """Return one record for each person: those joined with another are only pointers."""
        return self.filter(merged_into=None)


class Student(models.Model):
    """A person who learns here. May have no email and no login at all."""

    # Editors can read that index.
    wagtail_reference_index_ignore: ClassVar = True
    personal_data: ClassVar = PersonalData(
        person="self",
        fields={
            "id": kept("bookings point at it, so that counts stay right"),
            "uuid": kept("bookings point at it"),
            "name": BLANKED,
            "certificate_name": BLANKED,
            "pronouns": BLANKED,
            "email": BLANKED,
            "phone": BLANKED,
            "postal_address": BLANKED,
            "contact_by": BLANKED,
            "may_text": BLANKED,
            "may_leave_message": BLANKED,
            "quiet_from": BLANKED,
            "quiet_until": BLANKED,
            "is_discreet": BLANKED,
            "names_us_in_calendar": BLANKED,
            "names_us_in_mail": BLANKED,
            "names_us_in_texts": BLANKED,
            "refused_email": BLANKED,
            "refused_phone": BLANKED,
            "news_agreed": BLANKED,
            "news_agreed_at": BLANKED,
            "is_adult": BLANKED,
            "is_in_area": BLANKED,
            "kind": BLANKED,
            "shows_name_on_check": BLANKED,
            "link_series": kept("links in messages of an earlier series have stopped working"),
            "joined_at": kept("counts of new students by term"),
            "changed_at": kept("says when the record last changed"),
            "merged_into": kept("leads from a second record to the person"),
            "merged_at": kept("leads from a second record to the person"),
            "users": EXPORTED,
        },
    )

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(
        "name", max_length=120, help_text="What this person likes to be called."
    )
    certificate_name = models.CharField(
        "name on certificates",
        max_length=120,
        blank=True,
        help_text="Leave empty to use the name above.",
    )
    pronouns = models.CharField(max_length=40, blank=True)
    email = models.EmailField(
        "email address", blank=True, help_text="May be empty, or shared with someone."
    )
    phone = models.CharField(max_length=30, blank=True)
    postal_address = models.TextField(blank=True)
    contact_by = models.CharField(
        "likes to hear from us by", max_length=10, choices=Channel, default=Channel.EMAIL
    )
    may_text = models.BooleanField("safe to text", default=False)
    may_leave_message = models.BooleanField(
        "safe to leave a message",
        default=False,
        help_text="With somebody else who answers, or on an answering machine.",
    )
    quiet_from = models.TimeField("leave in peace from", null=True, blank=True)
    quiet_until = models.TimeField("leave in peace until", null=True, blank=True)
    is_discreet = models.BooleanField(
        "discreet messages",
        default=False,
        help_text="Mails, texts and calendar say “Appointment”; envelopes do not name us.",
    )
    names_us_in_calendar = models.BooleanField("calendar may name the course", default=False)
    names_us_in_mail = models.BooleanField("sender and subject may name us", default=False)
    names_us_in_texts = models.BooleanField("texts may name us", default=False)
    refused_email = models.EmailField(
        "email address that does not work", blank=True, editable=False
    )
    refused_phone = models.CharField(
        "phone number that texts do not reach", max_length=30, blank=True, editable=False
    )
    news_agreed = models.CharField(
        "asked for our news",
        max_length=10,
        choices=Agreed,
        blank=True,
        help_text="How they said so. Empty: they get no newsletter, only what is about them.",
    )
    news_agreed_at = models.DateTimeField(null=True, blank=True, editable=False)
    is_adult = models.BooleanField("is old enough for our courses", null=True, blank=True)
    is_in_area = models.BooleanField("lives, works or studies in our area", null=True, blank=True)
    kind = models.CharField(
        "how they come to us",
        max_length=15,
        choices=StudentKind,
        blank=True,
        help_text="Empty: not asked, or not said. Tutors do not see it.",
    )
    shows_name_on_check = models.BooleanField(
        "show my name to people who check my certificate", default=False
    )
    link_series = models.PositiveSmallIntegerField(
        default=0,
        editable=False,
        help_text="Of the links in messages that work; it rises when earlier ones have to stop.",
    )
    joined_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(auto_now=True)
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged_records",
        help_text="The record of the same person that everything was moved to.",
    )
    merged_at = models.DateTimeField(null=True, blank=True, editable=False)
    users = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        through="StudentAccess",
        through_fields=("student", "user"),
        related_name="students",
    )

    objects = StudentQuerySet.as_manager()

    class Meta:
        ordering = ("name", "id")
        indexes = (
            models.Index(fields=("name",), name="student_by_name"),
            models.Index(fields=("email",), name="student_by_email"),
            models.Index(fields=("phone",), name="student_by_phone"),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(contact_by__in=Channel.values),
                name="student_contact_by_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | models.Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="student_quiet_hours_begin_and_end",
            ),
            models.CheckConstraint(
                condition=models.Q(news_agreed="", news_agreed_at__isnull=True)
                | models.Q(news_agreed__in=Agreed.values, news_agreed_at__isnull=False),
                name="student_asked_for_news_how_and_when",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=("", *StudentKind.values)),
                name="student_kind_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into__isnull=True, merged_at__isnull=True)
                | models.Q(merged_into__isnull=False, merged_at__isnull=False),
                name="student_merged_says_when",
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into__isnull=True)
                | ~models.Q(merged_into=models.F("id")),
                name="student_merged_into_another",
            ),
        )

    def __str__(self) -> str:
        """Return the name the student goes by."""
        return self.name

    @property
    def name_for_certificate(self) -> str:
        """Return the name to print on a certificate."""
        return self.certificate_name or self.name

    @property
    def channel(self) -> Channel:
        """Return how we can really reach this student: only in a way that works and is safe."""
        wish = Channel(self.contact_by)
        if wish == Channel.TEXT and self.number_is_refused:
            return Channel.PHONE
        if wish == Channel.TEXT:
            wish = Channel.TEXT if self.can_be_texted else Channel.EMAIL
        if wish == Channel.EMAIL and not self.email_works:
            return Channel.PHONE if self.phone else Channel.LETTER
        return wish

    def can_be_reached(self, *, without: str = "") -> bool:
        """Say whether there is any way to reach this student, besides one email address."""
        email = self.email if self.email.lower() != without.lower() else ""
        return bool(email or self.phone or self.postal_address)

    @property
    def email_works(self) -> bool:
        """Say whether there is an address, as far as we know a good one."""
        return bool(self.email) and self.email.lower() != self.refused_email.lower()

    @property
    def number_is_refused(self) -> bool:
        """Say whether a text to this number was refused for good: then we ring it at once."""
        return bool(self.phone) and self.phone == self.refused_phone

    @property
    def can_be_texted(self) -> bool:
        """Say whether there is a number that is safe to text, and a college that sends texts."""
        return bool(settings.TEXT_SENDER) and self.may_text and can_be_texted(self.phone)

    @property
    def quiet_hours(self) -> tuple[dt.time, dt.time] | None:
        """Return when this student wants to be left in peace, if they said so."""
        if self.quiet_from is None or self.quiet_until is None:
            return None
        return self.quiet_from, self.quiet_until

    @property
    def quiet_words(self) -> str:
        """Write these hours as people say them; empty where there are none."""
        return quiet.hours_words(self.quiet_hours)

    @property
    def names_us_in(self) -> str:
        """Say where discreet messages may name us after all; empty where nowhere."""
        places = {
            "in your calendar": self.names_us_in_calendar,
            "in the sender and subject of emails": self.names_us_in_mail,
            "in texts": self.names_us_in_texts,
        }
        return " or ".join(words for words, may_name in places.items() if may_name)

    def address_for(self, channel: Channel) -> str:
        """Return where a message goes that travels by itself."""
        return self.phone if channel == Channel.TEXT else self.email


def shown_to(user: object, *, since: str) -> models.Q:
    """Return the condition for rows about students whom a login may be shown.

    To the student everything; to a helper what is from the time since they were let in, which
    the field ``since`` of the row says. For models with a foreign key ``student``.
    """
    own = models.Q(student__accesses__kind=AccessKind.SELF)
    later = models.Q(**{f"{since}__gte": models.F("student__accesses__granted_at")})
    return models.Q(student__accesses__user=user) & (own | later)


class StudentAccess(models.Model):
    """One login may act for one student, as the student or as someone who helps."""

    # Editors can read that index.
    wagtail_reference_index_ignore: ClassVar = True
    personal_data: ClassVar = PersonalData(
        person="student",
        fields={
            "id": EXPORTED,
            "user": EXPORTED,
            "student": EXPORTED,
            "kind": EXPORTED,
            "granted_at": EXPORTED,
            "granted_by": EXPORTED,
            "agreed": EXPORTED,
            "agreed_on": EXPORTED,
        },
    )

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="accesses"
    )
    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="accesses")
    kind = models.CharField(max_length=10, choices=AccessKind, default=AccessKind.SELF)
    granted_at = models.DateTimeField(default=timezone.now, editable=False)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="accesses_granted",
        help_text="Who in the office linked this login, if anybody.",
    )
    agreed = models.CharField(
        "how the student agreed", max_length=10, choices=Agreed, blank=True, editable=False
    )
    agreed_on = models.DateField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name_plural = "student accesses"
        constraints = (
            models.UniqueConstraint(
                fields=("user", "student"), name="student_access_once_per_login"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=AccessKind.values), name="student_access_kind_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(agreed__in=["", *Agreed.values]),
                name="student_access_agreed_is_known",
            ),
        )

    def __str__(self) -> str:
        """Return who may act for whom."""
        return f"{self.user} for {self.student}"
