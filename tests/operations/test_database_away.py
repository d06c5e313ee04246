"""A command that the database fails says so in a sentence, with what to look at."""

from __future__ import annotations

import json

import pytest

from tests.databases import run

pytestmark = pytest.mark.once
AWAY = "postgres://nobody@127.0.0.1:1/none"
COMMANDS = (["migrate"], ["publish", "--reason", "Essai"], ["work"])

SAYING = """
import json, sys, manage
for command in json.loads(sys.argv.pop()):
    sys.argv[1:] = command
    try:
        manage.main()
    except BaseException as ended:
        print(json.dumps([type(ended).__name__, str(ended)]))
"""
"""What each of these commands ends with: with `SystemExit`, Python prints its sentence and ends with 1."""


def test_it_is_said_in_a_sentence() -> None:
    told = run(AWAY, "-c", SAYING, json.dumps([*COMMANDS, ["migrate", "--traceback"]]))
    assert "Traceback" not in told.stdout + told.stderr
    *ended, asked = map(json.loads, told.stdout.splitlines())
    for command, (kind, said) in zip(COMMANDS, ended, strict=True):
        assert kind == "SystemExit", command
        assert said.startswith("La base de données fait défaut\u202f: "), command
        assert "DATABASE_URL" in said, command
    assert asked[0] == "OperationalError", "whose trace Python prints, where one asks for it"


def test_a_process_prints_it_and_nothing_else() -> None:
    told = run(AWAY, "manage.py", "migrate")
    assert told.returncode == 1
    assert "Traceback" not in told.stderr
    assert told.stderr.startswith("La base de données fait défaut\u202f: ")
