"""What can be found in a release, stored beside it: made once, by whoever publishes, and asked by every process.

It says nothing that the document does not, and is made again from it: where the rules by which words are read have
changed since, where it is missing, cut or altered (it bears the seal of this site, as the pages that are kept do).
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from functools import partial
from hmac import compare_digest
from pathlib import Path
from threading import Thread
from typing import Final

import structlog
from django.db import Error, connection, transaction

from strategy_monitor import language, report
from strategy_monitor.kept import store
from strategy_monitor.releases import load, upgrades
from strategy_monitor.releases.load import Head
from strategy_monitor.releases.models import Release, SearchIndex
from strategy_monitor.report import once, search_index, search_store
from strategy_monitor.report.collector import collector_at_rest
from strategy_monitor.report.document import Report
from strategy_monitor.report.search_index import Index

log = structlog.get_logger(__name__)


@once.once(maxsize=1)
def rules() -> str:
    """A short hash of the sources that an index depends on: how words and documents are read.

    It is taken while the application is loaded: what a deployment replaces later is not what this process runs.
    """
    folders = (*language.__path__, *report.__path__)
    sources = [source for folder in folders for source in sorted(Path(folder).glob("*.py"))]
    found = hashlib.sha256()
    for source in (*sources, Path(upgrades.__file__)):
        found.update(source.name.encode() + b"\n" + source.read_bytes())
    return found.hexdigest()[:16]


def index_of(report: Report, head: Head | None) -> Index:
    """Of this release; of the working copy, which has no head, it is made."""
    return index_of_release(head.pk, head.sha256) if head else index_of_report(report)


index_of_report = once.once(maxsize=2)(search_index.index)


@once.once(maxsize=4)
def index_of_release(pk: int, sha256: str) -> Index:
    """As it is stored, else made and stored. Raises as `load.verified` does where it must be made."""
    known = recall(pk, sha256)
    if known is None:
        with store.writing(key_of(sha256), once.PATIENCE):
            known = recall(pk, sha256) or make(pk, sha256)
    return known


def key_of(sha256: str) -> str:
    return store.key_of("search index", rules(), sha256)


def recall(pk: int, sha256: str) -> Index | None:
    """What is stored for this release by these rules; None where nothing is that can be used, or nobody answers."""
    try:
        found = SearchIndex.objects.filter(release=pk, rules=rules()).values_list("content", flat=True).first()
    except Error as error:
        log.error("search_index_not_read", release=pk, why=str(error))
        return None
    if found is None:
        return None
    content = bytes(found)
    seal, packed = content[: store.SEAL], content[store.SEAL :]
    if compare_digest(seal, store.seal_of(key_of(sha256), packed)):
        with suppress(search_store.Unreadable):
            return search_store.unpack(packed)
    log.error("search_index_altered", release=pk)
    return None


def make(pk: int, sha256: str) -> Index:
    """The index of this release, stored for all; that it could not be stored is logged, and no more."""
    report = load.verified(pk, sha256)
    with collector_at_rest():
        packed = search_store.pack(search_index.index(report))
    content = store.seal_of(key_of(sha256), packed) + packed
    try:
        with transaction.atomic():
            SearchIndex.objects.filter(release=pk).exclude(rules=rules()).delete()
            SearchIndex.objects.update_or_create(release_id=pk, defaults={"content": content, "rules": rules()})
    except Error as error:
        log.error("search_index_not_stored", release=pk, why=str(error))
    return search_store.unpack(packed)


def store_index(pk: int, sha256: str) -> bool:
    """Makes the index of this release unless it is stored; whether it was made."""
    if recall(pk, sha256) is not None:
        return False
    make(pk, sha256)
    return True


AT_ONCE: Final = 2_000_000
"""Characters of a document up to which it is indexed before its publisher gets an answer: it takes less than a second.
It is some three hundred indicators of ten figures."""


def hear_publication(release: Release, **_signal: object) -> None:
    """Listens to `signals.release_published`: the index is made once the release is stored for good."""
    transaction.on_commit(partial(index_published, release.pk, release.sha256, len(release.document)), robust=True)


def index_published(pk: int, sha256: str, size: int) -> None:
    """A large release in a thread of its own: a command ends when it is done, and who publishes waits for nothing. What
    fails costs the first who searches the wait."""
    if size <= AT_ONCE:
        store_index(pk, sha256)
    else:
        Thread(target=index_apart, args=(pk, sha256), name="indexing").start()


def index_apart(pk: int, sha256: str) -> None:
    try:
        store_index(pk, sha256)
    except Exception:
        log.exception("search_index_not_made", release=pk)
    finally:
        connection.close()
