"""Queries that Django puts together once and then asks again with other values.

Putting a query together costs Django several times as much processor time as asking it, and
a few queries are part of nearly every request. A kept query is written like any other:

    _COMING = KeptQuery(
        lambda: Booking.objects.active().filter(student_id=Given("student", BigIntegerField()))
    )
    bookings = _COMING.ask(student=student.pk)

Only queries for whole objects can be kept, and only those that look the same whatever the
values are. No value may be None: “equals nothing” is another query.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.models import Expression

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models.sql.compiler import SQLCompiler

M = TypeVar("M", bound=models.Model)


class Given(Expression):
    """A place in a kept query for a value that is given each time it is asked."""

    def __init__(self, name: str, kind: models.Field[Any, Any]) -> None:
        super().__init__(output_field=kind)
        self.name = name

    def as_sql(self, *_: Any, **__: Any) -> tuple[str, tuple[Any, ...]]:
        """Leave the place open."""
        return "%s", (self,)

    def filled(self, values: dict[str, Any]) -> Any:
        """Return the value of this place as the database takes it."""
        value = values[self.name]
        if value is None:
            msg = f"“{self.name}” is None, which a kept query cannot ask for."
            raise ValueError(msg)
        return self.output_field.get_db_prep_value(value, connection)


@dataclass(slots=True)
class _PutTogether:
    """One query as Django has put it together for one connection, and so for one thread.

    It stands where Django, while it makes objects of rows, looks for a queryset and its query.
    """

    model: type[models.Model]
    makes: type[Any]
    compiler: SQLCompiler
    text: str
    values: tuple[Any, ...]
    db: str
    _known_related_objects: dict[Any, Any] = field(default_factory=dict)

    @property
    def query(self) -> _PutTogether:
        return self

    def get_compiler(self, *, using: str) -> SQLCompiler:  # noqa: ARG002 -- as Django asks
        return self.compiler

    def ask(self, values: dict[str, Any]) -> list[Any]:
        """Fill in the values, and let Django make objects of the rows."""
        filled = tuple(one.filled(values) if isinstance(one, Given) else one for one in self.values)
        self.compiler.as_sql = lambda *_, **__: (self.text, filled)  # type: ignore[method-assign]
        return list(self.makes(self))


class KeptQuery(Generic[M]):
    """A query for objects, put together when it is first asked."""

    def __init__(self, build: Callable[[], models.QuerySet[M]]) -> None:
        self._build = build

    def ask(self, **values: Any) -> list[M]:
        """Return what the database answers for these values."""
        return self.put_together().ask(values)

    def first(self, **values: Any) -> M | None:
        """Return the first object of the answer, or None where there is none."""
        return next(iter(self.ask(**values)), None)

    def put_together(self) -> _PutTogether:
        """Return the query for this thread's connection, which keeps it as long as it lives."""
        own: Any = connections[DEFAULT_DB_ALIAS]
        kept: dict[KeptQuery[Any], _PutTogether] = own.__dict__.setdefault("kept_queries", {})
        if self not in kept:
            queryset = self._build()
            compiler = queryset.query.get_compiler(connection=own)
            text, values = compiler.as_sql()
            converters = compiler.get_converters(
                [column for column, *_ in compiler.select[: compiler.col_count]]
            )
            compiler.get_converters = lambda _: converters
            makes = queryset._iterable_class  # noqa: SLF001 -- Django has no other way
            kept[self] = _PutTogether(
                queryset.model, makes, compiler, text, tuple(values), own.alias
            )
        return kept[self]
