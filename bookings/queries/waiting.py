"""Reads what a student sees of a waiting list: their turn, an offer, and what became of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.enums import AccessKind
from accounts.queries import is_one_of_several
from bookings.enums import EntryStatus, InterestKind, OfferStatus, Refusal
from bookings.models import Booking, CourseInterest, Offer, WaitingListEntry
from bookings.queries.answer_times import answer_by_for
from bookings.queries.free_places import can_have_it_after_all, left_by_the_list
from bookings.queries.journey import clashes_with, page_address
from bookings.queries.run_desk import numbers_of
from bookings.queries.shares_shown import kept_for_others
from bookings.queries.windows import booking_window
from courses.models import CourseRun, CourseSession
from courses.queries import dates

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from accounts.models import User
    from bookings.models.waiting_list import WaitingListEntryQuerySet
    from bookings.queries.journey import Clash
    from bookings.queries.shares_shown import KeptForOthers

# Whoever left by a slip of the finger and comes back so soon has the turn they had.
COME_BACK_WITHIN = dt.timedelta(hours=24)
_TEENS = range(11, 14)
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}


class Turn(Enum):
    """Where somebody stands who joined a waiting list, as their page tells it."""

    WAITS = "waits"
    OFFERED = "has been offered a place"
    LATE = "has not answered in time, and nobody has passed the place on yet"
    BOOKED = "has a place"
    GIVEN_UP = "took the place and gave it up again"
    PASSED = "said not this time"
    LEFT = "left the list"
    BACK = "was off the list and has joined again"
    ASKED_ANEW = "has been offered a place anew, in another message"
    LAPSED = "has not answered, twice"
    RUN_CANCELLED = "waited for dates that are cancelled"
    ENDED = "waited until nobody could join any more"


_TURNS = {
    EntryStatus.WAITING: Turn.WAITS,
    EntryStatus.BOOKED: Turn.GIVEN_UP,
    EntryStatus.PASSED: Turn.PASSED,
    EntryStatus.LEFT: Turn.LEFT,
    EntryStatus.LAPSED: Turn.LAPSED,
    EntryStatus.RUN_CANCELLED: Turn.RUN_CANCELLED,
    EntryStatus.ENDED: Turn.ENDED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One entry with all that its student sees of it."""

    entry: WaitingListEntry
    turn: Turn
    ahead: int
    """How many wait in front."""
    sessions: tuple[CourseSession, ...]
    """Those that take place."""
    offer: Offer | None
    """The one that is open now, in time or late."""
    refusal: Refusal | None
    """Why nobody can join these dates at the moment."""
    can_come_back: bool
    """Whether joining again gives back the turn."""
    booking_uuid: UUID | None
    """The student's place on these dates, where they have one."""
    is_own: bool
    is_you: bool
    """Whether “you” says whose it is: a login may be several students."""
    goes_first: bool = False
    """Whether the student goes first when the course runs again."""
    would_go_first: bool = False
    """Whether they would, if they said “not this time” now: they have no place on the course."""
    leaves_other_dates: bool = False
    """Whether a yes gives up the place they have on other dates; those that are over stay."""
    kept: KeptForOthers | None = None
    """The places of these dates that are kept for others for a while."""
    since: dt.datetime | None = None
    """When a helper was let in, where it is one who looks."""

    @property
    def run(self) -> CourseRun:
        """Return the dates that are waited for."""
        return self.entry.run

    @property
    def when_words(self) -> str:
        """Return all dates in a few words."""
        return dates.run_words(self.sessions)

    @property
    def place(self) -> str:
        """Return where they take place."""
        return self.run.venue.address_line if self.run.venue else "Online"

    @property
    def address(self) -> str:
        """Return where the course's page is."""
        return page_address(self.run.course)

    @property
    def is_live(self) -> bool:
        """Say whether the student still waits, or has been offered a place."""
        return self.entry.is_live

    @property
    def is_pair(self) -> bool:
        """Say whether somebody comes along."""
        return self.entry.places > 1

    @property
    def position_words(self) -> str:
        """Say how many are in front: “You are next”, “Grace is 2nd in line”."""
        # Whoever places are kept for may have one sooner, so the first may not be next.
        is_next = not self.ahead and self.kept is None
        words = "next" if is_next else f"{ordinal_words(self.ahead + 1)} in line"
        if is_next and self.is_pair:
            words = "next for two places"
        return f"You are {words}" if self.is_you else f"{self.entry.student.name} is {words}"

    @property
    def kept_meanwhile(self) -> Booking | None:
        """Return the place on other dates that is given up when this one is taken."""
        return self.entry.instead_of if self.leaves_other_dates else None


def ordinal_words(number: int) -> str:
    """Write a place in a line: “1st”, “2nd”, “11th”."""
    ending = "th" if number % 100 in _TEENS else _ENDINGS.get(number % 10, "th")
    return f"{number}{ending}"


def waiting_reachable_by(user: User, *, at: dt.datetime) -> list[Waiting]:
    """Return the live entries of everybody this login acts for, the first to answer first."""
    entries = _entries(at).reachable_by(user).live()
    entries = entries.annotate(
        access_kind=F("student__accesses__kind"), is_one_of_several=is_one_of_several(user)
    )
    found = _all_waiting(entries.order_by("joined_at", "id"), at=at)
    offered = [one for one in found if one.offer]
    offered.sort(key=lambda one: one.offer.answer_by if one.offer else at)
    return offered + [one for one in found if not one.offer]


def waiting_shown_to(user: User, entry_uuid: UUID, *, at: dt.datetime) -> Waiting | None:
    """Return one entry if this login acts for its student, else None."""
    entries = _entries(at).reachable_by(user).filter(uuid=entry_uuid)
    entries = entries.annotate(
        access_kind=F("student__accesses__kind"),
        let_in_at=F("student__accesses__granted_at"),
        is_one_of_several=is_one_of_several(user),
    )
    return next(iter(_all_waiting(entries[:1], at=at)), None)


def waiting_with_offer(offer_uuid: UUID, *, at: dt.datetime) -> Waiting | None:
    """Return the entry an offer was made to, as whoever holds the offer's link sees it."""
    entry = _entries(at).filter(offers__uuid=offer_uuid).first()
    if entry is None:
        return None
    waiting = _waiting(entry, None, at=at)
    if waiting.offer is None or is_held_on(entry.offers.get(uuid=offer_uuid), waiting.offer):
        return waiting
    return replace(waiting, offer=None, turn=Turn.ASKED_ANEW)


def is_held_on(offer: Offer, later: Offer) -> bool:
    """Say whether a later offer is the same, or holds its place on as nobody else waited for it.

    Then an answer to the first counts for it; each other offer has a message of its own. So it
    does where a “not this time” was taken back: that holds the place until the same time.
    """
    went_on = offer.status == OfferStatus.RAN_OUT and offer.ended_at == later.made_at
    was_taken_back = offer.status == OfferStatus.DECLINED and offer.answer_by == later.answer_by
    return went_on or was_taken_back or offer.pk == later.pk


def latest_offer(entry: WaitingListEntry) -> Offer | None:
    """Return the offer that an answer is about, with what is needed to take it."""
    offers = entry.offers.select_related("entry__instead_of")
    return offers.order_by("-made_at", "-id").first()


def offer_would_end(waiting: Waiting, *, at: dt.datetime) -> dt.datetime | None:
    """Return until when a place that came free right now would be held, if there is time."""
    return answer_by_for(waiting.run, waiting.sessions, at=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedPlace:
    """What became of a place after its student had said “not this time”."""

    has_gone_on: bool
    """Somebody else has it, or is asked about it."""
    is_free: bool
    """Nobody who waits could have it, and the student could have it still."""
    others_wait: bool
    can_take_back: bool


def what_became_of(waiting: Waiting, *, at: dt.datetime) -> PassedPlace | None:
    """Return what became of the place, where the student has said “not this time”."""
    offer = latest_offer(waiting.entry) if waiting.turn == Turn.PASSED else None
    if offer is None:
        return None
    run, places = waiting.run, waiting.entry.places
    numbers = numbers_of(run)
    # While nobody can join, nobody else is asked.
    left = numbers.free if waiting.refusal else left_by_the_list(run, free=numbers.free, at=at)
    is_free = can_have_it_after_all(waiting.entry, free=numbers.free, at=at)
    is_undoable = offer.status == OfferStatus.DECLINED and at < offer.answer_by
    return PassedPlace(
        has_gone_on=left < places,
        is_free=is_free,
        others_wait=numbers.waited_for > 0,
        can_take_back=is_free and is_undoable,
    )


def clashes_with_offer(waiting: Waiting, *, at: dt.datetime) -> tuple[Clash, ...]:
    """Return what else the student has a place on at the times of what is offered to them."""
    if waiting.offer is None:
        return ()
    entry = waiting.entry
    return clashes_with(
        entry.run, entry.student, besides=entry.instead_of, since=waiting.since, at=at
    )


def live_entry_instead(entry: WaitingListEntry) -> WaitingListEntry | None:
    """Return the entry with which a student waits now who had left, or been passed over."""
    live = WaitingListEntry.objects.live().filter(run=entry.run_id, student=entry.student_id)
    return live.exclude(pk=entry.pk).first()


def _entries(at: dt.datetime) -> WaitingListEntryQuerySet:
    """Return the entries with all that is said of them: three queries, however many."""
    others = WaitingListEntry.objects.filter(run=OuterRef("run")).order_by()
    in_front = others.filter(
        Q(rank__lt=OuterRef("rank")) | Q(rank=OuterRef("rank"), pk__lt=OuterRef("pk")),
        status=EntryStatus.WAITING,
    )
    counted = in_front.values("run").annotate(number=Count("pk")).values("number")
    same_student = others.live().filter(student=OuterRef("student")).exclude(pk=OuterRef("pk"))
    booked = Booking.objects.active().filter(run=OuterRef("run"), student=OuterRef("student"))
    first = CourseInterest.objects.filter(
        course=OuterRef("run__course"),
        student=OuterRef("student"),
        kind=InterestKind.GOES_FIRST,
        ended_at=None,
    )
    held = Booking.objects.active().filter(student=OuterRef("student"))
    on_this_course = held.filter(
        run__course=OuterRef("run__course"), run__in=CourseRun.objects.ending_after(at)
    )
    on_other_dates = CourseSession.objects.planned().filter(run=OuterRef("run"))
    left = held.filter(pk=OuterRef("instead_of")).filter(
        Exists(on_other_dates.ending_after(at)) | ~Exists(on_other_dates)
    )
    return (
        WaitingListEntry.objects.select_related(
            "student", "run__course", "run__venue", "run__term", "instead_of__run"
        )
        .prefetch_related(
            "run__sessions", Prefetch("offers", Offer.objects.open(), to_attr="open_offers")
        )
        .annotate(
            ahead=Coalesce(Subquery(counted), Value(0)),
            waits_anew=Exists(same_student),
            asked_anew=Exists(same_student.filter(status=EntryStatus.OFFERED)),
            booking_uuid=Subquery(booked.order_by().values("uuid")[:1]),
            goes_first=Exists(first),
            has_a_place=Exists(on_this_course),
            leaves_other_dates=Exists(left),
        )
    )


def _all_waiting(entries: Iterable[WaitingListEntry], *, at: dt.datetime) -> list[Waiting]:
    entries = list(entries)
    waits = [entry for entry in entries if entry.status == EntryStatus.WAITING]
    kept = kept_for_others(waits, at=at)
    return [_waiting(entry, kept.get(entry.pk), at=at) for entry in entries]


def _waiting(entry: WaitingListEntry, kept: KeptForOthers | None, *, at: dt.datetime) -> Waiting:
    sessions = list(entry.run.sessions.all())
    refusal = booking_window(entry.run, sessions).refusal(at)
    offer: Offer | None = next(iter(getattr(entry, "open_offers", ())), None)
    turn = _turn(entry, offer, at)
    is_own = getattr(entry, "access_kind", AccessKind.SELF) == AccessKind.SELF
    left_lately = entry.ended_at is not None and at - entry.ended_at <= COME_BACK_WITHIN
    return Waiting(
        entry=entry,
        turn=turn,
        ahead=getattr(entry, "ahead", 0),
        sessions=tuple(dates.sessions_held(sessions)),
        offer=offer,
        refusal=refusal,
        can_come_back=turn == Turn.LEFT and left_lately and refusal is None,
        booking_uuid=getattr(entry, "booking_uuid", None),
        goes_first=getattr(entry, "goes_first", False),
        would_go_first=not getattr(entry, "has_a_place", True),
        leaves_other_dates=getattr(entry, "leaves_other_dates", False),
        kept=kept,
        is_own=is_own,
        is_you=is_own and not getattr(entry, "is_one_of_several", False),
        since=None if is_own else getattr(entry, "let_in_at", None),
    )


def _turn(entry: WaitingListEntry, offer: Offer | None, at: dt.datetime) -> Turn:
    if getattr(entry, "booking_uuid", None):
        return Turn.BOOKED
    if offer:
        return Turn.OFFERED if offer.is_open(at) else Turn.LATE
    if not entry.is_live and getattr(entry, "waits_anew", False):
        return Turn.ASKED_ANEW if getattr(entry, "asked_anew", False) else Turn.BACK
    return _TURNS[EntryStatus(entry.status)]
