"""A command does not look through all that it holds, not even as it ends: its memory goes with its process."""

from __future__ import annotations

import subprocess
import sys

from django.conf import settings

ENDING = """
import atexit, gc, sys


@atexit.register  # what is registered first is called last
def tell():
    looks = gc.get_stats()[2]["collections"]
    print(gc.get_freeze_count() > 10_000, looks)


sys.argv = ["manage.py", "version"]
import manage
manage.main()
"""


def test_what_a_command_loads_is_never_looked_through_nor_is_anything_as_it_ends() -> None:
    done = subprocess.run(
        [sys.executable, "-c", ENDING], cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "True 0"
