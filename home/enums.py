"""Small fixed lists that any page may use."""

from __future__ import annotations

from django.db import models


class Illustration(models.TextChoices):
    """The drawings in ``static/images``; the value is the file's name."""

    PATH = "path", "A path through hills"
    LEAVES = "leaves", "Leaves"
    DOOR = "door", "An open door"
    CHAIRS = "chairs", "Chairs in a circle"
    CUP = "cup", "A warm drink"
    MOON = "moon", "The moon"
    PENCIL = "pencil", "A pencil and paper"
    BOOTS = "boots", "Walking boots"
    HEADPHONES = "headphones", "Headphones"
    WAVE = "wave", "A wave"
    LETTERS = "letters", "Letters"
    HANDS = "hands", "Hands"


class CalloutKind(models.TextChoices):
    """How strongly a callout speaks."""

    NOTE = "NOTE", "A note"
    WELCOME = "WELCOME", "A welcome"
    CARE = "CARE", "Something to take care over"


class BankHolidays(models.TextChoices):
    """The part of the United Kingdom whose bank holidays the college keeps."""

    ENGLAND = "ENG", "England"
    WALES = "WLS", "Wales"
    SCOTLAND = "SCT", "Scotland"
    NORTHERN_IRELAND = "NIR", "Northern Ireland"
