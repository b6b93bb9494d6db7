"""Tries a step out and undoes all of it, so that people see what it would do before they do it.

A rehearsed operation runs as it always does, under the same locks and by the same rules; at the
end its one transaction is rolled back instead of kept. So a preview can never say anything else
than what would have happened at that moment.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

from django.db import transaction

from bookings.queries import telling

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from bookings.queries.telling import Told

Result = TypeVar("Result")


@dataclass(slots=True)
class _Notebook:
    at: dt.datetime
    mark: int
    told: list[Told] = field(default_factory=list)
    is_undone: bool = False


@dataclass(frozen=True, slots=True)
class Rehearsed(Generic[Result]):
    """What a step would return, and who would be told."""

    result: Result
    told: list[Told]


_notebook: ContextVar[_Notebook | None] = ContextVar("rehearsal", default=None)


def rehearse(step: Callable[[], Result], *, at: dt.datetime) -> Rehearsed[Result]:
    """Run one operation, undo it, and return what it gave and who would have been told.

    ``at`` is the moment the operation is given. Raises what the operation raises.
    """
    notebook = _Notebook(at, telling.newest_message())
    token = _notebook.set(notebook)
    try:
        result = step()
    finally:
        _notebook.reset(token)
    if not notebook.is_undone:
        msg = "Only operations that lock a run can be rehearsed: this one was really done."
        raise RuntimeError(msg)
    return Rehearsed(result, notebook.told)


def undo_if_rehearsed() -> None:
    """Note who would be told and roll back, where this transaction is a rehearsal."""
    notebook = _notebook.get()
    if notebook is not None:
        notebook.told.extend(telling.told_since(notebook.mark, at=notebook.at))
        notebook.is_undone = True
        transaction.set_rollback(True)
