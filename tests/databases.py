"""Databases for processes of their own, which commit: no rollback of a test reaches them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def database(db: None, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database of the kind under test, for processes that commit."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'killed.sqlite3'}"
        return
    import psycopg2

    given = connection.settings_dict
    name = f"killed_{os.getpid()}"
    server = psycopg2.connect(**connection.get_connection_params() | {"dbname": "postgres", "cursor_factory": None})
    server.autocommit = True
    with server.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    who = f"{given['USER']}:{given['PASSWORD']}".rstrip(":")
    yield f"postgres://{who}@{given['HOST']}:{given['PORT'] or 5432}/{name}"
    with server.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    server.close()


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
