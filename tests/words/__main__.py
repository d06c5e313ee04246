"""Writes the words of every page, document and export into a folder, so that two versions of the code can be compared.

    python -m tests.words FOLDER_BEFORE      (on the code before)
    python -m tests.words FOLDER_AFTER       (on the code after)
    diff -r FOLDER_BEFORE FOLDER_AFTER

`frozen/` is the release of schema 1 that is committed in `tests/releases/samples`, as today's code shows it: only the
code can change it. `seeded/` is what the fixtures give today, published, with the desk and the administration. Both
are published at the same moment on each run; what the desk says of today changes with the day. Each takes some minutes.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

KINDS = ("frozen", "seeded")


def main(target: Path) -> None:
    for kind in KINDS:
        with tempfile.TemporaryDirectory() as folder:
            own = {"DATABASE_URL": f"sqlite:///{folder}/words.sqlite3", "LOG_LEVEL": "WARNING"}
            command = [sys.executable, "-m", "tests.words.site", kind, str(target / kind)]
            subprocess.run(command, env=os.environ | own, check=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
