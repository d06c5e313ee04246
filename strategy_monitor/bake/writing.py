"""A bake → a folder, whole or not at all: written beside it, then put in its place."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from django.conf import settings

from strategy_monitor.bake.compressing import FORMS, Form, is_worth

ABOUT = "_bake"
"""The folder that tells of the bake itself: sums, and what a web server needs to know."""
SUMS = f"{ABOUT}/SHA256SUMS"
SUMS_OF_COPIES = f"{SUMS}.copies"
REFUSED = frozenset('<>:"\\|?*')
RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))})
LONGEST = 200
"""Characters of a path in the site. Windows holds 260, with those of the folder that the site is copied to."""


class NotOurs(Exception):
    """The folder holds something else than a baked site: it is left alone."""


class Misplaced(Exception):
    """A file would stand outside of the folder, or take the place of another; case does not count everywhere."""


class Folder:
    """What is being written. Of `before`, the last bake of the same place, files that did not change are taken over."""

    def __init__(self, root: Path, before: Path | None = None) -> None:
        self.root = root
        self.before = before
        self.mode = find_mode(root) if before else 0
        self.sums: dict[str, str] = {}
        """Of the files themselves: a copy follows from its file, and from the version of a compressor."""
        self.copies: dict[str, str] = {}
        """Sums of the compressed copies."""
        self.size = 0
        self.taken: dict[str, str] = {}
        """Each place, case aside → the file that stands there, or the folder, with a last « / »."""
        self.unchanged: set[str] = set()
        """What was taken over."""
        self.texts: list[str] = []
        """What may be given compressed copies."""

    def write(self, path: str, content: bytes, content_type: str = "") -> None:
        """Writes a file; `path` is from the root, with « / »; the type is that of a file that readers are sent.

        Raises Misplaced, and OSError.
        """
        parts = PurePosixPath(path).parts
        if not parts or path.startswith("/") or ".." in parts or "\\" in path or "\0" in path:
            raise Misplaced(path)
        self.take(path)
        target = self.root.joinpath(*parts)
        target.parent.mkdir(parents=True, exist_ok=True)
        if not self.take_over(path, lambda before: before == content):
            target.write_bytes(content)
        self.sums[path] = hashlib.sha256(content).hexdigest()
        self.size += len(content)
        if is_worth(content, content_type):
            self.texts.append(path)

    def take(self, path: str) -> None:
        own = (path, *(f"{parent}/" for parent in PurePosixPath(path).parents[:-1]))
        for place in own:
            there = self.taken.setdefault(place.rstrip("/").casefold(), place)
            if there != place or there in self.sums:
                raise Misplaced(f"{path} : {there}")

    def take_over(self, path: str, is_same: Callable[[bytes], bool]) -> bool:
        """Whether this file of the last bake is the same, and read by the same users: it then stands in this one too,
        dates included."""
        if self.before is None:
            return False
        before = self.before / path
        try:
            if before.lstat().st_mode != self.mode or not is_same(before.read_bytes()):
                return False
            (self.root / path).hardlink_to(before)
        except OSError:  # it was not there, or the disk knows no links: it is written
            return False
        self.unchanged.add(path)
        return True

    def compress(self, threads: int) -> int:
        """Puts compressed copies beside the texts, and their sums beside those of the files; returns how many. Raises
        Misplaced, and OSError."""
        with ThreadPoolExecutor(threads) as pool:
            for found in pool.map(self.compress_one, self.texts):
                self.copies.update(found)
        if self.copies:
            self.write(SUMS_OF_COPIES, list_sums(self.copies))
            del self.sums[SUMS_OF_COPIES]  # which stand for the site, however it is compressed
        return len(self.copies)

    def compress_one(self, path: str) -> dict[str, str]:
        """The sum of each copy of this file, by its path."""
        content = (self.root / path).read_bytes()
        made = {path + form.suffix: self.put_copy(path, content, form) for form in FORMS}
        return {name: hashlib.sha256(copy).hexdigest() for name, copy in made.items() if copy}

    def put_copy(self, path: str, content: bytes, form: Form) -> bytes:
        """The copy in this form; empty where it would not be smaller, or where its name would be too long and that of
        the file is not."""
        name = path + form.suffix
        if len(path) <= LONGEST < len(name):
            return b""
        if name.casefold() in self.taken:
            raise Misplaced(name)
        if path in self.unchanged and self.take_over(name, lambda before: form.holds(before, content)):
            return (self.root / name).read_bytes()
        made = form.make(content)
        if len(made) >= len(content):
            return b""
        (self.root / name).write_bytes(made)
        return made

    def seal(self) -> str:
        """Writes the sums of all files, by path; returns the SHA-256 of that list, which stands for the whole site."""
        lines = list_sums(self.sums)
        self.write(SUMS, lines)
        return hashlib.sha256(lines).hexdigest()


def list_sums(sums: dict[str, str]) -> bytes:
    """As `sha256sum -c` reads them."""
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(sums.items())).encode()


def find_mode(folder: Path) -> int:
    """That of the files which are written there now."""
    with tempfile.TemporaryDirectory(dir=folder) as inside:
        file = Path(inside, "file")
        file.touch()
        return file.stat().st_mode


def refuse_other_folder(target: Path, force: bool) -> None:
    """Raises NotOurs where the folder has content that no bake wrote, unless `force`; and, always, where this very
    program would be replaced."""
    if any(target == one or target in one.parents for one in (Path.cwd(), settings.BASE_DIR)):
        raise NotOurs(
            f"{target} contient l’application, ou le dossier d’où la commande est lancée. En choisir un autre."
        )
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise NotOurs(f"{target} n’est pas un dossier. En choisir un autre.")
    if target.exists() and any(target.iterdir()) and not (target / SUMS).is_file() and not force:
        raise NotOurs(
            f"{target} contient autre chose qu’un site figé. En choisir un autre, ou --force pour le remplacer."
        )


@contextmanager
def replace_folder(target: Path, force: bool = False) -> Iterator[Folder]:
    """A new folder that takes the place of `target` if all goes well; else nothing changes."""
    refuse_other_folder(target, force)
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        yield Folder(fresh, target if (target / SUMS).is_file() else None)
        fresh.chmod(0o755)
        swap_folders(fresh, target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def swap_folders(fresh: Path, target: Path) -> None:
    """Puts `fresh` where `target` is; what was there goes only once the new one stands."""
    if not target.exists():
        fresh.rename(target)
        return
    old = target.with_name(f".{target.name}-{os.getpid()}-old")
    target.rename(old)
    try:
        fresh.rename(target)
    except OSError:
        old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)  # the new one stands: what remains of the old is no failure


def unportable(paths: Iterable[str]) -> list[str]:
    """Those that Windows refuses, sorted."""
    return sorted(
        path for path in paths if len(path) > LONGEST or any(map(is_refused_by_windows, PurePosixPath(path).parts))
    )


def is_refused_by_windows(name: str) -> bool:
    return (
        any(char in REFUSED or ord(char) < 32 for char in name)
        or name.endswith((".", " "))
        or name.partition(".")[0].lower() in RESERVED
    )
