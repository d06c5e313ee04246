"""A publication, or an erratum, killed at any moment leaves all of it or nothing, and is simply done again.

Few moments by default; `KILL_MOMENTS=50` for as many as one has time for.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from tests.demo_site import ROOT

MOMENTS = int(os.environ.get("KILL_MOMENTS", "2"))


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


def test_all_or_nothing_is_published(database: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.releases.killed", str(MOMENTS)],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": database, "LOG_LEVEL": "CRITICAL"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(told) == 2 * MOMENTS, "of publications, then of errata"
    print(done.stdout)
