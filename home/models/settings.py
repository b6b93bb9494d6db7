"""What the college's organisers can change about the whole site."""

from __future__ import annotations

import re
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.models import Orderable

from accounts.personal_data import NoPersonalData
from home.enums import BankHolidays
from home.reminder_days import USUAL, check_reminder_days

_HEX_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
MINIMUM_CONTRAST = 4.5
PAPER = "#fbf8f3"
_LINEAR_BELOW = 0.04045


def _luminance(colour: str) -> float:
    """Return the relative luminance of a colour, by WCAG 2.2's own definition."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= _LINEAR_BELOW else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21 (WCAG 2.2, 1.4.3)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def check_accent(colour: str) -> None:
    """Refuse an accent colour that people could not read on the college's paper.

    Raises ValidationError, saying which contrast was found and which is needed.
    """
    if not _HEX_COLOUR.fullmatch(colour):
        msg = "Write the colour as # and six letters or digits, such as #17594a."
        raise ValidationError(msg)
    found = contrast(colour, PAPER)
    if found < MINIMUM_CONTRAST:
        msg = (
            f"This colour is too pale to read on the page: its contrast is {found:.1f} to 1 and "
            f"{MINIMUM_CONTRAST} to 1 is needed. Choose a darker one."
        )
        raise ValidationError(msg)


@register_setting(icon="site")
class CollegeSettings(ClusterableModel, BaseGenericSetting):
    """The college's name, look, contact and rules that hold everywhere."""

    personal_data: ClassVar = NoPersonalData("Facts about the college itself.")

    name = models.CharField("name of the college", max_length=120, default="Recovery College")
    strapline = models.CharField(max_length=160, blank=True)
    logo = models.ForeignKey(
        "wagtailimages.Image",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty: a drawn leaf.",
    )
    accent = models.CharField(
        "accent colour", max_length=7, default="#17594a", validators=[check_accent]
    )
    phone = models.CharField(max_length=30, blank=True)
    phone_hours = models.CharField(
        "when somebody answers", max_length=80, blank=True, help_text="Monday to Friday, 9am to 4pm"
    )
    email = models.EmailField("email for questions", blank=True)
    address = models.TextField("postal address", blank=True)
    sender_email = models.EmailField(
        "sender of our messages",
        default="office@college.example",
        help_text="Also the organiser in calendars.",
    )
    asks_age = models.BooleanField("ask new students if they are old enough", default=True)
    minimum_age = models.PositiveSmallIntegerField(
        "how old students are at least",
        default=18,
        validators=[MinValueValidator(1), MaxValueValidator(99)],
        help_text="Only asked as a yes or no: nobody tells us a date of birth.",
    )
    asks_area = models.BooleanField(
        "ask new students if they live, work or study in our area", default=False
    )
    area_name = models.CharField(max_length=80, blank=True)
    asks_kind = models.BooleanField(
        "ask new students how they come to us",
        default=False,
        help_text=(
            "Own experience, carer, staff or public. Nobody has to say, and only the office sees "
            "it. Runs that keep a share of their places ask anyway."
        ),
    )
    runs_per_term = models.PositiveSmallIntegerField(
        "most courses in one term",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(99)],
        help_text="For one student. Empty: as many as they like. Drop-ins never count.",
    )
    offer_hours = models.PositiveSmallIntegerField(
        "hours to answer an offer",
        default=48,
        validators=[MinValueValidator(2), MaxValueValidator(240)],
        help_text=(
            "How long a place that has become free is held for the next person on a waiting "
            "list. It gets shorter as the start comes near."
        ),
    )
    bank_holidays_of = models.CharField(
        max_length=3,
        choices=BankHolidays,
        default=BankHolidays.ENGLAND,
        help_text="No offer ends on these days.",
    )
    reminder_days = models.CharField(
        "remind students, days before each session",
        max_length=40,
        default=USUAL,
        validators=[check_reminder_days],
        help_text=(
            "With commas between; 0 is the morning of the day. A run can have its own. "
            "Write “none” for no reminders."
        ),
    )
    urgent_help_introduction = models.CharField(
        max_length=200, default="This college is not a crisis service. If you need help now:"
    )

    panels: ClassVar = [
        MultiFieldPanel(
            [FieldPanel("name"), FieldPanel("strapline"), FieldPanel("logo"), FieldPanel("accent")],
            heading="Name and look",
        ),
        MultiFieldPanel(
            [
                FieldPanel("phone"),
                FieldPanel("phone_hours"),
                FieldPanel("email"),
                FieldPanel("address"),
                FieldPanel("sender_email"),
            ],
            heading="Contact",
        ),
        MultiFieldPanel(
            [
                FieldPanel("asks_age"),
                FieldPanel("minimum_age"),
                FieldPanel("asks_area"),
                FieldPanel("area_name"),
                FieldPanel("asks_kind"),
                FieldPanel("runs_per_term"),
            ],
            heading="Who may come",
        ),
        MultiFieldPanel(
            [FieldPanel("offer_hours"), FieldPanel("bank_holidays_of")], heading="Waiting lists"
        ),
        MultiFieldPanel([FieldPanel("reminder_days")], heading="Reminders"),
        MultiFieldPanel(
            [FieldPanel("urgent_help_introduction"), InlinePanel("urgent_help_lines")],
            heading="Urgent help",
        ),
    ]

    class Meta:
        verbose_name = "college settings"


class UrgentHelpLine(Orderable):
    """One place to turn to in an emergency, shown on every student page and message."""

    personal_data: ClassVar = NoPersonalData("Public help lines.")

    settings = ParentalKey(
        CollegeSettings, on_delete=models.CASCADE, related_name="urgent_help_lines"
    )
    when = models.CharField(max_length=80, help_text="For example: If you are in danger now")
    who = models.CharField(max_length=120, help_text="For example: call 999 or go to A&E")
    link = models.CharField(
        max_length=200, blank=True, help_text="A tel:, sms: or https: address. May be empty."
    )

    panels: ClassVar = [FieldPanel("when"), FieldPanel("who"), FieldPanel("link")]

    class Meta(Orderable.Meta):
        constraints = (
            models.CheckConstraint(
                condition=models.Q(link="")
                | models.Q(link__startswith="tel:")
                | models.Q(link__startswith="sms:")
                | models.Q(link__startswith="https://"),
                name="urgent_help_link_is_safe",
                violation_error_message="Start the link with tel:, sms: or https://",
            ),
        )

    def __str__(self) -> str:
        """Return when and where to turn."""
        return f"{self.when}: {self.who}"
