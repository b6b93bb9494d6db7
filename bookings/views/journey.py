"""Where one signed-in person stands in booking one run: for whom, what is known, what is next."""

from __future__ import annotations

import hashlib
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from accounts import queries
from accounts.enums import AccessKind, Need
from accounts.permissions import may_read_record
from bookings.forms.booking import NEW_HELPER, NEW_SELF
from bookings.queries.rules import asks_kind
from bookings.views import draft as drafts
from home.queries.frame import college_settings

if TYPE_CHECKING:
    import datetime as dt

    from accounts.models import Student, StudentAccess
    from accounts.permissions import SignedInRequest
    from courses.models import CourseRun
    from home.models import CollegeSettings

STEPS = ("who", "name", "age", "area", "kind", "needs", "agreement", "company", "asking")


class Journey:
    """The answers of one person, put together from what we know and what they just told us."""

    def __init__(self, request: SignedInRequest, run_uuid: UUID, at: dt.datetime) -> None:
        self.request = request
        self.run_uuid = run_uuid
        self.at = at
        self.run: CourseRun | None = None
        """The run with its rules, once it is read: what it asks depends on it."""
        self.accesses: list[StudentAccess] = queries.accesses_of(request.user)
        self.draft = drafts.load(request, run_uuid, at)
        self._settle_person()

    def _settle_person(self) -> None:
        """Take the person chosen, the only one there is, or a new student."""
        draft = self.draft
        if draft.person and not draft.is_new and self.access is None:
            draft.turn_to("", is_new=False, kind=AccessKind.SELF.value)
        if not draft.person and len(self.accesses) == 1:
            only = self.accesses[0]
            draft.turn_to(str(only.student.uuid), is_new=False, kind=only.kind)
        if not draft.person and not self.accesses:
            draft.turn_to(str(uuid4()), is_new=True, kind=AccessKind.SELF.value)

    @property
    def access(self) -> StudentAccess | None:
        """Return the access to the student whom the place is for, if that student is known."""
        return next((a for a in self.accesses if str(a.student.uuid) == self.draft.person), None)

    @property
    def student(self) -> Student | None:
        """Return the student whom the place is for, if known."""
        return self.access.student if self.access else None

    @property
    def for_helper(self) -> bool:
        """Say whether the place is for somebody else."""
        kind = self.access.kind if self.access else self.draft.kind
        return kind == AccessKind.HELPER

    @property
    def is_for_self(self) -> bool:
        """Say whether the place is for whoever is signed in."""
        return not self.for_helper

    @cached_property
    def college(self) -> CollegeSettings:
        """Return what the college asks of new students; read only when it matters."""
        return college_settings()

    @property
    def since(self) -> dt.datetime | None:
        """Return when a helper was let in; nothing from before is shown to them."""
        is_helper = self.access is not None and self.access.kind == AccessKind.HELPER
        return self.access.granted_at if self.access and is_helper else None

    @property
    def kind(self) -> str | None:
        """Return how the student comes to us, or None where nobody has asked yet."""
        if self.draft.comes_as is not None:
            return self.draft.comes_as
        return (self.student.kind or None) if self.student else None

    @property
    def agreement_due(self) -> int | None:
        """Return the version of the student agreement that is still to be agreed to."""
        due: int | None = getattr(self.run, "agreement_due", None)
        return None if due == self.draft.agreement else due

    def choose(self, person: str) -> None:
        """Book for one of the people this login acts for, or for somebody new."""
        if person in {NEW_SELF, NEW_HELPER}:
            kind = AccessKind.SELF if person == NEW_SELF else AccessKind.HELPER
            if not (self.draft.is_new and self.draft.kind == kind):
                self.draft.turn_to(str(uuid4()), is_new=True, kind=kind.value)
        else:
            chosen = next(a for a in self.accesses if str(a.student.uuid) == person)
            self.draft.turn_to(person, is_new=False, kind=chosen.kind)

    def known(self, fact: str) -> bool | None:
        """Return what we know about age or area: as just told, else as told before."""
        told: bool | None = getattr(self.draft, fact)
        return told if told is not None else getattr(self.student, fact, None)

    @property
    def known_age_is_no(self) -> bool:
        """Say whether it is the age that we need to talk about."""
        return self.known("is_adult") is False

    def next_step(self) -> str | None:
        """Return the first question without an answer, "talk" where we need to speak, or None."""
        if not self.draft.person:
            return "who"
        if self.student is None and not self.draft.has("name"):
            return "name"
        return self._step_of_the_rules() or self._last_step()

    def _step_of_the_rules(self) -> str | None:
        """Return what the college's rules have to know."""
        if self.known("is_adult") is not True and self.college.asks_age:
            return "age" if self.known("is_adult") is None else "talk"
        if self.known("is_in_area") is not True and self.college.asks_area:
            return "area" if self.known("is_in_area") is None else "talk"
        if self.run and self.kind is None and asks_kind(self.run, at=self.at):
            return "kind"
        return None

    def _last_step(self) -> str | None:
        asks_sharing = bool(self.needs_lines) and self.draft.shares is None
        if self.student is None and (not self.draft.has("needs") or asks_sharing):
            return "needs"
        return "agreement" if self.agreement_due else None

    @property
    def shows_needs(self) -> bool:
        """Say whether needs are shown: to the student, and to a helper who just wrote them."""
        return self.access is None or may_read_record(self.access)

    @property
    def needs_lines(self) -> list[str]:
        """Return the needs in words, as just told or as known from before."""
        if self.draft.has("needs"):
            labels = dict(Need.choices)
            lines = [str(labels[value]) for value in self.draft.chosen if value in labels]
            return [*lines, self.draft.own_words] if self.draft.own_words else lines
        needs = getattr(self.student, "access_needs", None) if self.student else None
        return needs.lines if needs else []

    def shares(self, *, before: bool) -> bool:
        """Say whether the tutors may read the needs; the last choice holds until changed."""
        chosen = self.draft.shares if self.draft.shares is not None else before
        return bool(self.needs_lines) and chosen

    def seen(self, *, shares: bool) -> str:
        """Return a mark of what the check page shows, so that nothing else can be booked."""
        draft = self.draft
        wish = (draft.places, draft.supporter_name, draft.straight_in)
        shown = (str(self.run_uuid), draft.person, shares, wish, *self.needs_lines)
        return hashlib.sha256(repr(shown).encode()).hexdigest()[:20]

    def save(self) -> None:
        """Remember the answers for the next page, if there are any."""
        speaks_for_itself = len(self.accesses) == 1 and not self.draft.is_new
        if self.draft.answered or not speaks_for_itself:
            drafts.save(self.request, self.draft)
