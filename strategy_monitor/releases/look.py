"""A query that every page asks: which releases there are, what people are called.

The ORM writes its statement once, and PostgreSQL plans it once for each connection: compiling and planning a join take
longer than answering it. What is made of its rows is made again when the rows are others than the last time. All of
them are compared, so whatever changed is seen, by the next request and in every process.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, Generic, TypeVar
from weakref import WeakSet

from django.conf import settings
from django.db import InterfaceError, NotSupportedError, OperationalError, ProgrammingError, connection
from django.utils.dateparse import parse_datetime

from strategy_monitor.web.patience import READERS_WAIT, at_most, gave_up

Made = TypeVar("Made")
DatabaseRow = tuple[Any, ...]

UNANSWERED = InterfaceError, OperationalError, NotSupportedError, ProgrammingError
UNKNOWN_PLAN = "26000"
"""What PostgreSQL says of a plan that is not there; psycopg takes it for an outage."""


class Look(Generic[Made]):
    """`asked` gives the queryset, without parameters; `make` what is made of all of its rows."""

    def __init__(self, name: str, asked: Callable[[], Any], make: Callable[[tuple[DatabaseRow, ...]], Made]) -> None:
        self.name = name
        self.asked = asked
        self.make = make
        self.statements: dict[str, str] = {}
        """By kind of database."""
        self.planned: WeakSet[Any] = WeakSet()
        """The connections of PostgreSQL that have planned it."""
        self.last: tuple[tuple[bool, tuple[DatabaseRow, ...]], Made] | None = None

    def __call__(self) -> Made:
        """Raises django.db.Error where the database does not answer."""
        seen = settings.SHOW_NAMES, self.read_rows()
        last = self.last
        if last and last[0] == seen:
            return last[1]
        made = self.make(seen[1])
        self.last = seen, made
        return made

    def read_rows(self) -> tuple[DatabaseRow, ...]:
        """As the driver gives them: see `read_moment`."""
        with at_most(READERS_WAIT):
            return self.ask()

    def ask(self) -> tuple[DatabaseRow, ...]:
        if connection.vendor != "postgresql" or connection.in_atomic_block:
            return read_rows_of(self.statement)
        held = connection.connection
        # Whether a connection that was held since the last request is still alive, the question itself shows.
        connection.health_check_done = held is not None  # type: ignore[attr-defined]
        try:
            return self.read_planned()
        except UNANSWERED as error:
            if (held is None and not unplanned(error)) or gave_up(error):
                raise
            connection.close()
            return read_rows_of(self.statement)

    @property
    def statement(self) -> str:
        if connection.vendor not in self.statements:
            statement, parameters = self.asked().query.sql_with_params()
            assert not parameters
            self.statements[connection.vendor] = statement
        return self.statements[connection.vendor]

    def read_planned(self) -> tuple[DatabaseRow, ...]:
        connection.ensure_connection()
        if connection.connection not in self.planned:
            with connection.cursor() as cursor:
                cursor.execute(f"PREPARE {self.name} AS {self.statement}")
            self.planned.add(connection.connection)
        return read_rows_of(f"EXECUTE {self.name}")


def unplanned(error: Exception) -> bool:
    """Whether a plan no longer fits (a column was altered), or is not where it was made: behind a pool that gives each
    transaction another connection, it may be unknown, or there already."""
    code = getattr(error.__cause__, "pgcode", None)
    return isinstance(error, NotSupportedError | ProgrammingError) or code == UNKNOWN_PLAN


def read_rows_of(statement: str) -> tuple[DatabaseRow, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return tuple(cursor.fetchall())


def read_moment(value: dt.datetime | str) -> dt.datetime:
    """A moment as a driver gives it: SQLite's is a text, in UTC."""
    found = parse_datetime(value) if isinstance(value, str) else value
    assert found is not None
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)
