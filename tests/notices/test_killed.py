"""A sender that is killed leaves at most one message uncertain, which nobody sends again; two senders send once.

Few kills by default; `KILL_MOMENTS=50` for as many as one has time for.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.databases import database
from tests.demo_site import ROOT
from tests.notices.slow_backend import FOLDER

__all__ = ["database"]

KILLS = int(os.environ.get("KILL_MOMENTS", "2"))


def test_a_message_goes_once_at_most(database: str, tmp_path: Path) -> None:
    folder = tmp_path / "received"
    folder.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "tests.notices.killed", str(KILLS)],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": database, "LOG_LEVEL": "CRITICAL", FOLDER: str(folder)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    told = [json.loads(line) for line in done.stdout.splitlines()]
    print(done.stdout)
    assert len(told) == KILLS + 1, "kills, then a race"
    assert all(one["uncertain"] <= 1 for one in told[:-1])
