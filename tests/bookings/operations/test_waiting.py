"""Waiting lists: joining, offers and their answers, and who comes first."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts.composing import compose
from accounts.models import Message
from bookings.enums import EntryStatus, Refusal
from bookings.models import Booking, CourseInterest, EntryEvent, Offer, WaitingListEntry
from bookings.operations import (
    moving,
    overtaken,
    places,
    run_changes,
    second_thoughts,
    waiting,
    waiting_due,
)
from bookings.operations.going_first import GOES_FIRST
from bookings.operations.wishes import Basis
from courses.enums import RunStatus
from tests.factories.accounts import StudentFactory, UserFactory
from tests.factories.bookings import InterestFactory
from tests.factories.courses import NOW, local, make_run

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)


def full_run(capacity=1, **facts):
    """Return a run whose places are all taken, with the bookings."""
    run = make_run(capacity=capacity, **facts)
    return run, [book(run) for _ in range(capacity)]


def book(run, student=None, **how):
    student = student or StudentFactory()
    return places.book_place(run=run, student=student, **{"by": None, "at": NOW} | how)


def join(run, student=None, **how):
    student = student or StudentFactory()
    return waiting.join_waiting_list(run=run, student=student, **{"by": None, "at": NOW} | how)


def cancel(booking, at=NOW):
    return places.cancel_booking(booking=booking, by=None, at=at)


def accept(entry, at=NOW):
    offer = entry.offers.latest("pk")
    return waiting.accept_offer(offer=offer, by=None, at=at)


def decline(entry, at=NOW):
    return waiting.decline_offer(offer=entry.offers.latest("pk"), by=None, at=at)


def state(*entries):
    return [WaitingListEntry.objects.get(pk=entry.pk).status for entry in entries]


def told(student):
    return list(student.messages.order_by("pk").values_list("kind", flat=True))


def words_of(student, kind):
    """Return what a message says, as its worker composes it."""
    message = student.messages.get(kind=kind)
    compose(message, at=NOW)
    return message.text


def order(run):
    return [entry.student for entry in run.waiting_list.live().in_order()]


def test_whoever_joins_a_full_run_waits_and_is_told_once():
    run, _ = full_run()
    student = StudentFactory()

    entry = join(run, student)
    again = join(run, student, at=NOW + MINUTE)

    assert again == entry
    assert state(entry) == ["WAITING"]
    assert told(student) == ["on_the_list"]


def test_a_freed_place_is_offered_to_who_waited_longest_in_the_same_transaction():
    run, (booking,) = full_run()
    first, second = join(run), join(run)

    cancel(booking)

    assert state(first, second) == ["OFFERED", "WAITING"]
    offer = Offer.objects.get()
    assert (offer.entry, offer.status, offer.places) == (first, "OPEN", 1)
    assert told(first.student) == ["on_the_list", "place_offered"]
    assert told(second.student) == ["on_the_list"]


def test_newcomers_never_overtake():
    run, (booking,) = full_run()
    join(run)
    cancel(booking)

    with pytest.raises(places.CannotBook) as caught:
        book(run)

    assert caught.value.reason == Refusal.FULL


def test_a_free_place_that_nobody_can_be_offered_any_more_is_still_not_for_newcomers():
    run, (booking,) = full_run()
    join(run)
    shortly_before = run.sessions.first().starts_at - dt.timedelta(hours=1)
    cancel(booking, at=shortly_before)

    with pytest.raises(places.CannotBook) as caught:
        book(run, at=shortly_before)

    assert caught.value.reason == Refusal.OTHERS_WAIT
    assert not Offer.objects.exists()


def test_who_can_be_asked_no_more_is_rung_once_and_can_be_booked():
    run, (booking,) = full_run(capacity=1)
    first, second = (join(run, StudentFactory(phone="0300 123 4567")) for _ in range(2))
    at = run.sessions.first().starts_at - dt.timedelta(hours=3)
    cancel(booking, at=at)
    waiting_due.pass_on_all(at=at + MINUTE)

    assert told(first.student) == ["on_the_list", "place_free"]
    assert told(second.student) == ["on_the_list"]
    call = first.student.messages.get(kind="place_free")
    assert call.channel == "PHONE"
    assert "A place is free for you now" in words_of(first.student, "place_free")
    with pytest.raises(places.CannotBook):
        book(run, second.student, at=at)
    book(run, first.student, at=at)
    assert state(first, second) == ["BOOKED", "WAITING"]


def test_who_is_next_is_rung_when_the_first_does_not_want_it():
    run, (booking,) = full_run()
    first, second = join(run), join(run, StudentFactory(phone="0300 123 4567"))
    at = run.sessions.first().starts_at - dt.timedelta(hours=3)
    cancel(booking, at=at)
    # Nobody can ring them, so they get a mail.
    assert first.student.messages.get(kind="place_free").channel == "EMAIL"

    waiting.leave_waiting_list(entry=first, by=None, at=at)

    assert told(second.student) == ["on_the_list", "place_free"]


def test_a_call_about_a_place_that_is_gone_is_left_and_made_again_for_another():
    run, bookings = full_run(capacity=2)
    entry = join(run, StudentFactory(phone="0300 123 4567"))
    at = run.sessions.first().starts_at - dt.timedelta(hours=3)
    cancel(bookings[0], at=at)
    Message.objects.filter(kind="place_free").update(status="FOR_OFFICE")
    overtaken.leave_overtaken(at=at)
    assert Message.objects.get(kind="place_free").status == "FOR_OFFICE"

    places.take_back_place(booking=bookings[0], by=None, at=at)
    overtaken.leave_overtaken(at=at)
    cancel(bookings[1], at=at)

    calls = entry.student.messages.filter(kind="place_free").order_by("pk")
    assert [one.status for one in calls] == ["NOT_NEEDED", "QUEUED"]


@pytest.mark.parametrize(
    ("phone", "channel", "days"), [("0300 123 4567", "PHONE", 2), ("", "LETTER", 6)]
)
def test_who_gets_letters_is_rung_or_has_time_for_the_post(phone, channel, days):
    run, (booking,) = full_run(starts=local(2027, 6, 1))
    student = StudentFactory(contact_by="LETTER", phone=phone, postal_address="7 Mill Lane")
    join(run, student)

    cancel(booking)

    offer = Offer.objects.get()
    assert offer.answer_by - NOW >= dt.timedelta(days=days)
    assert student.messages.get(kind="place_offered").channel == channel


def test_yes_please_makes_a_booking_and_saying_it_twice_is_harmless():
    run, (booking,) = full_run()
    entry = join(run, shares_needs=True)
    cancel(booking)

    booked, again = accept(entry), accept(entry, at=NOW + MINUTE)

    assert again == booked
    assert (booked.student, booked.shares_needs, booked.is_active) == (entry.student, True, True)
    assert state(entry) == ["BOOKED"]
    assert Offer.objects.get().status == "ACCEPTED"
    assert told(entry.student) == ["on_the_list", "place_offered", "booking_confirmed"]


def test_not_this_time_goes_to_the_next_and_keeps_the_turn_for_the_next_run():
    run, (booking,) = full_run()
    first, second = join(run), join(run)
    cancel(booking)

    decline(first)
    decline(first, at=NOW + MINUTE)

    assert state(first, second) == ["PASSED", "OFFERED"]
    interest = CourseInterest.objects.get()
    assert (interest.student, interest.kind, interest.since) == (first.student, "GOES_FIRST", NOW)


def test_who_goes_first_is_offered_a_place_before_anybody_can_book():
    run, (booking,) = full_run()
    entry = join(run)
    cancel(booking)
    decline(entry)
    following = make_run(course=run.course, term=run.term, capacity=1)

    with pytest.raises(places.CannotBook) as caught:
        book(following)
    waiting_due.pass_on_all(at=NOW)

    assert caught.value.reason == Refusal.FULL
    offered = following.waiting_list.get()
    assert (offered.student, offered.status) == (entry.student, "OFFERED")
    assert CourseInterest.objects.get().answered_by == following


def test_tell_me_when_it_runs_tells_once():
    run = make_run(status=RunStatus.PREPARING)
    student = StudentFactory()
    waiting.tell_when_it_runs(course=run.course, student=student, by=None, at=NOW)
    waiting.tell_when_it_runs(course=run.course, student=student, by=None, at=NOW)
    waiting_due.pass_on_all(at=NOW)
    assert told(student) == []

    run.status = RunStatus.OPEN
    run.save()
    waiting_due.pass_on_all(at=NOW)
    waiting_due.pass_on_all(at=NOW + MINUTE)

    assert told(student) == ["course_runs"]


def test_an_offer_runs_out_by_the_clock_and_returns_the_person_once():
    run, (booking,) = full_run()
    first, second = join(run), join(run)
    cancel(booking)
    ends = Offer.objects.get().answer_by

    waiting_due.pass_on_all(at=ends - MINUTE)
    assert state(first, second) == ["OFFERED", "WAITING"]
    waiting_due.pass_on_all(at=ends)

    assert state(first, second) == ["WAITING", "OFFERED"]
    assert order(run) == [second.student, first.student]
    assert told(first.student) == ["on_the_list", "place_offered", "offer_ran_out"]
    decline(second, at=ends)
    assert state(first) == ["OFFERED"]
    waiting_due.pass_on_all(at=first.offers.latest("pk").answer_by)
    assert state(first) == ["LAPSED"]


def test_who_is_asked_again_at_once_hears_it_in_one_message():
    run, (booking,) = full_run()
    entry = join(run)
    cancel(booking)

    waiting_due.pass_on_all(at=Offer.objects.get().answer_by)

    assert state(entry) == ["OFFERED"]
    assert told(entry.student) == ["on_the_list", "place_offered", "place_offered"]


def test_a_late_yes_counts_where_nobody_else_waits_and_not_otherwise():
    run, bookings = full_run(capacity=2)
    alone = join(run)
    cancel(bookings[0])
    late = Offer.objects.get().answer_by + MINUTE
    assert accept(alone, at=late).is_active

    first, second = join(run), join(run)
    cancel(bookings[1])
    late = first.offers.get().answer_by + MINUTE
    with pytest.raises(waiting.CannotAnswer):
        accept(first, at=late)
    waiting_due.pass_on_all(at=late)
    assert state(first, second) == ["WAITING", "OFFERED"]


def test_whoever_wants_it_is_booked_straight_in():
    run, (booking,) = full_run()
    entry = join(run, books_straight_in=True)

    cancel(booking)

    assert state(entry) == ["BOOKED"]
    assert told(entry.student) == ["on_the_list", "booking_confirmed"]


@pytest.mark.parametrize(
    ("hours_left", "outcome"),
    [(1, ["WAITING", "place_free"]), (11, ["WAITING", "place_free"]), (24, ["BOOKED", None])],
)
def test_whoever_would_read_too_late_that_they_are_booked_is_rung(hours_left, outcome):
    run, (booking,) = full_run(starts=local(2027, 1, 12, 8))
    entry = join(run, StudentFactory(phone="07700 900123"), books_straight_in=True)
    at = run.sessions.first().starts_at - dt.timedelta(hours=hours_left)

    cancel(booking, at=at)

    call = entry.student.messages.filter(kind="place_free").first()
    assert [*state(entry), call and call.kind] == outcome
    if call:
        assert call.channel == "PHONE"
        assert places.book_place(run=run, student=entry.student, by=None, at=at).is_active
        assert state(entry) == ["BOOKED"]


@pytest.mark.parametrize(
    ("phone", "days", "heard"),
    [
        ("07700 900123", 3, ["BOOKED", "PHONE"]),
        ("", 3, ["OFFERED", "LETTER"]),
        ("07700 900123", 20, ["BOOKED", "LETTER"]),
        ("", 20, ["BOOKED", "LETTER"]),
    ],
)
def test_no_letter_says_too_late_that_somebody_was_booked_straight_in(phone, days, heard):
    run, (booking,) = full_run(starts=local(2027, 2, 2))
    student = StudentFactory(contact_by="LETTER", phone=phone, email="")
    entry = join(run, student, books_straight_in=True)
    at = run.sessions.first().starts_at - dt.timedelta(days=days)

    cancel(booking, at=at)

    assert [*state(entry), student.messages.latest("pk").channel] == heard


def test_two_who_come_together_keep_their_turn_while_one_place_goes_to_the_next():
    run, bookings = full_run(capacity=2)
    pair, single, other = join(run, places=2, supporter_name="Ola"), join(run), join(run)

    cancel(bookings[0])
    assert state(pair, single) == ["WAITING", "OFFERED"]
    assert order(run)[0] == pair.student
    decline(single)
    assert state(pair, other) == ["WAITING", "OFFERED"]
    decline(other)
    cancel(bookings[1])

    assert state(pair) == ["OFFERED"]
    booked = accept(pair)
    assert (booked.places, booked.supporter_name) == (2, "Ola")


def test_leaving_passes_an_offer_on_and_coming_back_soon_keeps_the_turn():
    run, (booking,) = full_run()
    first, second, third = join(run), join(run), join(run)
    waiting.leave_waiting_list(entry=second, by=None, at=NOW)
    back = join(run, second.student, at=NOW + MINUTE)
    assert order(run) == [first.student, second.student, third.student]

    cancel(booking)
    waiting.leave_waiting_list(entry=first, by=None, at=NOW)
    waiting.leave_waiting_list(entry=first, by=None, at=NOW + MINUTE)

    assert state(first, back, third) == ["LEFT", "OFFERED", "WAITING"]


def test_undo_works_until_the_place_has_been_offered():
    run, (booking,) = full_run()
    cancel(booking)
    assert places.take_back_place(booking=booking, by=None, at=NOW).is_active

    join(run)
    cancel(booking)
    with pytest.raises(places.CannotBook) as caught:
        places.take_back_place(booking=booking, by=None, at=NOW)
    assert caught.value.reason == Refusal.FULL


def test_undo_works_where_those_who_wait_do_not_fit():
    run, bookings = full_run(capacity=2)
    join(run, places=2)
    cancel(bookings[0])

    assert places.take_back_place(booking=bookings[0], by=None, at=NOW).is_active


def test_undo_is_for_as_many_places_as_were_given_up():
    run, bookings = full_run(capacity=3)
    join(run, places=2)
    at = run.sessions.first().starts_at - dt.timedelta(hours=3)
    for booking in bookings[:2]:
        cancel(booking, at=at)

    with pytest.raises(places.CannotBook) as caught:
        book(run, bookings[0].student, places=2, at=at)

    assert caught.value.reason == Refusal.OTHERS_WAIT
    assert book(run, bookings[0].student, at=at).places == 1


def test_the_office_moves_somebody_with_a_reason_and_the_past_order_can_be_told():
    run, _ = full_run()
    entries = [join(run, at=NOW + number * MINUTE) for number in range(3)]
    staff, later = UserFactory(), NOW + dt.timedelta(hours=1)

    with pytest.raises(waiting.CannotMove):
        waiting.move_in_list(entry=entries[2], place=1, reason=" ", by=staff, at=later)
    waiting.move_in_list(entry=entries[2], place=2, reason="Leaves hospital.", by=staff, at=later)

    students = [entry.student for entry in entries]
    assert order(run) == [students[0], students[2], students[1]]
    event = EntryEvent.objects.latest("pk")
    assert (event.entry, event.by, event.reason) == (entries[2], staff, "Leaves hospital.")


def test_moving_somebody_to_the_same_spot_many_times_never_runs_out_of_room():
    run, _ = full_run()
    entries = [join(run) for _ in range(3)]
    staff = UserFactory()

    for turn in range(50):
        mover = entries[1 + turn % 2]
        waiting.move_in_list(entry=mover, place=2, reason="Swap.", by=staff, at=NOW)
        assert order(run)[1] == mover.student

    assert order(run)[0] == entries[0].student


def test_a_cancelled_run_tells_all_and_puts_them_first_on_the_next():
    run, (had_a_place,) = full_run()
    following = make_run(course=run.course, term=run.term, capacity=1, starts=local(2027, 3, 2))
    book(following)
    newcomer = join(following)
    # Somebody who waits joined before the place was booked, and comes behind it all the same.
    first, second = join(run, at=NOW - MINUTE), join(run)

    run_changes.cancel_run(run=run, reason="A burst pipe.", by=None, at=NOW)

    assert state(first, second) == ["RUN_CANCELLED", "RUN_CANCELLED"]
    students = [had_a_place.student, first.student, second.student, newcomer.student]
    assert order(following) == students
    assert told(first.student) == ["on_the_list", "list_ended", "on_the_list"]
    assert told(had_a_place.student)[-2:] == ["booking_cancelled", "on_the_list"]
    assert "You go first" in words_of(had_a_place.student, "booking_cancelled")


def test_whoever_lost_a_place_and_has_another_on_the_course_is_promised_nothing():
    run, (lost, other) = full_run(capacity=2)
    elsewhere = make_run(course=run.course, term=run.term, starts=local(2027, 3, 2))
    book(elsewhere, other.student)

    run_changes.cancel_run(run=run, reason="A burst pipe.", by=None, at=NOW)

    assert [one.student for one in CourseInterest.objects.all()] == [lost.student]
    assert "You go first" not in words_of(other.student, "booking_cancelled")


def test_who_goes_first_comes_behind_those_who_waited_longer_and_go_first_too():
    run, (booking,) = full_run()
    following, _ = full_run(course=run.course, term=run.term, starts=local(2027, 3, 2))
    early, late, newcomer = StudentFactory(), StudentFactory(), join(following)
    entries = [join(run, early, at=NOW), join(run, late, at=NOW + MINUTE)]
    cancel(booking)
    decline(entries[0])
    decline(entries[1])

    # The next dates are open already, and full: the promise holds where they ask for them.
    second, first = join(following, late), join(following, early)

    assert order(following) == [early, late, newcomer.student]
    assert [one.events.get().reason for one in (first, second)] == [GOES_FIRST, GOES_FIRST]
    assert not CourseInterest.objects.filter(ended_at=None).exists()


def test_not_this_time_puts_nobody_in_front_of_the_same_dates():
    run, bookings = full_run(capacity=2)
    passed = join(run)
    cancel(bookings[0])
    decline(passed)
    book(run)
    waits = join(run)

    join(run, passed.student)

    assert order(run) == [waits.student, passed.student]
    assert CourseInterest.objects.filter(ended_at=None).exists()


def test_not_this_time_is_not_taken_back_over_somebody_who_is_rung_about_the_place():
    run, (booking,) = full_run(sessions=1, starts=local(2027, 1, 12, 10))
    first, second = join(run), join(run, StudentFactory(phone="07700 900123"))
    cancel(booking, at=local(2027, 1, 11, 9))
    offer = first.offers.get()
    # Two hours before the offer would end there is no time left for another one.
    late = offer.answer_by - dt.timedelta(hours=1)
    waiting.decline_offer(offer=offer, by=None, at=late)
    assert told(second.student)[-1] == "place_free"

    with pytest.raises(waiting.CannotAnswer):
        second_thoughts.take_back_answer(offer=offer, by=None, at=late + MINUTE)
    waiting.leave_waiting_list(entry=second, by=None, at=late + MINUTE)
    second_thoughts.take_back_answer(offer=offer, by=None, at=late + MINUTE)

    assert state(first, second) == ["OFFERED", "LEFT"]


def test_joining_dates_that_are_open_overtakes_no_offer():
    run, (booking,) = full_run()
    following, (taken,) = full_run(course=run.course, term=run.term, starts=local(2027, 3, 2))
    asked, waits, entry = join(following), join(following), join(run)
    cancel(booking)
    decline(entry)
    cancel(taken)

    back = join(following, entry.student)

    assert state(asked, waits, back) == ["OFFERED", "WAITING", "WAITING"]
    decline(asked)
    assert state(waits, back) == ["WAITING", "OFFERED"]


def test_more_places_go_to_those_who_wait_and_fewer_than_held_are_refused():
    run, _ = full_run(capacity=2)
    first, second = join(run), join(run)

    run_changes.change_capacity(run=run, capacity=3, by=None, at=NOW)
    assert state(first, second) == ["OFFERED", "WAITING"]
    with pytest.raises(run_changes.CannotChangeCapacity, match="at least 3"):
        run_changes.change_capacity(run=run, capacity=2, by=None, at=NOW)


def test_when_nobody_can_join_any_more_the_list_ends_kindly():
    run, _ = full_run()
    entry = join(run)

    waiting_due.pass_on_all(at=run.sessions.first().starts_at)

    assert state(entry) == ["ENDED"]
    assert told(entry.student) == ["on_the_list", "list_ended"]
    assert CourseInterest.objects.get().student == entry.student


def test_an_offer_stands_until_its_time_also_when_booking_closes_before():
    closes = local(2027, 1, 5, 12)
    run, bookings = full_run(capacity=2, booking_closes_at=closes)
    first, second, third = join(run), join(run), join(run)
    cancel(bookings[0])
    cancel(bookings[1])
    answer_by = first.offers.get().answer_by
    assert answer_by > closes

    waiting_due.pass_on_all(at=closes)

    assert state(first, second, third) == ["OFFERED", "OFFERED", "ENDED"]
    assert told(third.student) == ["on_the_list", "list_ended"]
    assert accept(first, at=answer_by - MINUTE).is_active
    with pytest.raises(places.CannotBook) as caught:
        book(run, at=answer_by - MINUTE)
    assert caught.value.reason == Refusal.CLOSED
    waiting_due.pass_on_all(at=answer_by)
    assert state(second) == ["ENDED"]
    assert told(second.student) == ["on_the_list", "place_offered", "list_ended"]
    assert [one.status for one in Offer.objects.order_by("pk")] == ["ACCEPTED", "RAN_OUT"]


def test_what_is_offered_when_the_dates_begin_is_taken_back():
    run, (booking,) = full_run(booking_closes_at=local(2027, 1, 5, 12))
    entry = join(run)
    cancel(booking)
    begun = run.sessions.first()
    begun.starts_at, begun.ends_at = local(2027, 1, 5, 14), local(2027, 1, 5, 16)
    begun.save()

    # Before the clock has seen that the dates were moved.
    with pytest.raises(waiting.CannotAnswer):
        accept(entry, at=begun.starts_at)

    assert state(entry) == ["ENDED"]
    assert Offer.objects.get().status == "WITHDRAWN"


def test_one_run_that_goes_wrong_does_not_keep_the_others_waiting(caplog):
    broken, (booking,) = full_run()
    entry = join(broken)
    cancel(booking)
    over = Offer.objects.get().answer_by
    WaitingListEntry.objects.filter(pk=entry.pk).update(status="WAITING")
    run, (booking,) = full_run(term=broken.term)
    first, second = join(run), join(run)
    cancel(booking)

    with pytest.raises(waiting_due.SomeAreLeft, match="1 of 2 runs"):
        waiting_due.pass_on_all(at=over)

    assert state(first, second) == ["WAITING", "OFFERED"]
    assert f"run {broken.pk}" in caplog.text


def test_nobody_waits_who_has_a_place_or_for_what_cannot_be_booked():
    run, (booking,) = full_run()
    closed = make_run(status=RunStatus.CLOSED)

    for where, student, reason in (
        (run, booking.student, Refusal.BOOKED_ALREADY),
        (closed, StudentFactory(), Refusal.CLOSED),
    ):
        with pytest.raises(waiting.CannotWait) as caught:
            join(where, student)
        assert caught.value.reason == reason


def test_moving_to_other_dates_frees_the_old_place_only_when_the_new_one_is_there():
    old, (booking,) = full_run()
    waits = join(old)
    full, _ = full_run(course=old.course, term=old.term)
    free = make_run(course=old.course, term=old.term)

    with pytest.raises(places.CannotBook):
        moving.move_to_run(booking=booking, run=full, by=None, at=NOW)
    assert Booking.objects.get(pk=booking.pk).is_active
    moved = moving.move_to_run(booking=booking, run=free, by=None, at=NOW)

    assert moved.is_active
    assert Booking.objects.get(pk=booking.pk).status == "MOVED"
    assert state(waits) == ["OFFERED"]
    assert told(booking.student) == ["booking_confirmed", "booking_confirmed", "booking_cancelled"]


def test_waiting_for_other_dates_keeps_the_place_until_the_answer_is_yes():
    old, (held,) = full_run()
    wanted, (other,) = full_run(course=old.course, term=old.term)
    entry = join(wanted, held.student, instead_of=held)
    cancel(other)
    assert Booking.objects.get(pk=held.pk).is_active

    accept(entry)

    assert Booking.objects.get(pk=held.pk).status == "MOVED"


@pytest.mark.parametrize("how", ["says yes", "is booked"])
def test_dates_that_are_over_are_not_given_up_for_others(how):
    old, (held,) = full_run(sessions=1)
    wanted, (other,) = full_run(course=old.course, term=old.term, starts=local(2027, 3, 2))
    entry = join(wanted, held.student, instead_of=held)
    over = local(2027, 1, 12, 12)
    cancel(other, at=over)

    if how == "says yes":
        accept(entry, at=over + MINUTE)
    else:
        book(wanted, held.student, at=over + MINUTE)

    assert held.student.bookings.active().count() == 2
    assert told(held.student).count("booking_cancelled") == 0


def test_nobody_is_moved_away_from_dates_that_are_over_and_no_supporter_joins_them():
    old, (held,) = full_run(sessions=1)
    wanted = make_run(course=old.course, term=old.term, starts=local(2027, 3, 2))
    run_changes.change_capacity(run=old, capacity=2, by=None, at=NOW)
    over = local(2027, 1, 12, 12)

    for refused in (
        lambda: moving.move_to_run(booking=held, run=wanted, by=None, at=over),
        lambda: places.bring_supporter(booking=held, by=None, at=over),
    ):
        with pytest.raises(places.CannotBook) as caught:
            refused()
        assert caught.value.reason == Refusal.OVER
    held.refresh_from_db()
    assert (held.status, held.places) == ("CONFIRMED", 1)

    old.sessions.update(status="CANCELLED")
    assert moving.move_to_run(booking=held, run=wanted, by=None, at=over).is_active


@pytest.mark.parametrize("is_offered", [True, False])
def test_booking_for_who_waits_in_order_to_move_leaves_the_other_dates(is_offered):
    """Also where the other run was made before, which is locked first."""
    old, (held,) = full_run()
    wanted, (first, second) = full_run(capacity=2, course=old.course, term=old.term)
    entry = join(wanted, held.student, instead_of=held, places=1)
    staff = UserFactory()
    if is_offered:
        cancel(first)
        cancel(second)
    else:
        join(wanted, places=2)
        run_changes.change_capacity(run=wanted, capacity=4, by=None, at=NOW)
        Offer.objects.update(status="RAN_OUT", ended_at=NOW)
        WaitingListEntry.objects.update(status="WAITING")

    with_two = book(
        wanted,
        held.student,
        places=2,
        supporter_name="Ola",
        jumps_the_list=True,
        basis=Basis(note="Asked on the phone."),
        by=staff,
    )

    assert (with_two.places, with_two.supporter_name) == (2, "Ola")
    assert state(entry) == ["BOOKED"]
    assert Booking.objects.get(pk=held.pk).status == "MOVED"
    assert told(held.student)[-2:] == ["booking_confirmed", "booking_cancelled"]


def test_one_place_of_two_that_were_held_goes_to_the_next():
    run, bookings = full_run(capacity=2)
    pair = join(run, places=2)
    for booking in bookings:
        cancel(booking)
    waits = join(run)

    assert book(run, pair.student, places=1).places == 1

    assert state(pair, waits) == ["BOOKED", "OFFERED"]


def test_a_supporter_for_whom_nothing_is_held_needs_a_place_too():
    run, (booking,) = full_run()
    entry = join(run)
    cancel(booking)

    with pytest.raises(places.CannotBook) as caught:
        book(run, entry.student, places=2)

    assert caught.value.reason == Refusal.FULL
    assert state(entry) == ["OFFERED"]


def test_the_office_swaps_a_place_for_the_end_of_the_list():
    run, (booking,) = full_run()
    waits = join(run)

    entry = moving.swap_to_list(
        booking=booking, basis=Basis(note="Asked on the phone."), by=UserFactory(), at=NOW
    )

    assert state(waits, entry) == ["OFFERED", "WAITING"]


def test_whoever_goes_first_and_swaps_a_place_for_the_list_is_on_it_once():
    run, (booking,) = full_run()
    InterestFactory(course=run.course, student=booking.student, kind="GOES_FIRST")

    entry = moving.swap_to_list(
        booking=booking, basis=Basis(note="Asked on the phone."), by=UserFactory(), at=NOW
    )

    assert run.waiting_list.get() == entry


def test_a_second_offer_that_runs_out_as_the_dates_begin_is_told_too():
    run, (booking,) = full_run()
    entry = join(run)
    cancel(booking)
    waiting_due.pass_on_all(at=entry.offers.get().answer_by)

    waiting_due.pass_on_all(at=run.sessions.first().starts_at)

    assert state(entry) == ["LAPSED"]
    assert told(entry.student)[-1] == "offer_ran_out"


def test_a_supporter_takes_a_place_and_frees_it():
    run = make_run(capacity=2)
    booking = book(run)
    places.bring_supporter(booking=booking, supporter_name="Ola", by=None, at=NOW)
    waits = join(run)
    with pytest.raises(places.CannotBook):
        book(run)

    places.come_alone(booking=booking, by=None, at=NOW)

    assert state(waits) == ["OFFERED"]
    assert [event.places for event in booking.events.all()] == [1, 2, 1]


def test_a_supporter_needs_a_free_place():
    _, (booking,) = full_run()

    with pytest.raises(places.CannotBook) as caught:
        places.bring_supporter(booking=booking, by=None, at=NOW)

    assert caught.value.reason == Refusal.FULL
    assert Booking.objects.get().places == 1


def test_going_before_others_needs_a_reason():
    run, bookings = full_run(capacity=2)
    join(run, places=2)
    cancel(bookings[0])

    with pytest.raises(ValueError, match="reason"):
        book(run, jumps_the_list=True)
    booked = book(run, jumps_the_list=True, basis=Basis(note="Leaves hospital."), by=UserFactory())

    assert booked.events.get().note == "Leaves hospital."


def test_whoever_has_an_offer_and_books_takes_that_offer():
    run, (booking,) = full_run()
    entry = join(run)
    cancel(booking)

    booked = book(run, entry.student)

    assert booked.is_active
    assert state(entry) == ["BOOKED"]
    assert Offer.objects.get().status == "ACCEPTED"


def test_each_message_is_about_ids_only():
    run, (booking,) = full_run()
    entry = join(run)
    cancel(booking)
    waiting_due.pass_on_all(at=Offer.objects.get().answer_by)

    facts = Message.objects.filter(student=entry.student).values_list("facts", flat=True)

    assert all(isinstance(value, int) for fact in facts for value in fact.values())
    assert {"WAITING", "OFFERED"} == EntryStatus.LIVE


def test_not_this_time_is_about_dates_that_open_later():
    run, (booking,) = full_run()
    earlier = make_run(course=run.course, term=run.term, capacity=1, starts=local(2027, 1, 5))
    later = make_run(course=run.course, term=run.term, status=RunStatus.PREPARING)
    entry = join(run, places=1, supporter_name="Ola", shares_needs=True)
    cancel(booking)
    decline(entry)

    waiting_due.pass_on_all(at=NOW + MINUTE)
    assert not earlier.waiting_list.exists()
    later.status = RunStatus.OPEN
    later.save()
    waiting_due.pass_on_all(at=NOW + 2 * MINUTE)

    asked = later.waiting_list.get()
    assert (asked.student, asked.status) == (entry.student, "OFFERED")
    assert (asked.supporter_name, asked.shares_needs) == ("Ola", True)


def test_nobody_is_put_first_on_dates_that_have_begun():
    run = make_run(status=RunStatus.PREPARING, last_joining_session=2)
    interest = InterestFactory(course=run.course, kind="GOES_FIRST")
    run.status = RunStatus.OPEN
    run.save()

    waiting_due.pass_on_all(at=run.sessions.first().starts_at + MINUTE)

    assert not run.waiting_list.exists()
    interest.refresh_from_db()
    assert interest.ended_at is None


def test_whoever_gets_a_place_on_the_course_is_put_on_no_list_for_having_waited():
    run, (booking,) = full_run()
    entry = join(run)
    cancel(booking)
    decline(entry)

    book(run, entry.student)
    following = make_run(course=run.course, term=run.term)
    waiting_due.pass_on_all(at=NOW + MINUTE)

    assert not following.waiting_list.exists()
    assert not CourseInterest.objects.filter(ended_at=None).exists()


def test_nobody_is_promised_to_go_first_who_has_a_place_on_the_course():
    run, (booking,) = full_run()
    other, (held,) = full_run(course=run.course, term=run.term, starts=local(2027, 3, 2))
    entry, without = join(run, held.student), join(run)

    run_changes.cancel_run(run=run, reason="A burst pipe.", by=None, at=NOW)

    assert order(other) == [booking.student, without.student]
    ended = Message.objects.filter(kind="list_ended").values_list("student", "facts__goes_first")
    assert dict(ended) == {entry.student_id: 0, without.student_id: 1}
    assert "You keep the place" in words_of(entry.student, "list_ended")


def test_whoever_waits_there_already_goes_first_there_too():
    run, (booking,) = full_run()
    other, _ = full_run(course=run.course, term=run.term, starts=local(2027, 3, 2))
    newcomer, entry = join(other), join(other)
    join(run, entry.student)

    run_changes.cancel_run(run=run, reason="A burst pipe.", by=None, at=NOW)

    assert order(other) == [booking.student, entry.student, newcomer.student]


def test_dates_that_are_moved_earlier_shorten_what_is_held_and_are_told():
    run, (booking,) = full_run(sessions=1, starts=local(2027, 1, 19, 10))
    entry = join(run)
    cancel(booking, at=local(2027, 1, 13, 14))
    before = Offer.objects.get().answer_by
    run.sessions.update(starts_at=local(2027, 1, 15, 10), ends_at=local(2027, 1, 15, 12))
    at = local(2027, 1, 13, 15)

    waiting_due.pass_on_all(at=at)
    waiting_due.pass_on_all(at=at + MINUTE)

    offer = Offer.objects.get()
    assert at < offer.answer_by <= local(2027, 1, 15, 8) < before
    assert told(entry.student) == ["on_the_list", "place_offered", "place_offered"]
    assert state(entry) == ["OFFERED"]


def test_an_offer_nobody_answered_in_time_does_not_keep_the_capacity_up():
    run, (_, booking) = full_run(capacity=2)
    entry = join(run)
    cancel(booking)
    at = Offer.objects.get().answer_by

    run_changes.change_capacity(run=run, capacity=1, by=None, at=at)

    run.refresh_from_db()
    assert run.capacity == 1
    assert state(entry) == ["WAITING"]


def test_fewer_places_than_are_taken_changes_nothing():
    run, _ = full_run(capacity=2)

    with pytest.raises(run_changes.CannotChangeCapacity, match="at least 2"):
        run_changes.change_capacity(run=run, capacity=1, by=None, at=NOW)

    run.refresh_from_db()
    assert run.capacity == 2
