"""What it costs to write the documents of a long report, each in a process of its own that is then gone.

    DATABASE_URL=… .venv/bin/python -m tests.benchmarks.printing 1000x10     # a database that is migrated and empty

Seconds by the clock and of the processor, and the most memory that the process had; the start of the process included.
What a report of this size does not have (a volume, of an axis that is one document) is left out. Without a size, it is
measured as it is. Asserts no limit.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks import figures

DOCUMENTS = (
    "/rapport.pdf",
    "/rapport-annote.pdf",
    "/resume.pdf",
    "/axes/1.pdf",
    "/axes/1-annote.pdf",
    "/axes/1-annote.docx",
    "/axes/1/volume-1.pdf",
    "/axes/1/volume-1-annote.pdf",
    "/axes/1/volume-1-annote.docx",
)


def write(path: str, kept: Path) -> tuple[float, float, float] | None:
    """Seconds by the clock, of the processor, and megabytes; None where there is no such document."""
    command = [sys.executable, "manage.py", "write_file", path]
    given = os.environ | {"KEPT_PAGES": str(kept), "REDIS_URL": ""}
    begun = time.perf_counter()
    with tempfile.TemporaryFile() as told:
        started = subprocess.Popen(command, env=given, stdout=told, stderr=told)
        _pid, status, used = os.wait4(started.pid, 0)
        took = time.perf_counter() - begun
        if os.waitstatus_to_exitcode(status):
            told.seek(0)
            said = told.read().decode()
            assert "Il n’y a rien" in said, said
            return None
    return took, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main() -> None:
    parser = figures.command(__doc__)
    parser.add_argument("size", nargs="?", default="")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "kept"
        kept.mkdir()
        given = os.environ | {"KEPT_PAGES": str(kept), "REDIS_URL": ""}
        if asked.size:
            fill = [sys.executable, "-m", "tests.benchmarks.first_page", "fill", asked.size]
            subprocess.run(fill, check=True, env=given)
        subprocess.run([sys.executable, "manage.py", "index_releases", "--verbosity=0"], check=True, env=given)
        print(f"{'document':34}{'s':>8}{'s of processor':>16}{'MB at most':>12}")
        found = {}
        for path in DOCUMENTS:
            if told := write(path, kept):
                found[path] = told
                print(f"{path:34}{told[0]:>8.1f}{told[1]:>16.1f}{told[2]:>12.0f}", flush=True)
    largest = max(found, key=lambda path: found[path][2])
    where = asked.size or "what is there"
    asked.figures.note(f"memory of the largest writer of a document, at {where}", found[largest][2], "MB", largest)


if __name__ == "__main__":
    main()
