"""What stands on a disk that is full is read all the same."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.demo_site import ROOT

pytestmark = pytest.mark.once

READ = """
import resource, signal, sqlite3, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # no file may grow, as where there is no room
connection = sqlite3.connect(sys.argv[1])
connection.execute("PRAGMA journal_mode=WAL; ")
print(connection.execute("SELECT a FROM t").fetchone()[0])
"""
SERVE = """
import os, subprocess, sys
from strategy_monitor.wsgi import application
from django.db import connection, connections
from django.test import Client

def read():
    return subprocess.run([sys.executable, "-c", sys.argv[1], connection.settings_dict["NAME"]], capture_output=True)

assert read().returncode, "nobody holds it open"
Client(raise_request_exception=False).get("/healthz")
connections.close_all()
print(read().stdout.decode(), flush=True)  # else the copy would say it once more
if not os.fork():
    Client(raise_request_exception=False).get("/healthz")
    connections.close_all()
    print(read().stdout.decode(), flush=True)
    os._exit(0)
os.wait()
"""


def served(script: str, file: Path, argument: str) -> list[str]:
    """The words that a process says which serves this database."""
    done = subprocess.run(
        [sys.executable, "-c", script, argument],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": f"sqlite:///{file}"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="another system")
def test_who_serves_a_database_holds_its_files_open_for_readers(tmp_path: Path) -> None:
    file = tmp_path / "site.sqlite3"
    with closing(sqlite3.connect(file)) as database:
        database.executescript("PRAGMA journal_mode=WAL; CREATE TABLE t (a); INSERT INTO t VALUES ('read');")
    assert served(SERVE, file, READ) == ["read", "read"]
    assert not file.with_name("site.sqlite3-shm").exists(), "who ends leaves nothing beside it"


KEPT = """
import os, sys
from strategy_monitor.wsgi import application
from django.db import connection
from django.test import RequestFactory

def ask():
    answer = application(RequestFactory().get("/healthz").environ, lambda *_given: None)
    list(answer)
    answer.close()
    connection.ensure_connection()
    return connection.connection

def read():
    return connection.cursor().execute("SELECT a FROM t").fetchone()[0]

first = ask()
assert ask() is first, "it was opened again"
print(read())
os.replace(sys.argv[1], connection.settings_dict["NAME"])
second = ask()
assert second is not first
assert ask() is second
print(read())
os.remove(connection.settings_dict["NAME"])
ask()
connection.connection.execute("CREATE TABLE t (a)")
"""


def test_who_serves_keeps_its_connection_and_leaves_a_file_that_was_replaced(tmp_path: Path) -> None:
    file, other = tmp_path / "site.sqlite3", tmp_path / "other.sqlite3"
    for path, word in ((file, "before"), (other, "after")):
        with closing(sqlite3.connect(path)) as database:
            database.executescript(f"PRAGMA journal_mode=WAL; CREATE TABLE t (a); INSERT INTO t VALUES ('{word}');")
    assert served(KEPT, file, str(other)) == ["before", "after"]
