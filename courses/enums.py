"""Words of a fixed list about courses, runs and co-production."""

from __future__ import annotations

from enum import nonmember

from django.db import models


class TutorKind(models.TextChoices):
    """What a tutor brings. Both are equal on every screen."""

    PEER = "PEER", "Peer tutor"
    PRACTITIONER = "PRACTITIONER", "Practitioner tutor"


class Level(models.TextChoices):
    """How much a course expects people to know already."""

    START = "START", "Start here"
    NEXT = "NEXT", "Next step"
    TRAINING = "TRAINING", "Training"


class CourseFormat(models.TextChoices):
    """The shape of a course."""

    ONE_DAY = "ONE_DAY", "One day"
    WORKSHOP = "WORKSHOP", "Workshop"
    SHORT_COURSE = "SHORT_COURSE", "Short course"
    DROP_IN = "DROP_IN", "Drop-in"
    TRAINING = "TRAINING", "Training"


class DeliveryMode(models.TextChoices):
    """How people take part in a run."""

    IN_PERSON = "IN_PERSON", "In person"
    ONLINE = "ONLINE", "Online"
    HYBRID = "HYBRID", "In person or online"


class RunStatus(models.TextChoices):
    """Where one delivery of a course stands."""

    PREPARING = "PREPARING", "Being prepared"
    OPEN = "OPEN", "Open for booking"
    CLOSED = "CLOSED", "Closed for booking"
    CANCELLED = "CANCELLED", "Cancelled"

    # What the public may see.
    PUBLIC = nonmember(frozenset({"OPEN", "CLOSED", "CANCELLED"}))


RUN_MOVES: dict[RunStatus, frozenset[RunStatus]] = {
    RunStatus.PREPARING: frozenset({RunStatus.OPEN, RunStatus.CANCELLED}),
    RunStatus.OPEN: frozenset({RunStatus.CLOSED, RunStatus.PREPARING, RunStatus.CANCELLED}),
    RunStatus.CLOSED: frozenset({RunStatus.OPEN, RunStatus.CANCELLED}),
    RunStatus.CANCELLED: frozenset(),
}


class SessionStatus(models.TextChoices):
    """Whether one session takes place."""

    PLANNED = "PLANNED", "Planned"
    CANCELLED = "CANCELLED", "Cancelled by the college"


class Stage(models.TextChoices):
    """How far the making of a course has come."""

    IDEA = "IDEA", "Idea"
    SCOPING = "SCOPING", "Scoping"
    CO_DESIGN = "CO_DESIGN", "Co-design"
    DRAFT = "DRAFT", "Draft"
    VALIDATION = "VALIDATION", "Validation"
    PILOT = "PILOT", "Pilot"
    REVIEW = "REVIEW", "In use, under review"


class Perspective(models.TextChoices):
    """The knowledge someone brings to the making of a course."""

    LIVED_EXPERIENCE = "LIVED_EXPERIENCE", "Lived experience"
    CARER = "CARER", "Carer, friend or family"
    PROFESSIONAL = "PROFESSIONAL", "Professional knowledge"
    COMMUNITY = "COMMUNITY", "Community"


class Credit(models.TextChoices):
    """How a contributor wants to be named."""

    FULL_NAME = "FULL_NAME", "Full name"
    FIRST_NAME = "FIRST_NAME", "First name"
    ROLE = "ROLE", "Role only"
    NONE = "NONE", "Not named"


class Rhythm(models.TextChoices):
    """The pattern by which a run's sessions are planned in one go."""

    WEEKLY = "WEEKLY", "Every week"
    FORTNIGHTLY = "FORTNIGHTLY", "Every second week"
    DAILY = "DAILY", "Every day"
    CHOSEN = "CHOSEN", "On dates I choose"
