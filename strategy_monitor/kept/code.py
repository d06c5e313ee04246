"""What wrote a page: a short hash of the code and templates that this process runs."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from django.conf import settings

from strategy_monitor.report.once import once

SOURCES = (
    ("templates", "*"),
    ("strategy_monitor", "*.py"),
    ("static/css", "*.css"),
    ("static/js", "*.js"),
    ("strategy_monitor/locale", "*.mo"),
)


@once(maxsize=1)
def version() -> str:
    """Part of every ETag, so that a reader's copy is renewed when the code that writes pages changes."""
    return settings.BUILD_ID or digest(Path(settings.BASE_DIR))


@once(maxsize=1)
def identity() -> str:
    """What made an answer that outlives this process: the sources, whatever `BUILD_ID` says, and the libraries."""
    libraries = sorted(one.name for folder in sys.path for one in Path(folder or ".").glob("*.dist-info"))
    told = (digest(Path(settings.BASE_DIR)), sys.version, *libraries)
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def digest(root: Path) -> str:
    found = hashlib.sha256()
    for folder, pattern in SOURCES:
        for path in sorted((root / folder).rglob(pattern)):
            if path.is_file():
                found.update(path.relative_to(root).as_posix().encode())
                found.update(path.read_bytes())
    return found.hexdigest()[:16]
