"""The database under test, kept as it is under a name, and put back as often as needed: for processes that commit."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import Any, Protocol

from django.db import connection, connections

OFTEN = 0.005
"""Seconds between two looks at who is still connected."""


class Place(Protocol):
    """Nobody may be connected while it keeps or puts back."""

    def keep(self, name: str) -> None:
        """Keeps the database as it is now, under this name."""

    def put_back(self, name: str) -> None:
        """Makes it what was kept, down to the next number of each table."""

    def empty(self) -> None:
        """Leaves no table."""

    def settle(self) -> None:
        """Waits until what a killed process had begun is over."""

    def forget(self) -> None:
        """Removes what was kept."""


class Sqlite:
    """Copies of its file. A process that is gone has left nothing open."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def kept(self, name: str) -> Path:
        return self.path.with_name(f"{self.path.stem}-{name}.kept")

    def keep(self, name: str) -> None:
        connections.close_all()  # the last one to leave brings the write-ahead log into the file
        self.path.touch()
        shutil.copyfile(self.path, self.kept(name))

    def put_back(self, name: str) -> None:
        self.empty()
        shutil.copyfile(self.kept(name), self.path)

    def empty(self) -> None:
        connections.close_all()
        for end in ("", "-wal", "-shm"):
            self.path.with_name(self.path.name + end).unlink(missing_ok=True)

    def settle(self) -> None:
        pass

    def forget(self) -> None:
        for path in self.path.parent.glob(f"{self.path.stem}-*.kept"):
            path.unlink()


class Postgres:
    """Databases made from one another (`TEMPLATE`), through a connection of its own to the server."""

    def __init__(self) -> None:
        import psycopg2

        given = connection.get_connection_params()
        self.name = given["dbname"]
        self.server = psycopg2.connect(**given | {"dbname": "postgres", "cursor_factory": None})
        self.server.autocommit = True
        self.names: set[str] = set()

    def ask(self, sql: str, *values: Any) -> Any:
        with self.server.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchone() if cursor.description else None

    def keep(self, name: str) -> None:
        self.names.add(name)
        connections.close_all()
        self.settle()
        self.ask(f"DROP DATABASE IF EXISTS {self.name}_{name}")
        self.ask(f"CREATE DATABASE {self.name}_{name} TEMPLATE {self.name}")

    def put_back(self, name: str) -> None:
        self.make(f"{self.name}_{name}")

    def empty(self) -> None:
        self.make("template0")

    def make(self, template: str) -> None:
        connections.close_all()
        self.ask(f"DROP DATABASE {self.name} WITH (FORCE)")
        self.ask(f"CREATE DATABASE {self.name} TEMPLATE {template}")

    def settle(self) -> None:
        while self.ask("SELECT 1 FROM pg_stat_activity WHERE datname = %s LIMIT 1", self.name):
            time.sleep(OFTEN)

    def forget(self) -> None:
        for name in self.names:
            self.ask(f"DROP DATABASE {self.name}_{name} WITH (FORCE)")
        self.server.close()


def place() -> Place:
    """Of the default database."""
    if connection.vendor == "sqlite":
        return Sqlite(Path(str(connection.settings_dict["NAME"])))
    return Postgres()
