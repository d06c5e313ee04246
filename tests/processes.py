"""Processes that tests started, or that those started."""

from __future__ import annotations

from pathlib import Path


def is_running(process: int) -> bool:
    """Whether it has not ended yet. One that nobody has taken leave of has ended all the same: where its parent ended
    before it, the first process of the machine does so, which may take seconds."""
    try:
        told = Path(f"/proc/{process}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return told.rpartition(")")[2].split()[0] != "Z"
