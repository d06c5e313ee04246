"""An import that is killed half-way leaves nothing behind, and can be done again.

The import runs in a process of its own, which SIGKILL ends at a random moment. Two moments by default, a few seconds
each; KILLS=50 asks for fifty.
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection

from indicators.models import Observation
from tests import factories
from tests.indicators.exchange.files import csv_of

KILLS = int(os.environ.get("KILLS", "2"))
ROWS = 500
SCALES = ("indicators_observation", "indicators_historicalobservation", "indicators_importedfile")
NOTHING, EVERYTHING = (1, 1, 0), (1 + ROWS, 1 + ROWS, 1)
Counts = tuple[int, ...]


class Sqlite:
    """A copy of the database under test, in a file that another process can open."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = f"sqlite:///{folder / 'db.sqlite3'}"
        connection.ensure_connection()
        with closing(sqlite3.connect(folder / "before.sqlite3")) as target:
            connection.connection.backup(target)
        self.undo()

    def undo(self) -> None:
        for leftover in self.folder.glob("db.sqlite3*"):
            leftover.unlink()
        (self.folder / "db.sqlite3").write_bytes((self.folder / "before.sqlite3").read_bytes())

    def counts(self) -> Counts:
        with closing(sqlite3.connect(self.folder / "db.sqlite3")) as opened:
            return tuple(opened.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in SCALES)


class Postgres:
    """The database under test itself, once the server has seen that the process is gone."""

    def __init__(self) -> None:
        given = connection.settings_dict
        who = f"{given['USER']}:{given['PASSWORD']}@" if given["PASSWORD"] else f"{given['USER']}@"
        self.url = f"postgres://{who}{given['HOST']}:{given['PORT'] or 5432}/{given['NAME']}"

    def asked(self, sql: str, *values: Any) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall() if cursor.description else []

    def undo(self) -> None:
        self.asked("DELETE FROM indicators_observation WHERE imported_from_id IS NOT NULL")
        self.asked("DELETE FROM indicators_historicalobservation WHERE imported_from_id IS NOT NULL")
        self.asked("DELETE FROM indicators_importedfile")

    def counts(self) -> Counts:
        others = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        while self.asked(others):
            time.sleep(0.05)
        return tuple(self.asked(f"SELECT count(*) FROM {table}")[0][0] for table in SCALES)


@pytest.fixture
def started(tmp_path: Path) -> Callable[[str], subprocess.Popen[bytes]]:
    """Starts the import of `ROWS` new observations into the database of this address."""
    rows = [{"code": "1.1-O1", "key": "heures", "value": str(number)} for number in range(ROWS)]
    for number, row in enumerate(rows):
        row |= {"period_label": f"vague {number}", "period_kind": "wave"}
        row |= {"period_start": "01/01/2024", "period_end": "31/12/2024", "printed": f"{number} heures"}
    path = tmp_path / "valeurs.csv"
    path.write_bytes(csv_of(*rows))
    command = [sys.executable, "manage.py", "import_observations", str(path), "--user", "camille"]

    def start(url: str) -> subprocess.Popen[bytes]:
        environment = os.environ | {"DATABASE_URL": url}
        return subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )

    return start


@pytest.mark.django_db(transaction=True)
def test_killed_at_any_moment_an_import_is_whole_or_nothing(tmp_path: Path, started: Any) -> None:
    get_user_model().objects.create_superuser("camille")
    factories.observation(series=factories.series(indicator=factories.indicator(code="1.1-O1"), key="heures"))
    assert Observation.objects.count() == 1
    database = Sqlite(tmp_path) if connection.vendor == "sqlite" else Postgres()
    begun = time.monotonic()
    whole(started(database.url), database)
    lasts = time.monotonic() - begun
    database.undo()
    found: list[Counts] = []
    while len(found) < KILLS:
        found += after_a_kill(started(database.url), random.uniform(0, lasts), database)
    print(f"{found.count(NOTHING)} fois rien, {found.count(EVERYTHING)} fois tout, en {lasts:.1f} s")
    assert set(found) <= {NOTHING, EVERYTHING}
    whole(started(database.url), database)


def whole(process: subprocess.Popen[bytes], database: Any) -> None:
    said, _nothing = process.communicate()
    assert process.returncode == 0, said.decode()
    assert database.counts() == EVERYTHING


def after_a_kill(process: subprocess.Popen[bytes], moment: float, database: Any) -> list[Counts]:
    """What there is after the process was killed at this moment (seconds); nothing if it had ended. Then as before."""
    killed = False
    try:
        process.wait(moment)
    except subprocess.TimeoutExpired:
        killed = True
        process.send_signal(signal.SIGKILL)
    process.communicate()
    found = database.counts()
    if found != NOTHING:
        database.undo()
    return [found] if killed else []
