"""The product as a person starts it: `manage.py demo`, in its own process, on its own database, on a free port.

Loading the printed report takes seconds: it is done once for all the processes of a run, which then serve copies.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.shared import made_once

ROOT = Path(__file__).resolve().parent.parent
NOT_INHERITED = {"DJANGO_ENV", "ALLOWED_HOSTS", "SITE_URL"}
DATABASE = "demo.sqlite3"
SERVE = """
import logging
from strategy_monitor.demo.management.commands.demo import Command
logging.getLogger("strategy_monitor.web.logs").setLevel(logging.WARNING)
Command().serve("127.0.0.1", %d)
"""
"""The last act of the command, for a folder in which the others were played."""
READY_WITHIN = 300
"""Seconds; only a limit on waiting for a process that will never be ready, on the slowest of machines."""


@dataclass(frozen=True)
class DemoSite:
    url: str
    """Address of the home page, with its final slash."""
    username: str
    password: str
    output: str
    log: Path
    """What the server says as it goes, its letters among it."""


@dataclass(frozen=True)
class Prepared:
    """A demonstration before it is served: seeded, published, with its accounts."""

    database: Path
    """A file of SQLite that nobody writes to."""
    output: str

    def copied(self, folder: Path) -> Path:
        """The folder, in which a demonstration now goes on from there."""
        shutil.copy(self.database, folder / DATABASE)
        return folder


def environment(folder: Path, **more: str) -> dict[str, str]:
    own = {
        "DATABASE_URL": f"sqlite:///{folder / DATABASE}",
        "PYTHONIOENCODING": "utf-8",
        "PYTHONUNBUFFERED": "1",
    }
    inherited = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
    return inherited | own | more


def run_demo(folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Runs the command to its end."""
    return subprocess.run(
        [sys.executable, "manage.py", "demo", *arguments],
        cwd=ROOT,
        env=environment(folder, **more),
        capture_output=True,
        encoding="utf-8",
        timeout=READY_WITHIN,
        check=False,
    )


def prepared(shared: Path) -> Prepared:
    """Made by the first process that asks for it in this folder; the others wait until it is there."""
    folder = shared / "prepared"
    folder.mkdir(exist_ok=True)

    def prepare(told: Path) -> None:
        outcome = run_demo(folder, "--no-serve")
        told.write_text(outcome.stdout + outcome.stderr, encoding="utf-8")

    output = made_once(folder / "demo.txt", prepare).read_text(encoding="utf-8")
    assert "Version 2025.1 publiée" in output, output
    return Prepared(folder / DATABASE, output)


def serve_demo(folder: Path, *arguments: str, before: str = "", **more: str) -> AbstractContextManager[DemoSite]:
    """Serves a demonstration while the block runs. Fails with all that the command said if it does not get ready.

    `before` is what was said when it was prepared: its password is told there only.
    """
    return served(folder, ["manage.py", "demo", *(arguments or ("--port", "0"))], before, more)


def serve_prepared(folder: Path, before: str, port: int = 0, **more: str) -> AbstractContextManager[DemoSite]:
    """The same of one that is prepared, by the last act of the command alone: to look once more whether all is there
    takes as long as ten pages."""
    return served(folder, ["manage.py", "shell", "-v", "0", "-c", SERVE % port], before, more)


@contextmanager
def served(folder: Path, command: list[str], before: str, more: dict[str, str]) -> Iterator[DemoSite]:
    heard = folder / "demo.log"
    with heard.open("wb") as sink:
        process = subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env=environment(folder, **more),
            stdout=sink,
            stderr=subprocess.STDOUT,
        )
    try:
        yield wait_until_ready(process, heard, before)
    finally:
        process.terminate()
        process.wait(timeout=60)


def wait_until_ready(process: subprocess.Popen[bytes], heard: Path, before: str) -> DemoSite:
    give_up_at = time.monotonic() + READY_WITHIN
    while time.monotonic() < give_up_at:
        ended = process.poll() is not None
        output = before + heard.read_text(encoding="utf-8")
        if ready := re.search(r"Le site est prêt : (http://\S+/)", output):
            password = re.search(r"affiché cette seule fois : (\S+)", output)
            return DemoSite(ready[1], "demo", password[1] if password else "", output, heard)
        if ended:
            raise AssertionError(f"The demo stopped with code {process.returncode}:\n{output}")
        time.sleep(0.2)
    raise AssertionError(f"The demo was not ready:\n{heard.read_text(encoding='utf-8')}")
