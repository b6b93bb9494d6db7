"""Says when what the public pages show has changed, so that nothing stale is ever kept.

Each table gives the newest of its change times and the number of its rows, so that a change,
an addition and a deletion all show. The names of the college and of its topics, which have no
change time and which calendars wear as their title, are told as they are. What else has none (the
name of a tutor, how a contributor wishes to be credited) shows within the minute, because the
minute is part of the mark. How many places are taken is no part of it: that is counted each time
(`bookings.queries.places`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from django.db import connection
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from courses.models import (
    Contribution,
    CoProductionRecord,
    CoursePage,
    CourseRun,
    CourseSession,
    RunTutor,
    Term,
    Topic,
    Tutor,
    Venue,
)
from home.models import CollegeSettings

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import Model


def _newest(model: type[Model], column: str = "changed_at") -> str:
    return f"(SELECT MAX({column}) FROM {model._meta.db_table})"  # noqa: S608, SLF001 -- our own tables' names


def _number(model: type[Model], where: str = "") -> str:
    return f"(SELECT COUNT(*) FROM {model._meta.db_table} {where})"  # noqa: S608, SLF001 -- our own tables' names


def _names(model: type[Model]) -> str:
    table = model._meta.db_table  # noqa: SLF001 -- our own table's name
    joined = "STRING_AGG" if connection.vendor == "postgresql" else "GROUP_CONCAT"
    return f"(SELECT {joined}(name, '/') FROM (SELECT name FROM {table} ORDER BY id) AS named)"  # noqa: S608 -- our own tables' names


@cache
def _sql() -> str:
    """Write one query of many small parts, each answered from an index."""
    dated = (CourseRun, CourseSession, CoursePage, Term, Venue, CoProductionRecord)
    counted = (*dated, Contribution, RunTutor, Topic, Tutor, PageViewRestriction)
    parts = [
        *(_newest(model) for model in dated),
        *(_number(model) for model in counted),
        *(_newest(model, "id") for model in (Contribution, RunTutor)),
        _newest(Page, "last_published_at"),
        _newest(Page, "latest_revision_created_at"),
        _number(Page, "WHERE live"),
        *(_names(model) for model in (Topic, CollegeSettings)),
    ]
    return "SELECT " + ", ".join(parts)


@dataclass(frozen=True, slots=True)
class OnShow:
    """What the public calendars show, and since when this process has seen it like that."""

    mark: str
    since: dt.datetime


_seen: dict[str, OnShow] = {}
# What is shown until one of these moments, or from it on, without anybody having changed it.
_MOMENTS: tuple[tuple[type[Model], str], ...] = (
    (CourseSession, "starts_at"),
    (CourseSession, "ends_at"),
    (CourseRun, "booking_opens_at"),
    (CourseRun, "booking_closes_at"),
    (Term, "booking_opens_at"),
)


@cache
def _sql_with_moments() -> str:
    """Add to that query which of those moments was the last to pass."""
    moments = [
        f"(SELECT MAX({column}) FROM {model._meta.db_table} WHERE {column} <= %s)"  # noqa: S608, SLF001 -- our own tables' names
        for model, column in _MOMENTS
    ]
    return ", ".join([_sql(), *moments])


def on_show(at: dt.datetime) -> OnShow:
    """Return a mark of what is on show on this day by this moment, and since when it is.

    The moment is when this process first saw it, since a deletion leaves no time behind. It is
    never earlier than the change; two processes may differ, and then a reader reads once more.
    """
    moment = connection.ops.adapt_datetimefield_value(at)
    with connection.cursor() as cursor:
        cursor.execute(_sql_with_moments(), [moment] * len(_MOMENTS))
        facts = cursor.fetchone()
    mark = "|".join(str(fact) for fact in (timezone.localdate(at), *facts))
    seen = _seen.get("")
    if seen is None or seen.mark != mark:
        seen = _seen[""] = OnShow(mark, at)
    return seen


def public_mark(at: dt.datetime) -> str:
    """Return a mark that differs whenever courses, dates, places, pages or the minute do."""
    with connection.cursor() as cursor:
        cursor.execute(_sql())
        facts = cursor.fetchone()
    return "|".join(str(fact) for fact in (f"{at:%Y-%m-%dT%H:%M}", *facts))
