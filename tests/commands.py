"""Runs commands of `manage.py` one after another, in one process, which loads the product once.

DATABASE_URL=… python -m tests.commands '[["migrate"], ["backup", "a.backup"]]'
"""

from __future__ import annotations

import gc
import json
import sys

import manage


def main(commands: str) -> None:
    """To its end, or to the first that fails."""
    look_for_little_garbage()
    for one in json.loads(commands):
        sys.argv = ["manage.py", *one]
        manage.main()


def look_for_little_garbage() -> None:
    """As `tests.conftest`: each migration makes all models again, and to look through them took a third of its time."""
    gc.set_threshold(50_000, 50, 50)


if __name__ == "__main__":
    main(sys.argv[1])
