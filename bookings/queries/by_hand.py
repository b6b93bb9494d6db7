"""What every booking asks about a run, written by hand: building it anew costs more than answering.

Each is a column of a query over runs. Values travel apart from the text. Students are named by
their number, or by the place in a kept query where it will be given.
"""

# ruff: noqa: S608 -- only our own tables' names and states are put into these texts

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from django.db.models import (
    BigIntegerField,
    BooleanField,
    DateTimeField,
    IntegerField,
    PositiveSmallIntegerField,
    UUIDField,
)
from django.db.models.expressions import RawSQL

from bookings.enums import BookingStatus, EntryStatus, OfferStatus
from bookings.models import (
    AgreementAcceptance,
    Booking,
    EntryEvent,
    Offer,
    StudentAgreement,
    WaitingListEntry,
)
from courses.models import CourseRun
from home.models import CollegeSettings

if TYPE_CHECKING:
    from django.db.models import Field, Model

    from accounts.kept_queries import Given


def spoken_for() -> RawSQL:
    """Return how many places of a run a newcomer cannot have: booked, held and waited for."""
    return _column(_spoken_for(), IntegerField())


def waited_for() -> RawSQL:
    """Return how many places of a run those on its list ask for who have been offered nothing."""
    return _column(_sum_of(WaitingListEntry, f"'{EntryStatus.WAITING}'"), IntegerField())


def college_rules() -> dict[str, RawSQL]:
    """Return the college's own rules, by the names that a run carries them under."""
    kinds: dict[str, Field[Any, Any]] = {
        "asks_age": BooleanField(),
        "asks_area": BooleanField(),
        "asks_kind": BooleanField(),
        "runs_per_term": PositiveSmallIntegerField(),
    }
    return {
        f"college_{name}": _column(
            f"SELECT {name} FROM {_table(CollegeSettings)} ORDER BY id LIMIT 1",
            kind,
        )
        for name, kind in kinds.items()
    }


def agreement_due(student: int | Given | None) -> RawSQL:
    """Return the version of the student agreement that is still to be agreed to."""
    agreements, acceptances = _table(StudentAgreement), _table(AgreementAcceptance)
    current = f"""
        SELECT id FROM {agreements} WHERE ended_at IS NULL AND id = (
            SELECT id FROM {agreements} WHERE published_at IS NOT NULL
            ORDER BY published_at DESC, id DESC LIMIT 1
        )
    """
    if student is None:
        return _column(current, BigIntegerField())
    missing = f"""
        {current} AND NOT EXISTS (
            SELECT 1 FROM {acceptances} a WHERE a.agreement_id = {agreements}.id
            AND a.student_id = %s
        )
    """
    return _column(missing, BigIntegerField(), student)


def history_of(student: int | Given) -> dict[str, RawSQL]:
    """Return what a student had to do with a run, by the names that a run carries it under."""
    columns: dict[str, Field[Any, Any]] = {
        "held": UUIDField(),
        "held_since": DateTimeField(),
        "given_up": UUIDField(),
        "waits_with": UUIDField(),
        "waits_since": DateTimeField(),
        "was_here": BooleanField(),
        "shared": BooleanField(),
    }
    texts = _history()
    return {
        name: _column(texts[name], kind, *[student] * texts[name].count("%s"))
        for name, kind in columns.items()
    }


@cache
def _history() -> dict[str, str]:
    bookings, entries, runs = _table(Booking), _table(WaitingListEntry), _table(CourseRun)
    here = f"WHERE run_id = {runs}.id AND student_id = %s"
    active = f"{here} AND status IN ({_words(BookingStatus.ACTIVE)})"
    given_up = f"{here} AND status = '{BookingStatus.CANCELLED}'"
    events, alive = _table(EntryEvent), _words(EntryStatus.LIVE)
    live = f"{here} AND status IN ({alive})"
    return {
        "held": f"SELECT uuid FROM {bookings} {active}",
        "held_since": f"SELECT booked_at FROM {bookings} {active}",
        "given_up": f"SELECT uuid FROM {bookings} {given_up}",
        "waits_with": f"SELECT uuid FROM {entries} {live}",
        "waits_since": f"""
            SELECT COALESCE(
                (SELECT MAX(at) FROM {events} WHERE entry_id = {entries}.id
                AND to_status IN ({alive}) AND from_status NOT IN ({alive})),
                joined_at
            ) FROM {entries} {live}
        """,
        "was_here": f"""
            EXISTS (SELECT 1 FROM {bookings} {here}) OR EXISTS (SELECT 1 FROM {entries} {here})
        """,
        "shared": f"""
            SELECT shares_needs FROM {bookings} WHERE student_id = %s
            ORDER BY booked_at DESC, id DESC LIMIT 1
        """,
    }  # fmt: skip


@cache
def _spoken_for() -> str:
    parts = (
        (Booking, _words(BookingStatus.ACTIVE)),
        (Offer, f"'{OfferStatus.OPEN}'"),
        (WaitingListEntry, f"'{EntryStatus.WAITING}'"),
    )
    return " + ".join(_sum_of(model, states) for model, states in parts)


def _sum_of(model: type[Model], states: str) -> str:
    return (
        f"COALESCE((SELECT SUM(places) FROM {_table(model)}"
        f" WHERE run_id = {_table(CourseRun)}.id AND status IN ({states})), 0)"
    )


def _words(states: frozenset[str]) -> str:
    return ", ".join(f"'{state}'" for state in sorted(states))


def _table(model: type[Model]) -> str:
    return model._meta.db_table  # noqa: SLF001 -- Django's public _meta


def _column(text: str, kind: Field[Any, Any], *values: int | Given) -> RawSQL:
    return RawSQL(text, values, output_field=kind)  # noqa: S611 -- our own names, values apart
