"""Words of a fixed list about people and messages."""

from __future__ import annotations

from enum import nonmember

from django.db import models


class Role(models.TextChoices):
    """What a signed-in person may do; staff roles are groups of the same name."""

    STUDENT = "STUDENT", "Student"
    PEER_TUTOR = "PEER_TUTOR", "Peer tutor"
    PRACTITIONER_TUTOR = "PRACTITIONER_TUTOR", "Practitioner tutor"
    COORDINATOR = "COORDINATOR", "Coordinator"
    EDITOR = "EDITOR", "Editor"
    MANAGER = "MANAGER", "Manager"

    # Roles held through a group, which is where Wagtail looks for permissions.
    GROUPS = nonmember({"COORDINATOR": "Coordinators", "EDITOR": "Editors", "MANAGER": "Managers"})


class AccessKind(models.TextChoices):
    """Why a login may act for a student."""

    SELF = "SELF", "This is me"
    HELPER = "HELPER", "I help this person"


class Agreed(models.TextChoices):
    """How a student said yes to what somebody else did for them."""

    SELF = "SELF", "Did it themselves"
    PHONE = "PHONE", "On the phone"
    IN_PERSON = "IN_PERSON", "Face to face"
    WRITTEN = "WRITTEN", "In a letter or an email"
    HELPER = "HELPER", "Through somebody who helps them"


class StudentKind(models.TextChoices):
    """How somebody comes to the college; only the office sees it, and nobody has to say."""

    OWN_EXPERIENCE = "OWN_EXPERIENCE", "I have my own experience of mental health problems"
    CARER = "CARER", "I care for somebody, as family or a friend"
    STAFF = "STAFF", "I work in health, care or the voluntary sector"
    PUBLIC = "PUBLIC", "None of these: I would like to learn"
    NOT_SAID = "NOT_SAID", "I would rather not say"


class Channel(models.TextChoices):
    """How a person likes to hear from the college."""

    EMAIL = "EMAIL", "Email"
    TEXT = "TEXT", "Text message"
    PHONE = "PHONE", "Phone call"
    LETTER = "LETTER", "Letter"

    # What reaches somebody without anybody's help; the office carries the others.
    TRAVEL_ALONE = nonmember(frozenset({"EMAIL", "TEXT"}))


class Pace(models.TextChoices):
    """How much a message may wait for."""

    NOW = "NOW", "At once, also in quiet hours"
    SOON = "SOON", "Soon, after quiet hours"
    MANY = "MANY", "One of several, after single ones"
    BULK = "BULK", "One of many, a few each minute"


class CallOutcome(models.TextChoices):
    """How a call to a student ended."""

    REACHED = "REACHED", "I reached them and told them"
    LEFT_MESSAGE = "LEFT_MESSAGE", "I left a message"
    TRY_AGAIN = "TRY_AGAIN", "Nobody answered: ring again later"
    LETTER = "LETTER", "Write a letter instead"


class Need(models.TextChoices):
    """Things a student can ask for with one tap; their own words go beside them."""

    STEP_FREE = "STEP_FREE", "A way in without steps"
    HEARING_LOOP = "HEARING_LOOP", "A hearing loop"
    LARGE_PRINT = "LARGE_PRINT", "Handouts in large print"
    EASY_READ = "EASY_READ", "Easy Read handouts"
    QUIET_SPACE = "QUIET_SPACE", "A quiet space to step out to"
    BREAKS = "BREAKS", "More breaks"
    NEAR_DOOR = "NEAR_DOOR", "A seat near the door"
    GREETING = "GREETING", "Someone to meet me at the door"
    INTERPRETER = "INTERPRETER", "An interpreter"
    ONLINE_HELP = "ONLINE_HELP", "Help with joining online"


class MessageStatus(models.TextChoices):
    """Where one message stands between being written and having reached someone."""

    QUEUED = "QUEUED", "Waiting to be sent"
    SENDING = "SENDING", "Being sent"
    SENT = "SENT", "Sent"
    FAILED = "FAILED", "Could not be sent"
    FOR_OFFICE = "FOR_OFFICE", "For the office to pass on"
    PASSED_ON = "PASSED_ON", "Passed on by the office"
    NOT_NEEDED = "NOT_NEEDED", "No longer needed, so not sent"

    # Work for the worker; everything else rests.
    UNFINISHED = nonmember(frozenset({"QUEUED", "SENDING"}))
    # It has reached its person, as far as anybody can tell.
    HEARD = nonmember(frozenset({"SENT", "PASSED_ON"}))


MESSAGE_MOVES: dict[MessageStatus, frozenset[MessageStatus]] = {
    MessageStatus.QUEUED: frozenset({MessageStatus.SENDING, MessageStatus.FOR_OFFICE}),
    MessageStatus.SENDING: frozenset(
        {
            MessageStatus.SENT,
            MessageStatus.QUEUED,
            MessageStatus.FAILED,
            MessageStatus.FOR_OFFICE,
            MessageStatus.NOT_NEEDED,
        }
    ),
    MessageStatus.FAILED: frozenset({MessageStatus.QUEUED, MessageStatus.FOR_OFFICE}),
    MessageStatus.SENT: frozenset(
        {MessageStatus.QUEUED, MessageStatus.FAILED, MessageStatus.NOT_NEEDED}
    ),
    MessageStatus.FOR_OFFICE: frozenset(
        {MessageStatus.PASSED_ON, MessageStatus.QUEUED, MessageStatus.NOT_NEEDED}
    ),
    MessageStatus.PASSED_ON: frozenset(),
    MessageStatus.NOT_NEEDED: frozenset(),
}
