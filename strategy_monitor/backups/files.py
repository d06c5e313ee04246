"""The file of a backup: compressed, and encrypted for a key of the operator where one is given.

Encrypted files are in the format of age (age-encryption.org): the key that opens them is not on the server, and any
program that knows the format opens them without this one.
"""

from __future__ import annotations

import gzip
import io
import os
import threading
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

import pyrage
from django.utils.translation import gettext as _

from strategy_monitor.backups.errors import BackupDamaged, BackupRefused

CHUNK = 1 << 20
AGE = b"age-encryption.org/"


class Stream(io.RawIOBase):
    """What an iterable gives, as a file to read."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self.chunks = iter(chunks)
        self.left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self.left:
            try:
                self.left = next(self.chunks)
            except StopIteration:
                return 0
        taken = self.left[: len(buffer)]
        buffer[: len(taken)] = taken
        self.left = self.left[len(taken) :]
        return len(taken)


class Hashing(io.RawIOBase):
    """Writes into a file, and knows the SHA-256 of what it wrote."""

    def __init__(self, target: IO[bytes]) -> None:
        self.target, self.digest = target, sha256()

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        self.digest.update(content)
        self.target.write(content)
        return len(content)


def compress_lines(lines: Iterable[bytes]) -> Iterator[bytes]:
    """In the format of gzip, without the time: the same bytes for the same lines."""
    packer = zlib.compressobj(6, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    for line in lines:
        if packed := packer.compress(line):
            yield packed
    yield packer.flush()


def write_file(path: Path, lines: Iterable[bytes], recipient: str = "") -> str:
    """Writes `path`, for its owner's eyes only, once all of it is on the disk and reads as it was written; or nothing.

    Returns the SHA-256 of the file. Raises `BackupRefused` if it exists, cannot be written or does not read again, or
    the recipient is no key; whatever `lines` raises leaves nothing behind."""
    key = parse_recipient(recipient) if recipient else None
    if path.exists():
        raise BackupRefused(_("%(path)s existe déjà : une sauvegarde n’en remplace pas une autre.") % {"path": path})
    part = path.with_name(path.name + ".part")
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            target = Hashing(file)
            if key:
                pyrage.encrypt_io(io.BufferedReader(Stream(compress_lines(lines)), CHUNK), target, [key])
            else:
                for chunk in compress_lines(lines):
                    target.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        written = target.digest.hexdigest()
        if digest_of(part) != written:
            raise BackupRefused(
                _("Ce qui a été écrit dans %(path)s ne se relit pas : le disque est en cause.") % {"path": path}
            )
        os.link(part, path)  # never over another that came meanwhile
        sync_folder(path.parent)
        return written
    except FileExistsError as error:
        raise BackupRefused(
            _("%(path)s existe déjà : une sauvegarde n’en remplace pas une autre.") % {"path": path}
        ) from error
    except OSError as error:
        raise BackupRefused(
            _("%(path)s ne s’écrit pas : %(why)s.") % {"path": path, "why": error.strerror or error}
        ) from error
    finally:
        part.unlink(missing_ok=True)


def digest_of(path: Path) -> str:
    """Read past the cache of the system where it lets us: from the disk."""
    found = sha256()
    with path.open("rb") as file:
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while chunk := file.read(CHUNK):
            found.update(chunk)
    return found.hexdigest()


def sync_folder(folder: Path) -> None:
    """So that the name too is on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def parse_recipient(text: str) -> Any:
    try:
        return pyrage.x25519.Recipient.from_str(text.strip())
    except pyrage.RecipientError as error:
        raise BackupRefused(_("« %(text)s » n’est pas une clé publique age (age1…).") % {"text": text}) from error


def read_identities(path: Path) -> list[Any]:
    """The keys of a file as `age-keygen` writes it: one a line, comments begin with #."""
    try:
        lines = [line.strip() for line in path.read_text().splitlines()]
        found = [pyrage.x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except OSError as error:
        raise BackupRefused(_("%(path)s ne se lit pas : %(why)s.") % {"path": path, "why": error.strerror}) from error
    except (pyrage.IdentityError, UnicodeDecodeError) as error:
        raise BackupRefused(_("%(path)s n’est pas un fichier de clés age.") % {"path": path}) from error
    if not found:
        raise BackupRefused(_("%(path)s n’a aucune clé.") % {"path": path})
    return found


@contextmanager
def open_lines(path: Path, identity: Path | None = None) -> Iterator[Iterator[bytes]]:
    """The lines of a backup, as they are read: what is decrypted is never on a disk.

    Raises `BackupRefused` if it cannot be read or opened, `BackupDamaged` where it is not what was written."""
    try:
        with path.open("rb") as file:
            encrypted = file.peek(len(AGE)).startswith(AGE)
            if not encrypted:
                yield expand_lines(file)
            elif identity is None:
                raise BackupRefused(_("Cette sauvegarde est chiffrée : donner la clé avec --identity."))
            else:
                with decrypted(file, read_identities(identity)) as clear:
                    yield expand_lines(clear)
    except OSError as error:
        raise BackupRefused(
            _("%(path)s ne se lit pas : %(why)s.") % {"path": path, "why": error.strerror or error}
        ) from error


def expand_lines(file: IO[bytes]) -> Iterator[bytes]:
    try:
        with gzip.open(file) as lines:
            yield from lines
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise BackupDamaged(_("Le fichier n’est pas une sauvegarde, ou il est abîmé.")) from error


@contextmanager
def decrypted(file: IO[bytes], identities: list[Any]) -> Iterator[IO[bytes]]:
    """What is in an encrypted file, through a pipe that another thread fills."""
    outgoing, incoming = os.pipe()
    failures: list[Exception] = []

    def decrypt() -> None:
        with open(incoming, "wb") as target:
            try:
                pyrage.decrypt_io(file, target, identities)
            except BrokenPipeError:
                pass  # nobody reads on
            except Exception as error:  # said to who reads, below
                failures.append(error)

    worker = threading.Thread(target=decrypt, daemon=True)
    with open(outgoing, "rb") as clear:
        worker.start()
        try:
            yield clear
        except BackupDamaged:
            worker.join(timeout=10)
            if not failures:
                raise
    worker.join(timeout=10)
    if failures:
        raise BackupDamaged(_("La clé donnée n’ouvre pas cette sauvegarde, ou le fichier est abîmé.")) from failures[0]
