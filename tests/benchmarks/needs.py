"""Programs that a machine may lack: who lacks one is told which, and that is told from a benchmark that failed."""

from __future__ import annotations

import shutil
import sys

LACKING = 77
"""How a benchmark ends that cannot go on for want of a program."""


def program(*names: str) -> str:
    """Path of the first of these programs that is installed; ends the benchmark where none is."""
    for name in names:
        if path := shutil.which(name):
            return path
    print(f"This needs the program « {names[0]} », which is not installed.", file=sys.stderr)
    raise SystemExit(LACKING)
