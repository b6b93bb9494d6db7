"""Checks, after every step of an invented life of some runs, that everything still adds up."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import F, Max, Sum

from accounts.models import Message, Student
from bookings.enums import EntryStatus, OfferStatus, Refusal
from bookings.models import (
    Booking,
    BookingEvent,
    CourseInterest,
    EntryEvent,
    Offer,
    WaitingListEntry,
)
from bookings.operations.going_first import GOES_FIRST, HAD_A_PLACE
from bookings.operations.merging import NOTE as JOINED
from bookings.operations.waiting import CAME_BACK
from bookings.queries.answer_times import answer_by
from bookings.queries.interests import with_a_place
from bookings.queries.windows import TAKE_BACK_FOR, booking_window


def check_capacity(run, standing):
    """Places taken and held never exceed what there is."""
    assert standing.taken + standing.held <= run.capacity, standing


def check_one_thing_per_person(run):
    """Each person has at most one live place, offer or turn on a run."""
    waiting = [student for _, student, _ in waiting_in_order(run)]
    assert len(set(waiting)) == len(waiting)
    assert not set(waiting) & set(who_holds(run))
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
    messages = Message.objects.exclude(facts__has_key="joined")
    # Whoever took “not this time” back hears then of dates that changed in between.
    back = EntryEvent.objects.filter(from_status="PASSED", to_status="OFFERED")
    came_back = set(back.values_list("entry_id", flat=True))
    found = Counter(
        kind
        for kind, entry in messages.values_list("kind", "facts__entry_id")
        if kind != "waiting_dates" or entry not in came_back
    )
    # Whose records were joined hears only of what their calendar showed twice.
    moves = BookingEvent.objects.exclude(from_status=F("to_status")).exclude(note=JOINED)
    booked = moves.filter(to_status="CONFIRMED").count()
    ended = WaitingListEntry.objects.filter(status__in=("RUN_CANCELLED", "ENDED"))
    ran_out = Offer.objects.filter(status=OfferStatus.RAN_OUT)
    # Behind a link it was the student; whoever is signed in here is somebody else.
    let_go = EntryEvent.objects.filter(to_status__in=("PASSED", "LEFT"), by__isnull=False)
    expected = Counter(
        booking_confirmed=booked,
        booking_cancelled=moves.count() - booked,
        place_offered=Offer.objects.count() - back.count(),
        list_ended=ended.count(),
        answered_for=let_go.exclude(reason=JOINED).exclude(from_status=F("to_status")).count(),
        waiting_dates=sum(entry not in came_back for entry in told_of_dates),
        offer_ran_out=sum(_must_be_told(offer) for offer in ran_out),
    )
    found.pop("place_free", None)
    found.pop("on_the_list", None)
    assert found == +expected, (found, expected)
    told = messages.filter(kind="on_the_list").values_list("facts__entry_id", flat=True)
    assert sorted(told) == _who_came_to_wait()


def _who_came_to_wait():
    """Return whoever still waited at the end of the moment in which they came on a list."""
    first = {}
    events = EntryEvent.objects.order_by("pk").values_list("entry_id", "at", "to_status")
    stood = {one: status for one, at, status in events if first.setdefault(one, at) == at}
    return sorted(one for one, status in stood.items() if status == EntryStatus.WAITING)


def _must_be_told(offer):
    """Say whether somebody who did not answer got nothing new in that same moment."""
    following = EntryEvent.objects.filter(entry=offer.entry_id, at=offer.ended_at)
    return not following.filter(to_status__in=("OFFERED", "BOOKED", "ENDED")).exists()


@dataclass
class Moment:
    """Who holds how many places of a run, and how far its history goes."""

    held: Counter
    entry_event: int
    booking_event: int


def look_at(run):
    """Return the places of a run as they are now, and the ends of all histories."""
    return Moment(who_holds(run), *ends_of_histories())


def ends_of_histories():
    """Return how far the histories of all lists and of all bookings go."""
    newest = (model.objects.aggregate(end=Max("pk"))["end"] for model in (EntryEvent, BookingEvent))
    return [end or 0 for end in newest]


def waiting_in_order(run):
    """Return who waits on a run: the entry, its student and how many places it asks for."""
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


def check_nobody_is_overtaken(run, standing, before):
    """Whoever got something new had nobody in front of them who could have had it.

    Who was in front is told by the history, as the list was when they got it: so it does not
    matter what else happened in the same step. Somebody in front who asks for more than was free
    is passed over and keeps their turn.
    """
    now = who_holds(run)
    same_person = dict(Student.objects.exclude(merged_into=None).values_list("pk", "merged_into"))
    had = Counter()
    for student, places in before.held.items():
        had[same_person.get(student, student)] += places
    for student, places in now.items():
        gained = places - had[student]
        if gained <= 0 or _may_go_before_others(run, student, gained, before):
            continue
        in_front = _in_front_of(run, student, standing, before)
        for pk, other, wanted in waiting_in_order(run):
            fits = wanted <= standing.free + gained
            assert not (pk in in_front and fits and other != student), (
                f"{student} went before {other}"
            )


def _may_go_before_others(run, student, gained, before):
    """Say whether the office let somebody go first, with a reason, or it was theirs this day."""
    events = BookingEvent.objects.filter(booking__run=run, booking__student=student)
    event = events.filter(pk__gt=before.booking_event, to_status="CONFIRMED").last()
    if event is None:
        return False
    if Refusal.OTHERS_WAIT in event.set_aside:
        assert event.note
        return True
    gave_up = events.filter(pk__lt=event.pk).last()
    is_back = event.from_status == "CANCELLED" and event.at - gave_up.at <= TAKE_BACK_FOR
    return is_back and gained <= gave_up.places


def _in_front_of(run, student, standing, before):
    """Return the entries that waited in front of a student when they got something."""
    events = EntryEvent.objects.filter(entry__run=run).order_by("pk")
    from_the_list = events.filter(
        pk__gt=before.entry_event,
        entry__student=student,
        from_status="WAITING",
        to_status__in=("OFFERED", "BOOKED"),
    ).last()
    if from_the_list is None:
        # Whoever comes from elsewhere comes behind everybody, also behind two who need more.
        held_once_more = events.filter(pk__gt=before.entry_event, from_status="PASSED")
        waiting = waiting_in_order(run)
        if not held_once_more.filter(entry__student=student).exists():
            assert standing.free >= sum(wanted for _, _, wanted in waiting)
        return {pk for pk, _, _ in waiting}
    turn = (from_the_list.rank, from_the_list.entry_id)
    last = {}
    for one in events.filter(pk__lt=from_the_list.pk):
        last[one.entry_id] = one
    return {pk for pk, one in last.items() if one.to_status == "WAITING" and (one.rank, pk) < turn}


def check_every_order_has_its_reason(run, before):
    """Nobody comes to stand before others but by a promise, the office's reason, or coming back."""
    events = EntryEvent.objects.filter(entry__run=run).select_related("entry").order_by("pk")
    last, spread = {}, []
    for event in events:
        was = last.get(event.entry_id)
        if event.pk > before.entry_event and event.to_status == "WAITING":
            waits = [one.rank for one in last.values() if one.to_status == "WAITING"]
            if was and was.rank != event.rank and event.reason == "Order unchanged.":
                spread.append((was.rank, event.rank))
            elif (was is None or was.rank != event.rank) and waits and event.rank <= max(waits):
                _check_reason(event, last)
        last[event.entry_id] = event
    assert sorted(spread) == sorted(spread, key=lambda ranks: ranks[1])


def _check_reason(event, last):
    student, run = event.entry.student_id, event.entry.run_id
    if event.reason in {GOES_FIRST, HAD_A_PLACE}:
        promises = CourseInterest.objects.filter(student=student, answered_by=run)
        assert promises.filter(kind="GOES_FIRST").exists()
    elif event.reason == CAME_BACK:
        turns = [one for one in last.values() if one.entry.student_id == student]
        assert event.rank in {one.rank for one in turns if one.to_status == "LEFT"}
    else:
        assert event.by_id is not None
        assert event.reason


def check_who_lost_a_place_is_remembered(run, before, at):
    """Whoever had a place on dates that were cancelled goes first, unless they have another."""
    lost = BookingEvent.objects.filter(
        pk__gt=before.booking_event, to_status="RUN_CANCELLED", booking__run=run
    )
    lost = set(lost.values_list("booking__student", flat=True))
    promised = CourseInterest.objects.filter(course=run.course_id, had_a_place=True)
    settled = set(with_a_place(run.course_id, at=at))
    assert lost - settled <= set(promised.values_list("student", flat=True))


def check_no_place_lies_idle(run, standing, at):
    """A place that somebody waits for is held for them, or they are rung about it."""
    waiting = waiting_in_order(run)
    if not standing.free or not waiting:
        return
    sessions = list(run.sessions.planned())
    if booking_window(run, sessions).refusal(at):
        return
    could_come = [(pk, wanted) for pk, _, wanted in waiting if wanted <= standing.free]
    if answer_by(at=at, hours=48, sessions=sessions[:1], region="ENG") is None:
        asked = Message.objects.filter(kind="place_free").values_list("facts__entry_id", flat=True)
        assert not could_come or could_come[0][0] in asked
        return
    assert could_come == []
