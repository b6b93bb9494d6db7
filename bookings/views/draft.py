"""What a session remembers of a booking that is not made yet.

It is forgotten once the place is booked, on signing out, and after two hours at the most.
Nothing of it reaches the college before the last button is pressed.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from accounts.enums import AccessKind

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.permissions import SignedInRequest


_KEY = "booking_draft"
_LASTS = dt.timedelta(hours=2)


@dataclass(slots=True)
class Draft:
    """The answers given so far, by one signed-in person."""

    user_id: int
    begun_at: float
    run: str
    person: str = ""
    """The uuid of the student: one that is there, or the one a new student will get."""
    is_new: bool = False
    kind: str = AccessKind.SELF.value
    name: str = ""
    certificate_name: str = ""
    email: str = ""
    phone: str = ""
    is_adult: bool | None = None
    is_in_area: bool | None = None
    comes_as: str | None = None
    agreement: int | None = None
    """The version of the student agreement that was agreed to just now."""
    chosen: list[str] = field(default_factory=list)
    own_words: str = ""
    shares: bool | None = None
    places: int = 1
    supporter_name: str = ""
    straight_in: bool = False
    """On the waiting list: to be booked instead of asked first."""
    answered: list[str] = field(default_factory=list)

    def has(self, step: str) -> bool:
        """Say whether a question has been answered."""
        return step in self.answered

    def answer(self, step: str, **answers: Any) -> None:
        """Keep the answers to one question."""
        for name, value in answers.items():
            setattr(self, name, value)
        if step not in self.answered:
            self.answered.append(step)

    def turn_to(self, person: str, *, is_new: bool, kind: str) -> None:
        """Begin anew for another person; answers about one never reach another."""
        if person == self.person:
            return
        fresh = Draft(self.user_id, self.begun_at, self.run)
        for name, value in asdict(fresh).items():
            setattr(self, name, value)
        self.person, self.is_new, self.kind = person, is_new, kind


def load(request: SignedInRequest, run_uuid: UUID, at: dt.datetime) -> Draft:
    """Return the answers given so far, or an empty draft."""
    kept: Any = request.session.get(_KEY)
    fresh = Draft(int(request.user.pk or 0), at.timestamp(), str(run_uuid))
    try:
        draft = Draft(**kept) if kept else fresh
    except TypeError:  # kept by an older version of the site
        return fresh
    too_old = at.timestamp() - draft.begun_at > _LASTS.total_seconds()
    if too_old or draft.user_id != request.user.pk:
        forget(request)
        return fresh
    if draft.run != str(run_uuid):
        # Who comes along, and who may read the needs, is asked for each course anew.
        draft.run, draft.shares = str(run_uuid), None
        draft.places, draft.supporter_name, draft.straight_in = 1, "", False
    return draft


def save(request: SignedInRequest, draft: Draft) -> None:
    """Remember the answers for the next page."""
    request.session[_KEY] = asdict(draft)


def forget(request: SignedInRequest) -> None:
    """Forget all answers."""
    if _KEY in request.session:
        del request.session[_KEY]
