"""Checks, after every step of an invented life of some runs, that everything still adds up."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import F, Sum

from accounts.models import Message
from bookings.enums import EntryStatus, OfferStatus
from bookings.models import (
    Booking,
    BookingEvent,
    CourseInterest,
    EntryEvent,
    Offer,
    WaitingListEntry,
)
from bookings.operations.going_first import GOES_FIRST, HAD_A_PLACE
from bookings.queries.answer_times import answer_by
from bookings.queries.interests import with_a_place
from bookings.queries.windows import booking_window


def check_capacity(run, standing):
    """Places taken and held never exceed what there is."""
    assert standing.taken + standing.held <= run.capacity, standing


def check_one_thing_per_person(run, now):
    """Each person has at most one live place, offer or turn on a run."""
    waiting = [student for _, student, _ in now.waiting]
    assert len(set(waiting)) == len(waiting)
    assert not set(waiting) & set(now.held)
    booked = set(run.bookings.active().values_list("student_id", flat=True))
    offered = run.waiting_list.filter(status=EntryStatus.OFFERED)
    assert not booked & set(offered.values_list("student_id", flat=True))


def check_who_is_remembered(runs, put_first, at):
    """Nobody with a place on the course is remembered for it, or put on a list for that.

    ``put_first`` are the entries of those who were put in front before this step.
    """
    booked = set(with_a_place(runs[0].course_id, at=at))
    remembered = CourseInterest.objects.filter(course=runs[0].course_id, ended_at=None)
    assert not set(remembered.values_list("student_id", flat=True)) & booked
    promised = (GOES_FIRST, HAD_A_PLACE)
    entries = WaitingListEntry.objects.filter(run__in=runs, events__reason__in=promised)
    for entry in entries.live().exclude(pk__in=put_first):
        assert entry.student_id not in booked
        put_first.add(entry.pk)


def check_open_offers(run):
    """An entry is offered a place exactly when one open offer holds as many as it asks for."""
    offered = run.waiting_list.filter(status=EntryStatus.OFFERED)
    held = Offer.objects.open().filter(run=run)
    assert sorted(offered.values_list("pk", "places")) == sorted(
        held.values_list("entry_id", "places")
    )


def check_history():
    """Each history is one unbroken chain that ends where the row stands now."""
    of_bookings = defaultdict(list)
    events = BookingEvent.objects.order_by("pk")
    for key, *event in events.values_list("booking_id", "from_status", "to_status", "places"):
        of_bookings[key].append(event)
    for key, *now in Booking.objects.values_list("pk", "status", "places"):
        _check_chain(of_bookings[key], now)
    of_entries = defaultdict(list)
    events = EntryEvent.objects.order_by("pk")
    facts = ("entry_id", "from_status", "to_status", "places", "rank")
    for key, *event in events.values_list(*facts):
        of_entries[key].append(event)
    for key, *now in WaitingListEntry.objects.values_list("pk", "status", "places", "rank"):
        _check_chain(of_entries[key], now)


def _check_chain(events, now):
    assert events[0][0] == ""
    assert [event[0] for event in events[1:]] == [event[1] for event in events[:-1]]
    assert events[-1][1:] == now


def check_messages(*, told_of_dates):
    """Every change that somebody must hear of has exactly one message, and no other has one.

    A message about the same thing cannot be written twice: its key is unique.
    """
    found = Counter(Message.objects.values_list("kind", flat=True))
    moves = BookingEvent.objects.exclude(from_status=F("to_status"))
    booked = moves.filter(to_status="CONFIRMED").count()
    ended = WaitingListEntry.objects.filter(status__in=("RUN_CANCELLED", "ENDED"))
    ran_out = Offer.objects.filter(status=OfferStatus.RAN_OUT)
    expected = Counter(
        booking_confirmed=booked,
        booking_cancelled=moves.count() - booked,
        place_offered=Offer.objects.count(),
        list_ended=ended.count(),
        waiting_dates=told_of_dates,
        offer_ran_out=sum(_must_be_told(offer) for offer in ran_out),
    )
    found.pop("on_the_list", None)
    found.pop("place_free", None)
    assert found == +expected, (found, expected)
    told = set(Message.objects.filter(kind="on_the_list").values_list("facts__entry_id", flat=True))
    waiting = WaitingListEntry.objects.filter(status=EntryStatus.WAITING, offers=None)
    assert set(waiting.values_list("pk", flat=True)) <= told


def _must_be_told(offer):
    """Say whether somebody who did not answer got nothing new in that same moment."""
    following = EntryEvent.objects.filter(entry=offer.entry_id, at=offer.ended_at)
    return not following.filter(to_status__in=("OFFERED", "BOOKED", "ENDED")).exists()


@dataclass
class Moment:
    """Who waits for a run, in order, and who holds how many of its places."""

    waiting: list
    held: Counter


def look_at(run):
    """Return the list and the places of a run as they are now."""
    return Moment(waiting_in_order(run), who_holds(run))


def waiting_in_order(run):
    """Return who waits on a run: the entry, its order and how many places it asks for."""
    waiting = run.waiting_list.filter(status=EntryStatus.WAITING).in_order()
    return list(waiting.values_list("pk", "student_id", "places"))


def who_holds(run):
    """Return the places that each student has, or has been offered, on a run."""
    held = Counter()
    for student, places in run.bookings.active().values_list("student_id", "places"):
        held[student] += places
    offers = Offer.objects.open().filter(run=run)
    for student, places in offers.values_list("entry__student_id").annotate(n=Sum("places")):
        held[student] += places
    return held


def check_nobody_is_overtaken(run, standing, before, now):
    """Whoever got something new had nobody in front of them who could have had it.

    ``before`` and ``now`` are the list and the places, before the step and after it. Somebody
    in front who asks for more than was free is passed over and keeps their turn.
    """
    still_waiting = {pk for pk, _, _ in now.waiting}
    turn = {student: number for number, (_, student, _) in enumerate(before.waiting)}
    for student, places in now.held.items():
        gained = places - before.held.get(student, 0)
        if gained <= 0:
            continue
        own_turn = turn.get(student, len(before.waiting))
        for pk, other, wanted in before.waiting[:own_turn]:
            fits = wanted <= standing.free + gained
            assert not (pk in still_waiting and other != student and fits), (
                f"{student} went before {other}"
            )


def check_no_place_lies_idle(run, standing, now, at):
    """A place that somebody waits for is held for them, or they are rung about it."""
    if not standing.free or not now.waiting:
        return
    sessions = list(run.sessions.planned())
    if booking_window(run, sessions).refusal(at):
        return
    could_come = [(pk, wanted) for pk, _, wanted in now.waiting if wanted <= standing.free]
    if answer_by(at=at, hours=48, sessions=sessions[:1], region="ENG") is None:
        asked = Message.objects.filter(kind="place_free").values_list("facts__entry_id", flat=True)
        assert not could_come or could_come[0][0] in asked
        return
    assert could_come == []
