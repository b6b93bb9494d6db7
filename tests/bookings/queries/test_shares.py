"""How places are shared out, counted by hand."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from bookings.enums import Refusal
from bookings.operations import ruling
from bookings.operations.wishes import Basis
from bookings.queries import rules
from bookings.queries.rules import Facts, Share, Shares
from courses.enums import SessionStatus
from courses.models import CourseSession
from tests.factories.accounts import StudentFactory
from tests.factories.courses import make_run

NOW = dt.datetime(2027, 1, 4, 10, tzinfo=dt.UTC)


def shares(*, taken=(), waited_for=()):
    """Ten places: three kept for carers, three for staff, four for everybody."""
    return Shares(
        capacity=10,
        shares=(
            Share(kinds=frozenset({"CARER"}), places=3),
            Share(kinds=frozenset({"STAFF"}), places=3),
        ),
        taken=Counter(dict(taken)),
        waited_for=Counter(dict(waited_for)),
    )


@pytest.mark.parametrize(
    ("taken", "room"),
    [
        ({}, {"CARER": 7, "STAFF": 7, "": 4}),
        ({"CARER": 2}, {"CARER": 5, "STAFF": 7, "": 4}),
        # Beyond their share carers take of what is for everybody.
        ({"CARER": 5}, {"CARER": 2, "STAFF": 5, "": 2}),
        ({"PUBLIC": 4}, {"CARER": 3, "STAFF": 3, "": 0}),
        ({"CARER": 7, "STAFF": 2}, {"CARER": 0, "STAFF": 1, "": 0}),
        # Somebody lowered the capacity after people booked.
        ({"CARER": 12}, {"CARER": 0, "STAFF": 0, "": 0}),
    ],
)
def test_each_kind_has_its_own_share_and_what_is_for_everybody(taken, room):
    counted = shares(taken=taken.items())

    assert {kind: counted.room_for(kind) for kind in room} == room


@pytest.mark.parametrize(
    ("taken", "waited_for", "kind", "places", "room"),
    [
        # Behind one carer who waits, one place of their share is left.
        ({"CARER": 1}, {"CARER": 1}, "CARER", 1, 1),
        # Two places are not, so what is for everybody counts, behind everybody who waits.
        ({"CARER": 1}, {"CARER": 1}, "CARER", 2, 5),
        ({"CARER": 3}, {"CARER": 2}, "CARER", 1, 2),
        ({}, {"": 4}, "", 1, 0),
        ({}, {"": 9}, "PUBLIC", 1, 0),
        # Who waits for what is for everybody is in no share's way.
        ({"PUBLIC": 4}, {"": 9}, "STAFF", 1, 3),
    ],
)
def test_a_newcomer_has_what_is_left_behind_those_who_wait(taken, waited_for, kind, places, room):
    counted = shares(taken=taken.items(), waited_for=waited_for.items())

    assert counted.room_for_newcomer(kind, places=places) == room


def test_a_place_that_is_held_for_somebody_is_theirs_whatever_the_shares():
    facts = {"shares": shares(taken=[("PUBLIC", 4)]), "kind": "PUBLIC"}

    assert rules.refusals(Facts(**facts)) == (Refusal.KEPT_FOR_OTHERS,)
    assert rules.refusals(Facts(**facts, has_room_held=True)) == ()


def test_a_drop_in_is_no_course_of_the_term(db):
    drop_in, course = make_run(is_drop_in=True), make_run()
    drop_in.college_runs_per_term = course.college_runs_per_term = 1
    student = StudentFactory()

    found = [rules.facts_about(run, student, at=NOW).most_runs for run in (drop_in, course)]

    assert found == [None, 1]


def test_blanks_are_no_reason():
    with pytest.raises(ValueError, match="needs a written reason"):
        ruling.refuse_without_reason(frozenset({Refusal.CLOSED}), Basis(note="  \n"))


@pytest.mark.parametrize(
    ("status", "hours", "has_more"),
    [
        (SessionStatus.PLANNED, 1, True),
        (SessionStatus.PLANNED, 0, False),
        (SessionStatus.CANCELLED, 1, False),
    ],
)
def test_only_what_takes_place_and_is_not_over_is_to_come(status, hours, has_more):
    session = CourseSession(status=status, ends_at=NOW + dt.timedelta(hours=hours))

    assert ruling.has_more_to_come([session], NOW) == has_more
