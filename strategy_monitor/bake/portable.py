"""Names of files that every system can hold: what a stick or an archive meets that this machine may not."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath

REFUSED = frozenset('<>:"\\|?*')
RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))})
LONGEST = 200
"""Characters of a path in the site. Windows holds 260, with those of the folder that the site is copied to."""


def unportable(paths: Iterable[str]) -> list[str]:
    """Those that Windows refuses, sorted."""
    return sorted(path for path in paths if len(path) > LONGEST or any(map(refused, PurePosixPath(path).parts)))


def refused(name: str) -> bool:
    return (
        any(char in REFUSED or ord(char) < 32 for char in name)
        or name.endswith((".", " "))
        or name.partition(".")[0].lower() in RESERVED
    )
