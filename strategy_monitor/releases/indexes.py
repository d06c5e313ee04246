"""What can be found in a release, stored beside it: made once, by whoever publishes, and asked by every process."""

from __future__ import annotations

from functools import partial
from threading import Thread
from typing import Final

import structlog
from django.db import connection, transaction

from strategy_monitor.kept import store
from strategy_monitor.releases import compared, parts
from strategy_monitor.releases.beside import Beside
from strategy_monitor.releases.load import Head
from strategy_monitor.releases.models import Release, SearchIndex
from strategy_monitor.report import once, search_index, search_store
from strategy_monitor.report.document import Report
from strategy_monitor.report.search_index import Index

log = structlog.get_logger(__name__)

INDEX: Final = Beside(
    "search_index",
    SearchIndex,
    search_store.unpack_index,
    search_store.UnreadableIndex,
    lambda report: search_store.pack_index(search_index.index(report)),
)


def index_of(report: Report, head: Head | None) -> Index:
    """Of this release; of the working copy, which has no head, it is made."""
    return index_of_release(head.pk, head.sha256) if head else index_of_report(report)


index_of_report = once.once(maxsize=2)(search_index.index)


@once.once(maxsize=4)
def index_of_release(pk: int, sha256: str) -> Index:
    """As it is stored, else made and stored. Raises as `load.verified` does where it must be made."""
    known = INDEX.recall(pk, sha256)
    if known is None:
        with store.writing(INDEX.key_of(sha256), once.PATIENCE, "index-"):
            known = INDEX.recall(pk, sha256) or INDEX.make(pk, sha256)
    return known


def store_all(pk: int, sha256: str) -> bool:
    """What is read of this release beside its document, where it is not stored; whether any of it was made. Raises as
    `load.verified` does where it must be."""
    # What every page is read from comes first.
    made = [parts.store_parts(pk, sha256), compared.store_told(pk), INDEX.store(pk, sha256)]
    return any(made)


AT_ONCE: Final = 2_000_000
"""Characters of a document up to which this is done before its publisher gets an answer: it takes less than a second.
It is some three hundred indicators of ten figures."""


def store_after_publication(release: Release, **_signal: object) -> None:
    """Listens to `signals.release_published`: what was not made ahead is, once it is stored for good."""
    transaction.on_commit(partial(index_published, release.pk, release.sha256, len(release.document)), robust=True)


def index_published(pk: int, sha256: str, size: int) -> None:
    """A large release in a thread of its own: a command ends when it is done, and who publishes waits for nothing. What
    fails costs the first who reads it the wait."""
    if size <= AT_ONCE:
        store_all(pk, sha256)
    else:
        Thread(target=index_apart, args=(pk, sha256), name="indexing").start()


def index_apart(pk: int, sha256: str) -> None:
    try:
        store_all(pk, sha256)
    except Exception:
        log.exception("search_index_not_made", release=pk)
    finally:
        connection.close()
