"""LibreOffice, as a reader of what is exported: whether it opens a file, and what it makes of it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.environment import program

PATIENCE = 120
"""Seconds: a first start on a busy machine is slow."""


def converted(source: Path, to: str, into: Path) -> Path:
    """The file converted by LibreOffice into the folder `into`: `to` is an extension, with a filter where one is
    needed (« pdf », « csv:Text - txt - csv (StarCalc):44,34,76 »). Skips where LibreOffice is not installed.
    """
    soffice = program("soffice", "libreoffice")
    profile = f"-env:UserInstallation={(into / 'profile').as_uri()}"  # two conversions at once cannot share one
    command = [soffice, profile, "--headless", "--norestore", "--convert-to", to, "--outdir", str(into), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    made = into / f"{source.stem}.{to.partition(':')[0]}"
    if done.returncode or not made.exists():
        pytest.fail(f"LibreOffice could not open {source.name}:\n{done.stdout}{done.stderr}", pytrace=False)
    return made
