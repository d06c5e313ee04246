"""What is made of a document and stored beside its release: made once, by whoever publishes, and read by every process.

It says nothing that the document does not, and is made again from it: where the rules by which it was made have changed
since, where it is missing, cut or altered (it bears the seal of this site, as the pages that are kept do).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hmac import compare_digest
from pathlib import Path
from typing import Any, Generic, TypeVar

import structlog
from django.db import Error, transaction

from strategy_monitor import language, report
from strategy_monitor.kept import store
from strategy_monitor.releases import load, upgrades
from strategy_monitor.releases.models import StoredBeside
from strategy_monitor.report import once
from strategy_monitor.report.collector import collector_at_rest
from strategy_monitor.report.document import Report

log = structlog.get_logger(__name__)

Opened = TypeVar("Opened")


@once.once(maxsize=1)
def rules() -> str:
    """A short hash of the sources that it depends on: how words and documents are read.

    It is taken while the application is loaded: what a deployment replaces later is not what this process runs.
    """
    folders = (*language.__path__, *report.__path__)
    sources = [source for folder in folders for source in sorted(Path(folder).glob("*.py"))]
    found = hashlib.sha256()
    for source in (*sources, Path(upgrades.__file__)):
        found.update(source.name.encode() + b"\n" + source.read_bytes())
    return found.hexdigest()[:16]


ReleaseKeys = Mapping[str, int]
"""What a row stands beside: « release » and its key; where it is made of two releases, « before » too."""


@dataclass(frozen=True)
class Sealed(Generic[Opened]):
    """Rows of one kind, each of which is believed only if this site wrote it, by these rules, of these documents."""

    name: str
    """« search_index »: how the log calls it."""
    model: type[StoredBeside]
    unpack: Callable[[bytes], Opened]
    unreadable: type[Exception]
    """What `unpack` raises for what was not packed."""

    @property
    def rows(self) -> Any:
        return self.model._default_manager

    def key_of(self, *hashes: str) -> str:
        """`hashes`: of the documents that it is made of."""
        return store.key_of(self.name.replace("_", " "), rules(), *hashes)

    def find(self, row: ReleaseKeys, *hashes: str) -> Opened | None:
        """What is stored by these rules; None where nothing is that can be used, or nobody answers."""
        try:
            found = self.rows.filter(**row, rules=rules()).values_list("content", flat=True).first()
        except Error as error:
            log.error(f"{self.name}_not_read", **row, why=str(error))
            return None
        if found is None:
            return None
        content = bytes(found)
        seal, packed = content[: store.SEAL], content[store.SEAL :]
        if compare_digest(seal, store.seal_of(self.key_of(*hashes), packed)):
            try:
                return self.unpack(packed)
            except self.unreadable as error:
                log.error(f"{self.name}_unreadable", **row, why=str(error))
                return None
        log.error(f"{self.name}_altered", **row)
        return None

    def keep(self, packed: bytes, row: ReleaseKeys, *hashes: str) -> None:
        """Stored for all, and what other rules made beside this release goes; that it could not be is logged, and no
        more."""
        content = store.seal_of(self.key_of(*hashes), packed) + packed
        try:
            with transaction.atomic():
                self.rows.filter(release=row["release"]).exclude(rules=rules()).delete()
                named = {f"{name}_id": key for name, key in row.items()}
                self.rows.update_or_create(**named, defaults={"content": content, "rules": rules()})
        except Error as error:
            log.error(f"{self.name}_not_stored", **row, why=str(error))


@dataclass(frozen=True)
class Beside(Sealed[Opened]):
    """What is made of the document of one release."""

    pack: Callable[[Report], bytes]

    def recall(self, pk: int, sha256: str) -> Opened | None:
        """What is stored for this release by these rules; None where nothing is that can be used, or nobody answers."""
        return self.find({"release": pk}, sha256)

    def make(self, pk: int, sha256: str) -> Opened:
        """Of this release, stored for all; that it could not be stored is logged, and no more. Raises as
        `load.verified` does."""
        report = load.verified(pk, sha256)
        with collector_at_rest():
            packed = self.pack(report)
        self.keep(packed, {"release": pk}, sha256)
        return self.unpack(packed)

    def store(self, pk: int, sha256: str) -> bool:
        """Makes that of this release unless it is stored; whether it was made."""
        if self.recall(pk, sha256) is not None:
            return False
        self.make(pk, sha256)
        return True
