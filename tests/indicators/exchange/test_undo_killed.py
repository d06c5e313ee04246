"""Undoing an import that is killed half-way leaves all of the import, or nothing of it.

In a process of its own, which SIGKILL ends at a random moment: two by default; KILLS=50 asks for fifty.
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection

from indicators.models import ImportedFile, Observation
from tests import factories
from tests.indicators.exchange.files import csv_of
from tests.indicators.exchange.test_applying import dropped, taken
from tests.indicators.exchange.test_killed import KILLS, Postgres, Sqlite

ADDED = 300
UNDO = """
from django.contrib.auth import get_user_model
from indicators.exchange.undoing import undo_import
from indicators.models import ImportedFile
print("begun", flush=True)
undo_import(ImportedFile.objects.get().pk, get_user_model().objects.get(), "Mauvais fichier")
"""
WHOLE, UNDONE = (1 + ADDED, 0), (1, 1)
SCALES = ("SELECT count(*) FROM indicators_observation", "SELECT count(undone_at) FROM indicators_importedfile")


def start(url: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", UNDO]
    environment = os.environ | {"DATABASE_URL": url}
    return subprocess.Popen(
        command, cwd=settings.BASE_DIR, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


class SqliteCopy(Sqlite):
    def found(self) -> tuple[int, ...]:
        with closing(sqlite3.connect(self.folder / "db.sqlite3")) as opened:
            return tuple(opened.execute(sql).fetchone()[0] for sql in SCALES)


class PostgresItself(Postgres):
    def found(self) -> tuple[int, ...]:
        self.counts()  # waits until the server has seen that the process is gone
        return tuple(self.asked(sql)[0][0] for sql in SCALES)


@pytest.mark.django_db(transaction=True)
def test_killed_at_any_moment_an_import_is_all_there_or_undone(tmp_path: Path) -> None:
    chief = get_user_model().objects.create_superuser("camille")
    factories.observation(series=factories.series(indicator=factories.indicator(code="1.1-O1"), key="heures"))
    row = {"code": "1.1-O1", "key": "heures", "period_kind": "wave"}
    row |= {"period_start": "01/01/2024", "period_end": "31/12/2024"}
    content = csv_of(*(row | {"value": str(n), "period_label": f"vague {n}"} for n in range(ADDED)))
    taken(dropped(content, chief), chief)
    assert (Observation.objects.count(), ImportedFile.objects.count()) == (1 + ADDED, 1)
    database: Any = SqliteCopy(tmp_path) if connection.vendor == "sqlite" else PostgresItself()
    found: list[tuple[int, ...]] = []
    while len(found) < KILLS and database.found() == WHOLE:
        process = start(database.url)
        assert process.stdout is not None
        assert process.stdout.readline() == b"begun\n"
        try:
            process.wait(random.uniform(0, 1))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        process.communicate()
        found.append(database.found())
    print(f"{found.count(WHOLE)} fois tout, {found.count(UNDONE)} fois défait")
    assert set(found) <= {WHOLE, UNDONE}
    if database.found() == WHOLE:
        begun = time.monotonic()
        said, _nothing = start(database.url).communicate()
        print(f"défait en {time.monotonic() - begun:.1f} s", said.decode()[-500:])
    assert database.found() == UNDONE
