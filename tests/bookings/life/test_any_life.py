"""Invented lives of two runs: whatever people do in whatever order, the promises hold."""

from __future__ import annotations

import datetime as dt
import os
import random
from contextlib import suppress

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from bookings.models import Booking, Offer, WaitingListEntry
from bookings.operations import (
    merging,
    moving,
    places,
    run_changes,
    second_thoughts,
    waiting,
    waiting_due,
)
from bookings.operations.counting import count_places
from bookings.operations.wishes import Basis
from tests.bookings.life import ledger
from tests.factories.accounts import StudentFactory, UserFactory
from tests.factories.courses import NOW, local, make_run

pytestmark = pytest.mark.django_db

ONE_OR_TWO = (1, 1, 2)
RARELY, OFTEN = 0.2, 0.5
DAY = dt.timedelta(days=1)
REFUSED = (
    places.CannotBook,
    places.CannotCancel,
    waiting.CannotWait,
    waiting.CannotAnswer,
    waiting.CannotMove,
    merging.CannotMerge,
    moving.NobodyWaits,
    run_changes.CannotCancelRun,
    run_changes.CannotChangeCapacity,
)


def _pick(dice, rows):
    """Choose one of some rows; None where there is none."""
    rows = list(rows.order_by("pk"))
    return dice.choice(rows) if rows else None


ACTIONS = {}


def action(happens):
    """Let something be done in any life; it gets the life, and dice."""
    ACTIONS[happens.__name__] = happens
    return happens


@action
def book(life, dice):
    run, student = dice.choice(life.runs), dice.choice(life.people)
    life.do(places.book_place, run=run, student=student, places=dice.choice(ONE_OR_TWO))


@action
def book_before_others_with_a_reason(life, dice):
    life.do(
        places.book_place,
        run=dice.choice(life.runs),
        student=dice.choice(life.people),
        jumps_the_list=True,
        basis=Basis(note="Leaves hospital."),
    )


@action
def join(life, dice):
    life.do(
        waiting.join_waiting_list,
        run=dice.choice(life.runs),
        student=dice.choice(life.people),
        places=dice.choice(ONE_OR_TWO),
        books_straight_in=dice.random() < RARELY,
    )


@action
def wait_for_other_dates(life, dice):
    if held := _pick(dice, Booking.objects.active()):
        life.do(
            waiting.join_waiting_list,
            run=life.other(held.run),
            student=held.student,
            instead_of=held,
        )


@action
def cancel(life, dice):
    if booking := _pick(dice, Booking.objects.active()):
        life.do(places.cancel_booking, booking=booking)


@action
def take_back(life, dice):
    if booking := _pick(dice, Booking.objects.filter(status="CANCELLED")):
        life.do(places.take_back_place, booking=booking)


@action
def bring_supporter(life, dice):
    if booking := _pick(dice, Booking.objects.active()):
        life.do(places.bring_supporter, booking=booking, supporter_name=dice.choice(["", "Ola"]))


@action
def come_alone(life, dice):
    if booking := _pick(dice, Booking.objects.active().filter(places=2)):
        life.do(places.come_alone, booking=booking)


@action
def move(life, dice):
    if booking := _pick(dice, Booking.objects.active()):
        life.do(moving.move_to_run, booking=booking, run=life.other(booking.run))


@action
def swap_to_list(life, dice):
    if booking := _pick(dice, Booking.objects.active()):
        life.do(moving.swap_to_list, booking=booking, basis=Basis(note="Asked."), by=life.staff)


@action
def leave(life, dice):
    if entry := _pick(dice, WaitingListEntry.objects.live()):
        by = dice.choice([None, life.staff])
        life.do(waiting.leave_waiting_list, entry=entry, by=by)


@action
def change_wish(life, dice):
    if entry := _pick(dice, WaitingListEntry.objects.live()):
        life.do(
            waiting.change_wish,
            entry=entry,
            places=dice.choice(ONE_OR_TWO),
            books_straight_in=dice.random() < RARELY,
        )


@action
def accept(life, dice):
    if offer := _pick(dice, Offer.objects.open()):
        life.do(waiting.accept_offer, offer=offer)


@action
def decline(life, dice):
    if offer := _pick(dice, Offer.objects.open()):
        life.do(waiting.decline_offer, offer=offer, by=dice.choice([None, life.staff]))
        if dice.random() < OFTEN:
            life.at += dt.timedelta(seconds=1)
            life.do(second_thoughts.take_back_answer, offer=offer)


@action
def take_back_an_answer(life, dice):
    if offer := _pick(dice, Offer.objects.filter(status="DECLINED", entry__status="PASSED")):
        life.do(second_thoughts.take_back_answer, offer=offer)


@action
def answer_what_is_over(life, dice):
    if offer := _pick(dice, Offer.objects.exclude(status="OPEN")):
        life.do(dice.choice([waiting.accept_offer, waiting.decline_offer]), offer=offer)


@action
def move_in_list(life, dice):
    if entry := _pick(dice, WaitingListEntry.objects.live()):
        life.do(
            waiting.move_in_list,
            entry=entry,
            place=dice.randint(1, 4),
            reason="Leaves hospital.",
            by=life.staff,
        )


@action
def change_capacity(life, dice):
    life.do(run_changes.change_capacity, run=dice.choice(life.runs), capacity=dice.randint(1, 4))


@action
def cancel_run(life, dice):
    if dice.random() < RARELY:
        life.do(run_changes.cancel_run, run=dice.choice(life.runs), reason="A burst pipe.")


@action
def two_records_are_joined(life, dice):
    if dice.random() < RARELY:
        gone, into = dice.sample(life.people, 2)
        life.do(merging.merge_students, gone=gone, into=into, by=life.staff)


@action
def dates_change(life, dice):
    run = dice.choice(life.runs)
    last = run.sessions.order_by("starts_at").last()
    if last.starts_at > life.at:
        last.starts_at, last.ends_at = last.starts_at + DAY, last.ends_at + DAY
        last.save(update_fields=["starts_at", "ends_at"])
        waits = set(run.waiting_list.live().values_list("pk", flat=True))
        waiting_due.pass_on_all(at=life.at)
        life.told_of_dates += (
            run.waiting_list.live().filter(pk__in=waits).values_list("pk", flat=True)
        )


@action
def time_passes(life, dice):
    life.at += dt.timedelta(hours=dice.choice([1, 5, 30, 60, 200]))
    life.is_tidy = dice.random() > RARELY
    if life.is_tidy:
        waiting_due.pass_on_all(at=life.at)


ALWAYS_POSSIBLE = {"dates_change", "time_passes"}


class AnyLife(RuleBasedStateMachine):
    """Six students and two runs of one course, with every operation in any order."""

    def __init__(self, world):
        super().__init__()
        # Everything is taken back at the end of a life; operations may not notice.
        self.world = transaction.atomic()
        self.world._from_testcase = True
        self.world.__enter__()
        self.at = NOW
        self.steps = 0
        self.is_tidy = True
        self.told_of_dates = []
        self.put_first = set()
        self.runs, self.people, self.staff = world
        for student in self.people[:2]:
            self.do(places.book_place, run=self.runs[0], student=student)
        for student in self.people[2:4]:
            self.do(waiting.join_waiting_list, run=self.runs[0], student=student)
        self.remember()

    def teardown(self):
        transaction.set_rollback(True)
        self.world.__exit__(None, None, None)

    def remember(self):
        self.before = {run: ledger.look_at(run) for run in self.runs}

    def do(self, operation, **facts):
        facts.setdefault("by", None)
        with suppress(*REFUSED):
            return operation(**facts, at=self.at)
        return None

    def other(self, run):
        """Return the other one of the two runs."""
        return next(one for one in self.runs if one.pk != run.pk)

    @rule(what=st.sampled_from(sorted(ACTIONS)), dice=st.integers(0, 1 << 20))
    def something_happens(self, what, dice):
        """Do one thing; where it is not possible as things are, something else that is.

        The steps are counted into the dice: else a life of few numbers does the same all along.
        """
        self.steps += 1
        dice, before = random.Random(f"{what} {dice} {self.steps}"), ledger.ends_of_histories()
        for name in dice.sample(sorted(ACTIONS), len(ACTIONS)):
            ACTIONS[name](self, dice)
            if name in ALWAYS_POSSIBLE or ledger.ends_of_histories() != before:
                break

    @invariant()
    def everything_adds_up(self):
        self.at += dt.timedelta(seconds=1)
        for run in self.runs:
            run.refresh_from_db()
            standing, before = count_places(run, at=self.at), self.before[run]
            ledger.check_capacity(run, standing)
            ledger.check_one_thing_per_person(run)
            ledger.check_open_offers(run)
            if self.is_tidy:
                ledger.check_no_place_lies_idle(run, standing, self.at)
            ledger.check_nobody_is_overtaken(run, standing, before)
            ledger.check_every_order_has_its_reason(run, before)
            ledger.check_who_lost_a_place_is_remembered(run, before, self.at)
        ledger.check_who_is_remembered(self.runs, self.put_first, self.at)
        ledger.check_history()
        ledger.check_messages(told_of_dates=self.told_of_dates)
        self.remember()


@pytest.fixture
def world():
    """Two runs of one course, of two and three places, six students and the office."""
    first = make_run(capacity=2)
    second = make_run(course=first.course, term=first.term, capacity=3, starts=local(2027, 2, 9))
    return [first, second], StudentFactory.create_batch(6), UserFactory()


def test_whatever_happens_the_promises_hold(world):
    """The same lives every time; with LIVES set, as many new ones as it says."""
    lives = os.environ.get("LIVES")
    run_state_machine_as_test(
        lambda: AnyLife(world),
        settings=settings(
            max_examples=int(lives or 6),
            stateful_step_count=25,
            deadline=None,
            derandomize=lives is None,
            database=None,
            # Making a failing life shorter takes minutes; its steps are printed as they are.
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
