"""What wrote a page: a short hash of the code and templates that this process runs.

It is taken while the application is loaded: sources that a deployment replaces later are not what this process runs.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage

from strategy_monitor.report.once import once

SOURCES = (
    ("templates", "*"),
    ("strategy_monitor", "*.py"),
    ("static", "*"),
    ("strategy_monitor/locale", "*.mo"),
)


@once(maxsize=1)
def version() -> str:
    """Part of every ETag, so that a reader's copy is renewed when the code that writes pages changes."""
    return settings.BUILD_ID or digest_sources()


@once(maxsize=1)
def identity() -> str:
    """What made an answer that outlives this process: the sources, whatever `BUILD_ID` says, and the libraries."""
    libraries = sorted(one.name for folder in sys.path for one in Path(folder or ".").glob("*.dist-info"))
    told = (digest_sources(), sys.version, *libraries)
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


@once(maxsize=1)
def digest_sources() -> str:
    """Of what this process runs: read once, for both."""
    return digest_folder(Path(settings.BASE_DIR))


def manifest() -> str:
    """What names the collected static files that pages lead to; empty where they are named as their sources."""
    return str(getattr(staticfiles_storage, "manifest_hash", ""))


def digest_folder(root: Path) -> str:
    found = hashlib.sha256(manifest().encode())
    for folder, pattern in SOURCES:
        for path in sorted((root / folder).rglob(pattern)):
            if path.is_file():
                found.update(path.relative_to(root).as_posix().encode())
                found.update(path.read_bytes())
    return found.hexdigest()[:16]
