"""Disks of some megabytes, that are filled and freed (tmpfs), or fail (ext4): for root alone."""

from __future__ import annotations

import errno
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.environment import program, skip_or_fail


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


class FailingDisk:
    """One that the kernel makes read-only when it meets an error, whoever has files open there: ext4 in a file."""

    def __init__(self, place: Path, image: Path) -> None:
        self.place, self.image = place, image

    def fail(self) -> None:
        """From now on nothing can be written to it."""
        device = run("findmnt", "-n", "-o", "SOURCE", str(self.place)).strip()
        Path(f"/sys/fs/ext4/{Path(device).name}/trigger_fs_error").write_text("a test")

    def mend(self) -> None:
        """As somebody does who looks after it: nobody may have a file open there."""
        run("umount", str(self.place))
        subprocess.run([program("fsck.ext4"), "-fy", self.image], capture_output=True, check=False)
        self.mount()

    def mount(self) -> None:
        run("mount", "-o", "loop,errors=remount-ro", str(self.image), str(self.place))


def run(*command: str) -> str:
    """What it said. Skips the test where this machine does not let it."""
    done = subprocess.run([program(command[0]), *command[1:]], capture_output=True, text=True, check=False)
    if done.returncode:
        skip_or_fail(f"{' '.join(command)}: {done.stderr.strip()}")
    return done.stdout


@contextmanager
def failing_disk(place: Path, megabytes: int) -> Iterator[FailingDisk]:
    place.mkdir()
    image = place.with_suffix(".image")
    with image.open("wb") as file:
        file.truncate(megabytes << 20)
    run("mkfs.ext4", "-q", "-F", str(image))
    found = FailingDisk(place, image)
    found.mount()
    try:
        yield found
    finally:
        subprocess.run(["umount", "--lazy", place], check=False)


@contextmanager
def disk(place: Path, megabytes: int) -> Iterator[Disk]:
    place.mkdir()
    run("mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0755", "tmpfs", str(place))
    try:
        yield Disk(place)
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)
