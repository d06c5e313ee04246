"""A command ends without a look at all that it holds: its memory goes with its process."""

from __future__ import annotations

import subprocess
import sys

from django.conf import settings

ENDING = """
import atexit, gc, sys
atexit.register(lambda: print(gc.get_freeze_count() > 10_000))  # what is registered first is called last
sys.argv = ["manage.py", "version"]
import manage
manage.main()
"""


def test_nothing_is_looked_at_as_a_command_ends() -> None:
    done = subprocess.run(
        [sys.executable, "-c", ENDING], cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "True"
