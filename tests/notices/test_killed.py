"""A sender that is killed leaves at most one message uncertain, which nobody sends again; two senders send once.

Few kills by default; `KILL_MOMENTS=50` for as many as one has time for.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from tests.databases import run
from tests.notices.slow_backend import FOLDER

KILLS = int(os.environ.get("KILL_MOMENTS", "2"))


def test_a_message_goes_once_at_most(database_with_tables: str, tmp_path: Path) -> None:
    folder = tmp_path / "received"
    folder.mkdir()
    done = run(database_with_tables, "-m", "tests.notices.killed", str(KILLS), **{FOLDER: str(folder)})
    assert done.returncode == 0, done.stdout + done.stderr
    told = [json.loads(line) for line in done.stdout.splitlines()]
    print(done.stdout)
    assert len(told) == KILLS + 1, "kills, then a race"
    assert all(one["uncertain"] <= 1 for one in told[:-1])
