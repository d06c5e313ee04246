"""Killed at any moment, and at each of its commits, a work is done whole or not at all, and what was said is kept.

Two kills of each by default, and one of a restoration; `KILLS=200` for as many as one has time for, some of them where
the tables are laid too.
"""

from __future__ import annotations

import json
import os

from tests.databases import run

KILLS = int(os.environ.get("KILLS", "2"))
WORKS = ("import", "edit", "submit", "validate", "publish", "erratum", "undo", "restore")


def test_all_or_nothing_and_nothing_acknowledged_is_lost(database_with_tables: str) -> None:
    done = run(database_with_tables, "-m", "tests.crashes.killed", str(KILLS))
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert tuple(one["act"] for one in told)[: len(WORKS)] == WORKS
    assert all(one["kills"] == one.get("whole", 0) + one.get("nothing", 0) for one in told)
    assert all(one["kills"] >= KILLS for one in told[:7])
