"""Rows of the database, of which those that have not changed since they were read last are the very same objects.

To ask for all rows as the database holds them, and to look which of them are others than before, takes a fifth of the
time of making an object of each; and what is made of the same objects need not be compared, column by column, to be
known for the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from django.db import connections
from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)
RawRow = tuple[Any, ...]
"""The columns of a row, as the driver gives them."""


class ReadTable(NamedTuple):
    raw: Sequence[RawRow] = ()
    rows: Sequence[Any] = ()
    """The objects, in the same order."""


ReadTables = Mapping[type[Model], ReadTable]


class Rereading:
    """One reading of several tables. `before`: what an earlier one found."""

    def __init__(self, before: ReadTables) -> None:
        self.before = before
        self.found: dict[type[Model], ReadTable] = {}

    def rows(self, asked: QuerySet[Row]) -> list[Row]:
        """One query. `asked`: whole rows of one table, and always the same of them; one question for each table."""
        known = self.before.get(asked.model, ReadTable())
        compiler = asked.query.get_compiler(asked.db)
        raw = read_raw(asked.db, *compiler.as_sql())
        if known.raw != raw:
            known = ReadTable(raw, reuse_rows(asked, compiler, raw, known))
        self.found[asked.model] = known
        return list(known.rows)


def read_raw(database: str, statement: str, given: Sequence[Any]) -> list[RawRow]:
    with connections[database].cursor() as cursor:
        cursor.execute(statement, given)
        return cursor.fetchall()


def reuse_rows(asked: QuerySet[Row], compiler: Any, raw: Iterable[RawRow], known: ReadTable) -> list[Row]:
    """Of each of these rows an object: the one of before, where there is one."""
    columns = [column for column, *_sql in compiler.select]
    names = [column.target.attname for column in columns]
    converters = compiler.get_converters(columns)

    def make(row: RawRow) -> Row:
        (values,) = compiler.apply_converters((row,), converters) if converters else (row,)
        return asked.model.from_db(asked.db, names, values)

    key = names.index(asked.model._meta.pk.attname)
    before = {row[key]: (row, made) for row, made in zip(known.raw, known.rows, strict=True)}
    nothing = ((), None)
    found = ((row, *before.get(row[key], nothing)) for row in raw)
    return [made if row == past else make(row) for row, past, made in found]
