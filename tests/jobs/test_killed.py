"""A job whose process is killed at any moment is done by the next who takes it, and never twice; nor do two who take at
the same time.

Few kills by default; `KILL_MOMENTS=50` for as many as one has time for.
"""

from __future__ import annotations

import json
import os

from tests.databases import run

MOMENTS = int(os.environ.get("KILL_MOMENTS", "2"))


def test_a_job_is_done_once(database_with_tables: str) -> None:
    done = run(database_with_tables, "-m", "tests.jobs.killed", str(MOMENTS))
    assert done.returncode == 0, done.stdout + done.stderr
    told = [json.loads(line) for line in done.stdout.splitlines()]
    print(done.stdout)
    assert len(told) == 5 * MOMENTS + 2, "kills, a race, an end in order, publications, imports, readings, errata"
    assert all(one["of"] for one in told[:MOMENTS] if one["after"] > 0.3), "how far it was stays after the kill"
