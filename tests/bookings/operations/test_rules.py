"""Soft rules: what each refuses, whom it lets through, and a human's decision against it."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts.enums import Role
from bookings.enums import BookingStatus, Refusal
from bookings.models import Booking, WaitingListEntry
from bookings.operations import moving, places, waiting, waiting_due
from bookings.operations.wishes import Basis
from courses.models import RunShare
from tests.factories.accounts import StudentFactory
from tests.factories.bookings import BookingFactory
from tests.factories.courses import NOW, TermFactory, local, make_run
from tests.factories.home import make_college_settings
from tests.factories.staff import make_user

pytestmark = pytest.mark.django_db

BECAUSE = Basis(note="Ruth spoke with their teacher.")
RELEASE = dt.date(2027, 1, 8)
RELEASED = local(2027, 1, 8, 0)


def book(run, student=None, **how):
    student = student or StudentFactory()
    return places.book_place(run=run, student=student, **{"by": None, "at": NOW} | how)


def join(run, student=None, **how):
    student = student or StudentFactory()
    return waiting.join_waiting_list(run=run, student=student, **{"by": None, "at": NOW} | how)


def refusal(do, *args, **how):
    with pytest.raises((places.CannotBook, waiting.CannotWait, waiting.CannotAnswer)) as caught:
        do(*args, **how)
    return caught.value.reason


def status(entry):
    return WaitingListEntry.objects.get(pk=entry.pk).status


def shared_run(capacity=10, **facts):
    """Return a run with 70% for those who know it themselves and carers, and 30% for staff."""
    run = make_run(capacity=capacity, shares_until=RELEASE, **facts)
    RunShare.objects.create(run=run, percent=70, for_own_experience=True, for_carers=True)
    RunShare.objects.create(run=run, percent=30, for_staff=True)
    return run


def fill(run, kind, number):
    for _ in range(number):
        BookingFactory(run=run, student=StudentFactory(kind=kind))


def one_too_young():
    make_college_settings(asks_age=True)
    return make_run(), StudentFactory(is_adult=False)


def one_from_elsewhere():
    make_college_settings(asks_area=True)
    return make_run(), StudentFactory(is_in_area=False)


def one_with_enough():
    make_college_settings(runs_per_term=1)
    student, run = StudentFactory(), make_run()
    BookingFactory(student=student, run=make_run(term=run.term))
    return run, student


def one_for_whom_nothing_is_kept():
    run = shared_run(capacity=10)
    fill(run, "STAFF", 3)
    return run, StudentFactory(kind="STAFF")


def one_not_invited():
    return make_run(is_listed=False), StudentFactory()


def one_too_late():
    return make_run(starts=local(2027, 1, 3)), StudentFactory()


def one_too_early():
    return make_run(booking_opens_at=local(2027, 1, 11)), StudentFactory()


def one_in_a_pause():
    return make_run(term=TermFactory(is_paused=True)), StudentFactory()


RULES = {
    Refusal.TOO_YOUNG: one_too_young,
    Refusal.OUT_OF_AREA: one_from_elsewhere,
    Refusal.ENOUGH_THIS_TERM: one_with_enough,
    Refusal.KEPT_FOR_OTHERS: one_for_whom_nothing_is_kept,
    Refusal.NOT_INVITED: one_not_invited,
    Refusal.CLOSED: one_too_late,
    Refusal.NOT_OPEN_YET: one_too_early,
    Refusal.PAUSED: one_in_a_pause,
}
every_rule = pytest.mark.parametrize(("reason", "make"), RULES.items(), ids=RULES)


@every_rule
def test_a_rule_refuses_and_writes_nothing(reason, make):
    run, student = make()

    assert refusal(book, run, student) == reason
    assert not Booking.objects.filter(run=run, student=student).exists()


@every_rule
def test_a_human_sets_a_rule_aside_with_a_reason_that_stays(reason, make):
    run, student = make()

    booking = book(run, student, overrides=frozenset({reason}), basis=BECAUSE)
    again = book(run, student, overrides=frozenset({reason}), basis=BECAUSE)

    assert again == booking
    assert list(booking.events.values_list("note", "set_aside")) == [
        ("Ruth spoke with their teacher.", [reason.value])
    ]


@every_rule
def test_setting_a_rule_aside_needs_a_reason(reason, make):
    run, student = make()

    with pytest.raises(ValueError, match="written reason"):
        book(run, student, overrides=frozenset({reason}))


@every_rule
def test_setting_another_rule_aside_does_not_help(reason, make):
    run, student = make()
    others = frozenset(set(RULES) - {reason})

    assert refusal(book, run, student, overrides=others, basis=BECAUSE) == reason


def test_only_what_stood_against_it_counts_as_set_aside():
    overrides = frozenset(RULES)

    booking = book(make_run(), overrides=overrides, basis=BECAUSE)

    assert booking.events.get().set_aside == []


@pytest.mark.parametrize("reason", sorted(set(Refusal) - set(Refusal.SOFT)))
def test_what_is_no_soft_rule_cannot_be_set_aside(reason):
    with pytest.raises(ValueError, match="cannot be set aside"):
        book(make_run(), overrides=frozenset({reason}), basis=BECAUSE)


def test_nobody_joins_a_run_that_is_over_or_still_being_prepared():
    over = make_run(starts=local(2026, 11, 1))
    prepared = make_run(status="PREPARING")
    both = frozenset({Refusal.CLOSED, Refusal.NOT_OPEN_YET})

    assert refusal(book, over, overrides=both, basis=BECAUSE) == Refusal.CLOSED
    assert refusal(book, prepared, overrides=both, basis=BECAUSE) == Refusal.NOT_OPEN_YET


def test_what_nobody_asked_is_not_held_against_anybody():
    make_college_settings(asks_age=True, asks_area=True)

    assert book(make_run(), StudentFactory(is_adult=None, is_in_area=None)).is_active


def test_what_the_college_does_not_ask_does_not_matter():
    make_college_settings(asks_age=False, asks_area=False)

    assert book(make_run(), StudentFactory(is_adult=False, is_in_area=False)).is_active


# How many courses in a term ---------------------------------------------------


def test_places_given_up_drop_ins_and_other_terms_do_not_count():
    make_college_settings(runs_per_term=1)
    student, run = StudentFactory(), make_run()
    BookingFactory(
        student=student,
        run=make_run(term=run.term),
        status=BookingStatus.CANCELLED,
        cancelled_at=NOW,
    )
    BookingFactory(student=student, run=make_run(term=run.term, is_drop_in=True))
    BookingFactory(student=student, run=make_run())

    assert book(run, student).is_active


def test_waiting_does_not_count_and_taking_the_place_does():
    run, student = one_with_enough()
    run.capacity = 1
    run.save()
    taken = book(run)

    entry = join(run, student)
    places.cancel_booking(booking=taken, by=None, at=NOW)
    offer = entry.offers.get()

    with pytest.raises(waiting.CannotAnswer, match="give up another one first") as caught:
        waiting.accept_offer(offer=offer, by=None, at=NOW)
    assert caught.value.reason == Refusal.ENOUGH_THIS_TERM
    assert status(entry) == "OFFERED"

    other = Booking.objects.active().exclude(run=run).get(student=student)
    places.cancel_booking(booking=other, by=None, at=NOW)
    assert waiting.accept_offer(offer=offer, by=None, at=NOW).is_active


def test_the_office_gives_one_more_course_to_somebody_who_was_offered_it():
    run, student = one_with_enough()
    run.capacity = 1
    run.save()
    taken = book(run)
    entry = join(run, student)
    places.cancel_booking(booking=taken, by=None, at=NOW)

    booking = waiting.accept_offer(
        offer=entry.offers.get(),
        overrides=frozenset({Refusal.ENOUGH_THIS_TERM}),
        basis=BECAUSE,
        by=None,
        at=NOW,
    )

    assert booking.events.latest("pk").set_aside == ["ENOUGH_THIS_TERM"]


def test_who_has_enough_is_asked_instead_of_booked_straight_in():
    run, student = one_with_enough()
    run.capacity = 1
    run.save()
    taken = book(run)
    entry = join(run, student, books_straight_in=True)

    places.cancel_booking(booking=taken, by=None, at=NOW)

    assert status(entry) == "OFFERED"


def test_the_office_put_somebody_on_the_list_who_gets_one_course_more():
    run, student = one_with_enough()
    run.capacity = 1
    run.save()
    taken = book(run)
    beyond = frozenset({Refusal.ENOUGH_THIS_TERM})
    entry = join(run, student, books_straight_in=True, overrides=beyond, basis=BECAUSE)

    places.cancel_booking(booking=taken, by=None, at=NOW)

    assert (status(entry), entry.set_aside) == ("BOOKED", ["ENOUGH_THIS_TERM"])


def test_moving_to_other_dates_of_the_term_is_not_one_more():
    run, student = one_with_enough()
    held = Booking.objects.get(student=student)

    moved = moving.move_to_run(booking=held, run=run, by=None, at=NOW)

    assert moved.run == run


def test_swapping_a_place_through_the_list_is_not_one_more():
    run, student = one_with_enough()
    run.capacity = 1
    run.save()
    taken, held = book(run), Booking.objects.get(student=student)
    entry = join(run, student, instead_of=held)
    places.cancel_booking(booking=taken, by=None, at=NOW)

    booking = waiting.accept_offer(offer=entry.offers.get(), by=None, at=NOW)

    assert booking.run == run


# Shares of the places ---------------------------------------------------------


def test_each_kind_takes_its_own_share():
    run = shared_run(capacity=10)
    fill(run, "STAFF", 3)

    assert refusal(book, run, StudentFactory(kind="STAFF")) == Refusal.KEPT_FOR_OTHERS
    assert refusal(book, run, StudentFactory(kind="PUBLIC")) == Refusal.KEPT_FOR_OTHERS
    assert refusal(book, run, StudentFactory(kind="")) == Refusal.KEPT_FOR_OTHERS
    assert book(run, StudentFactory(kind="CARER")).is_active


def test_what_rounding_leaves_is_for_everybody():
    run = shared_run(capacity=12)  # 8 and 3, so one is left
    fill(run, "STAFF", 3)

    assert book(run, StudentFactory(kind="")).is_active
    assert refusal(book, run, StudentFactory(kind="STAFF")) == Refusal.KEPT_FOR_OTHERS


def test_a_full_run_is_full_for_everybody():
    run = shared_run(capacity=10)
    fill(run, "CARER", 7)
    fill(run, "STAFF", 3)

    assert refusal(book, run, StudentFactory(kind="STAFF")) == Refusal.FULL


def test_a_pair_needs_two_places_of_its_share():
    run = shared_run(capacity=10)
    fill(run, "STAFF", 2)
    student = StudentFactory(kind="STAFF")

    assert refusal(book, run, student, places=2) == Refusal.KEPT_FOR_OTHERS
    booking = book(run, student)
    with pytest.raises(places.CannotBook) as caught:
        places.bring_supporter(booking=booking, by=None, at=NOW)
    assert caught.value.reason == Refusal.KEPT_FOR_OTHERS


def test_who_waits_for_one_share_is_not_overtaken_and_keeps_nobody_from_another():
    run = shared_run(capacity=10)
    fill(run, "STAFF", 3)
    entry = join(run, StudentFactory(kind="STAFF"))

    assert status(entry) == "WAITING"
    assert book(run, StudentFactory(kind="OWN_EXPERIENCE")).is_active
    assert refusal(book, run, StudentFactory(kind="STAFF")) == Refusal.KEPT_FOR_OTHERS


def test_a_freed_place_is_offered_to_the_first_whom_it_is_for():
    run = shared_run(capacity=10)
    fill(run, "CARER", 7)
    fill(run, "STAFF", 3)
    staff = join(run, StudentFactory(kind="STAFF"))
    carer = join(run, StudentFactory(kind="CARER"))

    freed = Booking.objects.filter(student__kind="CARER").first()
    places.cancel_booking(booking=freed, by=None, at=NOW)

    assert (status(staff), status(carer)) == ("WAITING", "OFFERED")


def test_the_turn_is_kept_until_the_release_date_and_then_comes():
    run = shared_run(capacity=10)
    fill(run, "STAFF", 3)
    first, second = (join(run, StudentFactory(kind="STAFF")) for _ in range(2))

    waiting_due.pass_on_all(at=RELEASED - dt.timedelta(minutes=1))
    before = [status(first), status(second)]
    waiting_due.pass_on_all(at=RELEASED)
    waiting_due.pass_on_all(at=RELEASED)

    assert before == ["WAITING", "WAITING"]
    assert [status(first), status(second)] == ["OFFERED", "OFFERED"]
    assert first.offers.count() == 1


def test_after_the_release_date_places_are_for_everybody():
    run = shared_run(capacity=10)
    fill(run, "STAFF", 3)

    assert book(run, StudentFactory(kind="STAFF"), at=RELEASED).is_active


def test_the_office_lets_somebody_wait_for_any_place():
    run = shared_run(capacity=10)
    fill(run, "STAFF", 3)

    entry = join(
        run,
        StudentFactory(kind="STAFF"),
        overrides=frozenset({Refusal.KEPT_FOR_OTHERS}),
        basis=BECAUSE,
    )

    assert status(entry) == "OFFERED"
    assert entry.events.first().reason == "Ruth spoke with their teacher."


def test_an_offered_place_of_a_share_can_be_taken():
    run = shared_run(capacity=10)
    fill(run, "CARER", 7)
    fill(run, "STAFF", 3)
    student = StudentFactory(kind="CARER")
    join(run, student)
    freed = Booking.objects.filter(student__kind="CARER").first()
    places.cancel_booking(booking=freed, by=None, at=NOW)

    assert book(run, student).is_active


# Joining ----------------------------------------------------------------------


def test_nobody_joins_after_a_first_session_that_is_needed():
    run = make_run(starts=local(2027, 1, 4, 9), last_joining_session=3, first_session_required=True)

    assert refusal(book, run) == Refusal.CLOSED
    assert book(make_run(starts=local(2027, 1, 4, 9), last_joining_session=3)).is_active


# Closed runs ------------------------------------------------------------------


def test_a_closed_run_opens_with_its_key_and_for_the_office():
    run = make_run(is_listed=False, private_key="the-key")

    assert refusal(book, run, key="another") == Refusal.NOT_INVITED
    assert refusal(join, run) == Refusal.NOT_INVITED
    assert book(run, key="the-key").is_active
    assert book(run, by=make_user(Role.COORDINATOR)).is_active
    assert refusal(book, run, by=make_user(Role.STUDENT)) == Refusal.NOT_INVITED


def test_without_a_key_of_its_own_an_empty_key_opens_nothing():
    assert refusal(book, make_run(is_listed=False), key="") == Refusal.NOT_INVITED


def test_who_had_a_place_on_a_closed_run_takes_it_back_without_the_key():
    run = make_run(is_listed=False, private_key="the-key")
    booking = book(run, key="the-key")
    places.cancel_booking(booking=booking, by=None, at=NOW)

    assert places.take_back_place(booking=booking, by=None, at=NOW).is_active


def test_nobody_moves_to_a_closed_run_by_themselves():
    booking, closed = book(make_run()), make_run(is_listed=False, private_key="the-key")

    assert (
        refusal(moving.move_to_run, booking=booking, run=closed, by=None, at=NOW)
        == Refusal.NOT_INVITED
    )
    moved = moving.move_to_run(booking=booking, run=closed, key="the-key", by=None, at=NOW)
    assert moved.run == closed


# What it costs ----------------------------------------------------------------


@pytest.mark.parametrize("rows", (1, 3))
def test_rules_cost_nothing_unless_used_and_two_queries_at_the_most(
    rows, django_assert_max_num_queries
):
    make_college_settings(runs_per_term=9)
    plain, shared = make_run(), shared_run()
    student = StudentFactory(kind="CARER")
    for _ in range(rows):
        BookingFactory(student=student, run=make_run(term=shared.term))
        BookingFactory(run=shared)
    make_college_settings(runs_per_term=None)
    with django_assert_max_num_queries(99) as without:
        book(plain, student)
    make_college_settings(runs_per_term=9)
    with django_assert_max_num_queries(99) as with_all:
        book(shared, student)

    assert len(with_all) - len(without) == 2
