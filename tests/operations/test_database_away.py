"""A command that the database fails says so in a sentence, with what to look at."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.demo_site import ROOT

pytestmark = pytest.mark.once
AWAY = "postgres://nobody@127.0.0.1:1/none"


def run(*command: str) -> subprocess.CompletedProcess[str]:
    given = os.environ | {"DATABASE_URL": AWAY, "LOG_LEVEL": "ERROR"}
    whole = [sys.executable, "manage.py", *command]
    return subprocess.run(whole, cwd=ROOT, env=given, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("command", [("migrate",), ("publish", "--reason", "Essai"), ("work",)])
def test_it_is_said_in_a_sentence(command: tuple[str, ...]) -> None:
    told = run(*command)
    assert told.returncode == 1
    assert "Traceback" not in told.stderr
    assert told.stderr.startswith("La base de données fait défaut\u202f: ")
    assert "DATABASE_URL" in told.stderr


def test_where_it_happened_is_told_to_who_asks() -> None:
    assert "Traceback" in run("migrate", "--traceback").stderr
