"""A disk of some megabytes, that is filled, freed, and made read-only: a tmpfs, for root alone."""

from __future__ import annotations

import errno
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.environment import skip_or_fail


class Disk:
    def __init__(self, place: Path) -> None:
        self.place = place
        self.filler = place / "filler"

    def fill(self, left: int = 0) -> None:
        """Writes zeros until nothing fits any more, or until so many bytes are left."""
        with self.filler.open("ab", buffering=0) as file:
            while (room := self.room - left) > 0:
                try:
                    file.write(b"\0" * min(room, 1 << 20))
                except OSError as error:
                    if error.errno != errno.ENOSPC:
                        raise
                    return

    @property
    def room(self) -> int:
        """Bytes."""
        told = os.statvfs(self.place)
        return told.f_bavail * told.f_frsize

    def free(self) -> None:
        self.filler.unlink(missing_ok=True)

    def remount(self, how: str) -> None:
        """« ro » waits until nobody has a file open to write: the kernel does not, where a disk fails."""
        for _ in range(600):
            done = subprocess.run(
                ["mount", "-o", f"remount,{how}", self.place], capture_output=True, text=True, check=False
            )
            if done.returncode == 0:
                return
            time.sleep(0.05)
        raise AssertionError(done.stderr)


@contextmanager
def disk(place: Path, megabytes: int, owner: str = "") -> Iterator[Disk]:
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0755", "tmpfs", str(place)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        skip_or_fail("mount is not installed")
    if done.returncode:
        skip_or_fail(f"no disk can be mounted here: {done.stderr.strip()}")
    try:
        if owner:
            subprocess.run(["chown", owner, place], check=True)
        yield Disk(place)
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)
