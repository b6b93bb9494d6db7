"""Invented lives of two runs: whatever people do in whatever order, the promises hold."""

from __future__ import annotations

import datetime as dt
import os
from contextlib import suppress

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from bookings.models import Booking, Offer, WaitingListEntry
from bookings.operations import moving, places, run_changes, waiting, waiting_due
from bookings.operations.counting import count_places
from bookings.operations.wishes import Basis
from tests.bookings.life import ledger
from tests.factories.accounts import StudentFactory, UserFactory
from tests.factories.courses import NOW, local, make_run

pytestmark = pytest.mark.django_db

PEOPLE = st.integers(0, 5)
ANY = st.integers(0, 11)
RUNS = st.integers(0, 1)
ONE_OR_TWO = st.sampled_from([1, 1, 2])
REFUSED = (
    places.CannotBook,
    places.CannotCancel,
    waiting.CannotWait,
    waiting.CannotAnswer,
    waiting.CannotMove,
    run_changes.CannotCancelRun,
    run_changes.CannotChangeCapacity,
)


def _pick(which, rows):
    """Choose one of some rows, whatever their number; None where there is none."""
    rows = list(rows.order_by("pk"))
    return rows[which % len(rows)] if rows else None


class AnyLife(RuleBasedStateMachine):
    """Six students and two runs of one course, with every operation in any order."""

    def __init__(self, world):
        super().__init__()
        # Everything is taken back at the end of a life; operations may not notice.
        self.world = transaction.atomic()
        self.world._from_testcase = True
        self.world.__enter__()
        self.at = NOW
        self.runs, self.people, self.staff = world
        for student in self.people[:2]:
            self.do(places.book_place, run=self.runs[0], student=student)
        self.remember()

    def teardown(self):
        transaction.set_rollback(True)
        self.world.__exit__(None, None, None)

    def remember(self):
        self.before = {run: ledger.look_at(run) for run in self.runs}
        self.may_jump = self.time_has_passed = False

    def do(self, operation, **facts):
        facts.setdefault("by", None)
        with suppress(*REFUSED):
            return operation(**facts, at=self.at)
        return None

    def who_has_a_place(self, which):
        """Pick one of the places that people have, if there is any."""
        return _pick(which, Booking.objects.active())

    def who_waits(self, which):
        """Pick somebody who waits or has been offered a place."""
        return _pick(which, WaitingListEntry.objects.live())

    def other(self, run):
        """Return the other one of the two runs."""
        return next(one for one in self.runs if one.pk != run.pk)

    @rule(person=PEOPLE, run=RUNS, number=ONE_OR_TWO)
    def book(self, person, run, number):
        self.do(places.book_place, run=self.runs[run], student=self.people[person], places=number)

    @rule(person=PEOPLE, run=RUNS)
    def book_before_others_with_a_reason(self, person, run):
        self.may_jump = True
        self.do(
            places.book_place,
            run=self.runs[run],
            student=self.people[person],
            jumps_the_list=True,
            basis=Basis(note="Leaves hospital."),
        )

    @rule(person=PEOPLE, run=RUNS, number=ONE_OR_TWO, straight_in=st.booleans())
    def join(self, person, run, number, straight_in):
        self.do(
            waiting.join_waiting_list,
            run=self.runs[run],
            student=self.people[person],
            places=number,
            books_straight_in=straight_in,
        )

    @rule(which=ANY)
    def wait_for_other_dates(self, which):
        if held := self.who_has_a_place(which):
            self.do(
                waiting.join_waiting_list,
                run=self.other(held.run),
                student=held.student,
                instead_of=held,
            )

    @rule(which=ANY)
    def cancel(self, which):
        if booking := self.who_has_a_place(which):
            self.do(places.cancel_booking, booking=booking)

    @rule(which=ANY)
    def take_back(self, which):
        if booking := _pick(which, Booking.objects.filter(status="CANCELLED")):
            # Whoever takes a place back was there before those who wait.
            self.may_jump = True
            self.do(places.take_back_place, booking=booking)

    @rule(which=ANY, name=st.sampled_from(["", "Ola"]))
    def bring_supporter(self, which, name):
        if booking := self.who_has_a_place(which):
            self.do(places.bring_supporter, booking=booking, supporter_name=name)

    @rule(which=ANY)
    def come_alone(self, which):
        if booking := _pick(which, Booking.objects.active().filter(places=2)):
            self.do(places.come_alone, booking=booking)

    @rule(which=ANY)
    def move(self, which):
        if booking := self.who_has_a_place(which):
            self.do(moving.move_to_run, booking=booking, run=self.other(booking.run))

    @rule(which=ANY)
    def swap_to_list(self, which):
        if booking := self.who_has_a_place(which):
            self.do(moving.swap_to_list, booking=booking, basis=Basis(note="Asked."), by=self.staff)

    @rule(which=ANY)
    def leave(self, which):
        if entry := self.who_waits(which):
            self.do(waiting.leave_waiting_list, entry=entry)

    @rule(which=ANY, number=ONE_OR_TWO, straight_in=st.booleans())
    def change_wish(self, which, number, straight_in):
        if entry := self.who_waits(which):
            self.do(waiting.change_wish, entry=entry, places=number, books_straight_in=straight_in)

    @rule(which=ANY)
    def accept(self, which):
        if offer := _pick(which, Offer.objects.open()):
            self.do(waiting.accept_offer, offer=offer)

    @rule(which=ANY)
    def decline(self, which):
        if offer := _pick(which, Offer.objects.open()):
            self.do(waiting.decline_offer, offer=offer)

    @rule(which=ANY, answer=st.sampled_from([waiting.accept_offer, waiting.decline_offer]))
    def answer_what_is_over(self, which, answer):
        if offer := _pick(which, Offer.objects.exclude(status="OPEN")):
            # A late yes can make an offer of a place that nobody else waits for.
            self.do(answer, offer=offer)

    @rule(which=ANY, place=st.integers(1, 4))
    def move_in_list(self, which, place):
        if entry := self.who_waits(which):
            self.may_jump = True
            self.do(
                waiting.move_in_list,
                entry=entry,
                place=place,
                reason="Leaves hospital.",
                by=self.staff,
            )

    @rule(run=RUNS, capacity=st.integers(1, 4))
    def change_capacity(self, run, capacity):
        self.do(run_changes.change_capacity, run=self.runs[run], capacity=capacity)

    @rule(run=st.sampled_from([0, 0, 0, 1]), really=st.integers(0, 4))
    def cancel_run(self, run, really):
        if really == 0:
            self.may_jump = True
            self.do(run_changes.cancel_run, run=self.runs[run], reason="A burst pipe.")

    @rule(hours=st.sampled_from([1, 5, 30, 60, 200]), tidies_up=st.booleans())
    def time_passes(self, hours, tidies_up):
        self.at += dt.timedelta(hours=hours)
        self.time_has_passed = not tidies_up
        if tidies_up:
            # The clock may put people first who waited for an earlier run.
            self.may_jump = True
            waiting_due.pass_on_all(at=self.at)

    @invariant()
    def everything_adds_up(self):
        self.at += dt.timedelta(seconds=1)
        after = {}
        for run in self.runs:
            run.refresh_from_db()
            standing = count_places(run, at=self.at)
            before, now = self.before[run], ledger.look_at(run)
            ledger.check_capacity(run, standing)
            ledger.check_one_thing_per_person(run, now)
            ledger.check_open_offers(run)
            if not self.time_has_passed:
                ledger.check_no_place_lies_idle(run, standing, now, self.at)
            if not self.may_jump:
                ledger.check_nobody_is_overtaken(run, standing, before, now)
            after[run] = now
        ledger.check_history()
        ledger.check_messages()
        self.before = after
        self.may_jump = self.time_has_passed = False


@pytest.fixture
def world():
    """Two runs of one course, of two and three places, six students and the office."""
    first = make_run(capacity=2)
    second = make_run(course=first.course, term=first.term, capacity=3, starts=local(2027, 2, 9))
    return [first, second], StudentFactory.create_batch(6), UserFactory()


def test_whatever_happens_the_promises_hold(world):
    run_state_machine_as_test(
        lambda: AnyLife(world),
        settings=settings(
            max_examples=int(os.environ.get("LIVES", "10")),
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
