"""Where processes share what they keep: Redis where there is one, else files in a folder, else nothing.

A store is never needed. One that is away, full, or may not be written costs a page its keeping, not its reader; and
what it gives back is believed only if it bears the seal that it was given, which takes the secret key of this site.
"""

from __future__ import annotations

import errno
import hashlib
import hmac
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from time import monotonic, sleep
from typing import Protocol

import structlog
from django.conf import settings
from django.core.cache import caches

try:
    import fcntl
except ImportError:  # Windows: there, two processes may write the same page
    fcntl = None  # type: ignore[assignment]

log = structlog.get_logger(__name__)

SEAL = hashlib.sha256().digest_size
STEP = 0.02
"""Seconds between two looks at a lock that another process holds."""
PAUSE = 2.0
"""Seconds in which a store that failed is not asked again."""
LOCKS = 256
"""Files that processes lock: two pages of the same one wait for each other, which is rare and costs nothing else."""
ABANDONED = 3600
"""Seconds after which a file that was not finished is removed."""
HOLDS_FOR = 15
"""Seconds after which the lock of a writer that died, in Redis, is anybody's. One who writes longer may be joined."""
LIFE = 30 * 86_400
"""Seconds for which Redis keeps what nobody writes again."""


FULL = errno.ENOSPC, errno.EDQUOT


class Claim:
    """That one process does something, and no other one: until it releases it, or dies. This one holds nobody back."""

    def renew(self) -> None:
        """To be called at least every `HOLDS_FOR / 3` seconds by who works for longer."""

    def release(self) -> None:
        pass


class Store(Protocol):
    """None of it raises."""

    def get(self, key: str, /) -> bytes | None: ...

    def put(self, key: str, content: bytes, /) -> None: ...

    def drop(self, key: str, /) -> None: ...

    def claim(self, key: str, among: str = "", /) -> Claim | None:
        """That this process does what this key names, among the things of one sort; None while another one does.

        A store that cannot tell gives a claim that holds nobody back.
        """


CURE = (
    "Donner à KEPT_PAGES un dossier où cet utilisateur peut écrire, ou un serveur à REDIS_URL ; les pages sont "
    "servies tout de même."
)


class Failing:
    """What a store does that failed: it says so once, until it does what it is asked or fails in another way; and is
    left alone for a moment."""

    asks_again = 0.0
    said = ""

    def rests(self) -> bool:
        return monotonic() < self.asks_again

    def fail(self, error: Exception) -> None:
        self.asks_again = monotonic() + PAUSE
        why = f"{type(error).__name__} {getattr(error, 'errno', '')}"  # the path that it names differs each time
        if why != self.said:
            log.warning("kept_pages_unreachable", store=str(self), why=str(error), cure=CURE)
        self.said = why


class Nowhere:
    """The store of a site that has none."""

    def get(self, _key: str) -> None:
        return None

    def put(self, _key: str, _content: bytes) -> None:
        return None

    def drop(self, _key: str) -> None:
        return None

    def claim(self, _key: str, _among: str = "") -> Claim | None:
        return Claim()


class Files(Failing):
    """A file for each key, whole or not there; the oldest ones go when all of them are larger than `most` bytes."""

    def __init__(self, folder: Path, most: int) -> None:
        self.folder = folder
        self.most = most
        self.added: int | None = None
        """Bytes written by this process since it cleaned; None before it first did."""

    def __str__(self) -> str:
        return str(self.folder)

    def path(self, key: str) -> Path:
        return self.folder / key[:2] / key

    def get(self, key: str) -> bytes | None:
        if self.rests():
            return None
        path = self.path(key)
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            self.miss(path, error)
            return None
        with suppress(OSError):
            os.utime(path)  # it is of use: others go first
        return content

    def put(self, key: str, content: bytes) -> None:
        if self.rests():
            return
        path = self.path(key)
        unfinished = path.with_name(f".{key}.{secrets.token_hex(8)}")
        try:
            self.make_folder(path.parent)
            descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with open(descriptor, "wb") as file:
                file.write(content)
            unfinished.replace(path)
            self.said = ""
            self.clean_after(len(content))
        except OSError as error:
            self.miss(path, error)
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)
            if error.errno in FULL:
                self.make_way()

    def miss(self, path: Path, error: OSError) -> None:
        """One file that cannot be used costs itself only, as long as others can be."""
        usable = os.access(self.folder, os.R_OK | os.W_OK | os.X_OK)
        if usable and isinstance(error, PermissionError | IsADirectoryError):
            log.warning("kept_page_out_of_reach", path=str(path), why=str(error))
        else:
            self.fail(error)

    def make_folder(self, inside: Path) -> None:
        """For the user of the site alone."""
        for folder in (self.folder, inside):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def drop(self, key: str) -> None:
        try:
            self.path(key).unlink(missing_ok=True)
        except OSError as error:
            self.fail(error)

    def clean_after(self, size: int) -> None:
        """At the first writing, then each time that a process has written an eighth of what may be kept."""
        if self.added is not None and self.added + size < self.most // 8:
            self.added += size
            return
        self.added = 0
        self.clean()

    def make_way(self) -> None:
        """Removes half of what is kept, from what was of no use for longest: on a disk that is full, the database and
        who writes to it come first."""
        with suppress(OSError):
            self.clean(share=2)

    def clean(self, share: int = 1) -> None:
        """Removes what was left unfinished and, where more is kept than may be, or than one part in `share` of it, what
        was of no use for longest."""
        found, now = [], time.time()
        for path in self.folder.glob("??/*"):
            try:
                told = path.stat()
                if path.name.startswith("."):
                    if now - told.st_mtime > ABANDONED:
                        path.unlink()
                    continue
            except OSError:  # another process cleans too
                continue
            found.append((told.st_mtime, told.st_size, path))
        total = sum(size for _, size, _ in found)
        most = min(self.most, total // share)
        for _, size, path in sorted(found):
            if total <= most:
                break
            path.unlink(missing_ok=True)
            total -= size

    def claim(self, key: str, among: str = "") -> Claim | None:
        if fcntl is None or self.rests():
            return Claim()
        path = self.folder / "locks" / f"{among}{int(key[:8], 16) % LOCKS:02x}"
        try:
            self.make_folder(path.parent)
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            self.fail(error)
            return Claim()
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        except OSError as error:
            self.fail(error)
        return LockedFile(descriptor)


@dataclass(frozen=True)
class LockedFile(Claim):
    descriptor: int

    def release(self) -> None:
        os.close(self.descriptor)  # and unlocks; so does the system for a process that died


class Bytes:
    """How Django's client of Redis writes values: as they are. Its own way would run what it reads (pickle)."""

    def dumps(self, value: bytes) -> bytes:
        return value

    def loads(self, value: bytes) -> bytes:
        return value


class Redis(Failing):
    """Through the cache of Django that has this name."""

    def __init__(self, name: str) -> None:
        # Its client is large, and loaded where it is used alone.
        from redis.exceptions import RedisError  # noqa: PLC0415

        self.cache = caches.create_connection(name)
        """One for all threads: those of `caches[name]` would open their own, and leave them open when they end."""
        self.unanswered = RedisError, OSError, ValueError
        """What the client raises where Redis is away, refuses, or has an address that cannot be read."""

    def __str__(self) -> str:
        return "Redis"

    def get(self, key: str) -> bytes | None:
        if self.rests():
            return None
        try:
            found: bytes | None = self.cache.get(key)
        except self.unanswered as error:
            self.fail(error)
            return None
        return found

    def put(self, key: str, content: bytes) -> None:
        if self.rests():
            return
        try:
            self.cache.set(key, content, LIFE)
            self.said = ""
        except self.unanswered as error:
            self.fail(error)

    def drop(self, key: str) -> None:
        try:
            self.cache.delete(key)
        except self.unanswered as error:
            self.fail(error)

    def claim(self, key: str, among: str = "") -> Claim | None:
        if self.rests():
            return Claim()
        claim = LockedKey(self, f"lock-{among}{key}")
        try:
            return claim if self.cache.add(claim.lock, claim.mine, HOLDS_FOR) else None
        except self.unanswered as error:
            self.fail(error)
            return Claim()


@dataclass(frozen=True)
class LockedKey(Claim):
    """A key that expires: whoever holds it for longer renews it, as long as it is theirs."""

    store: Redis
    lock: str
    mine: bytes = field(default_factory=lambda: secrets.token_bytes(16))

    def renew(self) -> None:
        if self.store.get(self.lock) == self.mine:
            with suppress(*self.store.unanswered):
                self.store.cache.touch(self.lock, HOLDS_FOR)

    def release(self) -> None:
        if self.store.get(self.lock) == self.mine:
            self.store.drop(self.lock)


@contextmanager
def writing(key: str, patience: float, among: str = "") -> Iterator[None]:
    """Within it, no other process writes what has this key. Who finds it taken waits for it, for `patience` seconds at
    most, then goes on without it. `among`: as `Store.claim` has it. What is written within another writing must be of
    another sort, or it would wait for itself."""
    until = monotonic() + patience
    claim = shared().claim(key, among)
    while claim is None and monotonic() < until:
        sleep(STEP)
        claim = shared().claim(key, among)
    try:
        yield
    finally:
        if claim:
            claim.release()


@lru_cache(maxsize=1)
def shared() -> Store:
    """The store of this site, as its settings say."""
    if settings.KEPT_PAGES_REDIS:
        return Redis("kept")
    if settings.KEPT_PAGES:
        return Files(Path(settings.KEPT_PAGES), settings.KEPT_PAGES_MEGABYTES * 1_000_000)
    return Nowhere()


def is_shared() -> bool:
    """Whether what one process keeps serves the others."""
    return not isinstance(shared(), Nowhere)


def works() -> bool:
    """Whether it does: what one process writes there now, the others can read."""
    key, content = key_of("probe"), secrets.token_bytes(8)
    write(key, content)
    return read(key) == content


@lru_cache(maxsize=4)
def secret_of(secret_key: str) -> bytes:
    return hashlib.sha256(f"strategy_monitor.kept {secret_key}".encode()).digest()


def key_of(*parts: str) -> str:
    """What is kept is found under this name by the processes of this site, and by nobody who does not know its key."""
    return hmac.digest(secret_of(settings.SECRET_KEY), "\n".join(parts).encode(), "sha256").hex()


def seal_of(key: str, content: bytes) -> bytes:
    return hmac.digest(secret_of(settings.SECRET_KEY), key.encode() + b"\n" + content, "sha256")


def read(key: str) -> bytes | None:
    """What was written under this key, as it was written; anything else is removed, and said."""
    found = shared().get(key)
    if found is None:
        return None
    seal, content = found[:SEAL], found[SEAL:]
    if hmac.compare_digest(seal, seal_of(key, content)):
        return content
    log.error("kept_page_altered", key=key)
    shared().drop(key)
    return None


def write(key: str, content: bytes) -> None:
    shared().put(key, seal_of(key, content) + content)
