"""A publication, or an erratum, killed at any moment leaves all of it or nothing, and is simply done again.

Few moments by default; `KILL_MOMENTS=50` for as many as one has time for.
"""

from __future__ import annotations

import json
import os

from tests.databases import database, run

__all__ = ["database"]

MOMENTS = int(os.environ.get("KILL_MOMENTS", "2"))


def test_all_or_nothing_is_published(database: str) -> None:
    done = run(database, "-m", "tests.releases.killed", str(MOMENTS))
    assert done.returncode == 0, done.stdout + done.stderr
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(told) == 2 * MOMENTS, "of publications, then of errata"
    print(done.stdout)
