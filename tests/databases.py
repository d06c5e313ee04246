"""Databases for processes of their own, which commit: no rollback of a test reaches them."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import ConnectionHandler, connection, connections

from strategy_monitor.report.collector import collector_at_rest
from tests import standing

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def laid_tables(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path | str]:
    """The tables of this version without rows of anybody, as a file of SQLite or the name of a database of PostgreSQL,
    to be copied: to make them by migrations takes longer than most of what is tried on them."""
    standing.give_up()
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            file = tmp_path_factory.mktemp("tables") / "tables.sqlite3"
            connection.ensure_connection()
            with closing(sqlite3.connect(file)) as copy:
                connection.connection.backup(copy)
            yield file
            return
        name = f"tables_{os.getpid()}"
        own = connection.settings_dict["NAME"]
        connection.close()
        with server() as ask:
            ask(f"CREATE DATABASE {name} TEMPLATE {own}")
        yield name
        with server() as ask:
            ask(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def server() -> Iterator[Callable[[str], None]]:
    """Statements to the server of PostgreSQL under test, outside any of its databases."""
    import psycopg2

    opened = psycopg2.connect(**connection.get_connection_params() | {"dbname": "postgres", "cursor_factory": None})
    opened.autocommit = True
    with closing(opened), opened.cursor() as cursor:
        yield cursor.execute


@contextmanager
def made(file: Path, template: Path | str | None) -> Iterator[str]:
    """The address of a database of the kind under test, a copy of this one, while the block runs."""
    if connection.vendor == "sqlite":
        if template:
            shutil.copy(template, file)
        yield f"sqlite:///{file}"
        return
    given, name = connection.settings_dict, f"killed_{os.getpid()}"
    who = f"{given['USER']}:{given['PASSWORD']}".rstrip(":")
    with server() as ask:
        ask(f"CREATE DATABASE {name} TEMPLATE {template or 'template1'}")
    yield f"postgres://{who}@{given['HOST']}:{given['PORT'] or 5432}/{name}"
    with server() as ask:
        ask(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database(db: None, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database of the kind under test, for processes that commit."""
    with made(tmp_path / "killed.sqlite3", None) as address:
        yield address


@pytest.fixture
def database_with_tables(laid_tables: Path | str, db: None, tmp_path: Path) -> Iterator[str]:
    """As `database`, with the tables of this version."""
    with made(tmp_path / "killed.sqlite3", laid_tables) as address:
        yield address


def run(url: str, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs this Python with a command on the database at this address, to its end; what it said, and how it ended."""
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": url, "LOG_LEVEL": "CRITICAL"} | environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def run_commands(url: str, *commands: list[str]) -> str:
    """Runs these commands of `manage.py` there, one after another, in one process; what they said. Those alone that
    begin by `TO_BE_REFUSED` may fail, and must."""
    done = run(url, "-m", "tests.commands", json.dumps(commands))
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    return said


BEFORE_COMPRESSION = ("releases", "0008_search_index")


@dataclass(frozen=True)
class Former:
    """A database that was brought back to an earlier version, and its backup, of that version too."""

    database: Path
    """A file of SQLite that nobody writes to."""
    backup: Path


def go_back_and_save(file: Path) -> list[list[str]]:
    """The commands that bring a database back to before documents were compressed, and save it into this file."""
    return [["migrate", *BEFORE_COMPRESSION], ["backup", str(file)]]


def back_up(database: Path, file: Path) -> None:
    """A backup of this file of SQLite, by this process, which a fixture lets ask databases."""
    with looking_at(database):
        call_command("backup", file, verbosity=0)


def lay_tables(file: Path) -> None:
    """All migrations, into a new file of SQLite, by this process, which a fixture lets ask databases."""
    with looking_at(file), collector_at_rest():
        call_command("migrate", verbosity=0)


@contextmanager
def looking_at(database: Path) -> Iterator[None]:
    """Within it, this process looks at this file of SQLite, and at its own database again afterwards."""
    own = connections["default"]
    given = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(database)}
    connections["default"] = ConnectionHandler({"default": given})["default"]
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"] = own
