"""A database that fails while a block runs, whoever asks it and whatever they ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, connection
from psycopg2.extensions import set_wait_callback

from strategy_monitor.releases import load
from strategy_monitor.web import patience


@contextmanager
def database_down(
    error: Exception | None = None, but: Callable[[str], bool] = lambda sql: False, after: int = 0
) -> Iterator[list[str]]:
    """Each statement raises `error`, but those that `but` lets through and the first `after` ones. The statements that
    were refused are given, as they come. Those of savepoints pass: a test is inside a transaction, where the site
    begins one, and must be left fit to look at what became of it."""
    refused: list[str] = []
    passed = 0

    def fails(execute: Callable[..., Any], sql: str, *args: Any) -> Any:
        nonlocal passed
        if "SAVEPOINT" in sql or but(sql) or passed < after:
            passed += 1
            return execute(sql, *args)
        refused.append(sql)
        raise error or OperationalError("no route to host")

    load.KnownReleases.asks_again = 0.0
    with connection.execute_wrapper(fails):
        yield refused
    load.KnownReleases.asks_again = 0.0


def wait_as_long_as_it_takes() -> None:
    """Undoes `patience.limit_waits` in this process: while waits are counted, psycopg2 refuses to COPY."""
    set_wait_callback(None)
    patience.Patience.connecting = patience.Patience.answering = float("inf")
    patience.Patience.silent = False
