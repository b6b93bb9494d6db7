"""The models of people and messages."""

from __future__ import annotations

from accounts.models.clock import ClockRound
from accounts.models.message import Message, MessageAttempt
from accounts.models.needs import AccessNeeds
from accounts.models.passing_on import CallAttempt, LetterBatch
from accounts.models.record_read import RecordRead
from accounts.models.student import Student, StudentAccess, shown_to
from accounts.models.two_people import TwoPeople
from accounts.models.user import User
from accounts.models.wording import MessageWording

__all__ = [
    "AccessNeeds",
    "CallAttempt",
    "ClockRound",
    "LetterBatch",
    "Message",
    "MessageAttempt",
    "MessageWording",
    "RecordRead",
    "Student",
    "StudentAccess",
    "TwoPeople",
    "User",
    "shown_to",
]
