"""Databases of the versions that were released, as `make.sh` made them."""

from __future__ import annotations

import lzma
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
RELEASED = ("0.1.0", "0.2.0", "0.3.0")


@contextmanager
def opened(url: str) -> Iterator[Any]:
    """A connection to it that commits each statement, without Django."""
    if url.startswith("sqlite:///"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as database:
            yield database
        return
    import psycopg2

    database = psycopg2.connect(url)
    database.autocommit = True
    yield database
    database.close()


def fill(url: str, version: str) -> None:
    """The empty database at this address becomes one of this version, with all that its users did."""
    kind = "sqlite" if url.startswith("sqlite") else "postgresql"
    statements = lzma.decompress((HERE / f"{version}.{kind}.sql.xz").read_bytes()).decode()
    with opened(url) as database:
        if kind == "sqlite":
            database.executescript(statements)
        else:
            database.cursor().execute(statements)


def ask(url: str, question: str) -> list[tuple[Any, ...]]:
    with opened(url) as database:
        cursor = database.cursor()
        cursor.execute(question)
        return [tuple(bytes(one) if isinstance(one, memoryview) else one for one in row) for row in cursor.fetchall()]


def tell(url: str, statement: str) -> None:
    with opened(url) as database:
        database.cursor().execute(statement)
