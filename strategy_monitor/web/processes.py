"""Commands of this product, started beside the process that asks for them."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from threading import Thread

import structlog
from django.conf import settings

log = structlog.get_logger(__name__)

NICENESS = 5
"""How far readers of pages go before what a process apart does: they wait for an answer."""


def give_way() -> None:
    """This process goes behind those that answer readers."""
    with suppress(AttributeError, OSError):  # Windows has none
        os.nice(NICENESS)


def start_command(*command: str) -> None:
    """Starts a command of `manage.py` that outlives this process, and takes leave of it when it ends. What cannot be
    started is logged."""
    try:
        process = subprocess.Popen(  # noqa: S603 - this very Python
            (sys.executable, "manage.py", *command, "--verbosity=0"),
            cwd=settings.BASE_DIR,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        log.error("command_not_started", command=command, why=str(error))
        return
    Thread(target=process.wait, name=command[0], daemon=True).start()


def run_command(*command: str, longest: float) -> bool:
    """Whether a command of `manage.py` does what it is asked within so many seconds. What it says stands where this
    process logs; it ends where it takes longer."""
    try:
        done = subprocess.run(  # noqa: S603 - this very Python
            (sys.executable, "manage.py", *command, "--verbosity=0"),
            cwd=settings.BASE_DIR,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            timeout=longest,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        log.error("command_not_done", command=command, why=str(error))
        return False
    return done.returncode == 0
