"""Runs commands of `manage.py` one after another, in one process, which loads the product once.

DATABASE_URL=… python -m tests.commands '[["migrate"], ["backup", "a.backup"]]'

What is to be refused begins by that word: '[["refused", "restore", "damaged.backup"], ["restore", "a.backup"]]'.
"""

from __future__ import annotations

import json
import sys

import manage

TO_BE_REFUSED = "refused"


def main(commands: str) -> None:
    """To its end, or to the first that fails, or that does not where it is to be refused."""
    for one in json.loads(commands):
        refused = one[0] == TO_BE_REFUSED
        sys.argv = ["manage.py", *one[refused:]]
        try:
            manage.main()
        except SystemExit as ended:
            if not (refused and ended.code):
                raise
        else:
            if refused:
                sys.exit(f"done: {one}")


if __name__ == "__main__":
    main(sys.argv[1])
