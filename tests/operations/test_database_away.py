"""A command that the database fails says so in a sentence, with what to look at."""

from __future__ import annotations

import pytest

from tests.databases import run

pytestmark = pytest.mark.once
AWAY = "postgres://nobody@127.0.0.1:1/none"


@pytest.mark.parametrize("command", [("migrate",), ("publish", "--reason", "Essai"), ("work",)])
def test_it_is_said_in_a_sentence(command: tuple[str, ...]) -> None:
    told = run(AWAY, "manage.py", *command)
    assert told.returncode == 1
    assert "Traceback" not in told.stderr
    assert told.stderr.startswith("La base de données fait défaut\u202f: ")
    assert "DATABASE_URL" in told.stderr


def test_where_it_happened_is_told_to_who_asks() -> None:
    assert "Traceback" in run(AWAY, "manage.py", "migrate", "--traceback").stderr
