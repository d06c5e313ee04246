"""What Python compiled of a module, written once and read by all processes that tests start."""

from __future__ import annotations

import os
import sys


def share_bytecode() -> None:
    """Has it written, also where a shell says `PYTHONDONTWRITEBYTECODE=1`, as in many containers: hundreds of processes
    would each compile all that they load."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
