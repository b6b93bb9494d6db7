"""What a browser's session remembers between the email page and the code page.

The codes themselves are not in it, only marks of them made with the site's key. Every
code works until its own time is over, so that of two messages either will do.
"""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import asdict, dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts import queries
from accounts.operations import sign_in

if TYPE_CHECKING:
    from django.http import HttpRequest

_KEY = "sign_in"
_WENT_ON_TO = "sign_in_went_on_to"
TRIES = 8
# What one mailbox is sent at the most, from all browsers together.
_MAILBOX_LIMITS = ((dt.timedelta(minutes=15), 12), (dt.timedelta(days=1), 40))


class Answer(Enum):
    """How a typed code compares with those that were sent."""

    RIGHT = "right"
    WRONG = "wrong"
    TOO_OLD = "too old"
    USED_UP = "no tries left"


@dataclass(slots=True)
class CodeStep:
    """One person between asking for a code and entering it."""

    email: str
    next_address: str = ""
    stays: bool = False
    salt: str = field(default_factory=lambda: secrets.token_hex(16))
    marks: list[tuple[str, float]] = field(default_factory=list)
    tries: int = 0
    shown: str = ""
    """The newest code itself, in the demo and nowhere else."""

    def mark(self, code: str) -> str:
        """Return what is kept of a code; without the site's key it says nothing."""
        return salted_hmac(self.salt, code, algorithm="sha256").hexdigest()

    def remember(self, code: str, at: dt.datetime) -> None:
        """Accept one more code for its 15 minutes."""
        self.marks = [*self.marks, (self.mark(code), at.timestamp())][-5:]
        self.shown = code if settings.DEMO else ""

    def compare(self, code: str, at: dt.datetime) -> Answer:
        """Count a try, and say whether the code is one of those sent."""
        self.tries += 1
        oldest = (at - dt.timedelta(minutes=sign_in.CODE_MINUTES)).timestamp()
        mine = self.mark(code)
        sent_at = [moment for mark, moment in self.marks if constant_time_compare(mark, mine)]
        if sent_at and max(sent_at) >= oldest:
            return Answer.RIGHT
        if self.tries >= TRIES:
            return Answer.USED_UP
        if sent_at or all(moment < oldest for _, moment in self.marks):
            return Answer.TOO_OLD
        return Answer.WRONG


def load(request: HttpRequest) -> CodeStep | None:
    """Return where this browser stands, if it has asked for a code."""
    kept: Any = request.session.get(_KEY)
    try:
        return CodeStep(**kept) if kept else None
    except TypeError:  # kept by an older version of the site
        return None


def save(request: HttpRequest, step: CodeStep) -> None:
    """Remember where this browser stands."""
    request.session[_KEY] = asdict(step)


def forget(request: HttpRequest) -> None:
    """Forget the address and the codes."""
    request.session.pop(_KEY, None)


def finish(request: HttpRequest, step: CodeStep) -> None:
    """Forget the address and the codes, and keep where the person wanted to be.

    Whoever presses the button twice comes to the code page signed in already.
    """
    forget(request)
    request.session[_WENT_ON_TO] = step.next_address


def wanted_address(request: HttpRequest) -> str:
    """Return where this browser wanted to be when it asked for a code, or nothing."""
    step = load(request)
    return step.next_address if step else request.session.get(_WENT_ON_TO, "")


def send(request: HttpRequest, step: CodeStep, at: dt.datetime) -> bool:
    """Send one more code and remember it; say False when the mailbox has had enough.

    Limits count what one place sends to one mailbox, and what a mailbox gets from all
    places. Two people with one address, or a class at one library, stay far below them.
    """
    adapter = get_adapter(request)
    here = f"{step.email}|{adapter.get_client_ip(request)}"
    if not ratelimit.consume(request, action="sign_in_code", key=here):
        return False
    if any(
        queries.codes_sent_to(step.email, since=at - time) >= most for time, most in _MAILBOX_LIMITS
    ):
        return False
    code = adapter.generate_login_code()
    sign_in.send_code(email=step.email, code=code, by=None, at=at)
    step.remember(code, at)
    save(request, step)
    return True
