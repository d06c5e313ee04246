"""LibreOffice, as a reader of what is exported: whether it opens a file, and what it makes of it."""

from __future__ import annotations

import subprocess
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.environment import program

PATIENCE = 120
"""Seconds: a first start on a busy machine is slow."""


@lru_cache(maxsize=1)
def kept_profile() -> TemporaryDirectory[str]:
    """Of this process, until it ends: the first start fills it, which takes five times what each later one does."""
    return TemporaryDirectory(prefix="office-")


def profile() -> str:
    """The argument that names it. (Two offices at once cannot share one: the tests of a process follow each other.)"""
    return f"-env:UserInstallation={Path(kept_profile().name).as_uri()}"


def converted(source: Path, to: str, into: Path) -> Path:
    """The file converted by LibreOffice into the folder `into`: `to` is an extension, with a filter where one is
    needed (« pdf », « csv:Text - txt - csv (StarCalc):44,34,76 »). Skips where LibreOffice is not installed.
    """
    soffice = program("soffice", "libreoffice")
    command = [soffice, profile(), "--headless", "--norestore", "--convert-to", to, "--outdir", str(into), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    made = into / f"{source.stem}.{to.partition(':')[0]}"
    if done.returncode or not made.exists():
        pytest.fail(f"LibreOffice could not open {source.name}:\n{done.stdout}{done.stderr}", pytrace=False)
    return made
