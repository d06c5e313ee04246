"""What one process of a run makes for all of them: the first that asks; the others wait until it is there."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

try:
    import fcntl
except ImportError:  # Windows: there, two processes may make the same
    fcntl = None  # type: ignore[assignment]


def folder_of_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same for all workers."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def made_once(file: Path, make: Callable[[Path], object]) -> Path:
    """The file, which `make` writes at the path that it is given. Where that fails, the next who asks tries again."""
    with file.with_name(f"{file.name}.lock").open("w") as lock:
        if fcntl:
            fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            partial = file.with_name(f"{file.name}.{os.getpid()}")
            make(partial)
            partial.replace(file)
    return file
