"""Rows as the database holds them: taken once, put back in milliseconds.

Loading the whole report takes seconds: each object is checked and gets its history. A test that needs it gets the
same rows, inserted as they were, inside its own transaction: whatever it changes, the next one starts from the same.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.apps import apps
from django.db import connection, transaction

from strategy_monitor.releases.models import CopyMark

Row = tuple[Any, ...]
Made = TypeVar("Made")

MOST_PARAMETERS = 900
"""Per statement; far below the limit of any SQLite."""


@dataclass(frozen=True)
class Table:
    name: str
    columns: tuple[str, ...]
    key: str

    @property
    def quoted(self) -> str:
        return ", ".join(connection.ops.quote_name(column) for column in self.columns)


Rows = dict[Table, list[Row]]


def tables() -> list[Table]:
    models = [m for m in apps.get_models(include_auto_created=True) if m._meta.managed and not m._meta.proxy]
    models.remove(CopyMark)  # the database writes it of itself
    return [
        Table(
            model._meta.db_table,
            tuple(f.column for f in model._meta.local_concrete_fields if not f.generated),
            model._meta.pk.column,
        )
        for model in models
    ]


def read() -> Rows:
    with connection.cursor() as cursor:
        found = {}
        for table in tables():
            cursor.execute(f"SELECT {table.quoted} FROM {connection.ops.quote_name(table.name)}")
            found[table] = [tuple(map(as_bytes, row)) for row in cursor.fetchall()]
    return found


def as_bytes(value: Any) -> Any:
    """PostgreSQL's driver gives a view of bytes, which is no key."""
    return bytes(value) if isinstance(value, memoryview) else value


def added(before: Rows, after: Rows) -> Rows:
    """The rows of `after` that were not there before."""
    known = {table: set(rows) for table, rows in before.items()}
    new = {table: [row for row in rows if row not in known[table]] for table, rows in after.items()}
    return {table: rows for table, rows in new.items() if rows}


def put_back(rows: Rows) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for table, values in rows.items():
            insert(cursor, table, values)


def insert(cursor: Any, table: Table, values: list[Row]) -> None:
    """Many rows in each statement: one statement per row takes ten times as long on PostgreSQL."""
    into = f"INSERT INTO {connection.ops.quote_name(table.name)} ({table.quoted}) VALUES "
    row = f"({', '.join(['%s'] * len(table.columns))})"
    at_once = MOST_PARAMETERS // len(table.columns)
    for start in range(0, len(values), at_once):
        some = values[start : start + at_once]
        cursor.execute(into + ", ".join([row] * len(some)), [value for each in some for value in each])


@dataclass(frozen=True)
class Remembered:
    """What was made: the rows that it wrote, those that it changed or removed as they were before, and what it gave."""

    written: Rows
    gone: Rows
    given: Any


REMEMBERED: dict[str, Remembered] = {}
"""What this process made, by name."""


def remembered(name: str, make: Callable[[], Made]) -> Made:
    """What `make` gives, with what it does to the rows: made the first time; in later tests, its outcome is put back.
    It must find the same rows each time, and read nothing else that differs from test to test."""
    if name not in REMEMBERED:
        before = read()
        made = make()
        after = read()
        REMEMBERED[name] = Remembered(added(before, after), added(after, before), copy.deepcopy(made))
        return made
    known = REMEMBERED[name]
    remove(known.gone)
    put_back(known.written)
    return copy.deepcopy(known.given)


def remove(rows: Rows) -> None:
    with connection.cursor() as cursor:
        for table, values in rows.items():
            place = table.columns.index(table.key)
            keys = [(row[place],) for row in values]
            name, key = map(connection.ops.quote_name, (table.name, table.key))
            cursor.executemany(f"DELETE FROM {name} WHERE {key} = %s", keys)
